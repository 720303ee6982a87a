/**
 * What can be done in a chat, whoever is allowed to: the person's own side is appended to the books first, then handed to
 * the app; it is taken when that has been committed. A retry with the same key finds both done.
 */
import { createHash } from 'node:crypto';
import type { InboundEvent } from '../../engine/input.ts';
import { describeError } from '../../lib/describe-error.ts';
import type { Env } from '../../lib/env.ts';
import { isPicture } from '../../lib/file-types.ts';
import type { Log } from '../../lib/log.ts';
import { SECOND } from '../../lib/time.ts';
import { Batcher } from '../batcher.ts';
import type { OnEvents } from '../channel.ts';
import { typeOf } from '../file-type.ts';
import { clean } from '../typed.ts';
import type { NewEntry, WebBooks } from './books.ts';
import { entryOf } from './follower.ts';
import { bodyOf, continueEvent, type Done, fileEvent, joinEvent, sendingEvent } from './parse.ts';
import {
  type Entry,
  type FileOnPage,
  type Hello,
  LARGEST_FILE,
  LONGEST_TEXT,
  type MenuItem,
  openPrompt,
  type Problem,
  type PromptOnPage,
  type Sending,
} from './protocol.ts';
import type { Streams } from './streams.ts';
import { nameOf } from './uploads.ts';

export interface DeskOptions {
  readonly books: WebBooks;
  readonly env: Env;
  readonly log: Log;
  readonly streams: Streams;
  /** The menu of those who have none of their own. */
  readonly menu: (locale: 'vi' | 'en') => readonly MenuItem[];
  readonly locale: 'vi' | 'en';
}

export interface Upload {
  readonly key: string;
  readonly name: string;
  readonly caption: string;
  readonly bytes: Uint8Array;
}

export interface Sender {
  readonly chat: string;
  /** As the browser asks for it. */
  readonly language: string | undefined;
}

/** How many earlier entries are shown at once, and how many a page that has none yet begins with. */
export const PAGE_OF_ENTRIES = 50;
const ANSWER_MS = 5 * SECOND;

export class Desk {
  readonly #options: DeskOptions;
  #batcher: Batcher | undefined;
  #order = 0;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Until then, and after `leave`, nothing is taken: 'try-again'. */
  attend(onEvents: OnEvents): void {
    this.#batcher = new Batcher(onEvents);
  }

  async leave(): Promise<void> {
    const last = this.#batcher;
    this.#batcher = undefined;
    await last?.idle();
  }

  get attended(): boolean {
    return this.#batcher !== undefined;
  }

