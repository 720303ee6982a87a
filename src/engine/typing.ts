/** What a typed text is while choices are open on a channel without buttons: an option, a word that is always understood, a page. */
import { fold } from '../lib/fold.ts';
import { isNumbered, type Option, resolve } from './resolve.ts';
import { type Choice, type Say, say, type Words, words } from './say.ts';

/** One message lists as many options; further ones are on further pages, under their numbers in the whole list. */
export const PAGE = 9;

/** Who reads and types, as far as options are concerned. */
export interface Typist {
  label(label: Choice['label']): string;
  readonly numbered: boolean;
  readonly buttons?: boolean;
}

/** What can be an answer, in the order in which it is numbered. Buttons beside lines and links to pages are tapped only. */
export function answerable(shown: Pick<Say, 'choices'>): readonly Choice[] {
  return (shown.choices ?? []).filter((choice) => choice.entry === undefined && choice.opens === undefined);
}

export const types = ({ numbered, buttons }: Typist): boolean => numbered && buttons !== true;

type Read =
  | { readonly how: 'one'; readonly key: string }
  | { readonly how: 'several'; readonly which: Say }
  | undefined;

/** The options that `text` may stand for, word for word or by number. */
export const read = (shown: Say, text: string, typist: Typist): Read => readAs({ ...shown, whole: true }, text, typist);

/** The options that `text` may stand for, also by the beginnings of their labels where `shown` allows that. */
export function readAs(shown: Say, text: string, typist: Typist): Read {
  const numbers = types(typist) && shown.free !== true;
  const meant = resolve(text, labelsOf(shown, typist), {
    numbers,
    beginnings: numbers && shown.whole !== true,
  });
  switch (meant.how) {
    case 'one':
      return meant;
    case 'several':
      return numbers ? { how: 'several', which: which(shown, meant.keys, typist) } : undefined;
    case 'none':
      return undefined;
  }
}

/** The option whose label was typed word for word. */
export function labelled(shown: Say, text: string, typist: Typist): string | undefined {
  const labels = labelsOf(shown, typist);
  const named = resolve(text, labels, { numbers: false, beginnings: false });
  if (named.how !== 'one') return undefined;
  // Where a number of the list may be meant as well, the label alone decides nothing.
  return read(shown, text, typist)?.how === 'several' ? undefined : named.key;
}

const labelsOf = (shown: Say, typist: Typist): readonly Option[] =>
  answerable(shown).map(({ key, label }) => ({ key, label: typist.label(label) }));

/** Asks which of several was meant: by number where there are numbers, else by label. */
export function which(shown: Say, keys: readonly string[], typist: Typist): Say {
  const options = labelsOf(shown, typist);
  const numbered = shown.free !== true && isNumbered(options.map(({ label }) => label));
  return whichOf(
    options.flatMap((option, index) => (keys.includes(option.key) ? [{ ...option, n: index + 1 }] : [])),
    numbered,
  );
}

export function whichOf(options: readonly (Option & { readonly n: number })[], numbered: boolean): Say {
  const entries = options.map(
    ({ label, n }): Words =>
      numbered ? words('dialog.which-number', { n, label }) : words('dialog.which-label', { label }),
  );
  const [one, other] = entries;
  if (entries.length === 2 && one !== undefined && other !== undefined) return say('dialog.which-two', { one, other });
  return say('dialog.which', { options: entries });
}

/** Words that are understood at every question, wherever they lead there. */
export type Word = 'skip' | 'back' | 'later' | 'submit' | 'help' | 'next' | 'previous';

const WORDS: Readonly<Record<Word, readonly string[]>> = {
  skip: ['boqua', 'skip'],
  back: ['quaylai', 'back'],
  later: ['desau', 'later'],
  submit: ['nop', 'nopbai', 'submit'],
  help: ['giup', 'trogiup', 'help'],
  next: ['tiep', 'xemtiep', 'next'],
  previous: ['truoc', 'xemtruoc', 'previous'],
};

/** With or without diacritics, slash, spaces, and a full stop at the end. */
export function readWord(text: string): Word | undefined {
  if (text.length > 30) return undefined;
  const letters = fold(text.normalize('NFKC'))
    .replace(/^\/|[.!]+$/g, '')
    .replace(/ /g, '');
  return (Object.keys(WORDS) as Word[]).find((word) => WORDS[word].includes(letters));
}

/** The options that a word stands for at a question; to pass by what is already answered is to keep it or to clear it. */
export function optionsOf(word: Word, keys: readonly string[]): readonly string[] {
  switch (word) {
    case 'skip':
      return keys.includes('skip')
        ? ['skip']
        : keys.filter((key) => key === 'keep' || key === 'done' || key === 'clear');
    case 'submit':
      return keys.filter((key) => key === 'submit' || key.startsWith('submit.'));
    default:
      return keys.filter((key) => key === word);
  }
}

export const pagesOf = (count: number): number => Math.max(1, Math.ceil(count / PAGE));

/** The page (from 1) to which `tiếp` or `trước` leads; undefined where there is one page only. */
export function turned(word: Word, page: number, count: number): number | undefined {
  const pages = pagesOf(count);
  if (pages === 1 || (word !== 'next' && word !== 'previous')) return undefined;
  return Math.min(pages, Math.max(1, page + (word === 'next' ? 1 : -1)));
}
