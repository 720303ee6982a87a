/** Codes that link a further chat, and the chats of a person, in the database. */
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Connection } from '../../../db/database.ts';
import { isPending } from '../../../db/tables/spine.ts';
import type { FactOf } from '../../../engine/fact.ts';
import type { Instant } from '../../../lib/env.ts';
import type { AddressId, PersonId } from '../../../lib/ids.ts';
import { endPlacesAt, forgetLinks } from '../places-store.ts';
import type { Invite } from '../rules.ts';

export interface LinkCode extends Invite {
  readonly personId: PersonId;
  /** Where it was made. */
  readonly addressId: AddressId;
}

export async function findLinkCode(c: Connection, codeHash: string): Promise<LinkCode | undefined> {
  const { linkCodes } = c.t;
  const [row] = await c.tx.select().from(linkCodes).where(eq(linkCodes.codeHash, codeHash));
  return row === undefined ? undefined : { ...row, closedWhy: row.closedWhy ?? undefined };
}

/**
 * The same for somebody about to spend it: whoever hands it in at this instant, or hands in a joining code of the same
 * person, waits.
 */
export async function takeLinkCode(c: Connection, codeHash: string): Promise<LinkCode | undefined> {
  const found = await findLinkCode(c, codeHash);
  if (found === undefined) return undefined;
  await lockOwner(c, found.personId);
  return findLinkCode(c, codeHash);
}

/**
 * Holds the person and all their chats until the end of the transaction: what is read of them from now on is so. Updates that
 * change nothing, in the order of everybody's locks: first addresses, then people.
 */
export async function lockOwner(c: Connection, personId: PersonId): Promise<void> {
  const { addresses, persons } = c.t;
  await c.tx.update(addresses).set({ personId }).where(eq(addresses.personId, personId));
  await c.tx.update(persons).set({ id: personId }).where(eq(persons.id, personId));
}

export async function writeLinkCode(c: Connection, fact: FactOf<'link-code.created'>): Promise<void> {
  const { personId, addressId, codeHash, at, expiresAt } = fact;
  await closeLinkCodes(c, personId, at);
  await c.tx.insert(c.t.linkCodes).values({ codeHash, personId, addressId, createdAt: at, expiresAt });
}

/** Whoever gives a chat up may not know what was made in it. */
export async function closeLinkCodes(c: Connection, personId: PersonId, at: Instant): Promise<void> {
  const { linkCodes } = c.t;
  await c.tx
    .update(linkCodes)
    .set({ closedAt: at, closedWhy: 'replaced' })
    .where(and(eq(linkCodes.personId, personId), isNull(linkCodes.closedAt)));
}

export interface LinkedChat {
  readonly id: AddressId;
  readonly channel: string;
  readonly linkedAt: Instant;
  readonly gone: boolean;
}

/** The chats of a person, the oldest first. */
export async function linkedChats(c: Connection, personId: PersonId): Promise<readonly LinkedChat[]> {
  const { addresses: t } = c.t;
  const rows = await c.tx
    .select({ id: t.id, channel: t.channel, linkedAt: t.linkedAt, createdAt: t.createdAt, gone: t.gone })
    .from(t)
    .where(eq(t.personId, personId))
    .orderBy(asc(t.linkedAt), asc(t.id));
  return rows.map(({ id, channel, linkedAt, createdAt, gone }) => ({
    id,
    channel,
    linkedAt: linkedAt ?? createdAt,
    gone: gone !== null,
  }));
}

