/** Words → Telegram's calls. Pure; what comes out is JSON in final words, as an outbox row keeps it. */
import type { PromptId } from '../../lib/ids.ts';
import type { Call, Composed } from '../channel.ts';
import { codePoints, shorten, splitText } from '../split.ts';
import { packTap } from './callback-data.ts';

// https://core.telegram.org/bots/api#sendmessage and #senddocument, "after entities parsing".
export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;
// Enforced by the server though not in its documentation.
export const MAX_BUTTONS = 100;
export const MAX_BUTTONS_IN_ROW = 8;
// A phone shows about forty characters of a button; a keyboard of more than some 10 KB is refused as a whole.
export const LABEL_LIMIT = 96;

type Button =
  | { readonly text: string; readonly callback_data: string }
  | { readonly text: string; readonly url: string };
interface Keyboard {
  readonly inline_keyboard: readonly (readonly Button[])[];
}
type Choices = Composed['choices'];

/** Plain text without parse_mode: what a person wrote is never read as markup. Only the last call carries the choices. */
export function render(message: Composed): readonly Call[] {
  const buttons = keyboard(message.promptId, message.choices);
  if (message.file !== undefined) return withFile(message.text, message.file, buttons);
  const parts = splitText(message.text, TEXT_LIMIT);
  return parts.map((part, index) => textCall(part, index === parts.length - 1 ? buttons : {}));
}

/** The tapped prompt with the one button that was chosen: it can still be tapped, and is then known as answered. */
// biome-ignore lint/complexity/useMaxParams: as the contract of channels has it
export function renderAnswered(messageId: string, promptId: PromptId, key: string, label: string): Call {
  const only = button(promptId, key, `✔ ${label}`);
  const markup: Keyboard = { inline_keyboard: [[only]] };
  return {
    kind: 'edit',
    body: { method: 'editMessageReplyMarkup', message_id: Number(messageId), reply_markup: markup },
  };
}

/** In a private chat a bot may delete what the person wrote in the last 48 hours (core.telegram.org/bots/api#deletemessage). */
export function renderRemoval(messageId: string): Call {
  return { kind: 'edit', body: { method: 'deleteMessage', message_id: Number(messageId) } };
}

function textCall(text: string, buttons: { readonly reply_markup?: Keyboard }): Call {
  return {
    kind: 'new',
    body: { method: 'sendMessage', text, link_preview_options: { is_disabled: true }, ...buttons },
  };
}

/** Text that is too long for a caption goes before the file as messages of its own. */
function withFile(
  text: string,
  file: NonNullable<Composed['file']>,
  buttons: { readonly reply_markup?: Keyboard },
): readonly Call[] {
  const trimmed = text.trim();
  const fits = trimmed.length <= CAPTION_LIMIT || codePoints(trimmed) <= CAPTION_LIMIT;
  const before = fits ? [] : splitText(trimmed, TEXT_LIMIT).map((part) => textCall(part, {}));
  const caption = fits && trimmed !== '' ? { caption: trimmed } : {};
  // Pictures go as documents too: nothing about their size or sides is refused then, and they arrive as they were sent.
  return [...before, { kind: 'file', body: { method: 'sendDocument', ...file, ...caption, ...buttons } }];
}

/** Without a prompt there is nothing an answer could belong to, so no buttons either. */
function keyboard(promptId: PromptId | undefined, choices: Choices): { readonly reply_markup?: Keyboard } {
  if (promptId === undefined || choices.length === 0) return {};
  const rows: Button[][] = [];
  for (const choice of choices.slice(0, MAX_BUTTONS)) {
    const row = rows.at(-1);
    const next =
      choice.href === undefined
        ? button(promptId, choice.key, choice.label)
        : { text: labelOf(choice.key, choice.label), url: choice.href };
    if (choice.beside && row !== undefined && row.length < MAX_BUTTONS_IN_ROW) row.push(next);
    else rows.push([next]);
  }
  return { reply_markup: { inline_keyboard: rows } };
}

function button(promptId: PromptId, key: string, label: string): Button {
  return { text: labelOf(key, label), callback_data: packTap(promptId, key) };
}

/** A button without a text is refused, so the key stands in for an empty label. */
function labelOf(key: string, label: string): string {
  const text = shorten(label.trim(), LABEL_LIMIT);
  return text === '' ? key : text;
}
