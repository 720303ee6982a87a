/** The conversations of this folder. */
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('.', import.meta.url);

export const transcripts = readdirSync(folder)
  .filter((name) => name.endsWith('.chat'))
  .map((name) => {
    const path = new URL(name, folder).pathname;
    return { name, path, text: readFileSync(path, 'utf8') };
  });

/** What was said and what happened, however a platform lays out its buttons. */
export function inWords(played: string): string {
  return played.replaceAll(/^ {4}\[.*\]$/gm, (row) => row.replaceAll('] [', ']\n    ['));
}
