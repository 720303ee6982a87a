/**
 * Serves the lines of chats, beside all batches: a picture may take seconds, and nobody but its sender waits for them. One
 * event after another, in a batch of its own; a line is rows, so what is not served when the process ends is served by the
 * next one, in the same order. See docs/decisions/0014.
 */
import type { InboundEvent } from '../../engine/input.ts';
import { describeError } from '../../lib/describe-error.ts';
import { MINUTE } from '../../lib/time.ts';
import type { Shell } from '../shell.ts';
import { type Chat, chatKey, chatsInLine, lineOf } from './inbox.ts';
import { isPictureAwaited, mayBringPicture, withPicture } from './pictures.ts';

/** Pictures in memory at once, each of LARGEST_PHOTO at most. */
const AT_ONCE = 8;
/** By then whoever serves a line has come further, or has died. */
const LEFT_AFTER = MINUTE;

interface Line {
  /** Something may have come since it was looked at last. */
  again: boolean;
  served: Promise<void>;
}

export class Lines {
  readonly #shell: Shell;
  readonly #handle: (events: readonly InboundEvent[]) => Promise<void>;
  readonly #open = new Map<string, Line>();
  readonly #waiting: (() => void)[] = [];
  #free = AT_ONCE;
  #stopping = false;
  /** The first time, all that waits was left by an earlier process. */
  #looked = false;

  /** `handle` stores a batch of events of a line, or rejects. */
  constructor(shell: Shell, handle: (events: readonly InboundEvent[]) => Promise<void>) {
    this.#shell = shell;
    this.#handle = handle;
  }

  /** Returns at once. */
  serve(chats: readonly Chat[]): void {
    for (const chat of chats) {
      const open = this.#open.get(chatKey(chat));
      if (open !== undefined) {
        open.again = true;
        continue;
      }
      const line: Line = { again: true, served: Promise.resolve() };
      this.#open.set(chatKey(chat), line);
      line.served = this.#serve(chat, line);
    }
  }

  /** Lines of a process that has died, or that could not be served; what fails is tried again at the next look. */
  async serveLeft(): Promise<void> {
    const { db, env, channels, log } = this.#shell;
    const before = env.now() - (this.#looked ? LEFT_AFTER : 0);
    try {
      const left = await db.read((c) => chatsInLine(c, before));
      this.#looked = true;
      this.serve(left.filter(({ channel }) => channels.has(channel)));
    } catch (error) {
      log.error('line.left', { error: describeError(error) });
    }
  }

  /** Resolves when nothing more is being served. */
  async idle(): Promise<void> {
    while (this.#open.size > 0) await Promise.all([...this.#open.values()].map(({ served }) => served));
  }

  /** No further event is begun. What is being fetched is given up when its channel stops; its row waits for the next process. */
  stop(): Promise<void> {
    this.#stopping = true;
    return this.idle();
  }

  async #serve(chat: Chat, line: Line): Promise<void> {
    try {
      while (line.again && !this.#stopping) {
        line.again = false;
        for (let next = await this.#next(chat); next !== undefined; next = await this.#next(chat)) await next();
      }
    } catch (error) {
      if (!this.#stopping) this.#shell.log.error('line.left', { error: describeError(error) });
    } finally {
      this.#open.delete(chatKey(chat));
    }
  }

  /** What is to be done for the first of the line: a photo by itself, or all up to the next one. */
  async #next(chat: Chat): Promise<(() => Promise<void>) | undefined> {
    if (this.#stopping) return undefined;
    const line = await this.#shell.db.read((c) => lineOf(c, chat));
    const [first] = line;
    if (first === undefined) return undefined;
    const photo = line.findIndex((event) => mayBringPicture(this.#shell, event));
    if (photo !== 0) return () => this.#handle(photo === -1 ? line : line.slice(0, photo));
    if (!(await isPictureAwaited(this.#shell, first))) return () => this.#handle([first]);
    return () => this.#inTurn(async () => this.#handle([await withPicture(this.#shell, first)]));
  }

  /** Until the picture is stored, it takes up room. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      if (!this.#stopping) await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
