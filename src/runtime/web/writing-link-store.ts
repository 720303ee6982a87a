/** Makes links with which somebody opens the page to write there: valid for half a day, each spent once, kept as a hash. */
import { createHash } from 'node:crypto';
import type { Cx } from '../../features/feature.ts';
import type { PersonId } from '../../lib/ids.ts';
import { HOUR } from '../../lib/time.ts';

/** A question is mostly answered the same day; whoever comes later gets a new link with /tieptuc. */
const VALID_FOR = 12 * HOUR;
const TOKEN_BYTES = 32;

/** A token for this person, kept only as its SHA-256. */
export async function newWritingLink(
  { c, env, now }: Pick<Cx, 'c' | 'env' | 'now'>,
  personId: PersonId,
): Promise<string> {
  const token = Buffer.from(env.random(TOKEN_BYTES)).toString('base64url');
  const tokenHash = createHash('sha256').update(token, 'utf8').digest('hex');
  await c.tx.insert(c.t.writingLinks).values({ tokenHash, personId, expiresAt: now + VALID_FOR });
  return token;
}
