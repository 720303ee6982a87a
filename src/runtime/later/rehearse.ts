/**
 * What will happen next, found out by letting it happen: time passes inside one transaction until something would be sent,
 * then all of it is undone. The tick, the schedules and the second look before sending are the real ones, so what is told
 * is what then comes, as long as nobody does anything in between.
 */
import type { Connection, Database } from '../../db/database.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId } from '../../lib/ids.ts';
import { silentLog } from '../../lib/log.ts';
import { MINUTE } from '../../lib/time.ts';
import { claimDue } from '../outgoing/claims.ts';
import type { Lane, Outgoing } from '../outgoing/outbox.ts';
import type { Shell } from '../shell.ts';
import { nextEvent } from './pass-time.ts';
import { tick } from './tick.ts';

export interface Coming {
  readonly at: Instant;
  /** One for each platform call: a long message is several. */
  readonly messages: readonly { readonly addressId: AddressId; readonly lane: Lane }[];
}

export type Rehearsed =
  | ({ readonly found: 'something' } & Coming)
  /** Nothing would be sent by then. */
  | { readonly found: 'nothing' }
  /** Asked to stop before anything was found. */
  | { readonly found: 'stopped' };

/** Nobody's dispatcher: its rows are gone with the transaction. */
const OWNER = 'rehearsal';
const AT_ONCE = 100;

/** Looks ahead no further than `until`. Whoever wants to write meanwhile waits on SQLite, so `signal` ends it early. */
export async function rehearse(shell: Shell, until: Instant, signal?: AbortSignal): Promise<Rehearsed> {
  try {
    return await shell.db.transact(async (c): Promise<never> => {
      throw new Undone(await look(shell, { c, until, signal }));
    });
  } catch (error) {
    if (error instanceof Undone) return error.rehearsed;
    if (error instanceof Stopped) return { found: 'stopped' };
    throw error;
  }
}

/** Leaves the transaction so that nothing of it remains. */
class Undone extends Error {
  readonly rehearsed: Rehearsed;

  constructor(rehearsed: Rehearsed) {
    super('a rehearsal is undone');
    this.rehearsed = rehearsed;
  }
}

class Stopped extends Error {}

interface Looking {
  readonly c: Connection;
  readonly until: Instant;
  readonly signal: AbortSignal | undefined;
}

async function look(real: Shell, looking: Looking): Promise<Rehearsed> {
  let now = real.env.now();
  const shell = inside(real, looking, () => now);
  for (;;) {
    const next = await nextEvent(shell);
    if (next === undefined || next > looking.until) return { found: 'nothing' };
    now = Math.max(next, now);
    await tick(shell);
    const sent = await claimAll(shell);
    if (sent.length > 0)
      return { found: 'something', at: now, messages: sent.map(({ addressId, lane }) => ({ addressId, lane })) };
    // As passTime does: something that stays due must not hold time up.
    const after = await nextEvent(shell);
    if (after !== undefined && after <= next) now += MINUTE;
  }
}

/** The shell with a clock of its own, all of whose transactions are parts of the one that will be undone. */
function inside(real: Shell, { c, signal }: Looking, now: () => Instant): Shell {
  const go = <R>(work: () => Promise<R>): Promise<R> => {
    if (signal?.aborted === true) return Promise.reject(new Stopped());
    return work();
  };
  const db: Database = {
    ...real.db,
    transact: (work) => go(() => c.savepoint(() => work(c))),
    read: (work) => go(() => work(c)),
  };
  return {
    ...real,
    db,
    env: {
      now,
      wall: () => real.env.wall(),
      newId: () => real.env.newId(),
      random: (bytes) => real.env.random(bytes),
    },
    log: silentLog,
    owner: undefined,
    heard: () => {},
    menuOf: () => {},
  };
}

async function claimAll(shell: Shell): Promise<readonly Outgoing[]> {
  const sent: Outgoing[] = [];
  for (;;) {
    const { rows, some } = await claimDue(shell, OWNER, { limit: AT_ONCE, free: () => true });
    sent.push(...rows);
    if (!some) return sent;
  }
}
