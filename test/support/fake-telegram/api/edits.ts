import type { Core } from '../core/core.ts';
import type { Call, Message, Payload, Refusal, Reply, ReplyMarkup } from '../types.ts';
import { length, text } from './args.ts';
import { replyMarkup } from './keyboard.ts';
import { contentOf, type Found, ownMessage, show } from './messages.ts';
import { badRequest, done, isRefusal } from './reply.ts';
import { captionText, messageText } from './text.ts';

/** Edits of the bot's messages and answers to presses of their buttons. */

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current ' +
  'content and reply markup of the message';

const MAX_TOAST = 200;
const ANSWER_WINDOW_MS = 150_000;

export function editMessageText(core: Core, call: Call): Reply {
  const parsed = messageText(call.payload);
  if (isRefusal(parsed)) return parsed;
  const found = ownMessage(core, call.payload);
  if (isRefusal(found)) return found;
  if (found.message.text === undefined) return badRequest('there is no text in the message to edit');
  return replace(core, call, { found, content: contentOf('text', parsed) });
}

export function editMessageCaption(core: Core, call: Call): Reply {
  const parsed = captionText(call.payload);
  if (isRefusal(parsed)) return parsed;
  const found = ownMessage(core, call.payload);
  if (isRefusal(found)) return found;
  if (found.message.text !== undefined) return badRequest('there is no caption in the message to edit');
  return replace(core, call, { found, content: contentOf('caption', parsed) });
}

export function editMessageReplyMarkup(core: Core, call: Call): Reply {
  const found = ownMessage(core, call.payload);
  if (isRefusal(found)) return found;
  const { text: words, entities, caption, caption_entities } = found.message;
  const content = { text: words, entities, caption, caption_entities };
  return replace(core, call, { found, content });
}

interface Replacement {
  readonly found: Found;
  readonly content: Payload;
}

/** An edit without reply_markup takes the keyboard away. */
function replace(core: Core, call: Call, { found, content }: Replacement): Reply {
  const keyboard = replyMarkup(call.payload);
  if (isRefusal(keyboard)) return keyboard;
  const { text: _, entities, caption, caption_entities, reply_markup: __, edit_date, ...kept } = found.message;
  const bare = { ...kept, ...definedOnly(content) };
  const edited = keyboard.markup ? { ...bare, reply_markup: keyboard.markup } : bare;
  if (same(edited, found.message)) return badRequest(NOT_MODIFIED);
  const message: Message = { ...edited, edit_date: core.clock.seconds() };
  core.world.store(found.chat, message);
  show(core, message, { kind: 'edit', method: call.method });
  return done(message);
}

function definedOnly(content: Payload): Payload {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
}

const visible = (message: { readonly [field: string]: unknown; readonly reply_markup?: ReplyMarkup }): string =>
  JSON.stringify(
    ['text', 'entities', 'caption', 'caption_entities', 'reply_markup'].map((field) => message[field] ?? null),
  );

const same = (one: Message, other: Message): boolean => visible(one) === visible(other);

/** Nobody sees the words but the one who pressed; the platform does not say when an answer came too late. */
export function answerCallbackQuery(core: Core, { payload }: Call): Reply {
  const press = core.world.presses.get(text(payload, 'callback_query_id'));
  if (!press || core.clock.now() - press.at > ANSWER_WINDOW_MS) return tooOld();
  const words = text(payload, 'text');
  if (length(words) > MAX_TOAST) return badRequest('MESSAGE_TOO_LONG');
  press.answers.push(words);
  if (press.chatId !== undefined) {
    const toast = { kind: 'toast' as const, messageId: 0, text: words, buttons: [] };
    core.show({ ...toast, chatId: press.chatId, method: 'answerCallbackQuery' });
  }
  return done();
}

const tooOld = (): Refusal => badRequest('query is too old and response timeout expired or query ID is invalid');
