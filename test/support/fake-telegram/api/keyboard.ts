import type { Button, Payload, Refusal, ReplyMarkup } from '../types.ts';
import { isObject, list, structure } from './args.ts';
import { badRequest } from './reply.ts';

/** Checks of `reply_markup`. */

export const MAX_BUTTONS = 100;
export const MAX_ROW = 8;
export const MAX_DATA_BYTES = 64;
const MAX_MARKUP_BYTES = 10 * 1024;

export type Markup = { readonly markup: ReplyMarkup | undefined } | Refusal;

const cannotParse = (why: string): Refusal => badRequest(`can't parse reply keyboard markup: ${why}`);

/** Inline keyboards come back with the message; other keyboards are accepted and not shown. */
export function replyMarkup(payload: Payload): Markup {
  const value = structure(payload, 'reply_markup');
  if (value === undefined) return { markup: undefined };
  if (value === 'broken') return badRequest("can't parse reply keyboard markup JSON object");
  if (!isObject(value)) return badRequest('object expected as reply markup');
  if (!('inline_keyboard' in value)) return { markup: undefined };
  const rows = list(value['inline_keyboard']);
  if (!rows) return cannotParse('Field "inline_keyboard" must be of type Array');
  return checkRows(rows) ?? { markup: rows.length === 0 ? undefined : { inline_keyboard: rows as Button[][] } };
}

function checkRows(rows: readonly unknown[]): Refusal | undefined {
  const buttons: unknown[] = [];
  for (const row of rows) {
    const cells = list(row);
    if (cells === undefined) return cannotParse('Field "inline_keyboard" must be an Array of Arrays');
    // The count and width limits are the documented ones; these answers to breaking them are a guess.
    if (cells.length > MAX_ROW) return badRequest('reply markup is too long');
    buttons.push(...cells);
  }
  if (buttons.length > MAX_BUTTONS) return badRequest('reply markup is too long');
  for (const button of buttons) {
    const wrong = checkButton(button);
    if (wrong) return wrong;
  }
  return Buffer.byteLength(JSON.stringify(rows)) > MAX_MARKUP_BYTES
    ? badRequest('reply markup is too long')
    : undefined;
}

const ACTIONS = ['url', 'callback_data', 'web_app', 'login_url', 'switch_inline_query', 'copy_text', 'pay'];
const OTHER_ACTIONS = ['switch_inline_query_current_chat', 'switch_inline_query_chosen_chat', 'callback_game'];

function checkButton(button: unknown): Refusal | undefined {
  if (!isObject(button)) return cannotParse('InlineKeyboardButton must be an Object');
  const { text, callback_data: data } = button;
  if (typeof text !== 'string') return cannotParse('Can\'t find field "text"');
  if (text.trim() === '') return cannotParse('Button text must be non-empty');
  if (![...ACTIONS, ...OTHER_ACTIONS].some((action) => action in button)) {
    return cannotParse('Text buttons are unallowed in the inline keyboard');
  }
  if (data === undefined) return undefined;
  if (typeof data !== 'string') return cannotParse('Field "callback_data" must be of type String');
  const bytes = Buffer.byteLength(data);
  return bytes < 1 || bytes > MAX_DATA_BYTES ? badRequest('BUTTON_DATA_INVALID') : undefined;
}

export function buttonsOf(markup: ReplyMarkup | undefined): readonly Button[] {
  return markup?.inline_keyboard?.flat() ?? [];
}
