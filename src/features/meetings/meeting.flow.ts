/** Scheduling or moving a cell's meeting: day, time, place, confirmation. Nothing is kept before the last step. */
import type { Flow, Move, Reading, Step } from '../../engine/flow.ts';
import type { MessageKey } from '../../engine/message-keys.ts';
import { type Choice, type Say, say, type Words, words } from '../../engine/say.ts';
import type { MeetingId, PersonId } from '../../lib/ids.ts';
import { readClock, readDay } from '../../lib/spoken-time.ts';
import { addDays, isLocalMinute, type LocalDate, type LocalMinute, weekday } from '../../lib/time.ts';
import type { Campaign } from '../campaigns/model.ts';
import type { Unit } from '../organisation/model.ts';
import { LONGEST_PLACE, type Meeting } from './model.ts';
import { dayPart, dayProblem, daysToOffer, minuteProblem, type When } from './rules.ts';

export interface MeetingWorld extends When {
  readonly unit: Unit;
  readonly campaign: Campaign;
  readonly live: Meeting | undefined;
  readonly lastPlace: string | undefined;
  /** The id a new meeting gets. */
  readonly newId: MeetingId;
  readonly by: PersonId;
}
type Ids = Readonly<Record<string, string>>;

const CLOCKS = ['07:30', '08:00', '14:00', '17:00', '19:00', '19:30', '20:00'];
/** Buttons are cut by phones long before this. */
const LONGEST_LABEL = 50;

export const MEETING_FLOW = 'meeting';

export const meetingFlow: Flow<MeetingWorld> = {
  id: MEETING_FLOW,
  step(id, world, ids) {
    switch (id) {
      case 'day':
        return guarded(dayStep(world), world, ids);
      case 'time':
        return guarded(timeStep(world, ids), world, ids);
      case 'place':
        return guarded(placeStep(world, ids), world, ids);
      case 'confirm':
        return guarded(confirmStep(world, ids), world, ids);
      default:
        return undefined;
    }
  },
  apply: (world) => world,
  resting: (world) => say('meetings.resting', { unit: world.unit.name }),
  reminder: (world) => say('meetings.still-choosing', { unit: world.unit.name }),
};

const WEEKDAYS: readonly MessageKey[] = [
  'meetings.sunday',
  'meetings.monday',
  'meetings.tuesday',
  'meetings.wednesday',
  'meetings.thursday',
  'meetings.friday',
  'meetings.saturday',
];

function weekdayOf(day: LocalDate): Words {
  return words(WEEKDAYS[weekday(day) % 7] ?? 'meetings.sunday');
}

/** A day as buttons show it: "thứ Bảy, 02/4". */
export function dayLabel(day: LocalDate): Words {
  return words('meetings.day', { weekday: weekdayOf(day), day: { dayMonth: day } });
}

/** Agenda in its order, a line each. */
export function agenda(campaign: Campaign): readonly Words[] {
  return campaign.content.agenda.map((item) => words('meetings.agenda-item', { item }));
}

/** What another officer did meanwhile ends the dialog with a sentence instead of a second meeting. */
function overtaken(world: MeetingWorld, ids: Ids): Say | undefined {
  const { live, unit } = world;
  if (live === undefined)
    return ids['meeting'] === undefined ? undefined : say('meetings.gone-meanwhile', { unit: unit.name });
  if (live.state !== 'scheduled')
    return say('meetings.already-held', { unit: unit.name, day: { day: live.heldOn ?? dayPart(live.startsAt) } });
  if (live.id === ids['meeting']) return undefined;
  return say('meetings.already-scheduled', { unit: unit.name, minute: { minute: live.startsAt }, place: live.place });
}

function guarded(step: Step, world: MeetingWorld, ids: Ids): Step {
  const said = overtaken(world, ids);
  if (said === undefined) return step;
  const end: Move = { to: 'end', says: [said] };
  const on = Object.fromEntries(Object.keys(step.on).map((key) => [key, () => end]));
  return {
    ...step,
    on,
    ...(step.text === undefined ? {} : { text: { ...step.text, read: (): Reading => ({ ok: true, move: end }) } }),
  };
}

const back: Choice = { key: 'back', label: words('meetings.back') };
const leave: Choice = { key: 'leave', label: words('meetings.leave'), beside: true };
const toLeave = (): Move => ({ to: 'end', says: [say('meetings.left')] });
const no = (problem: Say): Reading => ({ ok: false, problem });
const yes = (move: Move): Reading => ({ ok: true, move });

function dayStep(world: MeetingWorld): Step {
  const days = daysToOffer(world);
  const { meetingDeadline } = world.campaign;
  const params = {
    unit: world.unit.name,
    before: { day: addDays(meetingDeadline, 1) },
    last: { dayMonth: meetingDeadline },
  };
  return {
    ask: say('meetings.ask-day', params, [
      ...days.map((day, index): Choice => ({ key: day, label: dayLabel(day), beside: index % 2 === 1 })),
      { ...leave, beside: false },
    ]),
    on: { ...Object.fromEntries(days.map((day) => [day, () => toTime(world, day)])), leave: toLeave },
    text: {
      free: false,
      read(text) {
        const day = readDay(text, world.today);
        if (day === undefined) return no(say('meetings.day-unread', { example: { dayMonth: meetingDeadline } }));
        const problem = dayProblem(day, world);
        return problem === undefined ? yes(toTime(world, day)) : no(dayRefused(problem, day, world));
      },
    },
  };
}

