/** A token bucket: at most `capacity` at once, refilled evenly. Pure but for what it remembers; time is an argument. */
import type { Instant } from '../../lib/env.ts';

export interface Rate {
  readonly capacity: number;
  readonly perSecond: number;
}

export class Bucket {
  readonly #rate: Rate;
  #tokens: number;
  #at: Instant;

  constructor(rate: Rate, now: Instant) {
    this.#rate = rate;
    this.#tokens = rate.capacity;
    this.#at = now;
  }

  /** Takes a token; 0 when there was one, else how many ms until there is. */
  take(now: Instant): number {
    this.#refill(now);
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#tokens) / this.#rate.perSecond) * 1000);
  }

  /** How long until a token, without taking it. */
  wait(now: Instant): number {
    this.#refill(now);
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#rate.perSecond) * 1000);
  }

  full(now: Instant): boolean {
    this.#refill(now);
    return this.#tokens >= this.#rate.capacity;
  }

  #refill(now: Instant): void {
    // A clock set back gives nothing and takes nothing.
    const passed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#tokens = Math.min(this.#rate.capacity, this.#tokens + (passed / 1000) * this.#rate.perSecond);
  }
}

/** Limits of one channel: over all chats, and for each. */
export interface Limits {
  readonly all: Rate;
  readonly chat: Rate;
}
