/** The real clock and real randomness: the one place besides main and cli that touches them. */
import { randomBytes, randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { Env } from './lib/env.ts';

/** A clock that was set back stands still until it is made up for: the organisation's time never runs backwards. */
export function systemEnv(): Env {
  let latest = 0;
  const wall = (): number => Date.now();
  const nextId = idMaker(wall);
  return {
    now: () => {
      latest = Math.max(latest, wall());
      return latest;
    },
    wall,
    // Branded text: an id is whatever table it is made for.
    newId: <T extends string>() => nextId() as T,
    random: (bytes) => randomBytes(bytes),
  };
}

const OF_ONE_ID = 16;
const OF_MANY_IDS = 256 * OF_ONE_ID;

/** UUIDv7s, each later than the one before. Asking the system for randomness costs more than the rest, so it is asked for many at once. */
function idMaker(wall: () => number): () => string {
  const pool = Buffer.alloc(OF_MANY_IDS);
  let used = OF_MANY_IDS;
  let [msecs, seq] = [0, 0];
  return () => {
    if (used === OF_MANY_IDS) {
      randomFillSync(pool);
      used = 0;
    }
    const random = pool.subarray(used, used + OF_ONE_ID);
    used += OF_ONE_ID;
    const now = wall();
    // A random start of 31 bits leaves as much room again to count on within the same millisecond.
    seq = now > msecs ? random.readUInt32BE(6) >>> 1 : seq + 1;
    msecs = Math.max(msecs, now);
    return v7({ msecs, seq, random });
  };
}
