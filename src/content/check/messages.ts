/** What may be wrong with the catalogues: found before anybody reads a message. Pure. */
import type { Locale } from '../format.ts';
import { placeholdersOf, strayBraces } from '../template.ts';
import type { Catalogue } from '../translate.ts';
import { toneProblems } from './tone.ts';

/** The shortest limit of any channel for one message (Zalo takes 2000; the rest is room for a numbered list's end). */
export const SHORTEST_LIMIT = 1900;
/** Longer than nearly every parameter gets: numbers, dates, names, places. Longer lists and texts are split when they are sent. */
const LONG_PARAM = 60;
/** Messages about the choice of language speak both on purpose: who reads them may have landed in the wrong one. */
const BILINGUAL = /(^|\.)language(\.|$)/;

/** One sentence for each problem, naming the language and the key. */
export function messageProblems(catalogues: Readonly<Record<Locale, Catalogue>>): readonly string[] {
  const { vi, en } = catalogues;
  const keys = [...new Set([...Object.keys(vi), ...Object.keys(en)])].sort();
  return keys.flatMap((key) => [
    ...textProblems('vi', key, vi[key]),
    ...textProblems('en', key, en[key]),
    ...pairProblems(key, vi[key], en[key]),
    ...toneProblems(vi[key] ?? '').map((problem) => `vi ${key}: ${problem}`),
  ]);
}

function textProblems(locale: Locale, key: string, text: string | undefined): readonly string[] {
  if (text === undefined) return [`${locale} ${key}: missing, the other language has it`];
  if (text.trim() === '') return [`${locale} ${key}: empty`];
  const problems: string[] = [];
  if (strayBraces(text)) problems.push('a brace that belongs to no {placeholder} (letters and digits only)');
  if (/\b(TODO|FIXME|XXX)\b/.test(text)) problems.push('not finished');
  if (longest(text) > SHORTEST_LIMIT)
    problems.push(`up to ${longest(text)} characters, the shortest channel takes ${SHORTEST_LIMIT}`);
  return problems.map((problem) => `${locale} ${key}: ${problem}`);
}

function longest(text: string): number {
  return text.replace(/\{\w+\}/g, 'x'.repeat(LONG_PARAM)).length;
}

function pairProblems(key: string, vi: string | undefined, en: string | undefined): readonly string[] {
  if (vi === undefined || en === undefined) return [];
  const problems: string[] = [];
  const [inVi, inEn] = [placeholdersOf(vi), placeholdersOf(en)];
  const odd = [...inVi.filter((name) => !inEn.includes(name)), ...inEn.filter((name) => !inVi.includes(name))];
  if (odd.length > 0) problems.push(`${key}: only one language has {${odd.join('}, {')}}`);
  if (BILINGUAL.test(key)) return problems;
  if (vi === en && wordsOf(vi) > 2)
    problems.push(`${key}: the same in both languages, so one of them is not translated`);
  else if (vietnameseWords(en) > 3) problems.push(`en ${key}: looks Vietnamese`);
  return problems;
}

/** Words of a language: not placeholders, commands or numbers. A name of two words may be the same in both. */
function wordsOf(text: string): number {
  return (text.replace(/\{\w+\}|\/\w+/g, ' ').match(/\p{L}{2,}/gu) ?? []).length;
}

/** Words with a mark over, under or through a letter. */
function vietnameseWords(text: string): number {
  const words = text.normalize('NFD').match(/[\p{L}\p{M}]+/gu) ?? [];
  return words.filter((word) => /\p{M}|đ/iu.test(word)).length;
}
