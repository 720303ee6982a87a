/** One-time codes: how they are made, printed, read and limited; the version of the consent text and what it tells of a channel. Pure. */
import type { MessageKey } from '../../engine/message-keys.ts';
import { type Words, words } from '../../engine/say.ts';
import { CODE_LENGTH as LENGTH } from '../../lib/codes.ts';
import type { Instant } from '../../lib/env.ts';
import { DAY, HOUR, MINUTE } from '../../lib/time.ts';

/**
 * Raised whenever what the consent question says changes in substance; every decision names the version it was made on. Who
 * agreed to an earlier one goes on as before, and reads the new one at /batdau. 2022-2: the page, its browsers, pictures and documents.
 */
export const CONSENT_VERSION = '2022-2';

export const INVITE_VALID_FOR = 14 * DAY;
/** Long enough to take up another device, short enough to be worth nothing when it is found lying about. */
export const LINK_VALID_FOR = 15 * MINUTE;
export const WRONG_CODES = 5;
export const LOCKED_FOR = HOUR;
/** A second code this soon after the first is a tap sent twice: the code that may have been passed on stays good. */
export const INVITE_AGAIN_AFTER = 60_000;

/** Without the look-alikes 0 O, 1 I L, U V. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTWXYZ23456789';
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

/** What a messenger's own servers see of what passes through them: told before anybody agrees, and where a chat is linked. */
interface Told {
  readonly short: MessageKey;
  readonly full: MessageKey;
}

/** By channel; what is written passes there, or, with private writing, on the page only. */
const TOLD: Readonly<Record<string, { readonly open: Told; readonly masked: Told }>> = {
  telegram: {
    open: { short: 'people.consent.abroad', full: 'people.consent.full-abroad' },
    masked: { short: 'people.consent.abroad-masked', full: 'people.consent.full-abroad-masked' },
  },
  zalo: {
    open: { short: 'people.consent.zalo', full: 'people.consent.full-zalo' },
    masked: { short: 'people.consent.zalo-masked', full: 'people.consent.full-zalo-masked' },
  },
};

/** Nothing where there are no servers of others. */
export function carried(
  { channel, masked }: { readonly channel: string; readonly masked?: boolean },
  length: keyof Told,
): readonly Words[] {
  const told = Object.hasOwn(TOLD, channel) ? TOLD[channel] : undefined;
  return told === undefined ? [] : [words(told[masked === true ? 'masked' : 'open'][length])];
}
