import type { Core } from '../core/core.ts';
import type { Chat } from '../core/world.ts';
import type { Payload, Refusal, Reply, ReplyParameters } from '../types.ts';
import { integer, text } from './args.ts';

/** Answers of the API. Descriptions are those of tdlib/telegram-bot-api and td unless marked otherwise. */

export const done = (result: unknown = true, description?: string): Reply =>
  description === undefined ? { ok: true, result } : { ok: true, result, description };

export function refuse(code: number, description: string, parameters?: ReplyParameters): Refusal {
  const base = { ok: false as const, code, description };
  return parameters === undefined ? base : { ...base, parameters };
}

export const badRequest = (why: string): Refusal => refuse(400, `Bad Request: ${why}`);
export const forbidden = (why: string): Refusal => refuse(403, `Forbidden: ${why}`);
export const tooMany = (seconds: number): Refusal =>
  refuse(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
export const blocked = (): Refusal => forbidden('bot was blocked by the user');
export const chatNotFound = (): Refusal => badRequest('chat not found');

export function encode(reply: Reply): string {
  if (reply.ok) {
    if ('raw' in reply) return `{"ok":true,"result":${reply.raw}}`;
    const { result, description } = reply;
    return JSON.stringify({ ok: true, result, description });
  }
  const { code, description, parameters } = reply;
  return JSON.stringify({ ok: false, error_code: code, description, parameters });
}

/** The chat a call names, if the bot may write there now. */
export function writableChat(core: Core, payload: Payload): Chat | Refusal {
  const named = text(payload, 'chat_id');
  if (named === '') return badRequest('chat_id is empty');
  const id = integer(payload, 'chat_id');
  const chat = id === undefined ? undefined : core.world.chats.get(id);
  if (chat) return refusalFor(chat) ?? chat;
  if (id === undefined || core.options.unknownChats === 'refuse') return chatNotFound();
  return core.world.addChat(id > 0 ? { id, type: 'private' } : { id, type: 'group', title: `Nhóm ${id}` });
}

export const isRefusal = (value: object): value is Refusal => 'ok' in value && value.ok === false;

function refusalFor(chat: Chat): Refusal | undefined {
  if (chat.migratedTo !== undefined) {
    const parameters = { migrate_to_chat_id: chat.migratedTo };
    return refuse(400, 'Bad Request: group chat was upgraded to a supergroup chat', parameters);
  }
  const refusals = {
    open: undefined,
    blocked: blocked(),
    deactivated: forbidden('user is deactivated'),
    notStarted: forbidden("bot can't initiate conversation with a user"),
    kicked: forbidden(`bot was kicked from the ${chat.info.type} chat`),
  };
  return refusals[chat.access];
}
