/** What the demonstration's clock would come to next, looked for in quiet moments and given up as soon as something happens. */
import type { Next } from '../channels/web/demonstration/protocol.ts';
import { describeError } from '../lib/describe-error.ts';
import type { Log } from '../lib/log.ts';

export interface ForesightOptions {
  /** Looks; undefined when it was told to stop. */
  look(signal: AbortSignal, found: (next: Next | undefined) => void): Promise<void>;
  /** Where nobody looks, nothing is looked for. */
  watched(): boolean;
  /** What is known of it has changed. */
  changed(): void;
  readonly log: Log;
}

/** Real time without anything happening after which one looks ahead: what is being said comes first. */
const QUIET_MS = 300;

export class Foresight {
  readonly #options: ForesightOptions;
  #next: Next = { found: 'looking' };
  #looking: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ForesightOptions) {
    this.#options = options;
  }

  get next(): Next {
    return this.#next;
  }

  /** Something happens: whatever was found counts no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#looking?.abort();
    this.#next = { found: 'looking' };
  }

  /** Something has happened. */
  anew(): void {
    this.stop();
    this.#options.changed();
    this.#later();
  }

  /** Somebody has begun to watch. */
  watch(): void {
    if (this.#next.found === 'looking' && this.#timer === undefined) this.#later();
  }

  /** Looks at once. */
  async look(): Promise<void> {
    this.stop();
    const looking = new AbortController();
    this.#looking = looking;
    try {
      await this.#options.look(looking.signal, (next) => {
        if (next === undefined) return;
        this.#next = next;
        this.#options.changed();
      });
    } catch (error) {
      this.#options.log.error('demonstration.failed', { error: describeError(error) });
    }
  }

  #later(): void {
    if (!this.#options.watched()) return;
    this.#timer = setTimeout(() => void this.look(), QUIET_MS);
    this.#timer.unref();
  }
}
