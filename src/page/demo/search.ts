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
  /** Folded, with a space before each word. */
  readonly words: string;
}

/** Those with a duty first: they are whom one looks for when one looks for nobody. */
export function findable(
  people: readonly PersonOnPage[],
  about: (person: PersonOnPage) => string,
): readonly Findable[] {
  const rank = ({ roles }: PersonOnPage): number =>
    roles.some(({ role }) => role === 'leader')
      ? 0
      : roles.some(({ role }) => role === 'secretary')
        ? 1
        : roles.length > 0
          ? 2
          : 3;
  return people
    .map((person, place) => ({ person, place, rank: rank(person) }))
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .map(({ person }) => {
      const words = about(person);
      return {
        person,
        about: words,
        words: ` ${folded(`${person.name} ${person.code} ${person.cell} ${words}`).replace(/\s+/g, ' ')} `,
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
