/**
 * Handouts: files for people whose channel carries none. The bytes are kept for a day and lie behind a link that nobody can
 * guess or make: its id, its end and a signature over both. It may be opened more than once, because messengers and people do.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { and, eq, lte } from 'drizzle-orm';
import { bytesOf, type FileSent } from '../../channels/channel.ts';
import type { Handout } from '../../channels/handouts.ts';
import type { Connection, Database } from '../../db/database.ts';
import type { Env, Instant } from '../../lib/env.ts';
import type { AddressId, PersonId } from '../../lib/ids.ts';
import type { Seal } from '../../lib/seal.ts';
import { HOUR } from '../../lib/time.ts';
import type { Work } from '../shell.ts';
import { signingKey } from '../web/links-store.ts';

/** Somebody who is busy today can open it tomorrow at the same hour. */
export const HANDED_OUT_FOR = 24 * HOUR;

interface Receiver {
  readonly id: AddressId;
  readonly channel: string;
  readonly personId: PersonId | null;
}

export interface Link {
  readonly name: string;
  readonly url: string;
}

/** Links to these files where the reader's channel carries none and links can be had. */
export async function handOut(
  { shell, cx }: Work,
  reader: Receiver,
  files: readonly FileSent[],
): Promise<readonly Link[]> {
  const { handouts: served } = shell;
  const { personId } = reader;
  const carried = shell.channels.get(reader.channel)?.capabilities.upload !== false;
  if (files.length === 0 || carried || served === undefined || personId === null) return [];
  const key = await signingKey(cx.c, cx.env);
  const expiresAt = cx.env.wall() + HANDED_OUT_FOR;
  const links: Link[] = [];
  for (const file of files) {
    const id = cx.env.newId<string>();
    const [name, bytes] = [cx.seal.seal(file.name), cx.seal.sealBytes(new Uint8Array(bytesOf(file)))];
    const row = { id, addressId: reader.id, personId, name, type: file.type, bytes, expiresAt };
    await cx.c.tx.insert(cx.c.t.handouts).values(row);
    links.push({
      name: file.name,
      url: `${served.publicUrl.replace(/\/+$/, '')}/f/${tokenOf({ id, expiresAt }, key)}`,
    });
  }
  return links;
}

export interface Keeping {
  readonly db: Database;
  readonly env: Env;
  readonly seal: Seal;
}

/** What a link opens: 'unknown' where we never made it, 'gone' where its time is over or its file was taken away. */
export async function openHandout({ db, env, seal }: Keeping, token: string): Promise<Handout | 'unknown' | 'gone'> {
  const named = SHAPE.exec(token);
  const [, id = '', end = '', signature = ''] = named ?? [];
  if (named === null) return 'unknown';
  const expiresAt = Number.parseInt(end, 36);
  const key = await db.transact((c) => signingKey(c, env));
  if (!same(signature, signatureOf({ id, expiresAt }, key))) return 'unknown';
  if (expiresAt <= env.wall()) return 'gone';
  const row = await db.read((c) => find(c, id));
  return row === undefined ? 'gone' : { name: seal.open(row.name), type: row.type, bytes: seal.openBytes(row.bytes) };
}

/** Those whose time is over, or all of one person. */
export async function forgetHandouts(
  { tx, t }: Connection,
  which: { readonly before: Instant } | { readonly of: PersonId },
): Promise<void> {
  const { handouts } = t;
  await tx
    .delete(handouts)
    .where('of' in which ? eq(handouts.personId, which.of) : lte(handouts.expiresAt, which.before));
}

/** An id, the end in milliseconds in letters and digits, and 32 bytes. */
const SHAPE = /^([0-9a-f-]{36})\.([0-9a-z]{1,11})\.([\w-]{43})$/;

interface Named {
  readonly id: string;
  readonly expiresAt: Instant;
}

function tokenOf(named: Named, key: string): string {
  return `${named.id}.${named.expiresAt.toString(36)}.${signatureOf(named, key)}`;
}

/** The key signs cookies too: what is signed says which of the two it is. */
function signatureOf({ id, expiresAt }: Named, key: string): string {
  return createHmac('sha256', key).update(`handout ${id} ${expiresAt}`).digest('base64url');
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

async function find({ tx, t }: Connection, id: string) {
  const { addresses, handouts } = t;
  const [row] = await tx
    .select({ name: handouts.name, type: handouts.type, bytes: handouts.bytes })
    .from(handouts)
    .innerJoin(addresses, and(eq(addresses.id, handouts.addressId), eq(addresses.personId, handouts.personId)))
    .where(eq(handouts.id, id));
  return row;
}
