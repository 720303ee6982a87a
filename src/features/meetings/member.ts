/** What members hear of their cell's meeting, and how they answer. */

import type { FactOf } from '../../engine/fact.ts';
import { type Notice, type Say, say } from '../../engine/say.ts';
import type { PersonId } from '../../lib/ids.ts';
import { HOUR, isLocalMinute, type LocalMinute, minuteOf } from '../../lib/time.ts';
import type { Acting, Cx, Outcome } from '../feature.ts';
import type { Meeting, Reply } from './model.ts';
import { invitation, replyChoices } from './report.ts';
import { liveMeeting, meetingById, reachable, replyOf } from './store.ts';

/** `dubuoi MEETING coming|absent [TIME]`, from a button of any age. */
export async function reply(acting: Acting, args: string): Promise<Outcome> {
  const [id = '', wanted, seen = ''] = args.split(' ');
  const meeting = await meetingById(acting.c, id);
  const { cell } = await acting.directory.standing(acting.person.id);
  if (meeting === undefined || !isReply(wanted) || cell?.id !== meeting.unitId)
    return { says: [say('meetings.reply-unknown')] };
  const over = isOver(acting, meeting);
  if (over !== undefined) return { says: [over] };
  const params = { minute: { minute: meeting.startsAt }, place: meeting.place };
  if (isLocalMinute(seen) && seen !== meeting.startsAt)
    return { says: [say('meetings.reply-moved', params, replyChoices(meeting))] };
  const says = [
    say(
      wanted === 'coming' ? 'meetings.reply-coming' : 'meetings.reply-absent',
      params,
      replyChoices(meeting).filter((choice) => choice.key !== wanted),
    ),
  ];
  if ((await replyOf(acting.c, meeting.id, acting.person.id)) === wanted) return { says };
  return {
    facts: [{ type: 'attendance.replied', meetingId: meeting.id, personId: acting.person.id, reply: wanted }],
    says,
  };
}

const isReply = (text: string | undefined): text is Reply => text === 'coming' || text === 'absent';

function isOver({ now, zone }: Cx, meeting: Meeting): Say | undefined {
  const params = { minute: { minute: meeting.startsAt } };
  if (meeting.state === 'cancelled') return say('meetings.reply-cancelled', params);
  const begun = meeting.startsAt <= minuteOf(now, zone);
  return meeting.state !== 'scheduled' || begun ? say('meetings.reply-over', params) : undefined;
}

/** Invites everybody of the cell who takes part here, but not the one who just did it. */
export async function tellMembers(
  cx: Cx,
  fact: FactOf<'meeting.scheduled'> | FactOf<'meeting.moved'>,
): Promise<readonly Notice[]> {
  const [unit, campaign, live] = [
    await cx.directory.unit(fact.unitId),
    await cx.campaigns.byId(fact.campaignId),
    await meetingById(cx.c, fact.meetingId),
  ];
  if (unit === undefined || campaign === undefined || live?.state !== 'scheduled') return [];
  const before = fact.type === 'meeting.moved' ? fact.before : undefined;
  const told = invitation({ unit, campaign, live }, before);
  return notices(cx, fact, { told, times: [live.startsAt, ...(before === undefined ? [] : [before])] });
}

export async function tellCancelled(cx: Cx, fact: FactOf<'meeting.cancelled'>): Promise<readonly Notice[]> {
  const unit = await cx.directory.unit(fact.unitId);
  return unit === undefined
    ? []
    : notices(cx, fact, {
        told: say('meetings.told-cancelled', { unit: unit.name, minute: { minute: fact.startsAt } }),
        times: [fact.startsAt],
      });
}

/** Whoever begins to take part is invited to what was scheduled before, unless they have replied to it. */
export async function inviteNewcomer(cx: Cx, fact: FactOf<'consent.decided'>): Promise<readonly Notice[]> {
  const { cell: unit } = await cx.directory.standing(fact.personId);
  const campaign =
    unit === undefined || fact.decision !== 'given' ? undefined : await cx.campaigns.current(unit.path, cx.today);
  if (unit === undefined || campaign === undefined) return [];
  const live = await liveMeeting(cx.c, campaign.id, unit.id);
  if (live === undefined || isOver(cx, live) !== undefined) return [];
  if ((await replyOf(cx.c, live.id, fact.personId)) !== undefined) return [];
  return [{ to: fact.personId, say: invitation({ unit, campaign, live }), ...soonest(cx, [live.startsAt]) }];
}

/** Told of at night, a meeting of the next morning is told of as early as may be. */
const SOON = 14 * HOUR;

const soonest = ({ now, zone }: Cx, times: readonly LocalMinute[]): { readonly soon?: true } =>
  times.some((time) => time <= minuteOf(now + SOON, zone)) ? { soon: true } : {};

async function notices(
  cx: Cx,
  fact: { readonly unitId: Meeting['unitId']; readonly by: PersonId },
  { told, times }: { readonly told: Say; readonly times: readonly LocalMinute[] },
): Promise<readonly Notice[]> {
  const soon = soonest(cx, times);
  const members = await reachable(cx.c, fact.unitId, cx.today);
  const willing = await cx.directory.takingPart(members);
  return members.filter((id) => id !== fact.by && willing.has(id)).map((to) => ({ to, say: told, ...soon }));
}
