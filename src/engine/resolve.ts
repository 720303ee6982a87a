/** A typed text as options that were shown, for channels without buttons and people who type. Pure. */
import { fold } from '../lib/fold.ts';

export interface Option {
  readonly key: string;
  readonly label: string;
}

/** `several`: what was typed may mean any of these, so its writer is asked. */
export type Meant =
  | { readonly how: 'one'; readonly key: string }
  | { readonly how: 'several'; readonly keys: readonly string[] }
  | { readonly how: 'none' };

export interface Manner {
  /** The options are shown as a list by number; never where a number can be an answer of its own. */
  readonly numbers: boolean;
  /** The beginning of a label is enough; never where a text can be an answer of its own. */
  readonly beginnings: boolean;
}

const none: Meant = { how: 'none' };
const LONGEST_LABEL = 200;
/** So many signs and spaces may stand around a typed label: "  Bỏ qua!!!". */
const MARKS_AROUND = 20;
/** One letter is too easily something else: "k" is how a no is typed. */
const SHORTEST_BEGINNING = 2;
const NUMBER_WORDS = '(?:so|chon|cau|muc|y|cau tra loi|tra loi|dap an|lua chon|cau so|muc so|number|option)';

/** The same letters in whatever width; the digit of a keycap emoji is the digit. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\uFE0F\u20E3]/g, '')
    .replaceAll('🔟', '10')
    .trim();
}

/** Bare text of a label or an answer: without marks, punctuation around it and a leading slash. */
function bare(text: string): string {
  return fold(plain(text)).replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

/** Labels are few and the same all day, and every text is compared with those of the open question. */
const bareLabels = new Map<string, string>();
const MOST_LABELS = 2_000;

function bareLabel(label: string): string {
  const known = bareLabels.get(label);
  if (known !== undefined) return known;
  if (bareLabels.size >= MOST_LABELS) bareLabels.clear();
  const made = bare(label);
  bareLabels.set(label, made);
  return made;
}

/** `1`, `1.`, `1)`, `(1)`, `số 1`, `chọn 1`, `câu trả lời 1`, full-width and keycap digits; undefined for anything else. */
export function readOrdinal(text: string): number | undefined {
  const digits = fold(plain(text)).match(new RegExp(`^(?:${NUMBER_WORDS}[ .:]*)?\\(?(\\d{1,3}) ?[.):]?$`));
  return digits?.[1] === undefined ? undefined : Number(digits[1]);
}

/** `1 3 4`, `1,3,4`, `1-3`, `1 và 3`, `số 1 và số 3`: in order, each once; undefined for anything else. */
export function readOrdinals(text: string): readonly number[] | undefined {
  const list = fold(plain(text).replace(/[–—]/g, '-'))
    .replace(new RegExp(`(?<=^|[ ,;.])${NUMBER_WORDS} (?=\\d)`, 'g'), '')
    .replace(/\btu (?=\d)|[.)]$/g, '')
    .replace(/(\d) ?(?:-|den|toi|to) ?(?=\d)/g, '$1-')
    .replace(/ ?(?:\bva\b|\band\b|[&+,;]|[.)] ) ?/g, ' ')
    .trim();
  if (!/^\d{1,3}(?:-\d{1,3})?(?: +\d{1,3}(?:-\d{1,3})?)*$/.test(list)) return undefined;
  const found = list.split(/ +/).flatMap((piece) => {
    const [first = 0, last = first] = piece.split('-').map(Number);
    return first > last ? [-1] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return found.includes(-1) ? undefined : [...new Set(found)];
}

/**
 * May these labels be shown by number? Not where one of them is, or begins with, the number of another ("0 lần", "1 lần"):
 * there what is typed is the label, as on a scale. Labels that read alike can only be told apart by number.
 */
export function isNumbered(labels: readonly string[]): boolean {
  const clash = labels.some((label, index) => {
    const value = Number(bareLabel(label).match(/^\d{1,3}(?![\p{L}\p{N}])/u)?.[0] ?? Number.NaN);
    return value >= 1 && value <= labels.length && value !== index + 1;
  });
  return (
    !clash || new Set(labels.map(bareLabel)).size < labels.length || labels.some((label) => bareLabel(label) === '')
  );
}

/**
 * What is meant by `text`. A label must match whole (without diacritics and case, or with them where that tells two apart),
 * or, with `beginnings`, in its first letters; a number is its place in the list.
 */
export function resolve(text: string, options: readonly Option[], manner: Manner): Meant {
  if (text.length > LONGEST_LABEL || options.length === 0) return none;
  const named = sameLabel(text, options);
  const listed = manner.numbers && isNumbered(options.map(({ label }) => label));
  const place = listed ? readOrdinal(text) : undefined;
  const numbered = place === undefined ? undefined : options[place - 1];
  if (numbered !== undefined && named.length > 0 && isDigits(text))
    return among(options.filter((one) => one === numbered || named.includes(one)));
  if (named.length > 0) return among(named);
  if (numbered !== undefined) return among([numbered]);
  return manner.beginnings ? among(beginning(text, options)) : none;
}

const isDigits = (text: string): boolean => /^\d+$/.test(bare(text));

function among(options: readonly Option[]): Meant {
  const [first, ...others] = options;
  if (first === undefined) return none;
  return others.length === 0 ? { how: 'one', key: first.key } : { how: 'several', keys: options.map(({ key }) => key) };
}

/** Letter by letter with its diacritics, in whatever case. */
const exact = (text: string): string => plain(text).toLowerCase().replace(/\s+/g, ' ');

function sameLabel(text: string, options: readonly Option[]): readonly Option[] {
  // Nearly every answer is longer than any label, whatever is made of its marks and the signs around it.
  if (options.every(({ label }) => text.length > 3 * label.length + MARKS_AROUND)) return [];
  const wanted = bare(text);
  const same = options.filter(({ label }) =>
    wanted === '' ? exact(label) === exact(text) && exact(text) !== '' : bareLabel(label) === wanted,
  );
  return narrowed(same, ({ label }) => exact(label) === exact(text));
}

function beginning(text: string, options: readonly Option[]): readonly Option[] {
  const wanted = bare(text);
  const digits = isDigits(text);
  if (!digits && wanted.length < SHORTEST_BEGINNING) return [];
  const found = options.filter(({ label }) => {
    const rest = bareLabel(label).slice(wanted.length);
    return bareLabel(label).startsWith(wanted) && !(digits && /^[\p{L}\p{N}]/u.test(rest));
  });
  return narrowed(found, ({ label }) => exact(label).startsWith(exact(text)));
}

/** Of several, the one that is right in every letter, if there is exactly one. */
function narrowed(found: readonly Option[], right: (option: Option) => boolean): readonly Option[] {
  const best = found.length > 1 ? found.filter(right) : found;
  return best.length === 1 ? best : found;
}
