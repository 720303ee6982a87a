/** Reminders: one message a person and day, and the switch that turns those about the own submission off. */
import { type Say, say, words } from '../../engine/say.ts';
import { fold } from '../../lib/fold.ts';
import type { Campaign } from '../campaigns/model.ts';
import type { Acting, Feature, Outcome } from '../feature.ts';
import { again, type Digest, dailyRun, owed } from './daily.ts';
import './facts.ts';
import { nextDaily, REMINDERS } from './model.ts';
import { insertMade, isMuted, mute, unmute } from './store.ts';

/** `digest` makes the weekly summary that goes out in the same message. */
export function remindersFeature({ digest }: { readonly digest: Digest }): Feature {
  return {
    name: 'reminders',
    commands: [
      {
        name: 'nhac',
        aliases: ['reminders'],
        describe: 'reminders.command',
        menuFor: 'everyone',
        run: (acting, args) => switchReminders(acting, args),
      },
      { name: 'nhacdot', aliases: [], hidden: true, run: switchOfRound },
    ],
    facts: {
      'reminders.made': { write: (cx, { day, made }) => insertMade(cx.c, day, made) },
      'reminders.muted': {
        write: (cx, fact) => mute(cx.c, fact, cx.now),
        audit: ({ personId, campaignId }) => ({ subject: personId, detail: { campaignId } }),
      },
      'reminders.unmuted': {
        write: (cx, fact) => unmute(cx.c, fact),
        audit: ({ personId, campaignId }) => ({ subject: personId, detail: { campaignId } }),
      },
    },
    schedules: { [REMINDERS]: dailyRun(digest) },
    initialSchedules: (now, zone) => [{ key: REMINDERS, kind: REMINDERS, dueAt: nextDaily(now, zone) }],
    recheck: (cx, people, day) => again(cx, digest, { people, day }),
    owed,
  };
}

const OFF = ['tat', 'off', 'tat nhac'];
const ON = ['bat', 'on', 'bat nhac'];

/** A button's `tat <round>`. */
async function switchOfRound(acting: Acting, args: string): Promise<Outcome> {
  const [wanted = '', round = ''] = args.split(' ');
  return switchReminders(acting, wanted, round);
}

/**
 * `/nhac`, `/nhac tat`, `/nhac bat`: for this round only; a repeated tap says the same again and changes nothing. `round` is
 * the one a button was made for.
 */
async function switchReminders(acting: Acting, args: string, round?: string): Promise<Outcome> {
  const { cell, status } = await acting.directory.standing(acting.person.id);
  const campaign = cell === undefined ? undefined : await acting.campaigns.current(cell.path, acting.today);
  if (campaign === undefined) return { says: [say('reminders.no-campaign')] };
  if (status === 'exempt') return { says: [say('reminders.exempt')] };
  if (round !== undefined && round !== campaign.id) return { says: [say('common.earlier-round')] };
  const about = { personId: acting.person.id, campaignId: campaign.id };
  const muted = await isMuted(acting.c, about);
  const wanted = fold(args);
  if (OFF.includes(wanted))
    return { says: [off(campaign)], facts: muted ? [] : [{ type: 'reminders.muted', ...about }] };
  if (ON.includes(wanted))
    return { says: [on(campaign)], facts: muted ? [{ type: 'reminders.unmuted', ...about }] : [] };
  return { says: [muted ? off(campaign) : on(campaign)] };
}

const off = ({ id, content: { title } }: Campaign): Say =>
  say('reminders.off', { title }, [
    { key: 'on', label: words('reminders.do-unmute'), command: { name: 'nhacdot', args: `bat ${id}` } },
  ]);
const on = ({ id, content: { title } }: Campaign): Say =>
  say('reminders.on', { title }, [
    { key: 'off', label: words('reminders.do-mute'), command: { name: 'nhacdot', args: `tat ${id}` } },
  ]);
