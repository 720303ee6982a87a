/**
 * Repeated 429: a burst passes within seconds, a used-up quota does not, and the platform tells them apart nowhere. After the
 * third in a row nothing is sent for a quarter of an hour, then one message an hour tries whether it works again. Holds no clock.
 */
import { MINUTE, SECOND } from '../../lib/time.ts';

const CLOSED_UNTIL = 3;
/** By own choice; the platform names no time. */
const FIRST_PAUSES = [1 * SECOND, 5 * SECOND];
const OPEN_MS = 15 * MINUTE;
const OPEN_AGAIN_MS = 60 * MINUTE;
/** The others look again after this while one message tries. */
const WHILE_TRYING_MS = 5 * SECOND;

export class Breaker {
  #refusals = 0;
  #openUntil = 0;
  #trying = false;
  #since: number | undefined;

  /** Whether it looks as if the quota were used up. */
  get quotaSuspected(): boolean {
    return this.#refusals >= CLOSED_UNTIL;
  }

  /** Since when it has looked so. */
  get suspectedSince(): number | undefined {
    return this.quotaSuspected ? this.#since : undefined;
  }

  /** 0: go ahead, and say afterwards what came of it. Else how long to wait without asking the platform. */
  before(now: number): number {
    if (!this.quotaSuspected) return 0;
    if (now < this.#openUntil) return this.#openUntil - now;
    if (this.#trying) return WHILE_TRYING_MS;
    this.#trying = true;
    return 0;
  }

  /** The platform refused with 429; answers how long to leave it alone. */
  refused(now: number): number {
    this.#trying = false;
    // Messages that were under way at the same time are one sign, not many.
    if (now < this.#openUntil) return this.#openUntil - now;
    this.#refusals += 1;
    if (this.#refusals === CLOSED_UNTIL) this.#since = now;
    const pause = FIRST_PAUSES[this.#refusals - 1] ?? (this.#refusals === CLOSED_UNTIL ? OPEN_MS : OPEN_AGAIN_MS);
    this.#openUntil = now + pause;
    return pause;
  }

  /** The platform took a message. */
  accepted(): void {
    this.#refusals = 0;
    this.#openUntil = 0;
    this.#trying = false;
  }

  /** Something else became of it, which says nothing about the quota. */
  undecided(): void {
    this.#trying = false;
  }
}
