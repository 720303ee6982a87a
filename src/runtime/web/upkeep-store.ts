/** What the web's books forget: in the night, and when somebody withdraws. */
import { and, eq, exists, inArray, isNotNull, isNull, lt, notExists, or } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Instant } from '../../lib/env.ts';
import type { PersonId } from '../../lib/ids.ts';
import { DAY } from '../../lib/time.ts';
import { CHANNEL } from './entries-store.ts';

/**
 * A round lasts some weeks and is looked back on in the next meetings: a quarter of a year. What was submitted is kept with
 * the submissions; the chat is only the way there, so its copy need not be kept as long.
 */
const ENTRIES_KEPT = 90 * DAY;
/** So long one can see in one's data where one was signed in. */
const PLACES_KEPT = 90 * DAY;
/** The browser gives up its cookie after a year without a visit; a month more is no cookie of anybody's. */
const PLACES_UNSEEN = 395 * DAY;
/** A link that was spent or came too late is told so for a day; after that it is unknown. */
const LINKS_KEPT = 1 * DAY;
/** A wrong code makes a chat of nobody; a day is longer than any lock on it. */
const STRANGERS_KEPT = 1 * DAY;

export async function forgetWeb(c: Connection, now: Instant): Promise<void> {
  const { webAwaited, webEntries, webPlaces, writingLinks } = c.t;
  await forgetFiles(c, now - ENTRIES_KEPT);
  await c.tx.delete(webEntries).where(lt(webEntries.at, now - ENTRIES_KEPT));
  await c.tx.delete(webAwaited).where(lt(webAwaited.since, now - ENTRIES_KEPT));
  await c.tx.delete(writingLinks).where(lt(writingLinks.expiresAt, now - LINKS_KEPT));
  await c.tx
    .delete(webPlaces)
    .where(
      or(
        and(isNotNull(webPlaces.endedAt), lt(webPlaces.endedAt, now - PLACES_KEPT)),
        lt(webPlaces.seenAt, now - PLACES_UNSEEN),
      ),
    );
  await forgetNobodys(c, now);
}

/** The files of entries that go now. */
async function forgetFiles({ tx, t }: Connection, before: Instant): Promise<void> {
  const { webEntries, webFiles } = t;
  const itsEntry = and(
    eq(webEntries.addressId, webFiles.addressId),
    eq(webEntries.n, webFiles.n),
    lt(webEntries.at, before),
  );
  await tx.delete(webFiles).where(exists(tx.select({ n: webEntries.n }).from(webEntries).where(itsEntry)));
}

/** Chats that belong to nobody: those of wrong codes, and those given up for a new one once their places are forgotten. */
async function forgetNobodys({ tx, t }: Connection, now: Instant): Promise<void> {
  const { addresses, webPlaces } = t;
  const nobodys = and(eq(addresses.channel, CHANNEL), isNull(addresses.personId));
  const given = tx
    .select({ id: addresses.id })
    .from(addresses)
    .where(and(nobodys, eq(addresses.id, webPlaces.addressId)));
  // Nobody can end a place whose chat is nobody's: it is as good as ended when it was seen last.
  await tx.delete(webPlaces).where(and(lt(webPlaces.seenAt, now - PLACES_KEPT), exists(given)));
  const places = tx.select({ id: webPlaces.id }).from(webPlaces).where(eq(webPlaces.addressId, addresses.id));
  await tx.delete(addresses).where(and(nobodys, lt(addresses.createdAt, now - STRANGERS_KEPT), notExists(places)));
}

/** Their chats hold what they wrote, drafts as well: with the consent it goes. */
export async function forgetChats({ tx, t }: Connection, personId: PersonId): Promise<void> {
  const { addresses, webAwaited, webEntries, webFiles } = t;
  const theirs = await tx
    .select({ id: addresses.id })
    .from(addresses)
    .where(and(eq(addresses.personId, personId), eq(addresses.channel, CHANNEL)));
  const ids = theirs.map(({ id }) => id);
  if (ids.length === 0) return;
  await tx.delete(webFiles).where(inArray(webFiles.addressId, ids));
  await tx.delete(webEntries).where(inArray(webEntries.addressId, ids));
  await tx.delete(webAwaited).where(inArray(webAwaited.addressId, ids));
}
