/** What officers of a cell do with its meeting: /hop and the buttons under it. */
import { type Say, say, words } from '../../engine/say.ts';
import { fold } from '../../lib/fold.ts';
import type { MeetingId, UnitId } from '../../lib/ids.ts';
import { never } from '../../lib/never.ts';
import { minuteOf } from '../../lib/time.ts';
import type { Campaign } from '../campaigns/model.ts';
import type { Acting, Outcome } from '../feature.ts';
import type { Unit } from '../organisation/model.ts';
import { can, scopes } from '../organisation/policy.ts';
import { MEETING_FLOW, type MeetingWorld } from './meeting.flow.ts';
import { type Meeting, wasScheduled } from './model.ts';
import { alreadyReported, REPORT_FLOW, type ReportWorld } from './report.flow.ts';
import { deedChoice, standingSay } from './report.ts';
import { type Deed, dayPart, possible } from './rules.ts';
import { lastPlace, liveMeeting, lockCell, meetingById, replies } from './store.ts';

const VERSION = '1';
const NOBODY = { coming: 0, absent: 0 };

/** `/hop`, `/hop CELL`: where the meeting stands; somebody with several cells picks one. */
export async function hop(acting: Acting, args: string): Promise<Outcome> {
  const cells = await ownCells(acting);
  const wanted = fold(args);
  const found = wanted === '' ? cells : matching(cells, wanted);
  const [only] = found;
  if (only === undefined) return notTheirs(acting, args);
  if (found.length > 1) {
    const choices = found.map((cell, index) => ({
      key: `c${index + 1}`,
      label: cell.name,
      command: { name: 'hop', args: cell.code },
    }));
    return { says: [say('meetings.which-cell', undefined, choices)] };
  }
  return view(acting, only);
}

async function ownCells(acting: Acting): Promise<readonly Unit[]> {
  const { appointments } = await acting.directory.standing(acting.person.id);
  return scopes(appointments, 'meeting.schedule', acting.today).filter((unit) => unit.kind === 'cell');
}

function matching(cells: readonly Unit[], wanted: string): readonly Unit[] {
  const same = cells.filter((cell) => fold(cell.code) === wanted || fold(cell.name) === wanted);
  return same.length > 0 ? same : cells.filter((cell) => fold(cell.name).includes(wanted));
}

/** A cell of somebody else is refused and logged; words that name no cell are only unknown. */
async function notTheirs(acting: Acting, asked: string): Promise<Outcome> {
  const [unit] = asked === '' ? [] : await acting.directory.findUnits('/', asked);
  return unit === undefined ? { says: [say('meetings.no-such-cell')] } : refused(unit);
}

function refused(unit: Pick<Unit, 'code'>): Outcome {
  return {
    says: [say('common.refused')],
    facts: [{ type: 'access.refused', permission: 'meeting.schedule', subject: unit.code }],
  };
}

async function view(acting: Acting, unit: Unit): Promise<Outcome> {
  const campaign = await acting.campaigns.current(unit.path, acting.today);
  if (campaign === undefined) return { says: [say('meetings.no-campaign', { unit: unit.name })] };
  return {
    says: [await standing(acting, { unit, campaign, live: await liveMeeting(acting.c, campaign.id, unit.id) })],
  };
}

interface Matter {
  readonly unit: Unit;
  readonly campaign: Campaign;
  readonly live: Meeting | undefined;
}

async function standing(acting: Acting, matter: Matter): Promise<Say> {
  const counted = matter.live?.state === 'scheduled' ? await replies(acting.c, matter.live, acting.today) : NOBODY;
  return standingSay({ ...matter, replies: counted, today: acting.today, minute: minuteOf(acting.now, acting.zone) });
}

/** `hopviec DEED UNIT [MEETING]`, from a button of any age. */
export async function deed(acting: Acting, args: string): Promise<Outcome> {
  const [what = '', unitId = '', meetingId] = args.split(' ');
  const unit = await acting.directory.unit(unitId as UnitId);
  const { appointments } = await acting.directory.standing(acting.person.id);
  if (unit === undefined || unit.kind !== 'cell') return { says: [say('meetings.no-such-cell')] };
  if (!can(appointments, 'meeting.schedule', unit, acting.today)) return refused(unit);
  const campaign = await acting.campaigns.current(unit.path, acting.today);
  if (campaign === undefined) return { says: [say('meetings.no-campaign', { unit: unit.name })] };
  // Two officers at once: the second one looks after the first one's commit.
  await lockCell(acting.c, unit.id);
  const live = await liveMeeting(acting.c, campaign.id, unit.id);
  const matter: Matter = { unit, campaign, live };
  if (meetingId !== undefined && meetingId !== live?.id) return overtaken(acting, matter, meetingId as MeetingId);
  return isDeed(what) ? doDeed(acting, what, matter) : { says: [await standing(acting, matter)] };
}

const DEEDS: readonly (Deed | 'cancel-confirmed')[] = [
  'schedule',
  'move',
  'cancel',
  'cancel-confirmed',
  'hold',
  'report',
  'unhold',
];
const isDeed = (what: string): what is Deed | 'cancel-confirmed' => (DEEDS as readonly string[]).includes(what);

