/** How a chat becomes a member's: codes handed in by strangers, /start and /batdau. */

import { type Choice, type Param, type Say, say, type Words, words } from '../../engine/say.ts';
import { codeWithin, hashCode, readCode } from '../../lib/codes.ts';
import { minuteOf } from '../../lib/time.ts';
import type { Acting, Outcome, Stranger, StrangerOutcome } from '../feature.ts';
import type { Standing } from '../organisation/model.ts';
import { CONSENT_FLOW, type ConsentWorld } from './consent.flow.ts';
import { hiddenStranger } from './hidden.ts';
import { handedInHere, handIn } from './linking/commands.ts';
import { lockOwner } from './linking/store.ts';
import { inOpenRound } from './open-round.ts';
import { afterWrongCode, CONSENT_VERSION, inviteState } from './rules.ts';
import { findInvite, latestConsent, takeInvite } from './store.ts';

export type StrangerInput =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'edit'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string; readonly args: string }
  | { readonly kind: 'other' }
  | { readonly kind: 'hidden' };

const CODE_COMMANDS = ['start', 'ma', 'code', 'lienket', 'link'];
const LINK_COMMANDS = ['lienket', 'link'];
const HELP_COMMANDS = ['help', 'trogiup', 'giup', 'menu'];
const LANGUAGE_COMMANDS = ['ngonngu', 'language'];

/** Somebody on an address that is nobody's: a code is tried, also one put right by editing; help and language work, all else gets one sentence. */
export async function stranger(
  from: Stranger,
  input: StrangerInput,
  { linking }: { readonly linking: boolean },
): Promise<StrangerOutcome> {
  if (input.kind === 'other') return { says: [say('people.stranger.hello')] };
  if (input.kind === 'hidden') return { says: [hiddenStranger(from)] };
  if (input.kind === 'text' || input.kind === 'edit') {
    const code = readCode(input.text) ?? codeWithin(input.text);
    if (code !== undefined) return tryCode(from, code);
    return input.kind === 'edit' ? {} : { says: [say('people.stranger.hello')] };
  }
  const { name, args } = input;
  if (CODE_COMMANDS.includes(name) && args !== '') return tryCode(from, readCode(args));
  if (LINK_COMMANDS.includes(name)) return { says: [say('people.stranger.link')] };
  if (HELP_COMMANDS.includes(name))
    return { says: [say('people.stranger.help', { link: linking ? [words('people.stranger.help-link')] : [] })] };
  if (LANGUAGE_COMMANDS.includes(name)) return strangerLanguage(from, args);
  return { says: [say('people.stranger.hello')] };
}

/** Buttons belong to members; a stranger types the language. */
function strangerLanguage(from: Stranger, args: string): StrangerOutcome {
  const locale = readLocale(args);
  if (locale === undefined) return { says: [say('people.stranger.language')] };
  return {
    says: [say('people.language.set', { language: LANGUAGES[locale] })],
    facts: [{ type: 'language.chosen', addressId: from.address.id, personId: undefined, locale }],
  };
}

/** As those who read them write them: the answer still comes in the language used before. */
export const LANGUAGES = { vi: 'Tiếng Việt', en: 'English' } as const;

export function readLocale(text: string): 'vi' | 'en' | undefined {
  const wanted = text.trim().toLowerCase();
  return wanted === 'vi' || wanted === 'en' ? wanted : undefined;
}

async function tryCode(from: Stranger, code: string | undefined): Promise<StrangerOutcome> {
  const { address, now } = from;
  if (address.lockedUntil !== undefined && now < address.lockedUntil)
    return { says: [lockedUntil(from, address.lockedUntil)] };
  if (code === undefined) return wrongCode(from, words('people.code.unknown'));
  const codeHash = hashCode(code);
  const invite = await takeInvite(from.c, codeHash);
  if (invite === undefined) {
    const outcome = await handIn(from, codeHash);
    return 'key' in outcome ? wrongCode(from, outcome) : outcome;
  }
  const state = inviteState(invite, now);
  if (state !== 'open') return wrongCode(from, words(WHY[state]));
  const person = await from.directory.person(invite.personId);
  if (person === undefined) return wrongCode(from, words('people.code.unknown'));
  // Whoever is linking a further chat at this instant is done, or waits and finds the code closed.
  await lockOwner(from.c, person.id);
  const unlinked = (await from.directory.addresses(person.id)).map((one) => one.id).filter((id) => id !== address.id);
  return {
    facts: [
      { type: 'address.linked', addressId: address.id, personId: person.id, inviteId: invite.id, unlinked, at: now },
    ],
    says: [say(unlinked.length === 0 ? 'people.joined' : 'people.joined-again', { name: person.name })],
    // biome-ignore lint/suspicious/noThenProperty: a command, not a promise; never awaited by itself
    becomes: { personId: person.id, then: { name: 'batdau', args: '' } },
  };
}

const WHY = {
  used: 'people.code.used',
  replaced: 'people.code.replaced',
  expired: 'people.code.expired',
} as const;

