/** Rows that nobody holds in memory: taken when they are due. */
import type { Connection } from '../../db/database.ts';
import { REMINDERS } from '../../features/reminders/model.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId } from '../../lib/ids.ts';
import { isDue } from '../later/schedules.ts';
import { countsAny } from '../metering/readings.ts';
import { contextOf, type Shell } from '../shell.ts';
import { claim, dueRows, LANES, type Lane, type Outgoing, waitingRows } from './outbox.ts';
import { lookAgain } from './second-look.ts';

export interface Wanted {
  /** Addresses at most. */
  readonly limit: number;
  /** Only these lanes are looked through; all of them when left out. */
  readonly lanes?: readonly Lane[];
  free(address: AddressId): boolean;
}

export interface Claimed {
  readonly rows: readonly Outgoing[];
  /** Something was due and free. */
  readonly some: boolean;
  /** Everything due was looked at. */
  readonly all: boolean;
}

/** Claims what is due at the addresses for which `free` says yes: all of an address, so that nothing overtakes it later. */
export async function claimDue(shell: Shell, owner: string, { limit, lanes = LANES, free }: Wanted): Promise<Claimed> {
  const now = shell.env.now();
  const due = await shell.db.read((c) => dueRows(c, now, { lanes, limit: limit * 2 }));
  const addresses = [...new Set(due.map((row) => row.addressId))].filter(free);
  const all = due.length < limit * 2 && addresses.length <= limit;
  if (addresses.length === 0) return { rows: [], some: false, all };
  const { rows, some } = await shell.db.transact(async (c) => {
    const taken: Outgoing[] = [];
    const early = countsAny(shell) && (await isDue(c, REMINDERS, now));
    for (const address of addresses.slice(0, limit))
      taken.push(...(await claimAddress(c, address, { owner, now, early })));
    return { rows: await lookAgain({ shell, cx: contextOf(shell, c) }, taken), some: taken.length > 0 };
  });
  return { rows, some, all };
}

/**
 * The due rows of an address in their order, up to one that somebody is sending or that is an answer put off until later.
 * `early`: the day's reminders are being made, so what could go out with this address's waits for it, or for the end of that.
 */
async function claimAddress(
  c: Connection,
  address: AddressId,
  { owner, now, early }: { readonly owner: string; readonly now: Instant; readonly early: boolean },
): Promise<readonly Outgoing[]> {
  const taken: Outgoing[] = [];
  const rows = await waitingRows(c, address);
  const waits = early && !rows.some(({ lane, dueAt }) => (lane === 'reminder' || lane === 'digest') && dueAt <= now);
  for (const row of rows) {
    if (row.owner !== undefined || (row.dueAt > now && row.lane === 'reply')) break;
    if (row.dueAt > now || (waits && row.loose)) continue;
    const mine = await claim(c, row.id, owner);
    // Another process was faster, and sends what comes after it too.
    if (mine === undefined) break;
    taken.push(mine);
  }
  return taken;
}

export const dispatcherLock = (owner: string): string => `dispatcher ${owner}`;
