/** What a written text means as the answer of a question, and what to say where it means nothing. Pure. */
import { isNumbered, readOrdinal, readOrdinals } from '../../engine/resolve.ts';
import { type Say, say, type Words } from '../../engine/say.ts';
import { isBlank } from '../../lib/blank.ts';
import { fold } from '../../lib/fold.ts';
import { readDay } from '../../lib/spoken-time.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Single } from '../questionnaires/model.ts';

/** The longest text of one message, in code points: Telegram's limit, and nobody's answer needs more at once. */
export const LONGEST_PART = 4096;

export type Understood = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: Say };
type Of<K extends Single['kind']> = Extract<Single, { kind: K }>;

const value = (text: string): Understood => ({ ok: true, value: text });
const problem = (one: Say): Understood => ({ ok: false, problem: one });

/** The stored form of a written answer. `today` decides which year a day without one is in. */
export function understand(question: Single, text: string, today: LocalDate): Understood {
  if (isBlank(text)) return problem(say('submissions.problem-blank'));
  switch (question.kind) {
    case 'text':
      return understandText(question, [text]);
    case 'photo':
      return problem(say(question.documents === true ? 'submissions.problem-file' : 'submissions.problem-photo'));
    case 'choice':
      return understandChoice(question, text);
    case 'multi':
      return understandMulti(question, text);
    case 'scale':
    case 'number':
      return understandNumber(question, text);
    case 'date':
      return understandDate(question, text, today);
  }
}

/** Checks the parts of a text answer together. */
export function understandText(question: Of<'text'>, parts: readonly string[]): Understood {
  const { min, max } = question;
  if (parts.some(isBlank)) return problem(say('submissions.problem-blank'));
  if (parts.some((part) => NFC_GROWS * part.length > LONGEST_PART && lengthOf(part) > LONGEST_PART))
    return problem(say('submissions.problem-long', { max: LONGEST_PART }));
  // Counting letters as people do is slow, and most questions have no limits of their own.
  if (min === undefined && max === undefined) return value(parts.join('\n'));
  const length = lengthOf(parts.join('\n'));
  if (max !== undefined && length > max) return problem(say('submissions.problem-too-long', { length, max }));
  if (min !== undefined && length < min) return problem(say('submissions.problem-too-short', { min }));
  return value(parts.join('\n'));
}

/** Composing makes a text at most so many times as long (unicode.org/faq/normalization.html, documented). */
const NFC_GROWS = 3;

/** As a person counts: a letter with its diacritics is one, however it is encoded. */
function lengthOf(text: string): number {
  let letters = 0;
  for (const _ of text.normalize('NFC')) letters += 1;
  return letters;
}

function understandChoice(question: Of<'choice'>, text: string): Understood {
  const key = keyOf(question, text);
  return key === undefined ? problem(say('submissions.problem-choice')) : value(key);
}

/** By label in either language, by key, or by number. */
export function keyOf(question: Of<'choice' | 'multi'>, text: string): string | undefined {
  const wanted = fold(text);
  const keys = (key: string): readonly string[] => (/^\d+$/.test(key) ? [] : [key]);
  const named = question.choices.filter(({ key, label }) =>
    [...keys(key), fold(label.vi), fold(label.en)].includes(wanted),
  );
  if (named.length === 1) return named[0]?.key;
  const place = hasPlaces(question) ? readOrdinal(text) : undefined;
  return place === undefined ? undefined : question.choices[place - 1]?.key;
}

/** "0", "1", "2" are their own numbers: there the second place is not "2". */
const hasPlaces = ({ choices }: Of<'choice' | 'multi'>): boolean => isNumbered(choices.map(({ label }) => label.vi));

/** `1, 3`, `1 3`, `1-3`, `1 và 3`, or labels with commas or lines between them. */
function understandMulti(question: Of<'multi'>, text: string): Understood {
  const whole = keyOf(question, text);
  const keys = whole === undefined ? keysOf(question, text) : [whole];
  if (keys.length === 0 || keys.includes(undefined)) return problem(say('submissions.problem-multi'));
  const picked = question.choices.map((choice) => choice.key).filter((key) => keys.includes(key));
  const wrong = countProblem(question, picked.length);
  return wrong === undefined ? value(picked.join(',')) : problem(wrong);
}

/** What is between commas is a label; only where that is none, "và" stands between two. */
function keysOf(question: Of<'multi'>, text: string): readonly (string | undefined)[] {
  const places = hasPlaces(question) ? readOrdinals(text) : undefined;
  if (places !== undefined) return places.map((place) => question.choices[place - 1]?.key);
  const pieces = (part: string, between: RegExp): readonly string[] =>
    part
      .split(between)
      .map((piece) => piece.trim())
      .filter((piece) => piece !== '');
  return pieces(text, /[,;\n]+/).flatMap((piece) => {
    const key = keyOf(question, piece);
    return key === undefined ? pieces(piece, /\s(?:và|va|and)\s/iu).map((one) => keyOf(question, one)) : [key];
  });
}

/** Why so many choices are too few or too many. */
export function countProblem({ min, max }: Of<'multi'>, count: number): Say | undefined {
  if (min !== undefined && count < min) return say('submissions.problem-few', { min });
  return max !== undefined && count > max ? say('submissions.problem-many', { max }) : undefined;
}

function understandNumber(question: Of<'scale' | 'number'>, text: string): Understood {
  const number = readNumber(text);
  const { min, max } = question;
  const wrong = number === undefined || (question.kind === 'scale' && !Number.isInteger(number));
  const outside = number !== undefined && ((min !== undefined && number < min) || (max !== undefined && number > max));
  return wrong || outside ? problem(numberProblem(question)) : value(String(number));
}

function numberProblem(question: Of<'scale' | 'number'>): Say {
  if (question.kind === 'number') return say('submissions.problem-number', { range: rangeOf(question) });
  return say('submissions.problem-scale', { min: question.min, max: question.max });
}

function rangeOf({ min, max }: Of<'number'>): Words | string {
  if (min !== undefined && max !== undefined) return { key: 'submissions.range', params: { min, max } };
  if (min !== undefined) return { key: 'submissions.range-from', params: { min } };
  return max === undefined ? '' : { key: 'submissions.range-to', params: { max } };
}

/** Vietnamese and English spelling: `1.250`, `12,5`, `12.5`. A point before exactly three digits separates thousands. */
function readNumber(text: string): number | undefined {
  const bare = text.normalize('NFKC').trim().replace(/\s+/g, '');
  if (/^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/.test(bare)) return Number(bare.replaceAll('.', '').replace(',', '.'));
  if (/^[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?$/.test(bare)) return Number(bare.replaceAll(',', ''));
  return /^[+-]?\d{1,15}([.,]\d{1,9})?$/.test(bare) ? Number(bare.replace(',', '.')) : undefined;
}

function understandDate(question: Of<'date'>, text: string, today: LocalDate): Understood {
  const day = readDay(text, today);
  if (day === undefined) return problem(say('submissions.problem-date'));
  const [min, max] = [question.min as LocalDate | undefined, question.max as LocalDate | undefined];
  if (min !== undefined && day < min) return problem(say('submissions.problem-date-early', { min: { day: min } }));
  if (max !== undefined && day > max) return problem(say('submissions.problem-date-late', { max: { day: max } }));
  return value(day);
}
