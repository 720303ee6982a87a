/** One-time codes: how they are made, printed, read and limited; the consent text's version. Pure. */
import type { Instant } from '../../lib/env.ts';
import { DAY, HOUR, MINUTE } from '../../lib/time.ts';

/** Raised whenever what the consent question says changes in substance; every decision names the version it was made on. */
export const CONSENT_VERSION = '2022-1';

export const INVITE_VALID_FOR = 14 * DAY;
/** Long enough to take up another device, short enough to be worth nothing when it is found lying about. */
export const LINK_VALID_FOR = 15 * MINUTE;
export const WRONG_CODES = 5;
export const LOCKED_FOR = HOUR;
/** A second code this soon after the first is a tap sent twice: the code that may have been passed on stays good. */
export const INVITE_AGAIN_AFTER = 60_000;

/** Without the look-alikes 0 O, 1 I L, U V. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTWXYZ23456789';
const LENGTH = 8;
/** Random bytes for one code: 2^128 values over 29^8 codes leave no code likelier than another by any measure. */
const BYTES = 16;

/** A new code of eight signs, 5 × 10^11 of them. */
export function newCode(random: (bytes: number) => Uint8Array): string {
  let number = random(BYTES).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let code = '';
  for (let place = 0; place < LENGTH; place += 1) {
    code += ALPHABET[Number(number % BigInt(ALPHABET.length))] ?? '';
    number /= BigInt(ALPHABET.length);
  }
  return code;
}

/** `ABCD-EFGH`, as it is printed and passed on. */
export function printCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** `AB-CD-EF-GH`: a code for linking is told from a joining code at a glance, and read in the same way. */
export function printLinkCode(code: string): string {
  return code.match(/../g)?.join('-') ?? code;
}

/**
 * The code that `text` stands for, or undefined when it does not look like one: eight letters and digits in any case, in one
 * piece, in equal ones or sign by sign, perhaps after `ma` or `code`. Everything else is words: "dong chi a", "cam on ban".
 */
export function readCode(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim().toUpperCase();
  // The whole text first: a code may itself begin with MA.
  return [plain, plain.replace(/^(?:MÃ|MA|CODE)(?:\s*:\s*|\s+)/, '')]
    .map((one) => one.split(SEPARATORS).filter((piece) => piece !== ''))
    .filter((pieces) => PIECES.includes(pieces.length) && pieces.every((one) => one.length === LENGTH / pieces.length))
    .map((pieces) => pieces.join(''))
    .find((one) => /^[A-Z0-9]{8}$/.test(one));
}

const SEPARATORS = /[\s\p{Pd}_.,:/]+/u;
/** Into how many equal pieces people split a code: not at all, ABCD-EFGH, AB CD EF GH, or each sign by itself. */
const PIECES: readonly number[] = [1, 2, 4, LENGTH];

export interface Invite {
  readonly expiresAt: Instant;
  readonly closedWhy: 'used' | 'replaced' | undefined;
}

/** What a code that was found is worth now. */
export function inviteState(invite: Invite, now: Instant): 'open' | 'used' | 'replaced' | 'expired' {
  return invite.closedWhy ?? (now < invite.expiresAt ? 'open' : 'expired');
}

/** After one more wrong code: the new count, or until when the address is locked. */
export function afterWrongCode(
  wrongCodes: number,
  now: Instant,
): { readonly wrongCodes: number; readonly left: number } | { readonly lockedUntil: Instant } {
  const count = wrongCodes + 1;
  return count >= WRONG_CODES ? { lockedUntil: now + LOCKED_FOR } : { wrongCodes: count, left: WRONG_CODES - count };
}
