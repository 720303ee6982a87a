/** One-time codes as people type them, and as they are kept. */
import { createHash } from 'node:crypto';

export const CODE_LENGTH = 8;

/**
 * The code that `text` stands for, or undefined when it does not look like one: eight letters and digits in any case, in one
 * piece, in equal ones or sign by sign, perhaps after `ma` or `code`. Everything else is words: "dong chi a", "cam on ban".
 */
export function readCode(text: string): string | undefined {
  if (isTooLong(text)) return undefined;
  const plain = text.normalize('NFKC').trim().toUpperCase();
  // The whole text first: a code may itself begin with MA.
  return [plain, plain.replace(/^(?:MÃ|MA|CODE)(?:\s*:\s*|\s+)/, '')]
    .map((one) => one.split(SEPARATORS).filter((piece) => piece !== ''))
    .filter(
      (pieces) => PIECES.includes(pieces.length) && pieces.every((one) => one.length === CODE_LENGTH / pieces.length),
    )
    .map((pieces) => pieces.join(''))
    .find((one) => /^[A-Z0-9]{8}$/.test(one));
}

/**
 * The one code among the words of `text`: "Mã của tôi là ABCD-EFGH", a link with it, the whole invitation passed on. Only as it
 * is printed and in capitals or with a digit, so that two words with a hyphen between them are none.
 */
export function codeWithin(text: string): string | undefined {
  if (text.length > LONGEST_INVITATION) return undefined;
  const found = [...text.normalize('NFKC').matchAll(PRINTED)].flatMap(([, first = '', last = '']) => {
    const code = `${first}${last}`;
    return /\d/.test(code) || code === code.toUpperCase() ? [code.toUpperCase()] : [];
  });
  const [code, ...others] = new Set(found);
  return others.length === 0 ? code : undefined;
}

/** An invitation has some 300 signs. */
const LONGEST_INVITATION = 1_000;
const PRINTED = /(?<![\p{L}\p{N}])([A-Z0-9]{4})\p{Pd}([A-Z0-9]{4})(?![\p{L}\p{N}])/giu;

/** Nearly every text is longer than a code is in any spelling; looking closer costs more than all else that is done with it. */
const isTooLong = (text: string): boolean => text.length > LONGEST_SPELLING;
const LONGEST_SPELLING = 64;

const SEPARATORS = /[\s\p{Pd}_.,:/]+/u;
/** Into how many equal pieces people split a code: not at all, ABCD-EFGH, AB CD EF GH, or each sign by itself. */
const PIECES: readonly number[] = [1, 2, 4, CODE_LENGTH];

/** Codes are kept only as their SHA-256: whoever reads the database cannot join as somebody else. */
export function hashCode(code: string): string {
  return createHash('sha256').update(code, 'utf8').digest('hex');
}
