/** Which choices of a message a reader gets, in which words, and where: not every channel has every kind of button. */

import type { Locale } from '../../content/format.ts';
import { isNumbered } from '../../engine/resolve.ts';
import { type PromptOption, type Say, type Words, words } from '../../engine/say.ts';
import { PAGE, pagesOf } from '../../engine/typing.ts';
import type { PersonId } from '../../lib/ids.ts';
import type { Shell, Work } from '../shell.ts';
import { newWritingLink } from '../web/writing-link-store.ts';
import type { Offered } from './pieces.ts';

interface ReaderOfChoices {
  readonly channel: string;
  readonly personId: PersonId | null;
  readonly locale: Locale;
}

/** In the order of the message. Makes the links that the message carries, each its own. */
export async function offeredTo(work: Work, reader: ReaderOfChoices, say: Say): Promise<readonly Offered[]> {
  const { shell } = work;
  const capabilities = shell.channels.get(reader.channel)?.capabilities;
  const choices = (say.choices ?? []).filter((one) => one.entry === undefined || capabilities?.besideLines === true);
  const lines = choices.some((one) => one.entry !== undefined) ? entryLines(shell, reader.locale, say) : [];
  const offered: Offered[] = [];
  for (const { key, label, command, decides, beside, entry, opens } of choices) {
    const href = opens === undefined ? undefined : await pageFor(work, reader);
    if (opens !== undefined && href === undefined) continue;
    const line = entry === undefined ? undefined : lines[entry];
    if (entry !== undefined && line === undefined) continue;
    const text = shell.translator.text(label, reader.locale);
    const one: { -readonly [K in keyof Offered]: Offered[K] } = { key, label: text, beside: beside === true };
    if (command !== undefined) one.command = command;
    if (decides !== undefined) one.decides = decides;
    if (line !== undefined) one.line = line;
    if (href !== undefined) one.href = href;
    offered.push(one);
  }
  return offered;
}

/** What a prompt's row keeps: whatever can be an answer. */
export function optionsOf(offered: readonly Offered[]): readonly PromptOption[] {
  return offered
    .filter((one) => one.href === undefined)
    .map(({ key, label, command }) => (command === undefined ? { key, label } : { key, label, command }));
}

/** Are choices typed on this channel? */
export const isTyped = ({ channels }: Pick<Shell, 'channels'>, channel: string): boolean =>
  channels.get(channel)?.capabilities.buttons === false;

const MARKED = /^page\.(\d+)$/;

/** A long menu's row keeps which page of it was shown, as an option that nobody is offered. */
export function pageMark(options: readonly PromptOption[], { page = 1 }: Pick<Say, 'page'>): readonly PromptOption[] {
  return pagesOf(options.length) === 1 ? [] : [{ key: `page.${page}`, label: '' }];
}

/** A menu's row as its options and the page that was shown. */
export function ofMenu(row: readonly PromptOption[]): {
  readonly options: readonly PromptOption[];
  readonly page: number;
} {
  const mark = row.find(({ key, label }) => label === '' && MARKED.test(key));
  return { options: row.filter((one) => one !== mark), page: Number(mark?.key.match(MARKED)?.[1] ?? 1) };
}

/** What a channel without buttons shows of what is offered. */
export interface Listed {
  readonly offered: readonly (Offered & { readonly number?: number })[];
  /** As words, not by number. */
  readonly free: boolean;
  /** Which part of a long list it is, and how to see more. */
  readonly part?: Words;
}

/** Up to nine options at once, each under its number in the whole list; options that are numbers themselves have no others. */
export function listed(offered: readonly Offered[], { free, page = 1 }: Pick<Say, 'free' | 'page'>): Listed {
  const options = offered.filter((one) => one.href === undefined);
  if (free === true || !isNumbered(options.map(({ label }) => label))) return { offered, free: true };
  const numbered = options.map((one, index) => ({ ...one, number: index + 1 }));
  const pages = pagesOf(options.length);
  if (pages === 1)
    return { offered: offered.map((one) => numbered.find(({ key }) => key === one.key) ?? one), free: false };
  const shown = Math.min(page, pages);
  const [from, to] = [(shown - 1) * PAGE, Math.min(shown * PAGE, options.length)];
  const key = shown === 1 ? 'dialog.page-first' : shown < pages ? 'dialog.page-middle' : 'dialog.page-last';
  return {
    offered: [...offered.filter((one) => one.href !== undefined), ...numbered.slice(from, to)],
    free: false,
    part: words(key, { from: from + 1, to, total: options.length }),
  };
}

/** A longer line of words to be typed is hard to take apart. */
const LONGEST_LINE = 100;

/** How to answer by typing: said before a numbered list, and in place of one whose options have no numbers. */
export function typedLine(
  { translator }: Pick<Shell, 'translator'>,
  { locale }: Pick<ReaderOfChoices, 'locale'>,
  {
    say,
    list,
  }: { readonly say: Pick<Say, 'typed' | 'free' | 'choices'>; readonly list: Pick<Listed, 'offered' | 'free'> },
): string | undefined {
  const labels = list.offered.flatMap((one) => (one.href === undefined ? [spelled(one, say)] : []));
  if (labels.length === 0) return undefined;
  if (say.typed !== undefined && list.free === (say.free === true)) return translator.text(say.typed, locale).trim();
  if (!list.free) return undefined;
  const options = labels.join(', ');
  return options.length > LONGEST_LINE || labels.some((label) => label.includes(','))
    ? translator.text(
        words('dialog.type-one', { options: labels.map((label) => words('dialog.type-item', { label })) }),
        locale,
      )
    : translator.text(words(say.free === true ? 'dialog.type-or' : 'dialog.type', { options }), locale);
}

/** A label of the program's own begins with a capital as a button does; in a sentence, and typed, it needs none. */
function spelled({ key, label }: Offered, { choices = [] }: Pick<Say, 'choices'>): string {
  const own = choices.find((one) => one.key === key)?.label;
  const isOwn = typeof own === 'object' && 'key' in own;
  const text = label.replace(/\s+/g, ' ').trim();
  if (text === '') return key;
  return isOwn && /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

async function pageFor({ shell, cx }: Work, { personId }: ReaderOfChoices): Promise<string | undefined> {
  if (shell.privateText === undefined || personId === null) return undefined;
  return `${shell.privateText.publicUrl.replace(/\/+$/, '')}/w/${await newWritingLink(cx, personId)}`;
}

/** Belongs to no script, so no message and nobody's answer has it where it matters: before the list. */
const MARK = '\uE000';

/** The line of the translated text on which each entry of the parameter `lines` ends: what belongs to it stands after the whole of it. */
function entryLines({ translator }: Pick<Shell, 'translator'>, locale: Locale, say: Say): readonly number[] {
  const entries = say.params?.['lines'];
  if (!Array.isArray(entries)) return [];
  const marked = translator.text({ key: say.key, params: { ...say.params, lines: MARK } }, locale).trimStart();
  const place = marked.indexOf(MARK);
  if (place < 0) return [];
  let line = marked.slice(0, place).split('\n').length - 1;
  return entries.map((entry: Parameters<typeof translator.text>[0]) => {
    line += translator.text(entry, locale).split('\n').length;
    return line - 1;
  });
}
