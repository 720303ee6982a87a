/** Words that leave the catalogue as a value: a web page fills them in itself. */
import type { Catalogue } from './translate.ts';

/** Every message below these top keys (`page`, `demo`), by its whole key. */
export function wordsUnder(catalogue: Catalogue, tops: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(catalogue).filter(([key]) => tops.some((top) => key.startsWith(`${top}.`))));
}