  /** Undefined when it was taken. */
  async take({ chat, language }: Sender, sending: Sending): Promise<Problem | undefined> {
    if (!this.attended) return 'try-again';
    const { key, input } = sending;
    if (input.kind === 'amend' && !(await this.#wrote(chat, input.of))) return 'bad-request';
    const body = bodyOf(sending);
    const n = body === undefined ? undefined : await this.append({ chat, key, body, awaited: false });
    return this.#hand(sendingEvent(this.#done({ chat, key, language, n }), sending));
  }

  async takeFile({ chat, language }: Sender, upload: Upload): Promise<Problem | undefined> {
    if (!this.attended) return 'try-again';
    const { key, bytes } = upload;
    if (bytes.length > LARGEST_FILE) return 'too-large';
    if (upload.caption.length > LONGEST_TEXT) return 'too-long';
    const [type, open] = [await typeOf(bytes), await this.#open(chat)];
    const picturesOnly = open?.photo === true && open.documents !== true;
    if (picturesOnly && (type === undefined || !isPicture(type))) return 'no-picture';
    if (type === undefined) return 'wrong-type';
    const name = nameOf(upload.name);
    const caption = clean(upload.caption).trim();
    const file: FileOnPage = { id: this.#options.env.newId(), name, type, size: bytes.length };
    const body = { kind: 'sent', key, file, caption };
    // What nobody asked for is not kept: it may show others, and the answer to it is that it was not taken.
    const n =
      open?.photo === true
        ? await this.append({ chat, key, body, awaited: false, file: { id: file.id, name, type, bytes } })
        : await this.append({ chat, key, body: { ...body, kept: false }, awaited: false });
    return this.#hand(fileEvent(this.#done({ chat, key, language, n }), file, caption));
  }

  /** Hands a code in as a new chat; the chat is somebody's afterwards, or the program's answer says why it is not. */
  async join(
    { chat, language }: Sender,
    code: string,
  ): Promise<{ readonly joined: true } | { readonly refused: string } | 'try-again'> {
    const problem = await this.#hand(joinEvent(this.#done({ chat, key: 'join', language, n: undefined }), clean(code)));
    if (problem !== undefined) return 'try-again';
    if ((await this.#options.books.person(chat)) !== undefined) return { joined: true };
    const refused = await this.#firstWords(chat);
    return refused === undefined ? 'try-again' : { refused };
  }

  /** Asks the open question again in this chat. */
  async goOn({ chat, language }: Sender, key: string): Promise<void> {
    await this.#hand(continueEvent(this.#done({ chat, key, language, n: undefined })));
  }

  /** Appends, and shows it on the pages that are open. */
  async append(entry: NewEntry): Promise<number> {
    const { books, streams } = this.#options;
    const { n, at, fresh } = await books.append(entry);
    if (fresh) streams.pushed(entry.chat, { n, at, body: entry.body });
    return n;
  }

  async earlier(chat: string, before: number): Promise<readonly Entry[]> {
    const after = Math.max(0, before - 1 - PAGE_OF_ENTRIES);
    const kept = await this.#options.books.entries(chat, after, PAGE_OF_ENTRIES);
    return kept.filter(({ n }) => n < before).map(entryOf);
  }

  /** Where a stream begins: after what the page has, or with the last page of entries for one that has nothing. */
  async begin(chat: string, has: number | undefined): Promise<number> {
    const last = (await this.#options.books.lastNumbers([chat])).get(chat) ?? 0;
    return has === undefined || has > last ? Math.max(0, last - PAGE_OF_ENTRIES) : has;
  }

  async hello(chat: string, from: number): Promise<Hello> {
    const { books, menu, locale } = this.#options;
    const person = await books.person(chat);
    const theirs = person?.locale ?? locale;
    const own = person?.menu ?? [];
    return {
      chat: createHash('sha256').update(`chat ${chat}`).digest('base64url').slice(0, 22),
      name: person?.name ?? '',
      locale: theirs,
      menu: own.length > 0 ? own : menu(theirs),
      from,
    };
  }

  /** Only what one has written oneself can be amended. */
  async #wrote(chat: string, n: number): Promise<boolean> {
    const [entry] = await this.#options.books.entries(chat, n - 1, 1);
    return entry?.n === n && entry.body.kind === 'wrote';
  }

  /** What is asked in this chat. */
  async #open(chat: string): Promise<PromptOnPage | undefined> {
    const { books } = this.#options;
    const last = (await books.lastNumbers([chat])).get(chat) ?? 0;
    const entries = (await books.entries(chat, Math.max(0, last - PAGE_OF_ENTRIES), PAGE_OF_ENTRIES)).map(entryOf);
    return openPrompt(entries);
  }

  #done(one: Pick<Done, 'chat' | 'key' | 'language' | 'n'>): Done {
    this.#order += 1;
    return { ...one, at: this.#options.env.now(), order: this.#order };
  }

  async #hand(event: InboundEvent): Promise<Problem | undefined> {
    if (this.#batcher === undefined) return 'try-again';
    try {
      await this.#batcher.add(event);
    } catch (error) {
      // The error may quote what a person wrote; whoever threw it has logged it.
      this.#options.log.warn('web.batch-not-stored', { why: error instanceof Error ? error.name : 'not an error' });
      return 'try-again';
    }
    // What was done may have been /thoat.
    this.#options.streams.recheck(event.platformId);
    return undefined;
  }

  async #firstWords(chat: string): Promise<string | undefined> {
    const follower = this.#options.streams.follow({ chats: [{ chat, after: 0 }], heartbeatMs: ANSWER_MS });
    try {
      for (;;) {
        const item = await follower.next();
        if (item.kind === 'entry' && item.entry.kind === 'said') return item.entry.text;
        if (item.kind === 'beat' || item.kind === 'closed') return undefined;
      }
    } catch (error) {
      this.#options.log.error('web.answer-not-read', { error: describeError(error) });
      return undefined;
    } finally {
      follower.close();
    }
  }
}
