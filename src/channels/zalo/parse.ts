/**
 * One raw update of the Zalo Bot Platform, polled or pushed → InboundEvent. Pure, and never throws. What can neither be
 * stored nor answered (no chat, no message id) says why in a word.
 */
import { z } from 'zod';
import type { InboundEvent } from '../../engine/input.ts';
import type { Instant } from '../../lib/env.ts';
import { inputOf, type Message, messageSchema } from './content.ts';

export const CHANNEL = 'zalo';

export interface ParseContext {
  /** Real time of receipt, for what has no date of its own. */
  readonly receivedAt: Instant;
  /** The bot's own id, once known: its own messages may come back (measured). */
  readonly botId: string | undefined;
}

export type Parsed =
  | { readonly kind: 'event'; readonly event: InboundEvent }
  /** `probe`: the platform tries the address out. `echo`: something a bot said. `empty`: nothing at all. */
  | { readonly kind: 'nothing'; readonly why: 'probe' | 'echo' | 'empty' }
  /** `fields` are names of fields, never what they hold. */
  | { readonly kind: 'unreadable'; readonly fields: string };

const PROBE = 'webhook.test';
// Dates below are seconds: as milliseconds they would lie before 2001.
const SECONDS_BELOW = 1e12;

const envelope = z.object({ ok: z.literal(true), result: z.record(z.string(), z.unknown()) });
const updateSchema = z.object({ event_name: z.string().optional().catch(undefined), message: z.unknown().optional() });

/** The documentation wraps an update in `{ok, result}`; captured calls are flat. Both are read. */
export function unwrap(raw: unknown): unknown {
  const wrapped = envelope.safeParse(raw);
  return wrapped.success ? wrapped.data.result : raw;
}

export function parseUpdate(raw: unknown, context: ParseContext): Parsed {
  const root = unwrap(raw);
  if (isNothing(root)) return { kind: 'nothing', why: 'empty' };
  const update = updateSchema.safeParse(root).data;
  if (update?.event_name === PROBE) return { kind: 'nothing', why: 'probe' };
  const message = messageSchema.safeParse(update?.message).data;
  if (message === undefined) return { kind: 'unreadable', fields: fieldsOf(root) };
  if (message.from?.is_bot === true || (context.botId !== undefined && message.from?.id === context.botId))
    return { kind: 'nothing', why: 'echo' };
  return { kind: 'event', event: eventOf(update?.event_name, message, context) };
}

/** The documentation answers a poll with one object; lists are met in other people's clients. */
export function updatesIn(result: unknown): readonly unknown[] {
  if (Array.isArray(result)) return result.filter((one) => !isNothing(one));
  return isNothing(result) ? [] : [result];
}

function eventOf(name: string | undefined, message: Message, { receivedAt }: ParseContext): InboundEvent {
  const { chat, message_id: messageId, date } = message;
  const at = date === undefined ? receivedAt : Math.trunc(date < SECONDS_BELOW ? date * 1000 : date);
  const group = isGroup(message);
  return {
    channel: CHANNEL,
    key: `${chat.id} ${messageId}`,
    platformId: chat.id,
    at,
    messageId,
    // Message ids have no order, and updates may come in any (both measured), so the platform's time counts.
    order: at,
    group,
    language: undefined,
    input: inputOf(name, message, group),
    acknowledge: undefined,
  };
}

/** A private chat has the id of its person. Nothing personal is said where that is in doubt. */
function isGroup({ chat, from }: Message): boolean {
  if (chat.chat_type !== undefined) return chat.chat_type.toUpperCase() !== 'PRIVATE';
  return from?.id !== undefined && from.id !== chat.id;
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

const SHOWN = 12;

/** Which fields came, one level deep, for the operator's log. */
function fieldsOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  const names = Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null ? Object.keys(inner).map((one) => `${name}.${one}`) : [name],
  );
  return names
    .slice(0, SHOWN)
    .map((name) => name.replace(/[^\w.]/g, '?').slice(0, 40))
    .join(' ');
}
