/** A clock moved by hand and ids and codes that come out the same every time. */
import { v7 } from 'uuid';
import type { Env, Instant } from '../../../src/lib/env.ts';

export interface StageClock extends Env {
  set(at: Instant): void;
}

/** A repeatable stream of numbers from 0 to 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function stageClock(start: Instant): StageClock {
  let now = start;
  let sequence = 0;
  // Codes that people read come from a stream of their own: how many ids were needed must not change them.
  const [forCodes, forIds] = [seeded(20220321), seeded(20220404)];
  const bytes = (from: () => number, count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => Math.floor(from() * 256));
  return {
    now: () => now,
    wall: () => now,
    random: (count) => bytes(forCodes, count),
    newId: <T extends string>() => {
      sequence += 1;
      return v7({ msecs: now, seq: sequence, random: bytes(forIds, 16) }) as T;
    },
    set: (at) => {
      if (at < now) throw new Error('the clock never runs backwards');
      now = at;
    },
  };
}
