/**
 * One raw update of the Bot API → InboundEvent. Pure, and never throws: what cannot be understood becomes 'ignored',
 * and only what has no update_id, and so could be neither stored nor confirmed, becomes undefined.
 */
import type { InboundEvent, Input } from '../../engine/input.ts';
import type { Instant } from '../../lib/env.ts';
import { HOUR, SECOND } from '../../lib/time.ts';
import { clean } from '../typed.ts';
import { unpackTap } from './callback-data.ts';
import {
  type Chat,
  callbackSchema,
  inputOf,
  type Message,
  memberSchema,
  messageSchema,
  type User,
  updateSchema,
  whereSchema,
} from './content.ts';

export const CHANNEL = 'telegram';

export interface ParseContext {
  /** Real time of receipt, for what has no date of its own. */
  readonly receivedAt: Instant;
  /** The bot's user name without '@', once known: commands addressed to another bot of a group are left alone. */
  readonly username: string | undefined;
}

type Part = Partial<Omit<InboundEvent, 'channel' | 'key' | 'input'>> & { readonly input: Input };
type Reader = (body: object, context: ParseContext) => Part | undefined;

export function parseUpdate(raw: unknown, context: ParseContext): InboundEvent | undefined {
  const update = updateSchema.safeParse(raw);
  if (!update.success || !isObject(raw)) return undefined;
  const [kind, body] = Object.entries(raw).find(([field]) => field !== 'update_id') ?? ['nothing', undefined];
  const read = Object.hasOwn(READERS, kind) ? READERS[kind] : undefined;
  const part = (isObject(body) ? read?.(body, context) : undefined) ?? ignored(kind, body);
  return {
    channel: CHANNEL,
    key: `u${update.data.update_id}`,
    platformId: part.platformId ?? '0',
    at: part.at ?? context.receivedAt,
    messageId: part.messageId,
    order: part.order ?? 0,
    group: part.group ?? false,
    language: part.language,
    input: part.input,
    acknowledge: part.acknowledge,
  };
}

/**
 * A batch in the platform's order. New messages are ordered by their ids; a tap or an edit names an older message but
 * happened after everything that stands before it in the batch, so it gets no smaller an `order` than that.
 */
export function parseBatch(raws: readonly unknown[], context: ParseContext): readonly InboundEvent[] {
  return inOrder(raws.map((raw) => parseUpdate(raw, context)).filter((event) => event !== undefined));
}

export function inOrder(events: readonly InboundEvent[]): readonly InboundEvent[] {
  const last = new Map<string, number>();
  return events.map((event) => {
    const before = last.get(event.platformId) ?? 0;
    const order = LATER_THAN_ITS_MESSAGE.has(event.input.kind) ? Math.max(before, event.order) : event.order;
    last.set(event.platformId, Math.max(before, order));
    return order === event.order ? event : { ...event, order };
  });
}

// The bot's own membership in a private chat: 'kicked' when it was blocked, 'member' again when it was unblocked.
const GONE: ReadonlySet<string> = new Set(['kicked', 'left']);

/** An ordinary message can be edited by its author for 48 hours (https://telegram.org/faq, documented). */
const OWN_EDITS_WITHIN = 48 * HOUR;
const LINKS: ReadonlySet<string> = new Set(['url', 'text_link']);

/**
 * "This update may at times be triggered by changes to message fields that are either unavailable or not actively used by
 * your bot" (https://core.telegram.org/bots/api#update, documented): a link's preview above all. The old text is not kept
 * for messages that were no answers, so what holds a link, or is too old for its author to edit, may be such a change.
 */
function unsure({ date, edit_date: edited, entities, caption_entities: inCaption }: Message): {
  readonly unsure?: true;
} {
  const old = edited !== undefined && (edited - date) * SECOND > OWN_EDITS_WITHIN;
  const linked = [...(entities ?? []), ...(inCaption ?? [])].some(({ type }) => LINKS.has(type));
  return old || linked ? { unsure: true } : {};
}

const LATER_THAN_ITS_MESSAGE: ReadonlySet<Input['kind']> = new Set(['choice', 'edit', 'presence']);

const READERS: Readonly<Record<string, Reader>> = {
  message: (body, context) => {
    const message = messageSchema.safeParse(body).data;
    if (message === undefined) return undefined;
    // Bots answering bots would go on for ever.
    if (message.from?.is_bot === true) return about(message, context, { kind: 'ignored', what: 'bot' });
    return about(message, context, inputOf(message, body, context.username));
  },

  edited_message: (body, context) => {
    const message = messageSchema.safeParse(body).data;
    const text = message?.text ?? message?.caption;
    if (message === undefined || message.chat.type !== 'private' || text === undefined) return undefined;
    const input: Input = { kind: 'edit', messageId: String(message.message_id), text: clean(text), ...unsure(message) };
    return { ...about(message, context, input), at: instant(message.edit_date ?? message.date, context) };
  },

  callback_query: (body, context) => {
    const callback = callbackSchema.safeParse(body).data;
    if (callback === undefined) return undefined;
    const { from, message } = callback;
    // A private chat has the id of its person, so the answer finds its way even when the message is not told.
    const place =
      message === undefined ? { platformId: String(from.id) } : { ...chatOf(message.chat), ...idOf(message) };
    const input: Input = { kind: 'choice', ...unpackTap(callback.data ?? '') };
    return { ...place, ...languageOf(from), at: context.receivedAt, acknowledge: callback.id, input };
  },

  my_chat_member: (body, context) => {
    const change = memberSchema.safeParse(body).data;
    if (change === undefined || change.chat.type !== 'private') return undefined;
    const reachable = !GONE.has(change.new_chat_member.status);
    const at = instant(change.date, context);
    return { ...chatOf(change.chat), ...languageOf(change.from), at, input: { kind: 'presence', reachable } };
  },
};

function ignored(kind: string, body: unknown): Part {
  const where = whereSchema.safeParse(body).data;
  const chat = where?.chat ?? where?.message?.chat;
  const place = chat === undefined ? {} : chatOf(chat);
  return { ...place, order: where?.message_id ?? 0, input: { kind: 'ignored', what: clean(kind).slice(0, 64) } };
}

/** Field by field: every message comes by here, and copying objects is slow. */
function about({ chat, message_id: id, from, date }: Message, context: ParseContext, input: Input): Part {
  return {
    input,
    platformId: String(chat.id),
    group: chat.type !== 'private',
    messageId: String(id),
    order: id,
    language: from?.language_code,
    at: instant(date, context),
  };
}

function chatOf(chat: Chat) {
  return { platformId: String(chat.id), group: chat.type !== 'private' };
}

function idOf(message: { readonly message_id: number }) {
  return { messageId: String(message.message_id), order: message.message_id };
}

function languageOf(user: User | undefined) {
  return { language: user?.language_code };
}

/** Dates are seconds; one that makes no sense is replaced by the time of receipt. */
function instant(seconds: number, context: ParseContext): Instant {
  const at = seconds * 1000;
  return seconds > 0 && Number.isSafeInteger(at) ? at : context.receivedAt;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
