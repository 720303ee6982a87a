/** The pieces that /status and the weekly summaries are put together from. */
import type { MessageKey } from '../../engine/message-keys.ts';
import { type Params, type Words, words } from '../../engine/say.ts';
import { never } from '../../lib/never.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Campaign } from '../campaigns/model.ts';
import type { Counts, MeetingState } from './model.ts';
import { type Left, leftOf, phaseOf, type Summary } from './report.ts';

/** A line that vanishes. */
const NOTHING = '';
const NAMED_LATE = 12;

/** Sorts of cells that have a name; any other is shown as the import wrote it. */
const SORTS: Readonly<Record<string, MessageKey>> = {
  residential: 'reports.sort-residential',
  police: 'reports.sort-police',
  school: 'reports.sort-school',
};

/** How a cell's meeting stands on `day`: from the day after it one that nobody has reported is not told as if to come. */
export function meetingWords(meeting: MeetingState, day: LocalDate): Words {
  switch (meeting.state) {
    case 'none':
      return words('reports.meeting-none');
    case 'scheduled':
      return words(meeting.startsAt.slice(0, 10) < day ? 'reports.meeting-unreported' : 'reports.meeting-scheduled', {
        minute: { minute: meeting.startsAt },
        place: meeting.place,
      });
    case 'held':
    case 'reported':
      if (meeting.present === undefined) return words('reports.meeting-held', { day: { day: meeting.on } });
      return words('reports.meeting-reported', { day: { day: meeting.on }, present: meeting.present });
    default:
      return never(meeting);
  }
}

/** "17/17 chi bộ (tổ dân phố 11/11, Công an 1/1, nhà trường 5/5)" */
function meetingsWords({ meetings, sorts }: Summary): Words {
  const { held, cells } = meetings;
  const list = sorts.map((one) => {
    const key = SORTS[one.sort];
    return words('reports.sort', { sort: key === undefined ? one.sort : words(key), held: one.held, cells: one.cells });
  });
  if (list.length < 2) return words('reports.meetings', { held, cells });
  return words('reports.meetings-by-sort', {
    held,
    cells,
    sorts: list.reduceRight((rest, first) => words('reports.joined', { first, rest })),
  });
}

/** What is left until the deadlines, a line each; after the round only that it is over. */
export function leftLines(campaign: Campaign, day: LocalDate): readonly Words[] {
  const closes = { day: campaign.closesOn };
  if (phaseOf(campaign, day) === 'closed') return [words('reports.closed', { closes })];
  return leftOf(campaign, day).map((left) =>
    words(leftKey(left), { last: { day: left.last }, days: Math.max(left.days, 0), closes }),
  );
}

const LEFT: Readonly<Record<Left['what'], Readonly<Record<'days' | 'today' | 'over', MessageKey>>>> = {
  both: { days: 'reports.left-both-days', today: 'reports.left-both-today', over: 'reports.left-both-over' },
  meeting: {
    days: 'reports.left-meeting-days',
    today: 'reports.left-meeting-today',
    over: 'reports.left-meeting-over',
  },
  submission: {
    days: 'reports.left-submission-days',
    today: 'reports.left-submission-today',
    over: 'reports.left-submission-over',
  },
};

function leftKey({ what, days }: Left): MessageKey {
  return LEFT[what][days > 0 ? 'days' : days === 0 ? 'today' : 'over'];
}

/** Figures of persons; `share` is of those who owe. */
export function countParams(counts: Counts): Params {
  const { members, exempt, submitted, volunteers, undeliverable } = counts;
  const owing = members - exempt;
  return {
    members,
    exempt,
    owing,
    submitted,
    missing: owing - submitted,
    share: { part: submitted, whole: owing },
    volunteers: volunteers === 0 ? NOTHING : words('reports.volunteers', { count: volunteers }),
    untold: undeliverable === 0 ? NOTHING : words('reports.untold', { count: undeliverable }),
  };
}

/** Figures of a subtree: cells by sort, persons, and the overdue cells by name. */
export function summaryParams(summary: Summary): Params {
  const { meetings, overdue } = summary;
  const named = overdue.length > NAMED_LATE + 1 ? overdue.slice(0, NAMED_LATE) : overdue;
  const { scheduled, unscheduled } = meetings;
  return {
    ...countParams(summary.totals),
    meetings: meetingsWords(summary),
    planned: meetings.held === meetings.cells ? NOTHING : words('reports.planned', { scheduled, unscheduled }),
    overdue: overdue.length,
    late: named.map((cell) => words('reports.late-cell', { unit: cell.name })),
    more:
      named.length === overdue.length ? NOTHING : words('reports.late-more', { count: overdue.length - named.length }),
  };
}
