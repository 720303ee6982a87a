import type { Chat, Core } from '../core/core.ts';
import { hexId, isHexId } from '../core/ids.ts';
import type { Shown, Wanted } from '../core/timeline.ts';
import type { Media, MediaAbout } from '../http/media.ts';
import type { Payload, Sender, Update, ZaloEvent } from '../types.ts';
import {
  type Content,
  imageContent,
  stickerContent,
  textContent,
  unsupportedContent,
  voiceContent,
} from './contents.ts';

/** A simulated human with the app in hand. What they do becomes an event for the bot. */

export interface PersonAbout {
  readonly displayName?: string;
  /** By law the platform keeps what they write from bots: every message of theirs is "unsupported". */
  readonly protected?: boolean;
}

export interface SayOptions {
  /** Milliseconds since 1970; otherwise now, and always later than the message before. */
  readonly date?: number;
  /** A group, where the bot hears it as a mention or a reply only; the private chat when left out. */
  readonly chatId?: string;
  /** Further or other fields of the message. */
  readonly extra?: Payload;
}

export interface Did {
  readonly update: Update;
  readonly messageId: string;
}

interface House {
  readonly core: Core;
  readonly media: Media;
}

export class Person {
  readonly sender: Sender;
  readonly #core: Core;
  readonly #media: Media;
  readonly #chat: Chat;
  readonly #protected: boolean;
  #last: ZaloEvent | undefined;

  /** `key` is an id of 20 hex characters, or any name, of which an id is made. */
  constructor({ core, media }: House, key: string, about: PersonAbout = {}) {
    const id = isHexId(key) ? key : hexId(key);
    this.#core = core;
    this.#media = media;
    this.#protected = about.protected ?? false;
    this.sender = { id, display_name: about.displayName ?? key, is_bot: false };
    this.#chat = core.addChat({ id, chat_type: 'PRIVATE' });
  }

  /** Of the person and of their private chat: the platform has one for both. */
  get id(): string {
    return this.sender.id;
  }

  /** What their private chat was shown, oldest first. */
  get shown(): readonly Shown[] {
    return this.#chat.timeline.entries;
  }

  get texts(): readonly string[] {
    return this.shown.map(({ text }) => text);
  }

  says(text: string, options?: SayOptions): Did {
    return this.sends(textContent(text), options);
  }

  /** A picture that the bot can download from here; a tiny JPEG unless told otherwise. */
  sendsPhoto({ caption, ...about }: MediaAbout & { readonly caption?: string } = {}, options?: SayOptions): Did {
    const url = this.#media.add({ contentType: 'image/jpeg', bytes: TINY_JPEG, ...about });
    return this.sends(imageContent(url, { caption, legacy: this.#core.settings.legacyPhoto }), options);
  }

  sendsSticker(options?: SayOptions): Did {
    return this.sends(stickerContent('bfe458bf64fa8da4d4eb'), options);
  }

  sendsVoice(about: MediaAbout = {}, options?: SayOptions): Did {
    const url = this.#media.add({ contentType: 'audio/aac', bytes: Buffer.from([0xff, 0xf1, 0x60, 0x40]), ...about });
    return this.sends(voiceContent(url), options);
  }

  /** A file, a contact card, a video … : bots are told that there was something. */
  sendsUnsupported(options?: SayOptions): Did {
    return this.sends(unsupportedContent(), options);
  }

  sends(content: Content, options: SayOptions = {}): Did {
    const { event_name, fields } = this.#protected ? unsupportedContent() : content;
    const chat = options.chatId === undefined ? this.#chat : this.#core.chat(options.chatId);
    const date = options.date ?? Math.max(this.#core.clock.now(), chat.lastSaid + this.#core.sayStepMs);
    chat.lastSaid = Math.max(chat.lastSaid, date);
    const messageId = this.#core.nextMessageId();
    const about = { from: this.sender, chat: chat.ref, message_id: messageId, date };
    this.#last = { event_name, message: { ...about, ...fields, ...options.extra } };
    return { update: this.#core.push(this.#last), messageId };
  }

  /** The platform tells the last message once more, with the same id. */
  repeatsLast(): Update {
    if (!this.#last) throw new Error(`${this.sender.display_name} has not written anything yet`);
    return this.#core.push(this.#last);
  }

  /** The next thing shown that fits and that no earlier wait has passed. */
  waitFor(wanted?: Wanted, timeoutMs = this.#core.waitMs): Promise<Shown> {
    return this.#chat.timeline.waitFor(wanted, timeoutMs);
  }
}

const TINY_JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9]);