function dayRefused(problem: 'past' | 'closed', day: LocalDate, world: MeetingWorld): Say {
  return say(problem === 'past' ? 'meetings.day-past' : 'meetings.day-closed', {
    day: { day },
    last: { day: world.campaign.closesOn },
  });
}

function toTime(world: MeetingWorld, day: LocalDate): Move {
  const late = day > world.campaign.meetingDeadline;
  const remark = say('meetings.after-deadline', { last: { day: world.campaign.meetingDeadline } });
  return { to: { step: 'time' }, ids: { day }, ...(late ? { says: [remark] } : {}) };
}

function timeStep(world: MeetingWorld, ids: Ids): Step {
  const day = ids['day'] as LocalDate;
  const at = (clock: string): LocalMinute => `${day}T${clock}` as LocalMinute;
  const offered = CLOCKS.filter((clock) => minuteProblem(at(clock), world) === undefined);
  const shown = say('meetings.ask-time', { weekday: weekdayOf(day), day: { day } }, [
    ...offered.map(
      (clock, index): Choice => ({
        key: keyOf(clock),
        label: words('meetings.clock', { clock: { clock: at(clock) } }),
        beside: index % 3 !== 0,
      }),
    ),
    back,
    leave,
  ]);
  return {
    // "7" is seven o'clock, never the seventh button.
    ask: { ...shown, free: true },
    on: {
      ...Object.fromEntries(
        offered.map((clock) => [keyOf(clock), (): Move => ({ to: { step: 'place' }, ids: { clock } })]),
      ),
      back: () => ({ to: { step: 'day' } }),
      leave: toLeave,
    },
    text: {
      free: false,
      read(text) {
        const clock = readClock(text);
        if (clock === undefined) return no(say('meetings.time-unread'));
        if (minuteProblem(at(clock), world) !== undefined)
          return no(say('meetings.time-past', { minute: { minute: at(clock) } }));
        return yes({ to: { step: 'place' }, ids: { clock } });
      },
    },
  };
}

const keyOf = (clock: string): string => clock.replace(':', 'h');

function placeStep(world: MeetingWorld, ids: Ids): Step {
  const known = world.lastPlace;
  const label = known !== undefined && known.length > LONGEST_LABEL ? `${known.slice(0, LONGEST_LABEL - 1)}…` : known;
  return {
    ask: say('meetings.ask-place', { minute: { minute: startOf(ids) } }, [
      ...(label === undefined ? [] : [{ key: 'last', label }]),
      back,
      leave,
    ]),
    on: {
      ...(known === undefined ? {} : { last: (): Move => ({ to: { step: 'confirm' }, ids: { place: known } }) }),
      back: () => ({ to: { step: 'time' } }),
      leave: toLeave,
    },
    text: {
      free: false,
      read(text) {
        const place = text.normalize('NFC').replace(/\s+/g, ' ').trim();
        if (place.length < 2) return no(say('meetings.place-short'));
        if (place.length > LONGEST_PLACE) return no(say('meetings.place-long', { most: LONGEST_PLACE }));
        return yes({ to: { step: 'confirm' }, ids: { place } });
      },
    },
  };
}

const startOf = (ids: Ids): LocalMinute => `${ids['day'] ?? ''}T${ids['clock'] ?? ''}` as LocalMinute;

function confirmStep(world: MeetingWorld, ids: Ids): Step {
  const { live, unit, campaign } = world;
  const params = {
    unit: unit.name,
    title: campaign.content.title,
    minute: { minute: startOf(ids) },
    place: ids['place'] ?? '',
    agenda: agenda(campaign),
  };
  const shown =
    live === undefined
      ? say('meetings.confirm', params)
      : say('meetings.confirm-move', { ...params, before: { minute: live.startsAt } });
  const choices: Choice[] = [
    { key: 'confirm', label: words('meetings.do-confirm') },
    { key: 'edit', label: words('meetings.edit') },
    leave,
  ];
  return {
    ask: { ...shown, choices },
    on: { confirm: () => confirmed(world, ids), edit: () => ({ to: { step: 'day' } }), leave: toLeave },
  };
}

function confirmed(world: MeetingWorld, ids: Ids): Move {
  const { live, unit, campaign, by } = world;
  const startsAt = startOf(ids);
  const place = ids['place'] ?? '';
  if (!isLocalMinute(startsAt) || place === '') return { to: { step: 'day' } };
  // The dialog may have rested for days.
  const problem = minuteProblem(startsAt, world);
  if (problem !== undefined) {
    const refused =
      problem === 'past'
        ? say('meetings.time-past', { minute: { minute: startsAt } })
        : dayRefused(problem, dayPart(startsAt), world);
    return { to: { step: 'day' }, says: [refused] };
  }
  const of = { meetingId: live?.id ?? world.newId, campaignId: campaign.id, unitId: unit.id, by, startsAt, place };
  const params = { unit: unit.name, minute: { minute: startsAt }, place };
  if (live === undefined)
    return { to: 'end', facts: [{ type: 'meeting.scheduled', ...of }], says: [say('meetings.saved', params)] };
  if (live.startsAt === startsAt && live.place === place)
    return { to: 'end', says: [say('meetings.unchanged', params)] };
  return {
    to: 'end',
    facts: [{ type: 'meeting.moved', ...of, before: live.startsAt }],
    says: [say('meetings.saved-move', params)],
  };
}
