/** The lock of everybody concerned by a batch: an UPDATE of the address's and the person's row, in one order everywhere. */
import { and, eq, sql } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Tables } from '../../db/schema.ts';
import { isOpen } from '../../db/tables/spine.ts';
import type { InboundEvent } from '../../engine/input.ts';
import type { Env } from '../../lib/env.ts';
import type { AddressId, PersonId, PromptId } from '../../lib/ids.ts';
import type { Moment } from '../shell.ts';

export type AddressRow = Tables['addresses']['$inferSelect'];
export type PersonRow = Tables['persons']['$inferSelect'];

/** Locks and loads an address; one that is new gets its row. Whoever writes can be reached, so 'gone' ends here. */
export async function lockAddress(
  c: Connection,
  env: Env,
  where: Pick<InboundEvent, 'channel' | 'platformId' | 'group'>,
): Promise<AddressRow> {
  const { channel, platformId, group } = where;
  // Nearly everybody who writes has a row.
  const update = c.prepared('address.lock-known', (tx, t) =>
    tx
      .update(t.addresses)
      .set({ turn: sql`${t.addresses.turn} + 1` })
      .where(
        and(
          eq(t.addresses.channel, sql.placeholder('channel')),
          eq(t.addresses.platformId, sql.placeholder('platformId')),
        ),
      )
      .returning()
      .prepare('address.lock-known'),
  );
  const known = (await update.execute({ channel, platformId }))[0];
  if (known !== undefined) return reachable(c, known);
  const upsert = c.prepared('address.lock', (tx, t) =>
    tx
      .insert(t.addresses)
      .values({
        id: sql.placeholder('id'),
        channel: sql.placeholder('channel'),
        platformId: sql.placeholder('platformId'),
        shared: sql.placeholder('shared'),
        createdAt: sql.placeholder('now'),
      })
      .onConflictDoUpdate({
        target: [t.addresses.channel, t.addresses.platformId],
        set: { turn: sql`${t.addresses.turn} + 1` },
      })
      .returning()
      .prepare('address.lock'),
  );
  const rows = await upsert.execute({
    id: env.newId<AddressId>(),
    channel,
    platformId,
    shared: group ? true : null,
    now: env.now(),
  });
  const row = rows[0];
  if (row === undefined) throw new Error('an address was neither found nor made');
  return reachable(c, row);
}

async function reachable(c: Connection, row: AddressRow): Promise<AddressRow> {
  if (row.gone === null) return row;
  // By itself, because naming an indexed column in every lock would rewrite its index every time.
  await c.tx.update(c.t.addresses).set({ gone: null, goneAt: null }).where(eq(c.t.addresses.id, row.id));
  return { ...row, gone: null, goneAt: null };
}

/** An address that this transaction has locked, as it is now. */
export async function readAddress(c: Connection, id: AddressId): Promise<AddressRow | undefined> {
  const select = c.prepared('address.read', (tx, t) =>
    tx
      .select()
      .from(t.addresses)
      .where(eq(t.addresses.id, sql.placeholder('id')))
      .prepare('address.read'),
  );
  return (await select.execute({ id }))[0];
}

/** Locks and loads a person, and remembers where they spoke last. */
export async function lockPerson(c: Connection, id: PersonId, addressId: AddressId): Promise<PersonRow | undefined> {
  const update = c.prepared('person.lock', (tx, t) =>
    tx
      .update(t.persons)
      .set({ turn: sql`${t.persons.turn} + 1`, lastAddressId: sql`${sql.placeholder('addressId')}` })
      .where(eq(t.persons.id, sql.placeholder('id')))
      .returning()
      .prepare('person.lock'),
  );
  return (await update.execute({ id, addressId }))[0];
}

/** The menu that typed numbers and labels are about, or null when a dialog's question came after it. */
export async function setShown(c: Connection, addressId: AddressId, promptId: PromptId | null): Promise<void> {
  await c.tx.update(c.t.addresses).set({ shownPromptId: promptId }).where(eq(c.t.addresses.id, addressId));
}

/** Nothing can be delivered there any more, since `now`. */
export async function markGone({ c, now }: Moment, addressId: AddressId, why: string): Promise<void> {
  await c.tx.update(c.t.addresses).set({ gone: why, goneAt: now }).where(eq(c.t.addresses.id, addressId));
}

/** Something was delivered there after all. */
export async function markReached(c: Connection, addressId: AddressId): Promise<void> {
  await c.tx.update(c.t.addresses).set({ gone: null, goneAt: null }).where(eq(c.t.addresses.id, addressId));
}

/** The platform knows the chat under another id now; what waits for it goes there. */
export async function moveAddress(c: Connection, addressId: AddressId, platformId: string): Promise<void> {
  await c.tx.update(c.t.addresses).set({ platformId }).where(eq(c.t.addresses.id, addressId));
  await c.tx
    .update(c.t.outbox)
    .set({ platformId })
    .where(and(eq(c.t.outbox.addressId, addressId), isOpen(c.t.outbox)));
}