/** The button belongs to a meeting that is no longer the cell's: say so, and where things stand now. */
async function overtaken(acting: Acting, matter: Matter, id: MeetingId): Promise<Outcome> {
  const old = await meetingById(acting.c, id);
  const theirs = old?.unitId === matter.unit.id && old.state === 'cancelled' && wasScheduled(old);
  const remark = theirs
    ? say('meetings.already-cancelled', { minute: { minute: old.startsAt } })
    : say('meetings.gone-meanwhile', { unit: matter.unit.name });
  return { says: [remark, await standing(acting, matter)] };
}

async function doDeed(acting: Acting, what: Deed | 'cancel-confirmed', matter: Matter): Promise<Outcome> {
  const { unit, campaign, live } = matter;
  const when = { campaign, today: acting.today, minute: minuteOf(acting.now, acting.zone) };
  const allowed = possible(live, when).includes(what === 'cancel-confirmed' ? 'cancel' : what);
  if (!allowed) return { says: [...refusal(what, matter), await standing(acting, matter)] };
  const ids = {
    unit: unit.id,
    campaign: campaign.id,
    ...(live === undefined ? {} : { meeting: live.id, began: live.state }),
  };
  const of = { campaignId: campaign.id, unitId: unit.id, by: acting.person.id };
  switch (what) {
    case 'schedule':
    case 'move':
      return { enter: { flow: MEETING_FLOW, version: VERSION, step: 'day', ids } };
    case 'report':
      return { enter: { flow: REPORT_FLOW, version: VERSION, step: 'day', ids } };
    case 'hold': {
      if (live === undefined) return { enter: { flow: REPORT_FLOW, version: VERSION, step: 'day', ids } };
      const heldOn = dayPart(live.startsAt);
      const says = [
        say('meetings.held-marked', { unit: unit.name, day: { day: heldOn } }, [
          deedChoice('report', words('meetings.do-report'), matter),
        ]),
      ];
      return { facts: [{ type: 'meeting.held', meetingId: live.id, ...of, heldOn, scheduled: true }], says };
    }
    case 'unhold':
      if (live === undefined) return view(acting, unit);
      return {
        facts: [{ type: 'meeting.unheld', meetingId: live.id, ...of, scheduled: wasScheduled(live) }],
        says: [say('meetings.unheld', { unit: unit.name })],
      };
    case 'cancel':
      return live === undefined ? view(acting, unit) : { says: [askCancel(matter, live)] };
    case 'cancel-confirmed':
      if (live === undefined) return view(acting, unit);
      return {
        facts: [{ type: 'meeting.cancelled', meetingId: live.id, ...of, startsAt: live.startsAt }],
        says: [
          say('meetings.cancel-saved', { unit: unit.name, minute: { minute: live.startsAt } }, [
            deedChoice('schedule', words('meetings.do-schedule'), { unit, live: undefined }),
          ]),
        ],
      };
    default:
      return never(what);
  }
}

function askCancel(matter: Matter, { startsAt, place }: Meeting): Say {
  const { unit } = matter;
  return say('meetings.ask-cancel', { unit: unit.name, minute: { minute: startsAt }, place }, [
    deedChoice('cancel-confirmed', words('meetings.do-cancel'), matter),
    { key: 'keep', label: words('meetings.keep'), command: { name: 'hop', args: unit.code } },
  ]);
}

/** Why a button does nothing now; where the meeting stands follows. */
function refusal(what: Deed | 'cancel-confirmed', { unit, live, campaign }: Matter): readonly Say[] {
  if (live?.state === 'scheduled' && (what === 'hold' || what === 'report'))
    return [say('meetings.not-yet', { minute: { minute: live.startsAt } })];
  if (live?.state === 'scheduled' && what === 'schedule')
    return [
      say('meetings.already-scheduled', { unit: unit.name, minute: { minute: live.startsAt }, place: live.place }),
    ];
  if (live?.state === 'reported') return [alreadyReported(live, unit.name)];
  if (live?.state === 'held')
    return [say('meetings.already-held', { unit: unit.name, day: { day: live.heldOn ?? dayPart(live.startsAt) } })];
  if (what === 'schedule' || what === 'move') return [say('meetings.closed', { last: { day: campaign.closesOn } })];
  return [say('meetings.gone-meanwhile', { unit: unit.name })];
}

type FrameIds = Readonly<Record<string, string>>;

/** What both dialogs look at; undefined when the round or the duty is gone. The step that writes is taken under the cell's lock. */
export async function meetingWorld(acting: Acting, ids: FrameIds, writes: boolean): Promise<MeetingWorld | undefined> {
  const unit = await acting.directory.unit((ids['unit'] ?? '') as UnitId);
  if (unit === undefined) return undefined;
  const { appointments } = await acting.directory.standing(acting.person.id);
  if (!can(appointments, 'meeting.schedule', unit, acting.today)) return undefined;
  const campaign = await acting.campaigns.current(unit.path, acting.today);
  if (campaign === undefined || campaign.id !== ids['campaign']) return undefined;
  if (writes) await lockCell(acting.c, unit.id);
  return {
    unit,
    campaign,
    live: await liveMeeting(acting.c, campaign.id, unit.id),
    lastPlace: await lastPlace(acting.c, unit.id),
    today: acting.today,
    minute: minuteOf(acting.now, acting.zone),
    newId: acting.env.newId<MeetingId>(),
    by: acting.person.id,
  };
}

export async function reportWorld(acting: Acting, ids: FrameIds, writes: boolean): Promise<ReportWorld | undefined> {
  const world = await meetingWorld(acting, ids, writes);
  if (world === undefined) return undefined;
  return { ...world, members: (await acting.directory.members(world.unit.id)).length };
}
