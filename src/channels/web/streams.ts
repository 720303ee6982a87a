/** The open pages: which chats they show, and who has to look because something is new. */
import type { KeptEntry, WebBooks } from './books.ts';
import { type Followed, Follower } from './follower.ts';

export interface StreamsOptions {
  readonly books: Pick<WebBooks, 'entries' | 'lastNumbers'>;
  /** How often to look for what other processes appended; undefined where this is the only one. */
  readonly pollMs?: number | undefined;
  readonly heartbeatMs?: number | undefined;
  readonly failed: (error: unknown) => void;
}

export interface Follow {
  readonly chats: readonly Followed[];
  /** Asked now and then: does whoever reads this still have the right to? */
  readonly stillOpen?: () => Promise<boolean>;
  readonly heartbeatMs?: number;
}

const HEARTBEAT_MS = 20_000;

export class Streams {
  readonly #options: StreamsOptions;
  readonly #followers = new Map<string, Set<Follower>>();
  #poll: NodeJS.Timeout | undefined;
  #open = 0;
  #stopped = false;

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  get open(): number {
    return this.#open;
  }

  /** Those of one chat, the oldest first. */
  of(chat: string): readonly Follower[] {
    return [...(this.#followers.get(chat) ?? [])];
  }

  /** Whoever reads it closes it; a stream that was opened too late is closed at once. */
  follow({ chats, stillOpen, heartbeatMs = this.#options.heartbeatMs ?? HEARTBEAT_MS }: Follow): Follower {
    const follower = new Follower({
      books: this.#options.books,
      chats,
      heartbeatMs,
      stillOpen: stillOpen ?? (async () => true),
      closed: () => this.#forget(follower, chats),
    });
    this.#open += 1;
    for (const { chat } of chats) {
      const of = this.#followers.get(chat) ?? new Set();
      this.#followers.set(chat, of.add(follower));
    }
    if (this.#stopped) follower.close();
    else this.#pollWhileOpen();
    return follower;
  }

  /** An entry was appended here, after its commit. */
  pushed(chat: string, entry: KeptEntry): void {
    for (const follower of this.#followers.get(chat) ?? []) follower.push(chat, entry);
  }

  /** Somebody may have been signed out. */
  recheck(chat: string): void {
    for (const follower of this.#followers.get(chat) ?? []) follower.recheck();
  }

  /** The name or the menu may be another one. */
  greet(chat: string): void {
    for (const follower of this.#followers.get(chat) ?? []) follower.greet(chat);
  }

  stop(): void {
    this.#stopped = true;
    for (const of of [...this.#followers.values()]) for (const follower of [...of]) follower.close();
  }

  #forget(follower: Follower, chats: readonly Followed[]): void {
    this.#open -= 1;
    for (const { chat } of chats) {
      const of = this.#followers.get(chat);
      of?.delete(follower);
      if (of?.size === 0) this.#followers.delete(chat);
    }
    if (this.#open > 0) return;
    clearInterval(this.#poll);
    this.#poll = undefined;
  }

  #pollWhileOpen(): void {
    const { pollMs } = this.#options;
    if (pollMs === undefined || this.#poll !== undefined) return;
    let looking = false;
    this.#poll = setInterval(() => {
      if (looking) return;
      looking = true;
      void this.#look().finally(() => {
        looking = false;
      });
    }, pollMs);
    this.#poll.unref();
  }

  async #look(): Promise<void> {
    try {
      const last = await this.#options.books.lastNumbers([...this.#followers.keys()]);
      for (const [chat, n] of last) for (const one of this.#followers.get(chat) ?? []) one.reached(chat, n);
    } catch (error) {
      this.#options.failed(error);
    }
  }
}
