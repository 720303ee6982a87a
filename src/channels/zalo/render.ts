/**
 * Words → messages of the Zalo Bot Platform. Pure. There are no buttons: choices are a numbered list under the text, answered
 * by number or word, and what opens a page is written out. Plain text only, so what a person wrote is never read as markup.
 */
import type { Call, Composed } from '../channel.ts';
import { shorten, splitText, utf16Units } from '../split.ts';

// "1 to 2000 characters" (documented) leaves the unit open; 1,900 UTF-16 units are fewer than 2,000 of any.
export const TEXT_LIMIT = 1_900;
/** A label that is longer tells nothing more on a phone. */
const LABEL_LIMIT = 160;
const AROUND_LABEL = 6;

type Choice = Composed['choices'][number];

/** Only the last message carries the choices. A file cannot be sent: whoever composed the message has said so in its words. */
export function render(message: Composed): readonly Call[] {
  const text = message.text.trim();
  const list = listOf(message).join('\n');
  if (list === '') return splitText(text, TEXT_LIMIT, utf16Units).map(textCall);
  const parts = splitText(text, TEXT_LIMIT, utf16Units);
  const last = parts.at(-1);
  const together = last === undefined ? list : `${last}\n\n${list}`;
  const whole = together.length <= TEXT_LIMIT ? [...parts.slice(0, -1), together] : [...parts, list];
  return whole.flatMap((part) => splitText(part, TEXT_LIMIT, utf16Units)).map(textCall);
}

/** What opens a page is no answer and has no number. Where any text may be the answer, choices are offered by their words. */
function listOf({ promptId, choices, free, typed }: Composed): readonly string[] {
  const answers = promptId === undefined ? [] : choices.filter(({ href }) => href === undefined);
  const links = choices.flatMap(({ href, label }) => (href === undefined ? [] : [`${oneLine(label)}: ${href}`]));
  const how = answers.length === 0 || typed === undefined ? [] : [typed];
  return [...links, ...how, ...(free ? [] : numbered(answers))];
}

function numbered(choices: readonly Choice[]): readonly string[] {
  const longest = Math.min(LABEL_LIMIT, Math.max(AROUND_LABEL, Math.floor(TEXT_LIMIT / choices.length) - AROUND_LABEL));
  return choices.map((choice, n) => `${choice.number ?? n + 1}. ${labelOf(choice, longest)}`);
}

function labelOf({ key, label }: Choice, longest: number): string {
  const text = shorten(oneLine(label), longest, utf16Units);
  return text === '' ? key : text;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function textCall(text: string): Call {
  return { kind: 'new', body: { method: 'sendMessage', text } };
}
