/** The real clock and real randomness: the one place besides main and cli that touches them. */
import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Env } from './lib/env.ts';

/** A clock that was set back stands still until it is made up for: the organisation's time never runs backwards. */
export function systemEnv(): Env {
  let latest = 0;
  const wall = (): number => Date.now();
  return {
    now: () => {
      latest = Math.max(latest, wall());
      return latest;
    },
    wall,
    // Branded text: an id is whatever table it is made for.
    newId: <T extends string>() => v7() as T,
    random: (bytes) => randomBytes(bytes),
  };
}
