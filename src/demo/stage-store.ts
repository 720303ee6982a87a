/** What the demonstration does to its whole database: another channel takes over, everything begins anew. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Call } from '../channels/channel.ts';
import type { Connection } from '../db/database.ts';
import type { AddressId, PersonId } from '../lib/ids.ts';

/** Ids in one statement. */
const AT_ONCE = 500;

/**
 * Everybody talks on `channel` from now on, with what still waits for them: whoever was met in the terminal is met on the page.
 * A chat that is there on both stays as it is, and nothing counts as unread any more. `reform` makes another channel's call one of this one.
 */
export async function adopt(c: Connection, channel: string, reform: (call: Call) => Call): Promise<void> {
  const { addresses, outbox, webAwaited } = c.t;
  await c.tx.delete(webAwaited).where(sql`1 = 1`);
  const all = await c.tx
    .select({ id: addresses.id, channel: addresses.channel, platformId: addresses.platformId })
    .from(addresses);
  const here = new Set(all.filter((one) => one.channel === channel).map(({ platformId }) => platformId));
  const coming = all.filter((one) => one.channel !== channel && !here.has(one.platformId)).map(({ id }) => id);
  for (let from = 0; from < coming.length; from += AT_ONCE) {
    const some = coming.slice(from, from + AT_ONCE);
    await c.tx.update(addresses).set({ channel }).where(inArray(addresses.id, some));
  }
  const waiting = await c.tx
    .select({ seq: outbox.seq, addressId: outbox.addressId, call: outbox.call })
    .from(outbox)
    .where(inArray(outbox.state, ['pending', 'sending']));
  const moved = new Set<AddressId>(coming);
  for (const { seq, addressId, call } of waiting) {
    if (!moved.has(addressId) || call === null) continue;
    // A row that is not done holds the call that its channel made (runtime/outgoing/outbox.ts).
    await c.tx
      .update(outbox)
      .set({ channel, call: reform(call as Call) })
      .where(eq(outbox.seq, seq));
  }
}

/** Takes everything away, what refers to others first. */
export async function emptyAll(c: Connection): Promise<void> {
  // In the order of their declaration, in which what is referred to stands before what refers to it.
  for (const table of Object.values(c.t).toReversed()) await c.tx.delete(table).where(sql`1 = 1`);
}

/** Whoever is in this chat of the page. */
export async function personAt(c: Connection, chat: string): Promise<PersonId | undefined> {
  const { addresses } = c.t;
  const [row] = await c.tx
    .select({ personId: addresses.personId })
    .from(addresses)
    .where(and(eq(addresses.channel, 'web'), eq(addresses.platformId, chat)));
  return row?.personId ?? undefined;
}
