/** Codes, addresses, consents and languages in the database. */
import { and, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { FactOf } from '../../engine/fact.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId, PersonId } from '../../lib/ids.ts';
import { closeLinkCodes, takeAlong } from './linking/store.ts';
import { endPlacesAt, forgetLinks } from './places-store.ts';
import type { Invite } from './rules.ts';

export interface StoredInvite extends Invite {
  readonly id: string;
  readonly personId: PersonId;
  readonly createdAt: Instant;
  readonly createdBy: PersonId | undefined;
}

export async function findInvite(c: Connection, codeHash: string): Promise<StoredInvite | undefined> {
  const query = c.prepared('people_invite', (tx, t) =>
    tx
      .select()
      .from(t.invites)
      .where(eq(t.invites.codeHash, sql.placeholder('codeHash')))
      .prepare('people_invite'),
  );
  const [row] = await query.execute({ codeHash });
  return row === undefined ? undefined : inviteOf(row);
}

/** The same for somebody about to spend it: whoever hands the same code in at this instant waits, and finds it spent. */
export async function takeInvite(c: Connection, codeHash: string): Promise<StoredInvite | undefined> {
  const { invites } = c.t;
  // An update that changes nothing: both databases lock the row for it, and only one of them knows SELECT … FOR UPDATE.
  const [row] = await c.tx.update(invites).set({ codeHash }).where(eq(invites.codeHash, codeHash)).returning();
  return row === undefined ? undefined : inviteOf(row);
}

/** The code of a person that was made last, open or not. */
export async function latestInvite(c: Connection, personId: PersonId): Promise<StoredInvite | undefined> {
  const { invites } = c.t;
  const [row] = await c.tx
    .select()
    .from(invites)
    .where(eq(invites.personId, personId))
    .orderBy(desc(invites.createdAt), desc(invites.id))
    .limit(1);
  return row === undefined ? undefined : inviteOf(row);
}

function inviteOf(row: Connection['t']['invites']['$inferSelect']): StoredInvite {
  const { id, personId, createdAt, expiresAt } = row;
  return {
    id,
    personId,
    createdAt,
    expiresAt,
    createdBy: row.createdBy ?? undefined,
    closedWhy: row.closedWhy ?? undefined,
  };
}

export async function writeInvite(c: Connection, fact: FactOf<'invite.created'>): Promise<void> {
  await closeInvites(c, fact.personId, fact.at);
  const { inviteId: id, personId, codeHash, by, at, expiresAt } = fact;
  await c.tx.insert(c.t.invites).values({ id, personId, codeHash, createdBy: by ?? null, createdAt: at, expiresAt });
}

async function closeInvites(c: Connection, personId: PersonId, at: Instant): Promise<void> {
  const { invites } = c.t;
  await c.tx
    .update(invites)
    .set({ closedAt: at, closedWhy: 'replaced' })
    .where(and(eq(invites.personId, personId), isNull(invites.closedAt)));
}

/** Spends the code and makes the address the person's only one. The invite was taken with `takeInvite` before. */
export async function link(c: Connection, fact: FactOf<'address.linked'>): Promise<void> {
  const { addresses, invites, persons } = c.t;
  const { addressId, personId, inviteId, at } = fact;
  const spent = await c.tx
    .update(invites)
    .set({ closedAt: at, closedWhy: 'used' })
    .where(and(eq(invites.id, inviteId), isNull(invites.closedAt)))
    .returning({ id: invites.id });
  if (spent.length === 0) throw new Error('the code was spent while it was handed in');
  await closeInvites(c, personId, at);
  await c.tx
    .update(addresses)
    .set({ personId: null, linkedAt: null })
    .where(and(eq(addresses.personId, personId), ne(addresses.id, addressId)));
  const fresh = { personId, linkedAt: at, wrongCodes: 0, lockedUntil: null, gone: null, goneAt: null };
  const [address] = await c.tx
    .update(addresses)
    .set(fresh)
    .where(eq(addresses.id, addressId))
    .returning({ locale: addresses.locale, channel: addresses.channel, platformId: addresses.platformId });
  if (address !== undefined) await takeAlong(c, fact, address);
  await closeLinkCodes(c, personId, at);
  await endPlacesAt(c, fact.unlinked, at);
  await forgetLinks(c, personId);
  await c.tx.update(persons).set({ lastAddressId: addressId }).where(eq(persons.id, personId));
  // The language picked while still a stranger stays, unless the person has one from before.
  if (address !== undefined && address.locale !== null)
    await c.tx
      .update(persons)
      .set({ locale: address.locale })
      .where(and(eq(persons.id, personId), isNull(persons.locale)));
}

export async function countWrongCode(c: Connection, addressId: AddressId, wrongCodes: number): Promise<void> {
  await c.tx.update(c.t.addresses).set({ wrongCodes, lockedUntil: null }).where(eq(c.t.addresses.id, addressId));
}

export async function lockAddress(c: Connection, addressId: AddressId, until: Instant): Promise<void> {
  await c.tx.update(c.t.addresses).set({ wrongCodes: 0, lockedUntil: until }).where(eq(c.t.addresses.id, addressId));
}

export interface Consent {
  readonly id: string;
  readonly decision: 'given' | 'declined' | 'withdrawn';
  readonly textVersion: string;
  readonly at: Instant;
}

/** The latest decision about taking part. On the path of every command. */
export async function latestConsent(c: Connection, personId: PersonId): Promise<Consent | undefined> {
  const query = c.prepared('people_consent', (tx, { consents }) =>
    tx
      .select({ id: consents.id, decision: consents.decision, textVersion: consents.textVersion, at: consents.at })
      .from(consents)
      .where(eq(consents.personId, sql.placeholder('personId')))
      .orderBy(desc(consents.at), desc(consents.id))
      .limit(1)
      .prepare('people_consent'),
  );
  return (await query.execute({ personId }))[0];
}

export interface NewConsent extends Consent {
  readonly personId: PersonId;
  readonly channel: string;
}

export async function writeConsent(c: Connection, consent: NewConsent): Promise<void> {
  await c.tx.insert(c.t.consents).values({ ...consent });
}

export async function writeLocale(c: Connection, fact: FactOf<'language.chosen'>): Promise<void> {
  const { addresses, persons } = c.t;
  const { addressId, personId, locale } = fact;
  await c.tx.update(addresses).set({ locale }).where(eq(addresses.id, addressId));
  if (personId !== undefined) await c.tx.update(persons).set({ locale }).where(eq(persons.id, personId));
}

const PEOPLE_AT_ONCE = 500;

/** Who of `personIds` has a linked address. */
export async function joined(c: Connection, personIds: readonly PersonId[]): Promise<ReadonlySet<PersonId>> {
  const { addresses } = c.t;
  const found = new Set<PersonId>();
  for (let from = 0; from < personIds.length; from += PEOPLE_AT_ONCE) {
    const some = personIds.slice(from, from + PEOPLE_AT_ONCE);
    const rows = await c.tx
      .selectDistinct({ personId: addresses.personId })
      .from(addresses)
      .where(inArray(addresses.personId, some));
    for (const row of rows) if (row.personId !== null) found.add(row.personId);
  }
  return found;
}
