/** What one chat was shown by the bot, in order, and whoever waits for the next of it. */

export interface Shown {
  readonly kind: 'message' | 'photo' | 'sticker' | 'voice';
  readonly chatId: string;
  readonly messageId: string;
  /** The text or caption. */
  readonly text: string;
  /** The address of a picture or a voice, or the id of a sticker. */
  readonly media: string | undefined;
  /** Milliseconds of the platform's clock. */
  readonly at: number;
  /** `performance.now()` when it appeared. */
  readonly tick: number;
  readonly index: number;
}

export type Wanted = RegExp | string | ((shown: Shown) => boolean);

/** Two messages with the same words, one right after the other among the bot's own. */
export interface Doubled {
  readonly chatId: string;
  readonly text: string;
  readonly messageIds: readonly [string, string];
}

interface Waiter {
  readonly fits: (shown: Shown) => boolean;
  readonly found: (shown: Shown) => void;
}

function matcher(wanted: Wanted | undefined): (shown: Shown) => boolean {
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

  add(entry: Omit<Shown, 'index'>): Shown {
    const shown: Shown = { ...entry, index: this.#entries.length };
    this.#entries.push(shown);
    for (const waiter of [...this.#waiters]) if (waiter.fits(shown)) waiter.found(shown);
    return shown;
  }

  /**
   * The first entry that fits and that no earlier wait has passed; entries before it count as read.
   * Rejects after `timeoutMs`, naming what was shown last instead.
   */
  waitFor(wanted: Wanted | undefined, timeoutMs: number): Promise<Shown> {
    const fits = matcher(wanted);
    const known = this.#entries.slice(this.#seen).find(fits);
    if (known) return Promise.resolve(this.#read(known));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        const last = this.#entries.at(-1)?.text ?? 'nothing';
        reject(new Error(`waited ${timeoutMs} ms for ${String(wanted ?? 'anything')}; last shown: ${last}`));
      }, timeoutMs);
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

  doubled(): Doubled[] {
    return this.#entries.flatMap((entry, at) => {
      const before = this.#entries[at - 1];
      if (before === undefined || before.text !== entry.text || before.media !== entry.media) return [];
      return [{ chatId: entry.chatId, text: entry.text, messageIds: [before.messageId, entry.messageId] as const }];
    });
  }

  #read(shown: Shown): Shown {
    this.#seen = Math.max(this.#seen, shown.index + 1);
    return shown;
  }
}
