/** `/lienket`, `/huylienket`: one person, several chats. The dialog is the person's, so it goes on wherever they speak. */

import type { FactOf } from '../../../engine/fact.ts';
import { type Choice, say, type Words, words } from '../../../engine/say.ts';
import { hashCode, readCode } from '../../../lib/codes.ts';
import type { AddressId } from '../../../lib/ids.ts';
import { dayOf, minuteOf } from '../../../lib/time.ts';
import type { Acting, JoinLink, Outcome, Stranger, StrangerOutcome } from '../../feature.ts';
import { inOpenRound } from '../open-round.ts';
import { carried, inviteState, LINK_VALID_FOR, newCode, printLinkCode } from '../rules.ts';
import { latestConsent } from '../store.ts';
import { findLinkCode, type LinkedChat, linkedChats, takeLinkCode, waitingNotices } from './store.ts';

/** Names of their own, the same in every language. */
const MESSENGERS: Readonly<Record<string, string>> = { telegram: 'Telegram', zalo: 'Zalo' };

/** What people call the place. */
export function placeName(channel: string): Words | string {
  if (channel === 'web') return words('people.link.place-page');
  if (channel === 'console') return words('people.link.place-console');
  return MESSENGERS[channel] ?? channel;
}

/** `/lienket`: a code to be typed on another channel. With a code: this chat is somebody's already. */
export async function link(acting: Acting, args: string): Promise<Outcome> {
  if (args !== '') return (await handedInHere(acting, args)) ?? notHere(acting);
  const { fact, code, links } = makeLinkCode(acting);
  const until = { clock: minuteOf(fact.expiresAt, acting.zone) };
  return { facts: [fact], says: [say('people.link.code', { code, until, links: links.map(linkLine) })] };
}

/** The same where there is one channel only: it is offered to nobody, but whoever knows it moves to another account with it. */
export async function move(acting: Acting, args: string): Promise<Outcome> {
  if (args !== '') return link(acting, args);
  const { fact, code } = makeLinkCode(acting);
  const until = { clock: minuteOf(fact.expiresAt, acting.zone) };
  return { facts: [fact], says: [say('people.link.code-move', { code, until })] };
}

/** A code for one more chat of this person, as it is printed, and the links of other channels that carry it. */
export function makeLinkCode(acting: Acting): {
  readonly fact: FactOf<'link-code.created'>;
  readonly code: string;
  readonly links: readonly JoinLink[];
} {
  const code = newCode((bytes) => acting.env.random(bytes));
  const printed = printLinkCode(code);
  const { id: addressId, channel } = acting.address;
  const fact = {
    type: 'link-code.created' as const,
    personId: acting.person.id,
    addressId,
    codeHash: hashCode(code),
    at: acting.now,
    expiresAt: acting.now + LINK_VALID_FOR,
  };
  return { fact, code: printed, links: acting.joinLinks(printed).filter((one) => one.channel !== channel) };
}

function linkLine({ channel, url }: JoinLink): Words {
  return words('people.link.open', { where: placeName(channel), link: url });
}

/**
 * A code for linking that was handed in where somebody is linked already: one's own is for another place, and of somebody
 * else's nothing is told, not even that it is one. Undefined when it is no such code.
 */
export async function handedInHere(acting: Acting, text: string): Promise<Outcome | undefined> {
  const code = readCode(text);
  const found = code === undefined ? undefined : await findLinkCode(acting.c, hashCode(code));
  if (found === undefined) return undefined;
  if (found.personId !== acting.person.id) return notHere(acting);
  const open = inviteState(found, acting.now) === 'open';
  return { says: [say(open ? 'people.link.elsewhere' : 'people.start.already', { name: acting.person.name })] };
}

const notHere = ({ person }: Acting): Outcome => ({ says: [say('people.start.other-code', { name: person.name })] });

const LATE = {
  used: 'people.link.code-used',
  replaced: 'people.link.code-replaced',
  expired: 'people.link.code-expired',
} as const;

/** A stranger hands in a code for linking: the chat is the person's, or why not. */
export async function handIn(from: Stranger, codeHash: string): Promise<StrangerOutcome | Words> {
  const code = await takeLinkCode(from.c, codeHash);
  if (code === undefined) return words('people.code.unknown');
  const state = inviteState(code, from.now);
  if (state !== 'open') return words(LATE[state]);
  const { address } = from;
  const chats = await linkedChats(from.c, code.personId);
  const replaced = chats.filter((one) => one.channel === address.channel && one.id !== address.id);
  return {
    facts: [
      {
        type: 'address.added',
        addressId: address.id,
        personId: code.personId,
        channel: address.channel,
        codeHash,
        madeIn: code.addressId,
        replaced: replaced.map((one) => one.id),
        at: from.now,
      },
    ],
    // biome-ignore lint/suspicious/noThenProperty: a command, not a promise; never awaited by itself
    becomes: { personId: code.personId, then: { name: 'lienketxong', args: replaced.length > 0 ? REPLACED : '' } },
  };
}

const REPLACED = 'thay';

