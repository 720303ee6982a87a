/** Reporting a meeting: the day it was held and how many were present; the number may follow later. */
import type { Fact } from '../../engine/fact.ts';
import type { Flow, Move, Reading, Step } from '../../engine/flow.ts';
import { type Choice, type Say, say, words } from '../../engine/say.ts';
import { readDay } from '../../lib/spoken-time.ts';
import { isLocalDate, type LocalDate } from '../../lib/time.ts';
import { dayLabel, type MeetingWorld } from './meeting.flow.ts';
import type { Meeting } from './model.ts';
import { dayPart, heldDaysToOffer, heldProblem } from './rules.ts';

export interface ReportWorld extends MeetingWorld {
  /** Members of the cell: no more can have been present. */
  readonly members: number;
}
type Ids = Readonly<Record<string, string>>;

export const REPORT_FLOW = 'meeting-report';

export const reportFlow: Flow<ReportWorld> = {
  id: REPORT_FLOW,
  step(id, world, ids) {
    switch (id) {
      case 'day':
        return dayStep(world, ids);
      case 'present':
        return presentStep(world, ids);
      default:
        return undefined;
    }
  },
  apply: (world) => world,
  resting: (world) => say('meetings.report-resting', { unit: world.unit.name }),
  reminder: (world) => say('meetings.still-reporting', { unit: world.unit.name }),
};

const leave: Choice = { key: 'leave', label: words('meetings.leave') };
const toLeave = (): Move => ({ to: 'end', says: [say('meetings.left')] });

function dayStep(world: ReportWorld, ids: Ids): Step {
  const days = heldDaysToOffer(world.live, world);
  const next = (day: LocalDate): Move => overtaken(world, ids) ?? { to: { step: 'present' }, ids: { day } };
  return {
    ask: say('meetings.ask-held', { unit: world.unit.name }, [
      ...days.map((day): Choice => ({ key: day, label: dayLabel(day) })),
      leave,
    ]),
    on: { ...Object.fromEntries(days.map((day) => [day, () => next(day)])), leave: toLeave },
    text: {
      free: false,
      read(text): Reading {
        const day = readDay(text, world.today, 'past');
        if (day === undefined)
          return { ok: false, problem: say('meetings.day-unread', { example: { dayMonth: world.today } }) };
        const problem = heldProblem(day, world);
        if (problem === undefined) return { ok: true, move: next(day) };
        const { opensOn, closesOn } = world.campaign;
        return {
          ok: false,
          problem: say(`meetings.held-${problem}`, { day: { day }, first: { day: opensOn }, last: { day: closesOn } }),
        };
      },
    },
  };
}

/** What another officer did meanwhile: the meeting was cancelled, or somebody else has reported it. */
function overtaken(world: ReportWorld, ids: Ids): Move | undefined {
  const { live, unit } = world;
  if (ids['meeting'] !== undefined && live?.id !== ids['meeting'])
    return { to: 'end', says: [say('meetings.gone-meanwhile', { unit: unit.name })] };
  if (live?.state === 'reported' && ids['began'] !== 'reported')
    return { to: 'end', says: [alreadyReported(live, unit.name)] };
  return undefined;
}

/** The report that stands, with the sentence how to correct it. */
export function alreadyReported(live: Meeting, unit: string): Say {
  return say('meetings.already-reported', {
    unit,
    day: { day: live.heldOn ?? dayPart(live.startsAt) },
    present: live.present ?? 0,
  });
}

function presentStep(world: ReportWorld, ids: Ids): Step {
  const day = ids['day'] ?? '';
  if (!isLocalDate(day)) return dayStep(world, ids);
  const later: Choice = { key: 'later', label: words('meetings.report-later') };
  const shown = say('meetings.ask-present', { unit: world.unit.name, day: { day }, members: world.members }, [
    ...(world.live?.state === 'reported' ? [] : [later]),
    { key: 'back', label: words('meetings.back') },
    { ...leave, beside: true },
  ]);
  return {
    // A typed number is the answer here, never the place of a button.
    ask: { ...shown, free: true },
    on: {
      later: () => overtaken(world, ids) ?? held(world, day),
      back: () => ({ to: { step: 'day' } }),
      leave: toLeave,
    },
    text: {
      free: true,
      read(text): Reading {
        const digits = text
          .normalize('NFKC')
          .trim()
          .match(/^(\d{1,5})(?: *(?:đồng chí|dong chi|đ\/c|người|nguoi|đảng viên))?$/iu);
        const present = digits === null ? undefined : Number(digits[1]);
        if (present === undefined)
          return { ok: false, problem: say('meetings.present-unread', { members: world.members }) };
        if (present > world.members)
          return {
            ok: false,
            problem: say('meetings.present-many', { members: world.members, unit: world.unit.name }),
          };
        return { ok: true, move: overtaken(world, ids) ?? reported(world, day, present) };
      },
    },
  };
}

function held(world: ReportWorld, heldOn: LocalDate): Move {
  return {
    to: 'end',
    facts: heldFact(world, heldOn),
    says: [say('meetings.held-saved', { unit: world.unit.name, day: { day: heldOn } })],
  };
}

/** A report implies that the meeting was held; the same report again is no news. */
function reported(world: ReportWorld, heldOn: LocalDate, present: number): Move {
  const { live, unit, campaign } = world;
  const says = [
    say('meetings.report-saved', { unit: unit.name, day: { day: heldOn }, present, members: world.members }),
  ];
  if (live?.state === 'reported' && live.heldOn === heldOn && live.present === present) return { to: 'end', says };
  const of = { meetingId: live?.id ?? world.newId, campaignId: campaign.id, unitId: unit.id, by: world.by };
  const facts: Fact[] = [
    ...(live === undefined || live.state === 'scheduled' ? heldFact(world, heldOn) : []),
    { type: 'meeting.reported', ...of, heldOn, present },
  ];
  return { to: 'end', facts, says };
}

function heldFact(world: ReportWorld, heldOn: LocalDate): readonly Fact[] {
  const { live, unit, campaign, by } = world;
  return [
    {
      type: 'meeting.held',
      meetingId: live?.id ?? world.newId,
      campaignId: campaign.id,
      unitId: unit.id,
      by,
      heldOn,
      scheduled: live !== undefined,
    },
  ];
}
