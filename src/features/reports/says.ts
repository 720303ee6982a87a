/** A report in words: for leaders figures only, for a cell's officers with names, for a member the own progress. */
import { type Words, words } from '../../engine/say.ts';
import type { LocalDate, LocalMinute, Zone } from '../../lib/time.ts';
import { minuteOf } from '../../lib/time.ts';
import type { Campaign } from '../campaigns/model.ts';
import type { MembershipStatus, Unit } from '../organisation/model.ts';
import { type Counts, type Handed, hasSubmitted, type MeetingState, type MemberRow } from './model.ts';
import type { Summary } from './report.ts';
import { countParams, leftLines, meetingWords, summaryParams } from './wording.ts';

/** What every report is about: which round, as of when. */
export interface Round {
  readonly campaign: Campaign;
  readonly day: LocalDate;
  readonly at: LocalMinute;
}

export function subtreeWords(unit: Pick<Unit, 'name'>, summary: Summary, { campaign, day, at }: Round): Words {
  return words('reports.subtree', {
    unit: unit.name,
    at: { minute: at },
    ...summaryParams(summary),
    left: leftLines(campaign, day),
  });
}

export interface CellReport {
  readonly unit: Pick<Unit, 'name'>;
  readonly counts: Counts;
  readonly meeting: MeetingState;
  /** In the order of lists; absent for those who may see figures only. */
  readonly people: readonly (MemberRow & { readonly name: string })[] | undefined;
}

export function cellWords({ unit, counts, meeting, people }: CellReport, { campaign, day, at }: Round): Words {
  const names = (
    key: 'reports.missing' | 'reports.claimed' | 'reports.unreachable',
    those: (one: MemberRow) => boolean,
  ): Words | '' => {
    const some = (people ?? []).filter(those);
    return some.length === 0
      ? ''
      : words(key, { count: some.length, names: some.map((one) => words('reports.name', { person: one.name })) });
  };
  return words('reports.cell', {
    unit: unit.name,
    at: { minute: at },
    meeting: meetingWords(meeting, day),
    ...countParams(counts),
    // Where they are named, the list says how many there are.
    ...(people === undefined ? {} : { untold: '' }),
    left: leftLines(campaign, day),
    missing: names('reports.missing', (one) => one.status !== 'exempt' && !hasSubmitted(one)),
    claimed: names('reports.claimed', (one) => one.paper === 'claimed' && one.state !== 'submitted'),
    unreachable: names('reports.unreachable', (one) => one.unreachable),
    privacy: words(people === undefined ? 'reports.privacy-counts' : 'reports.privacy-cell'),
  });
}

export interface OwnReport {
  readonly person: string;
  readonly unit: Pick<Unit, 'name'>;
  readonly status: MembershipStatus | undefined;
  readonly handed: Handed;
  readonly meeting: MeetingState;
}

export function ownWords(own: OwnReport, { campaign, day, at }: Round, zone: Zone): Words {
  return words('reports.own', {
    person: own.person,
    unit: own.unit.name,
    at: { minute: at },
    submission: handedWords(own.handed, zone),
    exempt: own.status === 'exempt' ? words('reports.own-exempt') : '',
    meeting: meetingWords(own.meeting, day),
    left: leftLines(campaign, day),
  });
}

function handedWords(handed: Handed, zone: Zone): Words {
  if (handed.state === 'submitted' && handed.submittedAt !== undefined)
    return words('reports.own-submitted', { at: { minute: minuteOf(handed.submittedAt, zone) } });
  if (handed.paper === 'confirmed') return words('reports.own-paper');
  if (handed.paper === 'claimed') return words('reports.own-claimed');
  return words(handed.state === 'draft' ? 'reports.own-draft' : 'reports.own-none');
}

/** The week a summary is about. */
export interface Week {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export function cellDigestWords(
  report: Omit<CellReport, 'people'>,
  round: Pick<Round, 'campaign' | 'day'>,
  week: Week,
): Words {
  return words('reports.digest-cell', {
    unit: report.unit.name,
    from: { dayMonth: week.from },
    to: { day: week.to },
    meeting: meetingWords(report.meeting, round.day),
    left: leftLines(round.campaign, round.day),
    ...countParams(report.counts),
  });
}

export function subtreeDigestWords(
  unit: Pick<Unit, 'name'>,
  summary: Summary,
  round: Pick<Round, 'campaign' | 'day'> & { readonly week: Week },
): Words {
  const { week, campaign, day } = round;
  return words('reports.digest-subtree', {
    unit: unit.name,
    from: { dayMonth: week.from },
    to: { day: week.to },
    ...summaryParams(summary),
    left: leftLines(campaign, day),
  });
}
