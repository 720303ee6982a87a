/** Finding one of seven hundred people by a few letters: name, code, duty, cell, without diacritics. Pure. */
import type { PersonOnPage } from '../../channels/web/demonstration/protocol.ts';

/** Without diacritics and in lower case, for comparing. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().trim();
}

export interface Findable {
  readonly person: PersonOnPage;
  /** Cell and duties in words. */
  readonly about: string;
  /** What else is to be known of them. */
  readonly note?: string;
  /** Folded, with a space before each word. */
  readonly words: string;
}

/** Whom a note is about comes first, then those with a duty: they are whom one looks for when one looks for nobody. */
export function findable(
  people: readonly PersonOnPage[],
  about: (person: PersonOnPage) => string,
  noted?: { readonly person: string; readonly note: string },
): readonly Findable[] {
  const rank = ({ code, roles }: PersonOnPage): number => {
    if (code === noted?.person) return -1;
    if (roles.some(({ role }) => role === 'leader')) return 0;
    if (roles.some(({ role }) => role === 'secretary')) return 1;
    return roles.length > 0 ? 2 : 3;
  };
  return people
    .map((person, place) => ({ person, place, rank: rank(person) }))
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .map(({ person }) => {
      const words = about(person);
      const note = person.code === noted?.person ? noted.note : undefined;
      const all = `${person.name} ${person.code} ${person.cell} ${words} ${note ?? ''}`;
      return {
        person,
        about: words,
        ...(note === undefined ? {} : { note }),
        words: ` ${folded(all).replace(/\s+/g, ' ')} `,
      };
    });
}

/** Those in whom each word of the query begins a word; first those in whom the words stand as they were typed. */
export function found(all: readonly Findable[], query: string): readonly Findable[] {
  const wanted = folded(query).replace(/\s+/g, ' ');
  if (wanted === '') return all;
  const words = wanted.split(' ');
  const fitting = all.filter((one) => words.every((word) => one.words.includes(` ${word}`)));
  const whole = (one: Findable): number =>
    one.words.includes(` ${wanted} `) ? 0 : one.words.includes(` ${wanted}`) ? 1 : 2;
  return [...fitting].sort((a, b) => whole(a) - whole(b));
}
