/** One event being handled: who acts, where, and what has come of it so far. */
import type { Conversation } from '../../engine/conversation.ts';
import type { Fact } from '../../engine/fact.ts';
import type { InboundEvent } from '../../engine/input.ts';
import type { Said, Turn } from '../../engine/moves.ts';
import type { Words } from '../../engine/say.ts';
import type { Acting, Cx } from '../../features/feature.ts';
import { meteredOf } from '../metering/readings.ts';
import { takeOwed } from '../metering/untold.ts';
import { isPlain, putCall, putSays, type Reader } from '../outgoing/compose.ts';
import type { Outgoing } from '../outgoing/outbox.ts';
import { isMasked, type Shell } from '../shell.ts';
import { loadConversation, saveConversation } from './conversations.ts';
import type { AddressRow, PersonRow } from './people.ts';
import { record } from './record.ts';

/** A person's event in an open transaction. `out` collects the rows to be handed to the dispatcher after the commit. */
export interface Handling {
  readonly shell: Shell;
  readonly acting: Acting;
  readonly reader: Reader;
  readonly event: InboundEvent;
  readonly out: Outgoing[];
  /** Words that wait for the next message, where each message is counted. */
  readonly held: Said[];
  /** What could not be told before is looked up with the first message, when what the event changed is written. */
  readonly owed: { asked: boolean };
}

export async function handling(
  shell: Shell,
  cx: Cx,
  who: {
    readonly event: InboundEvent;
    readonly address: AddressRow;
    readonly person: PersonRow;
    readonly conversation?: Conversation | undefined;
  },
): Promise<Handling> {
  const { event, address, person } = who;
  const locale = person.locale ?? shell.locale;
  const promptId = event.input.kind === 'choice' ? event.input.promptId : undefined;
  // Field by field: this is done for every event, and copying objects is slow.
  const acting: { -readonly [K in keyof Acting]: Acting[K] } = {
    c: cx.c,
    now: cx.now,
    today: cx.today,
    zone: cx.zone,
    env: cx.env,
    seal: cx.seal,
    log: cx.log,
    directory: cx.directory,
    campaigns: cx.campaigns,
    questionnaires: cx.questionnaires,
    joinLinks: cx.joinLinks,
    meters: cx.meters,
    untold: cx.untold,
    person: { id: person.id, code: person.code, name: person.name, locale },
    address: addressOf(address),
    source: { at: event.at, addressId: address.id, messageId: event.messageId, promptId },
    conversation: who.conversation ?? (await loadConversation(cx.c, person.id)),
  };
  const { id, channel, platformId, personId, shownPromptId } = address;
  const reader: Reader = { id, channel, platformId, personId, shownPromptId, locale };
  if (isMasked(shell, event.channel)) acting.masked = true;
  if (shell.channels.get(event.channel)?.capabilities.takesDocuments !== true) acting.withoutDocuments = true;
  return {
    shell,
    acting,
    event,
    reader,
    out: [],
    held: [],
    owed: { asked: false },
  };
}

export function addressOf(row: AddressRow): Acting['address'] {
  return {
    id: row.id,
    channel: row.channel,
    platformId: row.platformId,
    personId: row.personId ?? undefined,
    locale: row.locale ?? undefined,
    wrongCodes: row.wrongCodes,
    lockedUntil: row.lockedUntil ?? undefined,
  };
}

/** Facts into the books; what they make others be told goes out with this event. */
export async function keep(h: Handling, facts: readonly Fact[]): Promise<void> {
  if (facts.length > 0) h.out.push(...(await record({ shell: h.shell, cx: h.acting }, facts, h.acting.person.id)));
}

/** Says something to the one who acts. */
export async function tell(h: Handling, says: readonly Said[], tail?: Words): Promise<void> {
  if (tail === undefined && isCounted(h) && says.every(isPlain)) {
    h.held.push(...says);
    return;
  }
  const manner = { lane: 'reply', ...(tail === undefined ? {} : { tail }) } as const;
  const all = [...(await owed(h)), ...h.held.splice(0), ...says];
  h.out.push(...(await putSays({ shell: h.shell, cx: h.acting }, h.reader, { says: all, ...manner })));
}

export const isCounted = ({ shell, event }: Pick<Handling, 'shell' | 'event'>): boolean =>
  meteredOf(shell, event.channel) !== undefined;

/** Nothing more is said to them: what has waited goes out. */
export async function sayHeld(h: Handling): Promise<void> {
  if (h.held.length === 0) return;
  const says = [...(await owed(h)), ...h.held.splice(0)];
  h.out.push(...(await putSays({ shell: h.shell, cx: h.acting }, h.reader, { says, lane: 'reply' })));
}

async function owed(h: Handling): Promise<readonly Said[]> {
  if (h.owed.asked) return [];
  h.owed.asked = true;
  const say = await takeOwed({ shell: h.shell, cx: h.acting }, h.acting.person.id);
  return say === undefined ? [] : [{ say }];
}

/** Takes the message that just came in out of the person's chat, where the platform can; best effort. */
export async function removeMessage(h: Handling): Promise<void> {
  const { messageId, channel } = h.event;
  const call = messageId === undefined ? undefined : h.shell.channels.get(channel)?.renderRemoval?.(messageId);
  if (call !== undefined)
    h.out.push(await putCall({ shell: h.shell, cx: h.acting }, h.reader, { call, lane: 'reply' }));
}

export async function stand(h: Handling, conversation: Conversation): Promise<void> {
  await saveConversation(h.acting, h.acting.person.id, conversation);
}

/** Carries out a turn of the engine. */
export async function carryOut(h: Handling, result: Turn): Promise<void> {
  await keep(h, result.facts);
  await stand(h, result.conversation);
  await tell(h, result.says);
}
