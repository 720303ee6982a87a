/** Who is in a web chat, and in which browsers. A place is open while its chat belongs to somebody and nothing has ended it. */
import { and, eq, gte, isNotNull, isNull, lte, or } from 'drizzle-orm';
import { z } from 'zod';
import type { Place, PlaceId } from '../../channels/web/books.ts';
import type { MenuItem } from '../../channels/web/protocol.ts';
import type { Connection } from '../../db/database.ts';
import type { Env, Instant } from '../../lib/env.ts';
import type { PersonId } from '../../lib/ids.ts';
import { sameSecret } from '../../lib/same-secret.ts';
import { HOUR, type LocalDate } from '../../lib/time.ts';
import { CHANNEL, chatAddress, findAddress } from './entries-store.ts';

export interface Occupant {
  readonly name: string;
  readonly locale: 'vi' | 'en' | null;
  readonly menus: Menus;
}

const menuSchema = z.array(z.object({ command: z.string(), description: z.string() }));
const menusSchema = z.object({ vi: menuSchema.catch([]), en: menuSchema.catch([]) }).catch({ vi: [], en: [] });
type Menus = z.infer<typeof menusSchema>;

export async function occupant(c: Connection, chat: string, today: LocalDate): Promise<Occupant | undefined> {
  const { addresses, persons, webChats } = c.t;
  const [row] = await c.tx
    .select({ id: persons.id, name: persons.name, locale: persons.locale, menu: webChats.menu })
    .from(addresses)
    .innerJoin(persons, eq(persons.id, addresses.personId))
    .leftJoin(webChats, eq(webChats.addressId, addresses.id))
    .where(and(eq(addresses.channel, CHANNEL), eq(addresses.platformId, chat)));
  if (row === undefined) return undefined;
  const cell = await cellName(c, row.id, today);
  return {
    name: cell === undefined ? row.name : `${row.name} · ${cell}`,
    locale: row.locale,
    menus: menusSchema.parse(row.menu),
  };
}

async function cellName(c: Connection, personId: PersonId, today: LocalDate): Promise<string | undefined> {
  const { memberships, units } = c.t;
  const now = and(lte(memberships.validFrom, today), or(isNull(memberships.validTo), gte(memberships.validTo, today)));
  const [row] = await c.tx
    .select({ name: units.name })
    .from(memberships)
    .innerJoin(units, eq(units.id, memberships.unitId))
    .where(and(eq(memberships.personId, personId), now))
    .limit(1);
  return row?.name;
}

export async function writeMenu(
  c: Connection,
  env: Env,
  kept: { readonly chat: string; readonly locale: 'vi' | 'en'; readonly menu: readonly MenuItem[] },
): Promise<void> {
  const { webChats } = c.t;
  const addressId = await chatAddress(c, env, kept.chat);
  // The upsert changes nothing: it is the lock, so that the other language is not lost to somebody writing it now.
  const [row] = await c.tx
    .insert(webChats)
    .values({ addressId })
    .onConflictDoUpdate({ target: webChats.addressId, set: { addressId } })
    .returning({ menu: webChats.menu });
  const menu = { ...menusSchema.parse(row?.menu), [kept.locale]: kept.menu };
  await c.tx.update(webChats).set({ menu }).where(eq(webChats.addressId, addressId));
}

export async function insertPlace(
  c: Connection,
  env: Env,
  place: { readonly chat: string; readonly secretHash: string; readonly label: string },
): Promise<PlaceId> {
  const addressId = await findAddress(c, place.chat);
  if (addressId === undefined) throw new Error('a place was to be opened in a chat that does not exist');
  const [id, now] = [env.newId<PlaceId>(), env.now()];
  const { secretHash, label } = place;
  await c.tx.insert(c.t.webPlaces).values({ id, addressId, secretHash, label, createdAt: now, seenAt: now });
  return id;
}

/** How exact "last seen" is: a write for every look would be a write for every request. */
const SEEN_AGAIN_AFTER = 1 * HOUR;

export async function findPlace(
  c: Connection,
  id: PlaceId,
  secretHash: string,
): Promise<(Place & { readonly seenAt: Instant }) | undefined> {
  const { addresses, webPlaces } = c.t;
  const [row] = await c.tx
    .select({ chat: addresses.platformId, secretHash: webPlaces.secretHash, seenAt: webPlaces.seenAt })
    .from(webPlaces)
    .innerJoin(addresses, eq(addresses.id, webPlaces.addressId))
    .where(and(eq(webPlaces.id, id), isNull(webPlaces.endedAt), isNotNull(addresses.personId)));
  if (row === undefined || !sameSecret(row.secretHash, secretHash)) return undefined;
  return { id, chat: row.chat, seenAt: row.seenAt };
}

export const seenLongAgo = (seenAt: Instant, now: Instant): boolean => now - seenAt >= SEEN_AGAIN_AFTER;

export async function noteSeen(c: Connection, id: PlaceId, now: Instant): Promise<void> {
  await c.tx.update(c.t.webPlaces).set({ seenAt: now }).where(eq(c.t.webPlaces.id, id));
}

export async function endPlace(c: Connection, id: PlaceId, now: Instant): Promise<void> {
  const { webPlaces } = c.t;
  await c.tx
    .update(webPlaces)
    .set({ endedAt: now })
    .where(and(eq(webPlaces.id, id), isNull(webPlaces.endedAt)));
}

export async function findOpenPlaces(c: Connection, chat: string): Promise<ReadonlySet<PlaceId>> {
  const { addresses, webPlaces } = c.t;
  const rows = await c.tx
    .select({ id: webPlaces.id })
    .from(webPlaces)
    .innerJoin(addresses, eq(addresses.id, webPlaces.addressId))
    .where(
      and(
        eq(addresses.channel, CHANNEL),
        eq(addresses.platformId, chat),
        isNull(webPlaces.endedAt),
        isNotNull(addresses.personId),
      ),
    );
  // Rows of this table are made by `insertPlace` only.
  return new Set(rows.map(({ id }) => id as PlaceId));
}
