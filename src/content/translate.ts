/** Turns catalogue keys and parameters into the words of the reader's language. */
import type { Localized, Param, Words } from '../engine/say.ts';
import { never } from '../lib/never.ts';
import {
  formatClock,
  formatDay,
  formatDayMonth,
  formatMinute,
  formatNumber,
  formatShare,
  type Locale,
} from './format.ts';
import { parseTemplate, type Template, type TemplateLine } from './template.ts';

/** Message key → text with `{placeholders}`, of one language. */
export type Catalogue = Readonly<Record<string, string>>;

export interface Translator {
  /** Throws when a key or a parameter is missing: the content check finds these beforehand. */
  text(words: Words | Localized | string, locale: Locale): string;
}

/** `whole`: the text, where there is nothing to put in. */
type Templates = ReadonlyMap<string, { readonly template: Template; readonly whole: string | undefined }>;

/** Parses both catalogues once; `text` is on the path of every message. */
export function createTranslator(catalogues: Readonly<Record<Locale, Catalogue>>): Translator {
  const templates = { vi: parseAll(catalogues.vi), en: parseAll(catalogues.en) };
  return { text: (words, locale) => textOf(words, { locale, templates: templates[locale] }) };
}

interface Reader {
  readonly locale: Locale;
  readonly templates: Templates;
}

function parseAll(catalogue: Catalogue): Templates {
  return new Map(
    Object.entries(catalogue).map(([key, text]) => {
      const template = parseTemplate(text);
      return [key, { template, whole: wholeOf(key, template) }];
    }),
  );
}

function textOf(words: Words | Localized | string, reader: Reader): string {
  if (typeof words === 'string') return words;
  if ('vi' in words) return words[reader.locale];
  const known = reader.templates.get(words.key);
  if (known === undefined) throw new Error(`message '${words.key}' is not in the catalogue '${reader.locale}'`);
  return known.whole ?? fill(known.template, words, reader);
}

function wholeOf(key: string, template: Template): string | undefined {
  const filled = template.some(({ pieces }) => pieces.some((piece) => 'param' in piece));
  return filled ? undefined : fill(template, { key } as Words, { locale: 'vi', templates: new Map() });
}

function fill(template: Template, words: Words, reader: Reader): string {
  const lines: string[] = [];
  let dropped = false;
  for (const line of template) {
    const text = fillLine(line, words, reader);
    if (text !== undefined) lines.push(text);
    else dropped = true;
  }
  return (dropped ? closeGaps(lines) : lines).join('\n');
}

/** Undefined when the line is to vanish: an empty list in it, or nothing in it but placeholders that came to nothing. */
function fillLine(line: TemplateLine, words: Words, reader: Reader): string | undefined {
  let text = '';
  for (const piece of line.pieces) {
    if ('literal' in piece) {
      text += piece.literal;
      continue;
    }
    const value = words.params?.[piece.param];
    if (value === undefined) throw new Error(`message '${words.key}' needs the parameter '${piece.param}'`);
    if (Array.isArray(value) && value.length === 0) return undefined;
    text += formatted(value, reader);
  }
  return line.bare && text.trim() === '' ? undefined : text;
}

/** A vanished paragraph takes one of the blank lines around it along. */
function closeGaps(lines: readonly string[]): string[] {
  const kept = lines.filter((line, place) => line !== '' || (place > 0 && lines[place - 1] !== ''));
  return kept.at(-1) === '' ? kept.slice(0, -1) : kept;
}

function formatted(value: Param, reader: Reader): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value, reader.locale);
  if (isList(value)) return value.map((entry) => textOf(entry, reader)).join('\n');
  if ('key' in value || 'vi' in value) return textOf(value, reader);
  return measureOf(value, reader.locale);
}

type Measure = Exclude<Param, string | number | Words | Localized | readonly unknown[]>;

function measureOf(value: Measure, locale: Locale): string {
  if ('day' in value) return formatDay(value.day, locale);
  if ('dayMonth' in value) return formatDayMonth(value.dayMonth, locale);
  if ('minute' in value) return formatMinute(value.minute, locale);
  if ('clock' in value) return formatClock(value.clock, locale);
  if ('part' in value) return formatShare(value.part, value.whole, locale);
  return never(value);
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: Param): value is readonly (Words | Localized | string)[] {
  return Array.isArray(value);
}
