/**
 * A batch of events, one transaction: (1) noted in the inbox, (2) everybody concerned locked, (3) each handled so that a
 * failure undoes it alone, or put in the line of its chat, (4) committed. Only after that does the channel tell its platform
 * that they were received.
 *
 * A failure is a bug of ours and rare, a savepoint costs each event a tenth of its time. So a batch is first handled
 * without any; where an event fails, all is undone, and the batch is handled again with a savepoint for each event.
 */
import type { Connection } from '../../db/database.ts';
import type { InboundEvent } from '../../engine/input.ts';
import { say } from '../../engine/say.ts';
import type { Cx } from '../../features/feature.ts';
import { describeError } from '../../lib/describe-error.ts';
import type { AddressId, PersonId } from '../../lib/ids.ts';
import { putCall, putSays } from '../outgoing/compose.ts';
import type { Outgoing } from '../outgoing/outbox.ts';
import { contextOf, isMasked, type Shell } from '../shell.ts';
import { loadConversations } from './conversations.ts';
import { handleEvent, type Located } from './handle-event.ts';
import { type Chat, chatKey, chatsInLine, markFailed, putInLine, takeFromLine, takeIn } from './inbox.ts';
import { type AddressRow, lockAddress, lockPerson, type PersonRow, readAddress } from './people.ts';
import { mayBringPicture, withoutPicture } from './pictures.ts';

/** What the caller adds to the transaction (the marks of what was sent meanwhile). */
export type Alongside = (c: Connection) => Promise<void>;

export interface HandleOptions {
  /** Events that a platform told of, or the next ones of a line, in its order. */
  readonly from: 'platform' | 'line';
  readonly alongside?: Alongside;
}

export interface Handled {
  /** What this process is to send, in order. */
  readonly rows: readonly Outgoing[];
  /** Chats in which a line began with this batch: who put the first in it serves it. */
  readonly begun: readonly Chat[];
}