/** Spends the code and makes the address one more of the person's. The code was taken with `takeLinkCode` before. */
export async function addAddress(c: Connection, fact: FactOf<'address.added'>): Promise<void> {
  const { addresses, linkCodes, persons } = c.t;
  const { addressId, personId, codeHash, replaced, at } = fact;
  const spent = await c.tx
    .update(linkCodes)
    .set({ closedAt: at, closedWhy: 'used' })
    .where(and(eq(linkCodes.codeHash, codeHash), isNull(linkCodes.closedAt)))
    .returning({ hash: linkCodes.codeHash });
  if (spent.length === 0) throw new Error('the code was spent while it was handed in');
  if (replaced.length > 0)
    await c.tx
      .update(addresses)
      .set({ personId: null, linkedAt: null, shownPromptId: null })
      .where(inArray(addresses.id, [...replaced]));
  const fresh = { personId, linkedAt: at, wrongCodes: 0, lockedUntil: null, gone: null, goneAt: null };
  const [address] = await c.tx
    .update(addresses)
    .set(fresh)
    .where(eq(addresses.id, addressId))
    .returning({ locale: addresses.locale, channel: addresses.channel, platformId: addresses.platformId });
  if (address === undefined) throw new Error('the address that was linked does not exist');
  if (replaced.length > 0) {
    await takeAlong(c, { addressId, unlinked: replaced, at }, address);
    await endPlacesAt(c, replaced, at);
    await forgetLinks(c, personId);
  }
  if (address.locale !== null)
    await c.tx
      .update(persons)
      .set({ locale: address.locale })
      .where(and(eq(persons.id, personId), isNull(persons.locale)));
}

/**
 * What waits to be sent to the addresses that were given up (held back over night, or behind a pause) is not for whoever
 * has that phone now: it goes to the new one, with its buttons; where it cannot, nobody gets it.
 */
export async function takeAlong(
  c: Connection,
  given: { readonly addressId: AddressId; readonly unlinked: readonly AddressId[]; readonly at: Instant },
  to: { readonly channel: string; readonly platformId: string },
): Promise<void> {
  const { addressId, unlinked, at } = given;
  if (unlinked.length === 0) return;
  const { outbox, prompts } = c.t;
  const waiting = and(inArray(outbox.addressId, [...unlinked]), isPending(outbox));
  await c.tx
    .update(outbox)
    .set({ addressId, platformId: to.platformId })
    .where(and(waiting, eq(outbox.channel, to.channel), sql`${outbox.kind} <> 'edit'`));
  await c.tx
    .update(prompts)
    .set({ addressId })
    .where(inArray(prompts.addressId, [...unlinked]));
  await dropWaiting(c, unlinked, at);
}

async function dropWaiting(c: Connection, addresses: readonly AddressId[], at: Instant): Promise<void> {
  const { outbox } = c.t;
  const why = { state: 'gone', call: null, pieces: null, lastError: 'the address was given up', doneAt: at } as const;
  await c.tx
    .update(outbox)
    .set(why)
    .where(and(inArray(outbox.addressId, [...addresses]), isPending(outbox)));
}

/** Notices that wait for the morning to go to this chat; they are in its own form, and no other can show them. */
export async function waitingNotices(c: Connection, addressId: AddressId): Promise<number> {
  const { outbox } = c.t;
  return c.tx.$count(outbox, and(eq(outbox.addressId, addressId), isPending(outbox), eq(outbox.lane, 'notice')));
}

/** The address is nobody's: nothing more is sent there, its buttons are those of another time, its browsers are closed. */
export async function unlinkAddress(c: Connection, fact: FactOf<'address.unlinked'>): Promise<void> {
  const { addresses, persons, prompts } = c.t;
  const { addressId, personId, at } = fact;
  const [person] = await c.tx.select({ locale: persons.locale }).from(persons).where(eq(persons.id, personId));
  // What is said there last is said in the language that was read there.
  const locale = person?.locale ?? null;
  await c.tx
    .update(addresses)
    .set({ personId: null, linkedAt: null, shownPromptId: null, ...(locale === null ? {} : { locale }) })
    .where(and(eq(addresses.id, addressId), eq(addresses.personId, personId)));
  await dropWaiting(c, [addressId], at);
  await c.tx.delete(prompts).where(eq(prompts.addressId, addressId));
  await endPlacesAt(c, [addressId], at);
  await forgetLinks(c, personId);
  await closeLinkCodes(c, personId, at);
  await c.tx
    .update(persons)
    .set({ lastAddressId: null })
    .where(and(eq(persons.id, personId), eq(persons.lastAddressId, addressId)));
}
