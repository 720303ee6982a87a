import { length } from '../api/args.ts';
import { documentContent, photoContent } from '../api/files.ts';
import { buttonsOf } from '../api/keyboard.ts';
import { MAX_TEXT } from '../api/text.ts';
import type { Core } from '../core/core.ts';
import type { Shown, Wanted } from '../core/timeline.ts';
import type { Access, Chat } from '../core/world.ts';
import type { Message, Payload, Update, UserInfo } from '../types.ts';
import { findButton, membershipChange, type Pressed, pressed } from './press.ts';

/** A simulated human with the platform's app in hand. What they do becomes an update for the bot. */

export interface PersonAbout {
  readonly first_name?: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
  /** `notStarted` until they write for the first time; open unless told otherwise. */
  readonly access?: Access;
}

export interface SayOptions {
  /** Unix seconds of the message; otherwise the usual step after the last one, and never before now. */
  readonly date?: number;
  /** Seconds after this person's last message, instead of the usual step. */
  readonly gapSeconds?: number;
  /** Where it is said; their private chat when left out. */
  readonly chatId?: number;
  /** Further fields of the message: media_group_id, reply_to_message, forward_origin … */
  readonly extra?: Payload;
}

export interface Did {
  readonly updateId: number;
  readonly messageId: number;
}

export class Person {
  readonly user: UserInfo;
  readonly #core: Core;
  readonly #chat: Chat;
  #lastPress: Pressed | undefined;

  constructor(core: Core, id: number, about: PersonAbout = {}) {
    const { access, ...names } = about;
    const named = { first_name: `Người ${id}`, language_code: 'vi', ...names };
    this.#core = core;
    this.user = { id, is_bot: false, ...named };
    const { language_code: _, ...shown } = named;
    this.#chat = core.world.addChat({ id, type: 'private', ...shown }, access);
  }

  get id(): number {
    return this.user.id;
  }

  /** What this person's private chat was shown, oldest first. */
  get shown(): readonly Shown[] {
    return this.#chat.timeline.entries;
  }

  /** The words of the bot's messages, oldest first, edits not counted. */
  get texts(): readonly string[] {
    return this.shown.filter(({ kind }) => kind === 'message' || kind === 'file').map(({ text }) => text);
  }

