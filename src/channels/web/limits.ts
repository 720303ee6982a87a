/** How often something may be tried. Counted per process: what is bounded here is harm, not money. */
import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SECOND } from '../../lib/time.ts';

export interface Times {
  readonly points: number;
  readonly seconds: number;
}

export interface WebLimits {
  /** Codes that were wrong, by the address they come from. Over it a wrong one is told why no more; a right one still gets in. */
  readonly joining: Times;
  /** Looks at codes that were wrong, by address: over it not even a right one is looked at, for somebody is trying them out. */
  readonly looking: Times;
  /** The same over all addresses: whoever has many of them still cannot guess. */
  readonly lookingAll: Times;
  readonly sending: Times;
  /** On top of `sending`, for somebody who answers a few questions quickly. */
  readonly burst: Times;
  readonly files: Times;
  readonly asking: Times;
  /** Links to files, whatever is behind them, by the address they are opened from. */
  readonly links: Times;
  readonly streamsOfChat: number;
  readonly streams: number;
  /** Uploads that are read at the same time: each is held in memory. */
  readonly uploads: number;
}

export const LIMITS: WebLimits = {
  // A school or a carrier shows one address for many people, so one person's wrong codes must not keep the others out.
  joining: { points: 10, seconds: 600 },
  looking: { points: 100, seconds: 600 },
  // A code is 8 of 29 signs: 5.0 × 10^11. At 1,200 looks in 10 minutes, without a pause, there are 2.4 × 10^6 in the 14 days
  // of a code: one member's is found with a chance of 1 in 200,000, any of 1,000 that all lie unused with 1 in 200.
  lookingAll: { points: 1_200, seconds: 600 },
  sending: { points: 30, seconds: 60 },
  burst: { points: 15, seconds: 120 },
  files: { points: 10, seconds: 600 },
  asking: { points: 240, seconds: 60 },
  links: { points: 120, seconds: 60 },
  streamsOfChat: 8,
  streams: 5_000,
  uploads: 8,
};

interface Counter {
  consume(key: string): Promise<unknown>;
}

const memory = ({ points, seconds }: Times) => new RateLimiterMemory({ points, duration: seconds });

const ALL = 'all';

export class Limits {
  readonly limits: WebLimits;
  readonly #joining: RateLimiterMemory;
  readonly #looking: RateLimiterMemory;
  readonly #lookingAll: RateLimiterMemory;
  readonly #sending: Counter;
  readonly #files: Counter;
  readonly #asking: Counter;
  readonly #links: Counter;
  #uploads = 0;

  constructor(limits: WebLimits) {
    this.limits = limits;
    this.#joining = memory(limits.joining);
    this.#looking = memory(limits.looking);
    this.#lookingAll = memory(limits.lookingAll);
    this.#sending = new BurstyRateLimiter(memory(limits.sending), memory(limits.burst));
    this.#files = memory(limits.files);
    this.#asking = memory(limits.asking);
    this.#links = memory(limits.links);
  }

  /** Each answers with the seconds to wait, or undefined when it may be done (and is counted). */
  async looking(client: string): Promise<number | undefined> {
    return (await wait(this.#looking, client)) ?? (await wait(this.#lookingAll, ALL));
  }

  /** What was looked at was right: a whole cell joins from the one address of its meeting room. */
  async right(client: string): Promise<void> {
    await this.#looking.reward(client);
    await this.#lookingAll.reward(ALL);
  }

  /** To be asked for codes that are not open; `looking` has counted them already. */
  joining(client: string): Promise<number | undefined> {
    return wait(this.#joining, client);
  }

  sending(chat: string): Promise<number | undefined> {
    return wait(this.#sending, chat);
  }

  files(chat: string): Promise<number | undefined> {
    return wait(this.#files, chat);
  }

  asking(chat: string): Promise<number | undefined> {
    return wait(this.#asking, chat);
  }

  links(client: string): Promise<number | undefined> {
    return wait(this.#links, client);
  }

  /** Runs `read` unless too many uploads are being read already. */
  async uploading<R>(read: () => Promise<R>): Promise<R | 'busy'> {
    if (this.#uploads >= this.limits.uploads) return 'busy';
    this.#uploads += 1;
    try {
      return await read();
    } finally {
      this.#uploads -= 1;
    }
  }
}

async function wait(counter: Counter, key: string): Promise<number | undefined> {
  try {
    await counter.consume(key);
    return undefined;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / SECOND));
    throw refused;
  }
}