/** Rejects when nothing of the batch could be stored. */
export async function handleEvents(
  shell: Shell,
  events: readonly InboundEvent[],
  { from, alongside }: HandleOptions,
): Promise<Handled> {
  const sorted =
    from === 'line' ? events : [...events].sort((a, b) => compare(a.platformId, b.platformId) || a.order - b.order);
  let failed = false;
  const handle: typeof handleEvent = async (...one) => {
    try {
      return await handleEvent(...one);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  try {
    return await handleAll(shell, { events: sorted, from, alongside, handle });
  } catch (error) {
    if (!failed || shell.db.isTransient(error)) throw error;
    return handleAll(shell, { events: sorted, from, alongside, handle: handleAlone });
  }
}

interface Batch {
  readonly events: readonly InboundEvent[];
  readonly from: HandleOptions['from'];
  readonly alongside: Alongside | undefined;
  readonly handle: typeof handleEvent;
}

async function handleAll(shell: Shell, { events, from, alongside, handle }: Batch): Promise<Handled> {
  return shell.db.transact(async (c) => {
    await alongside?.(c);
    const cx = contextOf(shell, c);
    const fresh = from === 'line' ? await takenFromLine(c, events) : await takeIn(c, events, cx.now);
    const all = await lockAll(
      shell,
      c,
      fresh.filter((event) => event.input.kind !== 'ignored'),
    );
    const { located, begun } = from === 'line' ? { located: all, begun: [] } : await lineUp(shell, c, all);
    const rows: Outgoing[] = [];
    const before = new Set<AddressId | PersonId>();
    let linking = false;
    for (const one of located) {
      const again = before.has(one.address.id) || (one.person !== undefined && before.has(one.person.id));
      const current: Located = linking || again ? await asItIsNow(c, one) : one;
      rows.push(...(await handle(shell, cx, current)));
      before.add(one.address.id);
      if (current.person !== undefined) before.add(current.person.id);
      linking ||= current.person === undefined;
    }
    return { rows, begun };
  });
}

/**
 * Photos and documents, and whatever came after one in the same chat, wait in its line; the others are to be handled now. Asked under the
 * locks: whoever serves a line holds the same ones, and looks for more after each, so none is left that nobody serves. What
 * may not be kept is not kept here either.
 */
async function lineUp(
  shell: Shell,
  c: Connection,
  all: readonly Located[],
): Promise<{ readonly located: readonly Located[]; readonly begun: readonly Chat[] }> {
  const waiting = new Set((await chatsInLine(c)).map(chatKey));
  const located: Located[] = [];
  const begun: Chat[] = [];
  for (const one of all) {
    const { event } = one;
    const behind = waiting.has(chatKey(event)) && !isMasked(shell, event.channel);
    if (!behind && !mayBringPicture(shell, event)) {
      located.push(one);
      continue;
    }
    await putInLine(c, withoutPicture(event));
    if (!behind) begun.push(event);
    waiting.add(chatKey(event));
  }
  return { located, begun };
}

async function takenFromLine(c: Connection, events: readonly InboundEvent[]): Promise<readonly InboundEvent[]> {
  const taken: InboundEvent[] = [];
  for (const event of events) if (await takeFromLine(c, event)) taken.push(event);
  return taken;
}

async function lockAll(shell: Shell, c: Connection, events: readonly InboundEvent[]): Promise<readonly Located[]> {
  const addresses = new Map<string, AddressRow>();
  for (const event of events) {
    const key = chatKey(event);
    if (!addresses.has(key)) addresses.set(key, await lockAddress(c, shell.env, event));
  }
  const owners = new Map<PersonId, AddressId>();
  for (const { personId, id } of addresses.values()) if (personId !== null) owners.set(personId, id);
  const people = new Map<PersonId, PersonRow>();
  for (const [id, addressId] of [...owners].sort(([a], [b]) => compare(a, b))) {
    const row = await lockPerson(c, id, addressId);
    if (row !== undefined) people.set(id, row);
  }
  const conversations = await loadConversations(c, [...people.keys()]);
  return events.flatMap((event): Located[] => {
    const address = addresses.get(chatKey(event));
    if (address === undefined) return [];
    const person = address.personId === null ? undefined : people.get(address.personId);
    return [{ event, address, person, conversation: person && conversations.get(person.id) }];
  });
}

/** A failure undoes this event alone and keeps it with its error; the sender is told that nothing was lost. */
async function handleAlone(shell: Shell, cx: Cx, current: Located): Promise<readonly Outgoing[]> {
  const { event, address, person } = current;
  try {
    return await cx.c.savepoint(() => handleEvent(shell, cx, current));
  } catch (error) {
    if (shell.db.isTransient(error)) throw error;
    const code = cx.env.newId<string>().slice(-6).toUpperCase();
    const what = describeError(error);
    shell.log.error('event.failed', { channel: event.channel, code, input: event.input.kind, error: what });
    const masked = isMasked(shell, event.channel) && WORDS.has(event.input.kind);
    await markFailed(cx.c, masked ? withoutWords(event) : withoutPicture(event), {
      code,
      error: what,
      turn: person?.turn,
    });
    const reader = { ...address, locale: person?.locale ?? shell.locale };
    const says = [{ say: say(masked ? 'common.failed-masked' : 'common.failed', { code }) }];
    const told = await putSays({ shell, cx }, reader, { says, lane: 'reply' });
    const removal =
      masked && person !== undefined && event.messageId !== undefined
        ? shell.channels.get(event.channel)?.renderRemoval?.(event.messageId)
        : undefined;
    if (removal === undefined) return told;
    return [await putCall({ shell, cx }, reader, { call: removal, lane: 'reply' }), ...told];
  }
}

/** Inputs that may be somebody's own words; commands and taps are not. */
const WORDS: ReadonlySet<InboundEvent['input']['kind']> = new Set(['text', 'edit', 'photo', 'document']);

/** What may not be kept is not kept for a replay either: of the failure, only the operator's line is left. */
function withoutWords(event: InboundEvent): InboundEvent {
  return { ...event, input: { kind: 'ignored', what: `masked ${event.input.kind}` } };
}

/** An earlier event of the same batch may have linked or unlinked this address, or changed what it shows. */
async function asItIsNow(c: Connection, located: Located): Promise<Located> {
  const address = await readAddress(c, located.address.id);
  if (address === undefined) return located;
  const person = address.personId === null ? undefined : await lockPerson(c, address.personId, address.id);
  return { event: located.event, address, person };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
