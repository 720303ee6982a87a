/**
 * Handouts: files for people whose channel carries none. The bytes are kept for a day and lie behind a link that nobody can
 * guess or make: its id, its end and a signature over both. It may be opened more than once, because messengers and people do.
 */
import { createHmac } from 'node:crypto';
import { and, eq, lte } from 'drizzle-orm';
import { bytesOf, type FileSent } from '../../channels/channel.ts';
import type { Connection } from '../../db/database.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId, PersonId, RevisionId } from '../../lib/ids.ts';
import { sameSecret } from '../../lib/same-secret.ts';
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

interface HandedOut {
  readonly file: FileSent;
  /** What it is, where that says more than its name. */
  readonly label: string | undefined;
  /** The text of somebody else that it is a part of. */
  readonly of: RevisionId | undefined;
}

export interface Link {
  readonly name: string;
  readonly url: string;
}

/** Links to these files where the reader's channel carries none and links can be had. */
export async function handOut(
  { shell, cx }: Work,
  reader: Receiver,
  files: readonly HandedOut[],
): Promise<readonly Link[]> {
  const { handouts: served } = shell;
  const { personId } = reader;
  const carried = shell.channels.get(reader.channel)?.capabilities.upload !== false;
  if (files.length === 0 || carried || served === undefined || personId === null) return [];
  const key = await signingKey(cx.c, cx.env);
  const expiresAt = cx.env.wall() + HANDED_OUT_FOR;
  const links: Link[] = [];
  for (const { file, label, of: revisionId = null } of files) {
    const id = cx.env.newId<string>();
    const [name, bytes] = [cx.seal.seal(file.name), cx.seal.sealBytes(new Uint8Array(bytesOf(file)))];
    const row = { id, addressId: reader.id, personId, revisionId, name, type: file.type, bytes, expiresAt };
    await cx.c.tx.insert(cx.c.t.handouts).values(row);
    links.push({
      name: label ?? file.name,
      url: `${served.publicUrl.replace(/\/+$/, '')}/f/${tokenOf({ id, expiresAt }, key)}`,
    });
  }
  return links;
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

/** What a link names; undefined for one that was not made with this key. */
export async function namedBy(token: string, key: () => Promise<string>): Promise<Named | undefined> {
  const [, id, end, signature] = SHAPE.exec(token) ?? [];
  if (id === undefined || end === undefined || signature === undefined) return undefined;
  const named = { id, expiresAt: Number.parseInt(end, 36) };
  return sameSecret(signature, signatureOf(named, await key())) ? named : undefined;
}

/** The key signs cookies too: what is signed says which of the two it is. */
function signatureOf({ id, expiresAt }: Named, key: string): string {
  return createHmac('sha256', key).update(`handout ${id} ${expiresAt}`).digest('base64url');
}

/** As long as the chat is still that person's. */
export async function findHandout({ tx, t }: Connection, id: string) {
  const { addresses, handouts } = t;
  const { name, type, bytes, personId, revisionId } = handouts;
  const [row] = await tx
    .select({ name, type, bytes, personId, revisionId })
    .from(handouts)
    .innerJoin(addresses, and(eq(addresses.id, handouts.addressId), eq(addresses.personId, handouts.personId)))
    .where(eq(handouts.id, id));
  return row;
}
