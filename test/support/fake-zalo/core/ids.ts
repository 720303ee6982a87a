import { createHash } from 'node:crypto';

/** Ids that look like the platform's: 20 lowercase hex characters. They are opaque, so their making does not matter. */
export const hexId = (of: string): string => createHash('sha256').update(of).digest('hex').slice(0, 20);

export const isHexId = (text: string): boolean => /^[0-9a-f]{20}$/.test(text);

export function idCounter(seed: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return hexId(`${seed} ${count}`);
  };
}
