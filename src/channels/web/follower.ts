/**
 * One reader of one or several chats: every entry after the number it begins at, once and in order, however it came to be
 * known. What is pushed is passed on from memory while it follows what was read last; anything else (a beginning, a gap,
 * too much at once) is read from the books. A slow reader costs no more than that memory.
 */
import type { KeptEntry, WebBooks } from './books.ts';
import type { Entry } from './protocol.ts';

export interface Followed {
  readonly chat: string;
  /** The number it has already; the next one comes. */
  readonly after: number;
}

export type Item =
  | { readonly kind: 'hello'; readonly chat: string }
  | { readonly kind: 'entry'; readonly chat: string; readonly entry: Entry }
  /** Something of the caller's own, in between. */
  | { readonly kind: 'told'; readonly event: string; readonly data: unknown }
  /** Nothing happened for a while. */
  | { readonly kind: 'beat' }
  /** The reader has no right to it any more; nothing follows. */
  | { readonly kind: 'ended' }
  /** The stream is over, and may be opened again; nothing follows. */
  | { readonly kind: 'closed' };

export interface FollowerOptions {
  readonly books: Pick<WebBooks, 'entries'>;
  readonly chats: readonly Followed[];
  readonly heartbeatMs: number;
  readonly stillOpen: () => Promise<boolean>;
  readonly closed: () => void;
}

interface Position {
  readonly chat: string;
  last: number;
  /** What follows `last`, without a gap. */
  ready: KeptEntry[];
  /** There may be more in the books than in `ready`. */
  behind: boolean;
}

const AT_ONCE = 50;
/** So much is kept for a reader that does not keep up; beyond it the books are read again. */
const MOST_READY = 50;

export class Follower {
  readonly #options: FollowerOptions;
  readonly #positions: readonly Position[];
  readonly #greet: Set<string>;
  readonly #told: Extract<Item, { kind: 'told' }>[] = [];
  #checkDue = false;
  #beatDue = false;
  #closed = false;
  #woken = false;
  #wake: (() => void) | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#positions = options.chats.map(({ chat, after }) => ({ chat, last: after, ready: [], behind: true }));
    this.#greet = new Set(options.chats.map(({ chat }) => chat));
  }

  /** The number of each chat that was passed on last, in the order given. */
  get positions(): readonly number[] {
    return this.#positions.map(({ last }) => last);
  }

  /** Resolves with what comes next. One call at a time. */
  async next(): Promise<Item> {
    for (;;) {
      if (this.#closed) return { kind: 'closed' };
      this.#woken = false;
      if (this.#checkDue) {
        this.#checkDue = false;
        if (!(await this.#options.stillOpen())) {
          this.close();
          return { kind: 'ended' };
        }
      }
      const item = this.#atHand() ?? (await this.#entry());
      if (item !== undefined) return item;
      await this.#signal();
    }
  }

  push(chat: string, entry: KeptEntry): void {
    for (const position of this.#positions) {
      if (position.chat !== chat) continue;
      const expected = (position.ready.at(-1)?.n ?? position.last) + 1;
      if (entry.n < expected) continue;
      if (!position.behind && entry.n === expected && position.ready.length < MOST_READY) position.ready.push(entry);
      else position.behind = true;
      this.#rouse();
    }
  }

  /** The chat has entries up to `n`. */
  reached(chat: string, n: number): void {
    for (const position of this.#positions) {
      if (position.chat !== chat || n <= (position.ready.at(-1)?.n ?? position.last)) continue;
      position.behind = true;
      this.#rouse();
    }
  }

  recheck(): void {
    this.#checkDue = true;
    this.#rouse();
  }

  greet(chat: string): void {
    this.#greet.add(chat);
    this.#rouse();
  }

  tell(event: string, data: unknown): void {
    this.#told.push({ kind: 'told', event, data });
    this.#rouse();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.closed();
    this.#rouse();
  }

  #atHand(): Item | undefined {
    for (const chat of this.#greet) {
      this.#greet.delete(chat);
      return { kind: 'hello', chat };
    }
    const told = this.#told.shift();
    if (told !== undefined) return told;
    if (!this.#beatDue) return undefined;
    this.#beatDue = false;
    return { kind: 'beat' };
  }

  async #entry(): Promise<Item | undefined> {
    for (const position of this.#positions) {
      if (position.ready.length === 0 && position.behind) await this.#read(position);
      const kept = position.ready.shift();
      if (kept === undefined) continue;
      position.last = kept.n;
      return { kind: 'entry', chat: position.chat, entry: entryOf(kept) };
    }
    return undefined;
  }

  async #read(position: Position): Promise<void> {
    const read = await this.#options.books.entries(position.chat, position.last, AT_ONCE);
    position.ready = [...read];
    // `behind` was true all the while, so what was pushed meanwhile is not in `ready`: it has to be looked for.
    position.behind = read.length === AT_ONCE || this.#woken;
  }

  #rouse(): void {
    this.#woken = true;
    this.#wake?.();
  }

  async #signal(): Promise<void> {
    if (this.#woken) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#beatDue = true;
        this.#checkDue = true;
        this.#wake?.();
      }, this.#options.heartbeatMs);
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

/** As the page sees it: bodies are made by this channel (parse, render), so they have the protocol's shape. */
export function entryOf({ n, at, body }: KeptEntry): Entry {
  return { ...body, n, at } as Entry;
}
