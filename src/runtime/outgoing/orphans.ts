/** Rows marked as being sent that nobody is sending: of a process that died, or of a commit whose answer never came. */
import { and, asc, eq, gt } from 'drizzle-orm';
import type { Ownership } from '../../db/database.ts';
import type { AddressId, OutboxId } from '../../lib/ids.ts';
import type { Instant } from '../../lib/env.ts';
import type { Shell } from '../shell.ts';
import { dispatcherLock } from './claims.ts';
import { afterCrash } from './outcome.ts';
import { sendingRows, writeMark } from './outbox.ts';

/**
 * Takes over what dead dispatchers were sending. Of each address only the first row can have been in the air, because the
 * next one waits for its mark; the others go back as they were.
 */
export async function recover(shell: Shell, owner: string): Promise<number> {
  const rows = (await shell.db.read(sendingRows)).filter((row) => row.owner !== owner);
  const dead = new Map<string, Ownership | 'free' | undefined>();
  for (const name of new Set(rows.map((row) => row.owner))) {
    // One bot process per SQLite file: whoever holds its dispatcher lock knows that nobody else is alive.
    dead.set(name, shell.db.dialect === 'sqlite' ? 'free' : await shell.db.own(dispatcherLock(name)));
  }
  const orphans = rows.filter((row) => dead.get(row.owner) !== undefined);
  const now = shell.env.now();
  const seen = new Set<AddressId>();
  await shell.db.transact(async (c) => {
    seen.clear();
    for (const row of orphans) {
      const inTheAir = !seen.has(row.addressId);
      seen.add(row.addressId);
      const decision = inTheAir ? afterCrash(row) : undefined;
      if (decision?.do === 'close') await writeMark(c, { id: row.id, as: decision.as, why: decision.why }, now);
      else await writeMark(c, { id: row.id, as: 'pending', dueAt: now + (decision?.afterMs ?? 0), why: inTheAir ? 'crash' : '', tried: inTheAir }, now);
    }
  });
  for (const lock of dead.values()) if (typeof lock === 'object') await lock.release();
  return orphans.length;
}

/** Finds orphans while the bot runs. A row counts as one when nobody had it at two looks in a row. */
export class Watch {
  readonly #shell: Shell;
  readonly #owner: string;
  #suspects: ReadonlySet<OutboxId> = new Set();

  constructor(shell: Shell, owner: string) {
    this.#shell = shell;
    this.#owner = owner;
  }

  /**
   * `held` says which rows this process has in hand. Answers with its own rows that it does not: the commit that made
   * them was in doubt, so nobody handed them over. Those of other dispatchers are taken over if these are dead.
   */
  async look(held: (id: OutboxId) => boolean): Promise<readonly OutboxId[]> {
    const rows = await this.#shell.db.read(sendingRows);
    const suspects = rows.filter((row) => (row.owner === this.#owner ? !held(row.id) : this.#shell.db.dialect === 'postgres'));
    const twice = suspects.filter((row) => this.#suspects.has(row.id));
    this.#suspects = new Set(suspects.map((row) => row.id));
    if (twice.some((row) => row.owner !== this.#owner)) {
      const taken = await recover(this.#shell, this.#owner);
      if (taken > 0) this.#shell.log.warn('outbox.recovered', { rows: taken });
    }
    return twice.filter((row) => row.owner === this.#owner).map((row) => row.id);
  }
}

/** Answers that were put off before this process began, and until when. */
export async function putOff(shell: Shell): Promise<readonly { readonly addressId: AddressId; readonly dueAt: Instant }[]> {
  return shell.db.read((c) => {
    const { outbox } = c.t;
    return c.tx
      .select({ addressId: outbox.addressId, dueAt: outbox.dueAt })
      .from(outbox)
      .where(and(eq(outbox.state, 'pending'), eq(outbox.lane, 'reply'), gt(outbox.dueAt, shell.env.now())))
      .orderBy(asc(outbox.seq));
  });
}
