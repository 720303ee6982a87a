/** Is it the secret? Hashes have one length, so that the time it takes tells nothing of the secret, not even how long it is. */
import type { Buffer } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';

export function sameSecret(given: string | undefined, secret: string): boolean {
  return timingSafeEqual(digest(given ?? ''), digest(secret));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
