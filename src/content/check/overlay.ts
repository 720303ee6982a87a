/** Messages of one's own, laid over those that come with the program: they may say it differently, not say something else. Pure. */
import { placeholdersOf } from '../template.ts';
import type { Catalogue } from '../translate.ts';

export function overlayProblems(own: Catalogue, shipped: Catalogue): readonly string[] {
  return Object.entries(own).flatMap(([key, text]) => {
    const original = shipped[key];
    if (original === undefined) return [`${key}: the program has no message with this key`];
    const known = placeholdersOf(original);
    const unknown = placeholdersOf(text).filter((name) => !known.includes(name));
    return unknown.map(
      (name) =>
        `${key}: nothing is put in for {${name}}; there is ${known.length === 0 ? 'no placeholder' : `{${known.join('}, {')}}`}`,
    );
  });
}
