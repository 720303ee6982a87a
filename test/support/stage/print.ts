/** What came of a line of a transcript, as the indented lines beneath it. */
import type { Fact } from '../../../src/engine/fact.ts';
import { minuteOf } from '../../../src/lib/time.ts';
import { type Arrived, type Button, DOCUMENTS, PICTURE } from './phones.ts';
import { type Logged, ZONE } from './stage.ts';

/** Whoever knows people by their phones. */
export interface Person {
  named(platformId: string): string;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;
const LONGEST = 90;

/** A fact with what is the same in every run: no ids, no instants, no hashes. */
export function printFact({ type, ...said }: Fact): string {
  const shown = Object.entries(said).flatMap(([name, value]: [string, unknown]) => {
    const printed = printValue(name, value);
    return printed === undefined ? [] : [`${name}: ${printed}`];
  });
  return `  + ${type}${shown.length === 0 ? '' : ` {${shown.join(', ')}}`}`;
}

function printValue(name: string, value: unknown): string | undefined {
  if (typeof value === 'string') return ID.test(value) || /^[0-9a-f]{40,}$/.test(value) ? undefined : printText(value);
  if (typeof value === 'number') return /At$|^at$|until/i.test(name) ? undefined : String(value);
  if (typeof value === 'boolean') return String(value);
  return Array.isArray(value) && value.length > 0 ? `× ${value.length}` : undefined;
}

function printText(text: string): string {
  return text.length > LONGEST
    ? `${JSON.stringify(`${text.slice(0, LONGEST / 2)}…`)} (${text.length} letters)`
    : JSON.stringify(text);
}

export function printErrors(log: readonly Logged[]): readonly string[] {
  return log
    .filter(({ level }) => level === 'error')
    .map(({ event, fields }) => `  !! ${event} ${JSON.stringify(fields)}`);
}

/** The same words to several people are printed once. `timed`: with the time at which they were said. `typed`: as they are typed. */
export function printMessages(
  people: Person,
  messages: readonly Arrived[],
  { timed, typed }: { readonly timed: boolean; readonly typed: boolean },
): readonly string[] {
  const alike = new Map<string, { readonly when: string; readonly body: string; readonly names: string[] }>();
  for (const one of messages) {
    const when = timed ? ` ${shortMinute(one.at)}` : '';
    const body = bodyOf(one, typed);
    const same = alike.get(when + body) ?? { when, body, names: [] };
    same.names.push(people.named(one.platformId));
    alike.set(when + body, same);
  }
  return [...alike.values()].flatMap(({ when, body, names }) => [`  →${when} ${names.join(', ')}`, body]);
}

function bodyOf({ text, buttons, file, typed: line, free }: Arrived, typed: boolean): string {
  const shownButtons = buttons.map((row) => row.map((button) => printChoice(button, typed)).join(' '));
  const shown = text.length > 2_000 ? `${text.slice(0, 200)}… (${text.length} letters)` : text;
  const lines = [
    ...(file === undefined ? [] : [`<${file.name}>`, ...contentOf(file)]),
    ...shown.split('\n'),
    ...(typed && line !== undefined ? line.split('\n') : []),
    ...(typed && line !== undefined && free === true ? linksOf(buttons) : shownButtons),
  ];
  return lines.map((line) => `    ${line}`.trimEnd()).join('\n');
}

const linksOf = (buttons: Arrived['buttons']): readonly string[] =>
  buttons.flat().flatMap(({ text }) => (text.endsWith('↗') ? [`[${text}]`] : []));

/** Where choices are typed, `data` is the number under which one is listed. */
const printChoice = ({ text, data }: Button, typed: boolean): string =>
  typed && data !== '' ? `${data}. ${text}` : `[${text}]`;

/** Of a picture or document it is enough to see that it came as it was. */
function contentOf({ content, encoding }: NonNullable<Arrived['file']>): readonly string[] {
  if (encoding === undefined) return masked(content);
  const bytes = Buffer.from(content, encoding);
  if (bytes.equals(PICTURE)) return ['| the picture that was sent'];
  const [document] = [...DOCUMENTS].find(([, sent]) => bytes.equals(sent)) ?? [];
  return [document === undefined ? '| ANOTHER FILE' : `| the ${document} that was sent`];
}

/**
 * A file without what is different in every run: ids, how often the platform delivered the same thing, and the order in which a
 * database keeps what is in a JSON column.
 */
function masked(content: string): readonly string[] {
  if (content.startsWith('<!doctype html>')) return ofPage(content);
  const ids = /"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+"/g;
  return JSON.stringify(inOrder(JSON.parse(content)), null, 2)
    .replaceAll(ids, '"…"')
    .replaceAll(/"[0-9a-f]{40,}"/g, '"…"')
    .replaceAll(/"done": \d+/g, '"done": …')
    .split('\n')
    .map((line) => `| ${line}`);
}

/** The lines of a page as they are read. */
function ofPage(html: string): readonly string[] {
  const [, body = ''] = html.split('<main>');
  return body
    .split('\n')
    .filter((line) => /^<(?:h|p)/.test(line) && !line.includes('Tin đồng chí gửi trợ lý'))
    .map((line) => `| ${line.startsWith('<h') ? '== ' : ''}${line.replaceAll(/<[^>]+>/g, '')}`);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, inOrder(one)]));
}

function shortMinute(at: number): string {
  const minute = minuteOf(at, ZONE);
  return `${Number(minute.slice(8, 10))}/${Number(minute.slice(5, 7))} ${minute.slice(11)}`;
}