  /** The newest message of the bot that is still there, as it reads now. */
  get latest(): Message | undefined {
    const messages = [...this.#chat.messages.values()].reverse();
    return messages.find(({ from }) => from?.id === this.#core.bot.id);
  }

  say(text: string, options: SayOptions = {}): Did {
    const command = /^\/\w+(@\w+)?/.exec(text)?.[0];
    const entities = command && { entities: [{ type: 'bot_command', offset: 0, length: command.length }] };
    return this.send({ text, ...entities }, options);
  }

  /** A text longer than one message, which the app cuts into pieces sent at the same second. */
  paste(text: string, options: SayOptions = {}): Did[] {
    const letters = [...text];
    const starts = Array.from({ length: Math.ceil(length(text) / MAX_TEXT) }, (_, piece) => piece * MAX_TEXT);
    return starts.map((start, piece) => {
      const words = letters.slice(start, start + MAX_TEXT).join('');
      return this.say(words, piece === 0 ? options : { ...options, gapSeconds: 0 });
    });
  }

  start(payload = ''): Did {
    return this.say(payload === '' ? '/start' : `/start ${payload}`);
  }

  /** A message with any content the Bot API knows. */
  send(content: Payload, options: SayOptions = {}): Did {
    const { world } = this.#core;
    const chat = options.chatId === undefined ? this.#chat : world.chat(options.chatId);
    if (chat === this.#chat && chat.access !== 'open') this.#setAccess('open');
    chat.lastSaid = this.#dateFor(chat, options);
    const head = {
      message_id: world.nextMessageId(chat),
      from: this.user,
      chat: chat.info,
      date: chat.lastSaid,
    };
    const message: Message = Object.assign(head, content, options.extra);
    const { id } = this.#core.push('message', world.store(chat, message));
    return { updateId: id, messageId: message.message_id };
  }

  edit(messageId: number, text: string, options: SayOptions = {}): Did {
    const chat = options.chatId === undefined ? this.#chat : this.#core.world.chat(options.chatId);
    const before = chat.messages.get(messageId);
    if (before?.from?.id !== this.id) throw new Error(`message ${messageId} is not one of ${this.user.first_name}'s`);
    const content = before.text === undefined ? { caption: text } : { text };
    const edited = { ...before, ...content, edit_date: options.date ?? this.#core.clock.seconds(), ...options.extra };
    const { id } = this.#core.push('edited_message', this.#core.world.store(chat, edited));
    return { updateId: id, messageId };
  }

  /** Presses a button of a message, found by label, data or a part of the label that fits only one. */
  tap(on: number | 'latest', button: string): Did {
    const message = on === 'latest' ? this.#latestWith(button) : this.#chat.messages.get(on);
    if (!message) throw new Error(`nothing shown has a button "${button}"; ${this.#seenButtons()}`);
    const found = findButton(buttonsOf(message.reply_markup), button);
    if (found?.callback_data === undefined) throw new Error(`message ${message.message_id} has no button "${button}"`);
    return this.press(found.callback_data, { message });
  }

  /** A press with data of any kind, also such as no button has: from an old or a forged keyboard. */
  press(data: string, { message }: { readonly message?: Message } = {}): Did {
    this.#lastPress = pressed(this.#core, { user: this.user, data, message });
    return this.#pushPress(this.#lastPress);
  }

  /** The app sends the last press again, as it does after a lost connection: another update_id. */
  resendTap(): Did {
    if (!this.#lastPress) throw new Error(`${this.user.first_name} has not pressed anything yet`);
    return this.#pushPress(this.#lastPress);
  }

  sticker(options?: SayOptions): Did {
    const ids = { file_id: 'CAACAgUAAxkB000001', file_unique_id: 'AgAD1' };
    const look = { type: 'regular', width: 512, height: 512, is_animated: false, is_video: false, emoji: '👍' };
    return this.send({ sticker: { ...ids, ...look, set_name: 'ThuNghiem' } }, options);
  }

  voice(options?: SayOptions): Did {
    const voice = { duration: 7, mime_type: 'audio/ogg', file_id: 'AwACAgUAAxkB000002', file_unique_id: 'AgAD2' };
    return this.send({ voice: { ...voice, file_size: 28_140 } }, options);
  }

  /** A photo the bot can download; a tiny JPEG unless bytes are given. */
  photo(photo: { readonly caption?: string; readonly bytes?: Buffer } = {}, options?: SayOptions): Did {
    const bytes = photo.bytes ?? Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9]);
    const file = this.#core.world.addFile({ name: 'photo.jpg', contentType: 'image/jpeg', bytes }, 'photos');
    return this.send({ ...photoContent(file), ...(photo.caption && { caption: photo.caption }) }, options);
  }

  document(name: string, bytes: Buffer, options?: SayOptions): Did {
    const file = this.#core.world.addFile({ name, contentType: 'application/octet-stream', bytes }, 'documents');
    return this.send(documentContent(file), options);
  }

  block(): Update['update_id'] {
    return this.#setAccess('blocked');
  }

  unblock(): Update['update_id'] {
    return this.#setAccess('open');
  }

  /** The next thing shown that fits; see Timeline.waitFor. */
  waitFor(wanted?: Wanted, timeoutMs = this.#core.options.waitMs): Promise<Shown> {
    return this.#chat.timeline.waitFor(wanted, timeoutMs);
  }

  #dateFor(chat: Chat, { date, gapSeconds }: SayOptions): number {
    if (date !== undefined) return date;
    if (gapSeconds !== undefined && chat.lastSaid > 0) return chat.lastSaid + gapSeconds;
    const step = chat.lastSaid === 0 ? 0 : chat.lastSaid + this.#core.options.sayStepSeconds;
    return Math.max(this.#core.clock.seconds(), step);
  }

  #latestWith(button: string): Message | undefined {
    const messages = [...this.#chat.messages.values()].reverse();
    return messages.find(({ reply_markup }) => findButton(buttonsOf(reply_markup), button) !== undefined);
  }

  #seenButtons(): string {
    const labels = buttonsOf(this.latest?.reply_markup).map(({ text }) => text);
    return labels.length === 0 ? 'the last message has none' : `the last message has ${labels.join(' | ')}`;
  }

  #pushPress({ body, messageId }: Pressed): Did {
    return { updateId: this.#core.push('callback_query', body).id, messageId };
  }

  #setAccess(access: 'open' | 'blocked'): number {
    const body = membershipChange(this.#core, { user: this.user, chat: this.#chat, access });
    this.#chat.access = access;
    return this.#core.push('my_chat_member', body).id;
  }
}
