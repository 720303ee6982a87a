/** The browsers in which somebody is signed in, and the links that open one. */
import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { FactOf } from '../../engine/fact.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId, PersonId } from '../../lib/ids.ts';

/** What an address says while nobody can read it: all browsers were signed out. */
const SIGNED_OUT = 'signed-out';

export interface OpenPlace {
  readonly label: string;
  readonly createdAt: Instant;
  readonly seenAt: Instant;
}

export async function openPlaces({ tx, t }: Connection, personId: PersonId): Promise<readonly OpenPlace[]> {
  const { addresses, webPlaces } = t;
  return tx
    .select({ label: webPlaces.label, createdAt: webPlaces.createdAt, seenAt: webPlaces.seenAt })
    .from(webPlaces)
    .innerJoin(addresses, eq(addresses.id, webPlaces.addressId))
    .where(and(eq(addresses.personId, personId), isNull(webPlaces.endedAt)))
    .orderBy(asc(webPlaces.createdAt));
}

/**
 * Ends all of a person's browsers. Their chat stays theirs, for the day they come back, but counts as gone: nothing is sent
 * there, and whoever has no other address is to be told in person.
 */
export async function endPlaces(c: Connection, { personId, at }: FactOf<'places.ended'>): Promise<void> {
  const { addresses, webPlaces } = c.t;
  const chats = await c.tx
    .selectDistinct({ id: addresses.id })
    .from(addresses)
    .innerJoin(webPlaces, eq(webPlaces.addressId, addresses.id))
    .where(eq(addresses.personId, personId));
  const ids = chats.map((row) => row.id);
  await endPlacesAt(c, ids, at);
  await forgetLinks(c, personId);
  if (ids.length > 0)
    await c.tx.update(addresses).set({ gone: SIGNED_OUT, goneAt: at }).where(inArray(addresses.id, ids));
}

/** The browsers of chats that are nobody's from now on; what waited there to be read waits no more. */
export async function endPlacesAt(c: Connection, chats: readonly AddressId[], at: Instant): Promise<void> {
  const { webAwaited, webPlaces } = c.t;
  if (chats.length === 0) return;
  await c.tx
    .update(webPlaces)
    .set({ endedAt: at })
    .where(and(inArray(webPlaces.addressId, [...chats]), isNull(webPlaces.endedAt)));
  await c.tx.delete(webAwaited).where(inArray(webAwaited.addressId, [...chats]));
}

/** Links that nobody has opened yet stand in chats that may be in other hands by now. */
export async function forgetLinks(c: Connection, personId: PersonId): Promise<void> {
  const { writingLinks } = c.t;
  await c.tx.delete(writingLinks).where(and(eq(writingLinks.personId, personId), isNull(writingLinks.spentAt)));
}
