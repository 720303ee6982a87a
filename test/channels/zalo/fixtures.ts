import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../fixtures/zalo/', import.meta.url);

export const fixtureNames: readonly string[] = readdirSync(folder).map((name) => name.replace(/\.json$/, ''));

/** A payload as the reference quotes it: measured or documented; the texts of 401 and 429 are guessed. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}
