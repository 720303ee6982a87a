import type { Chat, Core } from '../core/core.ts';
import type { CallRecord } from '../core/records.ts';
import type { Shown } from '../core/timeline.ts';
import type { Call, Refusal, Reply } from '../types.ts';
import { styleFault } from './documented.ts';
import { badRequest, notFound, quotaExceeded } from './reply.ts';

/** sendMessage and its like: the checks of their parameters, the plan's limits, and what a person sees. */

// The documentation says "1 to 2000 characters" and not of which kind; the strictest reading is UTF-16 units.
const MAX_TEXT = 2000;
const VIETNAM_MS = 7 * 3_600_000;

export type Send = (core: Core, call: Call, record: CallRecord) => Reply;

interface Content {
  readonly kind: Shown['kind'];
  readonly text?: string;
  readonly media?: string;
}

export const sendMessage: Send = (core, call, record) => {
  const { text, parse_mode: mode, text_styles: styles } = call.payload;
  const wrong = textFault('text', text);
  if (wrong !== undefined) return wrongly(core, call, wrong);
  if (mode !== undefined && mode !== 'markdown' && mode !== 'html') return wrongly(core, call, 'unknown parse_mode');
  const style = styles === undefined ? undefined : styleFault(styles, String(text));
  if (style !== undefined) return wrongly(core, call, style);
  return accept(core, record, { kind: 'message', text: String(text) });
};

export const sendPhoto: Send = (core, call, record) => {
  const { photo, caption } = call.payload;
  if (!isAddress(photo)) return wrongly(core, call, 'photo is not an http address');
  const wrong = caption === undefined ? undefined : textFault('caption', caption);
  if (wrong !== undefined) return wrongly(core, call, wrong);
  return accept(core, record, { kind: 'photo', text: String(caption ?? ''), media: photo });
};

export const sendSticker: Send = (core, call, record) => {
  const { sticker } = call.payload;
  if (typeof sticker !== 'string' || sticker === '') return wrongly(core, call, 'sticker is empty');
  return accept(core, record, { kind: 'sticker', media: sticker });
};

export const sendVoice: Send = (core, call, record) => {
  const { voice_url: voice } = call.payload;
  if (!isAddress(voice) || !voice.endsWith('.aac')) return wrongly(core, call, 'voice_url does not end with .aac');
  return accept(core, record, { kind: 'voice', media: voice });
};

export const sendChatAction: Send = (core, call, record) => {
  const { action } = call.payload;
  if (action !== 'typing') return wrongly(core, call, 'action is not typing');
  return refusedChat(core, record) ?? { ok: true };
};

/** A request that the documentation forbids is refused, and it is the client's mistake. */
function wrongly({ records }: Core, { method }: Call, why: string): Refusal {
  records.violate(method, why);
  return badRequest(why);
}

function textFault(name: string, text: unknown): string | undefined {
  if (typeof text !== 'string' || text === '') return `${name} is empty`;
  if (text.length > MAX_TEXT) return `${name} is longer than ${MAX_TEXT}`;
  // Half of a surrogate pair is no character: whoever cut the text cut one in two.
  return /\p{Surrogate}/u.test(text) ? `${name} has half a character` : undefined;
}

const isAddress = (value: unknown): value is string => typeof value === 'string' && /^https?:\/\/\S+$/.test(value);

function refusedChat(core: Core, { chatId, method, payload }: CallRecord): Refusal | undefined {
  if (chatId === undefined || chatId === '')
    return wrongly(core, { method, payload }, 'chat_id is missing or is not a string');
  if (core.chats.get(chatId)?.known || core.settings.unknownChats === 'accept') return undefined;
  return core.settings.unknownChats === 404 ? notFound() : badRequest('chat not found');
}

function accept(core: Core, record: CallRecord, content: Content): Reply {
  const refused = refusedChat(core, record) ?? overLimit(core, record);
  if (refused) return refused;
  const id = record.chatId ?? '';
  const chat = core.addChat(core.chats.get(id)?.ref ?? { id, chat_type: 'PRIVATE' });
  const [messageId, date] = [core.nextMessageId(), core.clock.now()];
  record.messageId = messageId;
  // A voice to a group is accepted and never arrives.
  record.visible = !(content.kind === 'voice' && chat.ref.chat_type === 'GROUP');
  if (record.visible)
    core.show({ kind: content.kind, chatId: id, messageId, text: content.text ?? '', media: content.media });
  if (core.settings.echoes && core.webhook) echo(core, chat, { messageId, date, text: content.text ?? '' });
  return { ok: true, result: { message_id: messageId, date } };
}

function overLimit(core: Core, record: CallRecord): Refusal | undefined {
  const { settings, records, chats } = core;
  if (settings.overUsers === 'refuseSends' && chats.get(record.chatId ?? '')?.overCap) return quotaExceeded();
  const limits = [settings.monthlyMessages, settings.messagesPerSecond];
  if (!limits.some(Number.isFinite)) return undefined;
  const sent = records.sent().filter((call) => call !== record);
  const month = monthOf(record.at);
  if (sent.filter(({ at }) => monthOf(at) === month).length >= settings.monthlyMessages) return quotaExceeded();
  const lately = sent.filter(({ at }) => record.at - at < 1000).length;
  return lately >= settings.messagesPerSecond ? quotaExceeded() : undefined;
}

const monthOf = (at: number): string => new Date(at + VIETNAM_MS).toISOString().slice(0, 7);

interface Said {
  readonly messageId: string;
  readonly date: number;
  readonly text: string;
}

function echo(core: Core, chat: Chat, { messageId, date, text }: Said): void {
  const from = { id: core.bot.id, display_name: core.bot.account_name, is_bot: true };
  const message = { from, chat: chat.ref, text, message_id: messageId, date };
  core.push({ event_name: 'message.text.received', message });
}