/** What is said in a chat that has just been linked, in the person's own language; the open question is asked here. */
export async function linked(acting: Acting, args: string): Promise<Outcome> {
  const { address, conversation, masked, person } = acting;
  // Where it took the place of the only other chat, nothing can be used "here or there".
  const moved = args === REPLACED && (await linkedChats(acting.c, person.id)).length === 1;
  const key = moved ? 'people.link.moved' : 'people.link.done';
  const notes = [
    ...(args === REPLACED && !moved ? [words('people.link.note-replaced')] : []),
    // What the consent was given on may not have told of this place.
    ...(address.channel === 'web' ? [words('people.consent.page')] : []),
    ...carried({ channel: address.channel, masked: masked === true }, 'short'),
  ];
  const done = { name: person.name, notes };
  const { active, resting } = conversation;
  if (active !== undefined) return { says: [say(key, done)], resume: active };
  const consent = await latestConsent(acting.c, person.id);
  if (consent?.decision !== 'given') return { says: [say(key, done, [beginChoice])] };
  const next = resting !== undefined ? [continueChoice] : (await inOpenRound(acting)) ? [reflectChoice] : [];
  return { says: [say(key, done, [...next, menuChoice])] };
}

const beginChoice: Choice = {
  key: 'begin',
  label: words('people.link.button-begin'),
  command: { name: 'batdau', args: '' },
};
const reflectChoice: Choice = {
  key: 'soi',
  label: words('people.button-reflect'),
  command: { name: 'soi', args: '' },
};
const continueChoice: Choice = {
  key: 'continue',
  label: words('people.button-continue'),
  command: { name: 'tieptuc', args: '' },
};
const menuChoice: Choice = { key: 'menu', label: words('people.button-menu'), command: { name: 'menu', args: '' } };

const KEEP = 'giu';
const SURE = 'chac';

/** `/huylienket`: the chats of the person, a button each. */
export async function unlink(acting: Acting): Promise<Outcome> {
  const chats = await linkedChats(acting.c, acting.person.id);
  const [only] = chats;
  if (only !== undefined && chats.length === 1) return lastOne(only);
  const lines = chats.map((one) =>
    words(one.id === acting.address.id ? 'people.unlink.line-here' : 'people.unlink.line', {
      where: placeName(one.channel),
      day: { day: dayOf(one.linkedAt, acting.zone) },
    }),
  );
  const choices = chats.map(
    (one, place): Choice => ({
      key: `a${place}`,
      label: words(one.id === acting.address.id ? 'people.unlink.button-here' : 'people.unlink.button', {
        where: placeName(one.channel),
      }),
      command: { name: 'huylienketchon', args: one.id },
    }),
  );
  return { says: [say('people.unlink.list', { count: chats.length, chats: lines }, [...choices, keepChoice])] };
}

const keepChoice: Choice = {
  key: 'keep',
  label: words('people.unlink.button-keep'),
  command: { name: 'huylienketchon', args: KEEP },
};

/** Without this chat, which is the one that is spoken in, the person is reached nowhere: that is said before it is done. */
function lastOne(chat: LinkedChat): Outcome {
  const sure: Choice = {
    key: 'sure',
    label: words('people.unlink.button-sure'),
    command: { name: 'huylienketchon', args: `${chat.id} ${SURE}` },
  };
  return { says: [say('people.unlink.last', undefined, [sure, keepChoice])] };
}

/** A button of the list, which may be old: what it names has to be the person's still. */
export async function unlinkChosen(acting: Acting, args: string): Promise<Outcome> {
  if (args === KEEP) return { says: [say('people.unlink.kept')] };
  const [id, sure] = args.split(' ');
  const chats = await linkedChats(acting.c, acting.person.id);
  const chat = chats.find((one) => one.id === id);
  if (chat === undefined) return { says: [say('people.unlink.not-linked')] };
  const left = chats.filter((one) => one.id !== chat.id && !one.gone);
  return left.length === 0 && sure !== SURE ? lastOne(chat) : giveUp(acting, chat, left);
}

async function giveUp(acting: Acting, chat: LinkedChat, left: readonly LinkedChat[]): Promise<Outcome> {
  const { address, conversation, now, person } = acting;
  const fact = {
    type: 'address.unlinked',
    addressId: chat.id,
    personId: person.id,
    channel: chat.channel,
    from: address.id,
    fromChannel: address.channel,
    at: now,
  } as const;
  const where = placeName(chat.channel);
  if (chat.id === address.id) {
    const [other] = left;
    const says =
      other === undefined
        ? say('people.unlink.done-last')
        : say('people.unlink.done-here', { where: placeName(other.channel) });
    // Where the person stands stays; naming it keeps the line about the open question out of a chat that is theirs no more.
    return { facts: [fact], says: [says], conversation };
  }
  const count = await waitingNotices(acting.c, chat.id);
  const notes = count === 0 ? [] : [words('people.unlink.note-waiting', { count })];
  return {
    facts: [fact],
    says: [say('people.unlink.done', { where, notes })],
    // The question that stood open there is asked here.
    ...(conversation.active?.askedIn === chat.id ? { resume: conversation.active } : {}),
  };
}

/** The chat where the code was made hears of it at once, with the way to undo it: somebody else may have seen the code. */
export function addedSay(channel: string, addressId: AddressId) {
  const undo: Choice = {
    key: 'undo',
    label: words('people.link.button-undo'),
    command: { name: 'huylienketchon', args: addressId },
  };
  return say('people.link.added', { where: placeName(channel) }, [undo]);
}
