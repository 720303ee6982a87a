/** Rows marked as being sent that nobody is sending: of a process that died, or of a commit whose answer never came. */
import { and, asc, eq, gt } from 'drizzle-orm';
import type { Connection, Ownership } from '../../db/database.ts';
import { isPending } from '../../db/tables/spine.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId, OutboxId } from '../../lib/ids.ts';
import type { Shell } from '../shell.ts';
import { dispatcherLock } from './claims.ts';
import { type Marked, writeMarks } from './marks.ts';
import { sendingRows } from './outbox.ts';
import { afterCrash } from './outcome.ts';

/**
 * Takes over what dead dispatchers were sending. Of each address only the first row can have been in the air, because the
 * next one waits for its mark; the others go back as they were.
 */
async function recover(shell: Shell, owner: string): Promise<{ readonly taken: number; readonly left: number }> {
  const others = (await shell.db.read(sendingRows)).filter((row) => row.owner !== owner);
  const dead = new Map<string, Ownership | undefined>();
  try {
    for (const name of new Set(others.map((row) => row.owner))) {
      // One bot process per SQLite file: whoever holds its dispatcher lock knows that nobody else is alive.
      const lock = shell.db.dialect === 'sqlite' ? undefined : await shell.db.own(dispatcherLock(name));
      if (shell.db.dialect === 'sqlite' || lock !== undefined) dead.set(name, lock);
    }
    if (dead.size === 0) return { taken: 0, left: others.length };
    const taken = await shell.db.transact((c) => putBack(shell, c, new Set(dead.keys())));
    return { taken, left: others.length - taken };
  } finally {
    for (const lock of dead.values()) await lock?.release();
  }
}

/** Read again now that their owners' locks are ours: another process may have taken them over and be sending them. */
async function putBack(shell: Shell, c: Connection, dead: ReadonlySet<string>): Promise<number> {
  const now = shell.env.now();
  const orphans = (await sendingRows(c)).filter((row) => dead.has(row.owner));
  const seen = new Set<AddressId>();
  const marks = orphans.map((row): Marked => {
    const tried = !seen.has(row.addressId);
    seen.add(row.addressId);
    const { id, channel } = row;
    const decision = afterCrash(row);
    if (tried && decision.do === 'close') return { channel, mark: { id, as: decision.as, why: decision.why } };
    const afterMs = tried && decision.do === 'again' ? decision.afterMs : 0;
    return { channel, mark: { id, as: 'pending', dueAt: now + afterMs, why: tried ? 'crash' : '', tried } };
  });
  await writeMarks(shell, { c, now }, marks);
  return orphans.length;
}

/** A process that is killed loses its locks one after another: what looks alive is looked at once more. */
const LOOKS = 3;
const BETWEEN_LOOKS = 50;

/** Takes over what dead dispatchers were sending, as far as there are any. */
export async function takeOver(shell: Shell, owner: string): Promise<void> {
  for (let look = 1; ; look += 1) {
    const { taken, left } = await recover(shell, owner);
    if (taken > 0) shell.log.warn('outbox.recovered', { rows: taken });
    if (left === 0 || look === LOOKS) return;
    await new Promise<void>((resolve) => setTimeout(resolve, BETWEEN_LOOKS));
  }
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
    const suspects = rows.filter((row) =>
      row.owner === this.#owner ? !held(row.id) : this.#shell.db.dialect === 'postgres',
    );
    const twice = suspects.filter((row) => this.#suspects.has(row.id));
    this.#suspects = new Set(suspects.map((row) => row.id));
    if (twice.some((row) => row.owner !== this.#owner)) await takeOver(this.#shell, this.#owner);
    return twice.filter((row) => row.owner === this.#owner).map((row) => row.id);
  }
}

/** Answers that were put off before this process began, and until when. */
export async function putOff(
  shell: Shell,
): Promise<readonly { readonly addressId: AddressId; readonly dueAt: Instant }[]> {
  return shell.db.read((c) => {
    const { outbox } = c.t;
    return c.tx
      .select({ addressId: outbox.addressId, dueAt: outbox.dueAt })
      .from(outbox)
      .where(and(isPending(outbox), eq(outbox.lane, 'reply'), gt(outbox.dueAt, shell.env.now())))
      .orderBy(asc(outbox.seq));
  });
}
