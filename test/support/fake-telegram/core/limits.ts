/**
 * Token buckets for sending. The rates are the published ones (about 30 a second over all, about one a
 * second in one chat with short bursts, 20 a minute in a group); how the real buckets work is not public.
 */

export interface Rate {
  readonly capacity: number;
  readonly perSecond: number;
}

export interface LimitOptions {
  readonly global?: Rate;
  readonly perChat?: Rate;
  readonly perGroup?: Rate;
}

export const PUBLISHED_LIMITS: Required<LimitOptions> = {
  global: { capacity: 30, perSecond: 30 },
  perChat: { capacity: 3, perSecond: 1 },
  perGroup: { capacity: 20, perSecond: 20 / 60 },
};

/** `tokens` left at the moment `at`. */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export function refilled(bucket: Bucket | undefined, rate: Rate, now: number): Bucket {
  if (bucket === undefined) return { tokens: rate.capacity, at: now };
  const gained = (Math.max(0, now - bucket.at) / 1000) * rate.perSecond;
  return { tokens: Math.min(rate.capacity, bucket.tokens + gained), at: now };
}

/** Whole seconds until one token is there again, at least 1; 0 when there is one now. */
export function secondsToWait(bucket: Bucket, rate: Rate): number {
  if (bucket.tokens >= 1) return 0;
  return Math.max(1, Math.ceil((1 - bucket.tokens) / rate.perSecond));
}

export class Limits {
  #options: LimitOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: LimitOptions = {}) {
    this.#options = options;
  }

  set(options: LimitOptions): void {
    this.#options = options;
    this.#buckets.clear();
  }

  /** Takes one token everywhere, or none: the answer is the `retry_after` to refuse with, 0 to accept. */
  take(chatId: number, now: number): number {
    const rates = this.#rates(chatId);
    if (rates.length === 0) return 0;
    const full = rates.map(([key, rate]) => ({ key, rate, bucket: refilled(this.#buckets.get(key), rate, now) }));
    const wait = Math.max(...full.map(({ bucket, rate }) => secondsToWait(bucket, rate)));
    for (const { key, bucket } of full) {
      this.#buckets.set(key, wait > 0 ? bucket : { ...bucket, tokens: bucket.tokens - 1 });
    }
    return wait;
  }

  #rates(chatId: number): [string, Rate][] {
    const { global, perChat, perGroup } = this.#options;
    const rates: [string, Rate][] = [];
    if (global) rates.push(['all', global]);
    if (perChat) rates.push([`chat:${chatId}`, perChat]);
    if (perGroup && chatId < 0) rates.push([`group:${chatId}`, perGroup]);
    return rates;
  }
}
