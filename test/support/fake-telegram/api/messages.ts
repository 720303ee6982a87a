import type { Core } from '../core/core.ts';
import type { Shown } from '../core/timeline.ts';
import type { Chat } from '../core/world.ts';
import type { Call, Message, Payload, Refusal, Reply } from '../types.ts';
import { integer, isObject, list, structure, text } from './args.ts';
import { buttonsOf, replyMarkup } from './keyboard.ts';
import { badRequest, done, isRefusal, writableChat } from './reply.ts';
import { type FormattedText, messageText } from './text.ts';

/** sendMessage, its edits and deletions. */

/** Stores and shows a message of the bot; `content` is what makes it a text, a document or a photo. */
export function post(core: Core, call: Call, content: Payload): Reply {
  const chat = writableChat(core, call.payload);
  if (isRefusal(chat)) return chat;
  const keyboard = replyMarkup(call.payload);
  if (isRefusal(keyboard)) return keyboard;
  const replied = repliedTo(chat, call.payload);
  if (replied && isRefusal(replied)) return replied;
  const head = {
    message_id: core.world.nextMessageId(chat),
    from: core.bot,
    chat: chat.info,
    date: core.clock.seconds(),
  };
  const tail = {
    ...(replied && { reply_to_message: replied }),
    ...(keyboard.markup && { reply_markup: keyboard.markup }),
  };
  // Not spread into a literal: one whose parts vary is built property by property in V8's slow way.
  const message: Message = Object.assign(head, content, tail);
  core.world.store(chat, message);
  show(core, message, { kind: 'text' in content ? 'message' : 'file', method: call.method });
  return done(message);
}

export function sendMessage(core: Core, call: Call): Reply {
  const parsed = messageText(call.payload);
  return isRefusal(parsed) ? parsed : post(core, call, contentOf('text', parsed));
}

/** Text or caption with its entities, both left out when empty. */
export function contentOf(field: 'text' | 'caption', { text: words, entities }: FormattedText): Payload {
  if (words === '') return {};
  const key = field === 'text' ? 'entities' : 'caption_entities';
  return { [field]: words, ...(entities.length > 0 && { [key]: entities }) };
}

export function show(core: Core, message: Message, how: Pick<Shown, 'kind' | 'method'>): void {
  core.show({
    kind: how.kind,
    method: how.method,
    chatId: message.chat.id,
    messageId: message.message_id,
    text: message.text ?? message.caption ?? '',
    buttons: buttonsOf(message.reply_markup),
  });
}

function repliedTo(chat: Chat, payload: Payload): Message | Refusal | undefined {
  const asked = structure(payload, 'reply_parameters');
  if (!isObject(asked)) return undefined;
  const found = chat.messages.get(integer(asked, 'message_id') ?? 0);
  if (found) {
    const { reply_to_message: _, ...flat } = found;
    return flat;
  }
  return asked['allow_sending_without_reply'] === true ? undefined : badRequest('message to be replied not found');
}

export interface Found {
  readonly chat: Chat;
  readonly message: Message;
}

/** The bot's own message that an edit names. */
export function ownMessage(core: Core, payload: Payload): Found | Refusal {
  const chat = writableChat(core, payload);
  if (isRefusal(chat)) return chat;
  const id = integer(payload, 'message_id');
  if (id === undefined) return badRequest('message identifier is not specified');
  const message = chat.messages.get(id);
  if (!message) return badRequest('message to edit not found');
  return message.from?.id === core.bot.id ? { chat, message } : badRequest("message can't be edited");
}

const TWO_DAYS = 48 * 3600;

function deleteOne(core: Core, chat: Chat, id: number): Refusal | undefined {
  const message = chat.messages.get(id);
  if (!message) return badRequest('message to delete not found');
  if (core.clock.seconds() - message.date > TWO_DAYS) return badRequest("message can't be deleted for everyone");
  chat.messages.delete(id);
  show(core, message, { kind: 'delete', method: 'deleteMessage' });
  return undefined;
}

export function deleteMessage(core: Core, { payload }: Call): Reply {
  const chat = writableChat(core, payload);
  if (isRefusal(chat)) return chat;
  return deleteOne(core, chat, integer(payload, 'message_id') ?? 0) ?? done();
}

/** Messages that are not there are skipped. */
export function deleteMessages(core: Core, { payload }: Call): Reply {
  const chat = writableChat(core, payload);
  if (isRefusal(chat)) return chat;
  const ids = list(structure(payload, 'message_ids')) ?? [];
  if (ids.length < 1 || ids.length > 100) return badRequest('too many message identifiers specified');
  for (const id of ids) if (typeof id === 'number') deleteOne(core, chat, id);
  return done();
}

// Client.cpp get_chat_action also takes these as names of older clients; the documented ones suffice here.
const CHAT_ACTIONS =
  /^(typing|upload_photo|record_(video|voice|video_note)|upload_(video|voice|document|video_note)|choose_sticker|find_location)$/;

export function sendChatAction(core: Core, { payload }: Call): Reply {
  if (!CHAT_ACTIONS.test(text(payload, 'action'))) return badRequest('wrong parameter action in request');
  const chat = writableChat(core, payload);
  return isRefusal(chat) ? chat : done();
}
