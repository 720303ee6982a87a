/**
 * What a button carries: `<prompt id>:<option key>`. The Bot API allows 1–64 bytes of callback_data
 * (https://core.telegram.org/bots/api#inlinekeyboardbutton), so the prompt's UUID travels as 22 characters of
 * base64url instead of 36, which leaves room for a key of 24 and a margin.
 */
import { Buffer } from 'node:buffer';
import type { PromptId } from '../../lib/ids.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const KEY = /^[A-Za-z0-9._-]{1,24}$/;
const DATA = /^([A-Za-z0-9_-]{22}):([A-Za-z0-9._-]{1,24})$/;

export interface Tap {
  /** Empty when the data is none of ours: the engine then answers that the button is unknown. */
  readonly promptId: PromptId;
  readonly key: string;
}

const UNKNOWN: Tap = { promptId: '' as PromptId, key: '' };

/** Throws on an id or a key that the program itself made wrongly: such a button could never be answered. */
export function packTap(promptId: PromptId, key: string): string {
  if (!UUID.test(promptId)) throw new Error('a prompt id that is no UUID in lower case');
  if (!KEY.test(key)) throw new Error(`an option key that does not fit a button: ${JSON.stringify(key)}`);
  if (packed.id !== promptId)
    packed = { id: promptId, as: Buffer.from(promptId.replaceAll('-', ''), 'hex').toString('base64url') };
  return `${packed.as}:${key}`;
}

/** The buttons of a message come one after another, all of the same prompt. */
let packed: { readonly id: string; readonly as: string } = { id: '', as: '' };

/** Data is untrusted: an old client or a forged request "may contain data that no button has" (same page, CallbackQuery). */
export function unpackTap(data: string): Tap {
  const [, packed = '', key = ''] = DATA.exec(data) ?? [];
  const bytes = Buffer.from(packed, 'base64url');
  // Sixteen bytes leave four unused bits in the last character: only the spelling we write is taken.
  if (bytes.length !== 16 || bytes.toString('base64url') !== packed) return UNKNOWN;
  const hex = bytes.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return { promptId: parts.join('-') as PromptId, key };
}
