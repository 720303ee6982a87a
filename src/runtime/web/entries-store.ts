/** The numbered entries of web chats. Raising a chat's last number is the lock under which they are appended. */
import { and, asc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { EntryBody, KeptEntry, NewEntry } from '../../channels/web/books.ts';
import type { Connection } from '../../db/database.ts';
import type { Env } from '../../lib/env.ts';
import type { AddressId } from '../../lib/ids.ts';
import type { Seal } from '../../lib/seal.ts';

export const CHANNEL = 'web';

export interface Keeping {
  readonly env: Env;
  readonly seal: Seal;
}

/** The address of a chat; a chat that nobody has spoken in yet gets its row. */
export async function chatAddress(c: Connection, env: Env, chat: string): Promise<AddressId> {
  const known = await findAddress(c, chat);
  if (known !== undefined) return known;
  const { addresses } = c.t;
  await c.tx
    .insert(addresses)
    .values({ id: env.newId<AddressId>(), channel: CHANNEL, platformId: chat, createdAt: env.now() })
    .onConflictDoNothing({ target: [addresses.channel, addresses.platformId] });
  const made = await findAddress(c, chat);
  if (made === undefined) throw new Error('a chat was neither found nor made');
  return made;
}

export async function findAddress(c: Connection, chat: string): Promise<AddressId | undefined> {
  const select = c.prepared('web.address', (tx, { addresses }) =>
    tx
      .select({ id: addresses.id })
      .from(addresses)
      .where(and(eq(addresses.channel, CHANNEL), eq(addresses.platformId, sql.placeholder('chat'))))
      .prepare('web.address'),
  );
  return (await select.execute({ chat }))[0]?.id;
}

/** The same key is kept once: an entry that is there already keeps its number, and no number is lost to it. */
export async function appendEntry(
  c: Connection,
  { env, seal }: Keeping,
  entry: NewEntry,
): Promise<{ readonly n: number; readonly at: number; readonly fresh: boolean }> {
  const addressId = await chatAddress(c, env, entry.chat);
  const at = env.now();
  const n = await raise(c, addressId);
  const insert = c.prepared('web.append', (tx, { webEntries }) =>
    tx
      .insert(webEntries)
      .values({
        addressId: sql.placeholder('addressId'),
        n: sql.placeholder('n'),
        key: sql.placeholder('key'),
        body: sql.placeholder('body'),
        at: sql.placeholder('at'),
      })
      .onConflictDoNothing({ target: [webEntries.addressId, webEntries.key] })
      .returning({ n: webEntries.n })
      .prepare('web.append'),
  );
  const body = seal.seal(JSON.stringify(entry.body));
  const [made] = await insert.execute({ addressId, n, key: entry.key, body, at });
  if (made === undefined) return { ...(await giveBack(c, { addressId, n, key: entry.key })), fresh: false };
  const { file } = entry;
  if (file !== undefined)
    await c.tx.insert(c.t.webFiles).values({
      id: file.id,
      addressId,
      n,
      name: seal.seal(file.name),
      type: file.type,
      bytes: seal.sealBytes(file.bytes),
    });
  // The oldest that nobody has received stays: it is the one that has waited longest.
  if (entry.awaited) await c.tx.insert(c.t.webAwaited).values({ addressId, n, since: at }).onConflictDoNothing();
  return { n, at, fresh: true };
}

async function raise(c: Connection, addressId: AddressId): Promise<number> {
  const upsert = c.prepared('web.raise', (tx, { webChats }) =>
    tx
      .insert(webChats)
      .values({ addressId: sql.placeholder('addressId'), last: 1 })
      .onConflictDoUpdate({ target: webChats.addressId, set: { last: sql`${webChats.last} + 1` } })
      .returning({ last: webChats.last })
      .prepare('web.raise'),
  );
  const [row] = await upsert.execute({ addressId });
  if (row === undefined) throw new Error('the last number of a chat was not raised');
  return row.last;
}

/** The number that was not needed, while this transaction still has the chat to itself. */
async function giveBack(
  c: Connection,
  { addressId, n, key }: { readonly addressId: AddressId; readonly n: number; readonly key: string },
): Promise<{ readonly n: number; readonly at: number }> {
  const { webChats, webEntries } = c.t;
  await c.tx
    .update(webChats)
    .set({ last: n - 1 })
    .where(eq(webChats.addressId, addressId));
  const [there] = await c.tx
    .select({ n: webEntries.n, at: webEntries.at })
    .from(webEntries)
    .where(and(eq(webEntries.addressId, addressId), eq(webEntries.key, key)));
  if (there === undefined) throw new Error('an entry was neither found nor made');
  return there;
}

export async function readEntries(
  c: Connection,
  { seal }: Pick<Keeping, 'seal'>,
  where: { readonly chat: string; readonly after: number; readonly limit: number },
): Promise<readonly KeptEntry[]> {
  const select = c.prepared('web.entries', (tx, { addresses, webEntries }) =>
    tx
      .select({ n: webEntries.n, at: webEntries.at, body: webEntries.body })
      .from(webEntries)
      .innerJoin(addresses, eq(addresses.id, webEntries.addressId))
      .where(
        and(
          eq(addresses.channel, CHANNEL),
          eq(addresses.platformId, sql.placeholder('chat')),
          gt(webEntries.n, sql.placeholder('after')),
        ),
      )
      .orderBy(asc(webEntries.n))
      .limit(sql.placeholder('limit'))
      .prepare('web.entries'),
  );
  const rows = await select.execute({ ...where });
  // The column holds what `appendEntry` put there, and nothing else writes it.
  return rows.map(({ n, at, body }) => ({ n, at, body: JSON.parse(seal.open(body)) as EntryBody }));
}

const CHATS_AT_ONCE = 500;

export async function readLastNumbers(c: Connection, chats: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { addresses, webChats } = c.t;
  const found = new Map(chats.map((chat) => [chat, 0]));
  for (let from = 0; from < chats.length; from += CHATS_AT_ONCE) {
    const some = chats.slice(from, from + CHATS_AT_ONCE);
    const rows = await c.tx
      .select({ chat: addresses.platformId, last: webChats.last })
      .from(webChats)
      .innerJoin(addresses, eq(addresses.id, webChats.addressId))
      .where(and(eq(addresses.channel, CHANNEL), inArray(addresses.platformId, some)));
    for (const { chat, last } of rows) found.set(chat, last);
  }
  return found;
}

/** A page has everything up to `n`; a number that the chat has not reached, or had before, changes nothing. */
export async function noteReceived(c: Connection, chat: string, n: number): Promise<void> {
  const addressId = await findAddress(c, chat);
  if (addressId === undefined) return;
  const { webAwaited, webChats } = c.t;
  const moved = await c.tx
    .update(webChats)
    .set({ received: n })
    .where(and(eq(webChats.addressId, addressId), sql`${webChats.received} < ${n}`, sql`${webChats.last} >= ${n}`))
    .returning({ last: webChats.last });
  if (moved.length === 0) return;
  const cleared = await c.tx
    .delete(webAwaited)
    .where(and(eq(webAwaited.addressId, addressId), lte(webAwaited.n, n)))
    .returning({ n: webAwaited.n });
  if (cleared.length > 0) await awaitNext(c, addressId, n);
}

/** A later reminder that is still on its way; the outbox row that it came from says that it is one. */
async function awaitNext(c: Connection, addressId: AddressId, after: number): Promise<void> {
  const { outbox, webAwaited, webEntries } = c.t;
  const [next] = await c.tx
    .select({ n: webEntries.n, since: webEntries.at })
    .from(webEntries)
    .innerJoin(outbox, sql`${outbox.id} = ${webEntries.key}`)
    .where(
      and(eq(webEntries.addressId, addressId), gt(webEntries.n, after), inArray(outbox.lane, ['reminder', 'digest'])),
    )
    .orderBy(asc(webEntries.n))
    .limit(1);
  if (next !== undefined) await c.tx.insert(webAwaited).values({ addressId, ...next });
}

export async function readFile(
  c: Connection,
  { seal }: Pick<Keeping, 'seal'>,
  where: { readonly chat: string; readonly id: string },
): Promise<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array } | undefined> {
  const { addresses, webFiles } = c.t;
  const [row] = await c.tx
    .select({ name: webFiles.name, type: webFiles.type, bytes: webFiles.bytes })
    .from(webFiles)
    .innerJoin(addresses, eq(addresses.id, webFiles.addressId))
    .where(and(eq(webFiles.id, where.id), eq(addresses.channel, CHANNEL), eq(addresses.platformId, where.chat)));
  return row === undefined ? undefined : { ...row, name: seal.open(row.name), bytes: seal.openBytes(row.bytes) };
}
