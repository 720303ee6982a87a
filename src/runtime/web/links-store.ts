/** Codes and links for writing, each spent once, and the key with which this database's cookies are signed. */
import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import { hashCode, readCode } from '../../lib/codes.ts';
import type { Env } from '../../lib/env.ts';
import type { AddressId, PersonId } from '../../lib/ids.ts';
import { CHANNEL } from './entries-store.ts';

/** Would this code be taken now, be it for joining or for linking? Nothing is spent or locked by the look. */
export async function isOpenCode(c: Connection, env: Env, text: string): Promise<boolean> {
  const code = readCode(text);
  if (code === undefined) return false;
  const codeHash = hashCode(code);
  for (const table of [c.t.invites, c.t.linkCodes] as const) {
    const [open] = await c.tx
      .select({ expiresAt: table.expiresAt })
      .from(table)
      .where(and(eq(table.codeHash, codeHash), isNull(table.closedAt), gt(table.expiresAt, env.now())));
    if (open !== undefined) return true;
  }
  return false;
}

export async function spendLink(
  c: Connection,
  env: Env,
  tokenHash: string,
): Promise<{ readonly chat: string } | 'unknown' | 'expired'> {
  const { writingLinks } = c.t;
  const now = env.now();
  const [spent] = await c.tx
    .update(writingLinks)
    .set({ spentAt: now })
    .where(and(eq(writingLinks.tokenHash, tokenHash), isNull(writingLinks.spentAt), gt(writingLinks.expiresAt, now)))
    .returning({ personId: writingLinks.personId });
  if (spent !== undefined) return { chat: await chatOf(c, env, spent.personId) };
  const [known] = await c.tx
    .select({ expiresAt: writingLinks.expiresAt })
    .from(writingLinks)
    .where(eq(writingLinks.tokenHash, tokenHash));
  return known === undefined ? 'unknown' : 'expired';
}

/** The person's web chat; one for whom writing is the first thing done on the web gets it beside the messenger's. */
async function chatOf(c: Connection, env: Env, personId: PersonId): Promise<string> {
  const { addresses } = c.t;
  const [known] = await c.tx
    .select({ chat: addresses.platformId })
    .from(addresses)
    .where(and(eq(addresses.channel, CHANNEL), eq(addresses.personId, personId)))
    .orderBy(desc(addresses.linkedAt), desc(addresses.id))
    .limit(1);
  if (known !== undefined) return known.chat;
  const chat = env.newId<string>();
  const now = env.now();
  await c.tx.insert(addresses).values({
    id: env.newId<AddressId>(),
    channel: CHANNEL,
    platformId: chat,
    personId,
    linkedAt: now,
    createdAt: now,
  });
  return chat;
}

const SIGNING_KEY = 'web.signing-key';
const KEY_BYTES = 32;

/** Whoever asks first makes it; all processes of a database sign with the same. */
export async function signingKey(c: Connection, env: Env): Promise<string> {
  const { meta } = c.t;
  const value = Buffer.from(env.random(KEY_BYTES)).toString('base64url');
  await c.tx.insert(meta).values({ key: SIGNING_KEY, value }).onConflictDoNothing();
  const [row] = await c.tx.select().from(meta).where(eq(meta.key, SIGNING_KEY));
  if (row === undefined) throw new Error('the signing key was neither found nor made');
  return row.value;
}
