/** The demonstration's clock: stored, moved by hand, never backwards. It stands still in between. */
import type { Database } from '../db/database.ts';
import type { Env, Instant } from '../lib/env.ts';
import { instantOf, type LocalMinute, type Zone } from '../lib/time.ts';
import { readMeta, writeMeta } from './store.ts';

const CLOCK = 'demo.clock';
const MARK = 'demonstration';
/** A Monday, before the first reminders of the day. */
const START = '2022-03-21T07:30' as LocalMinute;

export interface DemoEnv extends Env {
  /** Moves the clock and keeps it; false when that would be backwards. */
  move(to: Instant): Promise<boolean>;
}

/** True for ever once the demonstration was loaded: a real channel must not start on such a database. */
export async function isDemonstration(database: Database): Promise<boolean> {
  return (await database.read((c) => readMeta(c, MARK))) === 'yes';
}

export function demoStart(zone: Zone): Instant {
  return instantOf(START, zone);
}

/** `real` gives ids, randomness and the wall clock; the organisation's time is what was stored last. */
export async function demoEnv(
  database: Database,
  real: Pick<Env, 'wall' | 'newId' | 'random'>,
  zone: Zone,
): Promise<DemoEnv> {
  const stored = await database.read((c) => readMeta(c, CLOCK));
  let now = stored === undefined ? demoStart(zone) : Date.parse(stored);
  return {
    now: () => now,
    wall: () => real.wall(),
    newId: () => real.newId(),
    random: (bytes) => real.random(bytes),
    move: async (to) => {
      if (to < now) return false;
      await database.transact((c) => writeMeta(c, { [CLOCK]: new Date(to).toISOString() }));
      now = to;
      return true;
    },
  };
}

/** What marks a fresh demonstration. */
export const marks = (zone: Zone): Readonly<Record<string, string>> => ({
  [MARK]: 'yes',
  [CLOCK]: new Date(demoStart(zone)).toISOString(),
});
