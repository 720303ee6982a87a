import type { Button } from '../types.ts';

/** What one chat was shown by the bot, in order, and whoever waits for the next of it. */

export interface Shown {
  readonly kind: 'message' | 'file' | 'edit' | 'delete' | 'toast';
  readonly chatId: number;
  readonly messageId: number;
  /** The text or caption; for a toast, the words of answerCallbackQuery. */
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly method: string;
  /** Milliseconds of the platform's clock. */
  readonly at: number;
  /** `performance.now()` when it appeared. */
  readonly tick: number;
  readonly index: number;
}

export type Wanted = RegExp | string | ((shown: Shown) => boolean);

interface Waiter {
  readonly fits: (shown: Shown) => boolean;
  readonly found: (shown: Shown) => void;
}

/** Two messages with the same words, one right after the other among the bot's own. */
export interface Doubled {
  readonly chatId: number;
  readonly text: string;
  readonly messageIds: readonly [number, number];
}

export function matcher(wanted: Wanted | undefined): (shown: Shown) => boolean {
  if (wanted === undefined) return () => true;
  if (typeof wanted === 'function') return wanted;
  if (typeof wanted === 'string') return (shown) => shown.text.includes(wanted);
  return (shown) => wanted.test(shown.text);
}

export class Timeline {
  readonly #entries: Shown[] = [];
  readonly #waiters = new Set<Waiter>();
  #seen = 0;

  get entries(): readonly Shown[] {
    return this.#entries;
  }

  add(shown: Shown): void {
    this.#entries.push(shown);
    for (const waiter of this.#waiters) if (waiter.fits(shown)) waiter.found(shown);
  }

  /**
   * The first entry that fits and that no earlier wait has passed; entries before it count as read.
   * Rejects after `timeoutMs`, naming what was shown instead.
   */
  waitFor(wanted: Wanted | undefined, timeoutMs: number): Promise<Shown> {
    const fits = matcher(wanted);
    const known = this.#entries.slice(this.#seen).find(fits);
    if (known) return Promise.resolve(this.#read(known));
    return new Promise((resolve, reject) => {
      const give = () => {
        this.#waiters.delete(waiter);
        const last = this.#entries.at(-1)?.text ?? 'nothing';
        reject(new Error(`waited ${timeoutMs} ms for ${String(wanted ?? 'anything')}; last shown: ${last}`));
      };
      const timer = setTimeout(give, timeoutMs);
      const waiter: Waiter = {
        fits,
        found: (shown) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(this.#read(shown));
        },
      };
      this.#waiters.add(waiter);
    });
  }

  /** Consecutive new messages of the bot with identical words, whatever the person said in between. */
  doubled(): Doubled[] {
    const fresh = this.#entries.filter((entry) => entry.kind === 'message');
    return fresh.flatMap((entry, at) => {
      const before = fresh[at - 1];
      if (before?.text !== entry.text) return [];
      return [{ chatId: entry.chatId, text: entry.text, messageIds: [before.messageId, entry.messageId] }];
    });
  }

  #read(shown: Shown): Shown {
    this.#seen = Math.max(this.#seen, shown.index + 1);
    return shown;
  }
}
