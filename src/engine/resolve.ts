/** A typed text as one of the options that were shown, for channels without buttons and people who type. */
import { fold } from '../lib/fold.ts';

export interface Option {
  readonly key: string;
  readonly label: string;
}

const LONGEST_LABEL = 60;

/** Bare text of a label or an answer: without marks, punctuation around it and a leading slash. */
function bare(text: string): string {
  return fold(text.normalize('NFKC')).replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

/** `1`, `1.`, `1)`, `số 1`, `chọn 1`, full-width and keycap digits; undefined for anything else. */
export function readOrdinal(text: string): number | undefined {
  const digits = fold(text.normalize('NFKC').replace(/[\uFE0F\u20E3]/g, '')).match(
    /^(?:so |chon |cau )?(\d{1,3})[.)]?$/,
  );
  return digits?.[1] === undefined ? undefined : Number(digits[1]);
}

/**
 * The key of the option meant by `text`, or undefined. A label must match whole (without diacritics and case);
 * a number is its place in the list, taken only where `numbers` says that the text cannot be an answer itself.
 */
export function resolve(text: string, options: readonly Option[], numbers: boolean): string | undefined {
  if (text.length > LONGEST_LABEL || options.length === 0) return undefined;
  const wanted = bare(text);
  const same = options.filter((option) => bare(option.label) === wanted);
  if (wanted !== '' && same.length === 1) return same[0]?.key;
  const place = numbers ? readOrdinal(text) : undefined;
  return place === undefined ? undefined : options[place - 1]?.key;
}
