/** Where a cell's meeting stands, as its officers see it, with buttons for what can be done now. Pure. */
import { type Choice, type Say, say, type Words, words } from '../../engine/say.ts';
import { never } from '../../lib/never.ts';
import { addDays } from '../../lib/time.ts';
import type { Campaign } from '../campaigns/model.ts';
import type { Unit } from '../organisation/model.ts';
import { agenda } from './meeting.flow.ts';
import type { Meeting, Replies } from './model.ts';
import { type Deed, dayPart, possible, type When } from './rules.ts';

export interface Standing extends When {
  readonly unit: Unit;
  readonly campaign: Campaign;
  readonly live: Meeting | undefined;
  readonly replies: Replies;
}

/** Runs the deeds; only buttons know it. */
export const DEED_COMMAND = 'hopviec';
export const REPLY_COMMAND = 'dubuoi';

/** A button that does `deed` for a cell and its meeting; `args` of the command are checked by it like anybody's. */
export function deedChoice(deed: Deed | 'cancel-confirmed', label: Words, about: Subject): Choice {
  const args = [deed, about.unit.id, ...(about.live === undefined ? [] : [about.live.id])].join(' ');
  return { key: deed, label, command: { name: DEED_COMMAND, args } };
}

interface Subject {
  readonly unit: Pick<Unit, 'id'>;
  readonly live: Pick<Meeting, 'id'> | undefined;
}

export function standingSay(standing: Standing): Say {
  const { unit, live, replies, campaign } = standing;
  const choices = possible(live, standing).map((deed) => deedChoice(deed, labelOf(deed, live), standing));
  const params = { unit: unit.name, title: campaign.content.title };
  if (live === undefined) {
    const { meetingDeadline } = campaign;
    return say(
      'meetings.none',
      { ...params, before: { day: addDays(meetingDeadline, 1) }, last: { dayMonth: meetingDeadline } },
      choices,
    );
  }
  const { state } = live;
  const on = { day: live.heldOn ?? dayPart(live.startsAt) };
  switch (state) {
    case 'scheduled':
      return say(
        'meetings.scheduled',
        {
          ...params,
          minute: { minute: live.startsAt },
          place: live.place,
          coming: replies.coming,
          absent: replies.absent,
        },
        choices,
      );
    case 'held':
      return say('meetings.held', { ...params, day: on }, choices);
    case 'reported':
      return say('meetings.reported', { ...params, day: on, present: live.present ?? 0 }, choices);
    case 'cancelled':
      return say('meetings.cancelled', { ...params, minute: { minute: live.startsAt } }, choices);
    default:
      return never(state);
  }
}

function labelOf(deed: Deed, live: Meeting | undefined): Words {
  switch (deed) {
    case 'schedule':
      return words('meetings.do-schedule');
    case 'move':
      return words('meetings.do-move');
    case 'cancel':
      return words('meetings.do-cancel');
    case 'hold':
      return words('meetings.do-hold');
    case 'unhold':
      return words('meetings.do-unhold');
    case 'report':
      return words(live?.state === 'reported' ? 'meetings.do-correct' : 'meetings.do-report');
    default:
      return never(deed);
  }
}

/** Invitation to a member, with what they can answer. */
export function invitation(
  { unit, campaign, live }: Pick<Standing, 'unit' | 'campaign'> & { readonly live: Meeting },
  moved?: Meeting['startsAt'],
): Say {
  const params = {
    unit: unit.name,
    title: campaign.content.title,
    minute: { minute: live.startsAt },
    place: live.place,
    agenda: agenda(campaign),
  };
  if (moved === undefined) return say('meetings.invited', params, replyChoices(live));
  if (moved === live.startsAt) return say('meetings.told-place', params, replyChoices(live));
  return say('meetings.told-moved', { ...params, before: { minute: moved } }, replyChoices(live));
}

/** The time is part of the button: after a move, the old button must not answer for the new time. */
export function replyChoices({ id, startsAt }: Pick<Meeting, 'id' | 'startsAt'>): readonly Choice[] {
  return [
    {
      key: 'coming',
      label: words('meetings.do-come'),
      command: { name: REPLY_COMMAND, args: `${id} coming ${startsAt}` },
      decides: `${id} coming`,
    },
    {
      key: 'absent',
      label: words('meetings.do-absent'),
      beside: true,
      command: { name: REPLY_COMMAND, args: `${id} absent ${startsAt}` },
      decides: `${id} absent`,
    },
  ];
}