function wrongCode(from: Stranger, why: Words): StrangerOutcome {
  // A lock that has run out starts a new count.
  const after = afterWrongCode(from.address.wrongCodes, from.now);
  if ('lockedUntil' in after) {
    return {
      says: [lockedUntil(from, after.lockedUntil)],
      facts: [{ type: 'address.locked', addressId: from.address.id, until: after.lockedUntil }],
    };
  }
  // On the page every try is a chat of its own, so none counts down; what bounds them there is the channel's.
  const told = from.address.channel === 'web' ? say(why.key, why.params) : undefined;
  return {
    says: [told ?? say('people.code.try-again', { why, left: after.left })],
    facts: [{ type: 'code.refused', addressId: from.address.id, wrongCodes: after.wrongCodes }],
  };
}

function lockedUntil(from: Stranger, until: number): Say {
  return say('people.code.locked', { until: { minute: minuteOf(until, from.zone) } });
}

/** `/batdau`: the consent question, or how to go on for those who have agreed to this text. */
export async function begin(acting: Acting): Promise<Outcome> {
  const consent = await latestConsent(acting.c, acting.person.id);
  if (consent?.decision !== 'given' || consent.textVersion !== CONSENT_VERSION) return askConsent();
  const given = { minute: minuteOf(consent.at, acting.zone) };
  return { says: [say('people.begin-again', { given }, await nextButtons(acting))] };
}

function askConsent(): Outcome {
  return { enter: { flow: CONSENT_FLOW, version: CONSENT_VERSION, step: 'decide', ids: {} } };
}

/** What the consent question tells: the readers are those who could open a submitted text today. */
export async function consentWorld(acting: Acting, version: string): Promise<ConsentWorld | undefined> {
  if (version !== CONSENT_VERSION) return undefined;
  const { cell } = await acting.directory.standing(acting.person.id);
  const readers =
    cell === undefined ? [] : await acting.directory.officers(cell.id, ['secretary', 'deputy', 'committee']);
  return {
    personId: acting.person.id,
    name: acting.person.name,
    cell: cell?.name,
    readers: readers.map((one) => one.name),
    channel: acting.address.channel,
    masked: acting.masked === true,
    open: await inOpenRound(acting),
    now: acting.now,
  };
}

/** `/start` of somebody who has joined, with or without a code. */
export async function start(acting: Acting, args: string): Promise<Outcome> {
  if (args !== '') return startWithCode(acting, args);
  const consent = await latestConsent(acting.c, acting.person.id);
  const { name } = acting.person;
  switch (consent?.decision) {
    case undefined:
      return askConsent();
    case 'declined':
      return { says: [say('people.start.declined', { name })] };
    case 'withdrawn':
      return { says: [say('people.start.withdrawn', { name })] };
    case 'given': {
      const standing = await acting.directory.standing(acting.person.id);
      return { says: [say('people.start.hello', { name, places: placesOf(standing) }, await nextButtons(acting))] };
    }
  }
}

/**
 * Codes are no answers, also where a dialog would take any text: somebody may have typed one where it was made. Only codes
 * that there are count, so no answer is lost for looking like one.
 */
export async function codeTyped(acting: Acting, text: string): Promise<Outcome | undefined> {
  const code = readCode(text);
  if (code === undefined) return undefined;
  const invite = await findInvite(acting.c, hashCode(code));
  if (invite === undefined) return handedInHere(acting, text);
  // Whether somebody else's joining code is one at all is not told.
  return invite.personId === acting.person.id ? startWithCode(acting, code) : undefined;
}

/** A link tapped twice is common; a code of somebody else stays unspent, and whether it is one at all is not told. */
async function startWithCode(acting: Acting, args: string): Promise<Outcome> {
  const code = readCode(args);
  const invite = code === undefined ? undefined : await findInvite(acting.c, hashCode(code));
  const { name } = acting.person;
  const linking = invite === undefined ? await handedInHere(acting, args) : undefined;
  if (linking !== undefined) return linking;
  if (invite?.personId !== acting.person.id) return { says: [say('people.start.other-code', { name })] };
  const consent = await latestConsent(acting.c, acting.person.id);
  if (consent === undefined) return { says: [say('people.start.already', { name })], ...askConsent() };
  // Whoever does not take part is told so, as without a code, and offered nothing.
  if (consent.decision !== 'given') return start(acting, '');
  return { says: [say('people.start.already', { name }, await nextButtons(acting))] };
}

/** A text outside any dialog from somebody who does not take part. */
export async function looseText(acting: Acting): Promise<Outcome | undefined> {
  const consent = await latestConsent(acting.c, acting.person.id);
  return consent?.decision === 'given' ? undefined : start(acting, '');
}

function placesOf(standing: Standing): Param {
  const place =
    standing.cell === undefined
      ? []
      : [
          words('organisation.place', {
            unit: standing.cell.name,
            status: words(`organisation.status-${standing.status ?? 'official'}`),
          }),
        ];
  return [
    ...place,
    ...standing.appointments.map((one) =>
      words('organisation.duty', { role: words(`organisation.role-${one.role}`), unit: one.unit.name }),
    ),
  ];
}

/** The two or three things one most likely wants next. */
async function nextButtons(acting: Acting): Promise<readonly Choice[]> {
  const { active, resting } = acting.conversation;
  const next: readonly Choice[] =
    active !== undefined || resting !== undefined
      ? [{ key: 'continue', label: words('people.button-continue'), command: { name: 'tieptuc', args: '' } }]
      : (await inOpenRound(acting))
        ? [{ key: 'soi', label: words('people.button-reflect'), command: { name: 'soi', args: '' } }]
        : [];
  return [...next, { key: 'menu', label: words('people.button-menu'), command: { name: 'menu', args: '' } }];
}
