/** Are the messages of the catalogue said anywhere, and does everything said exist? Looks at the text of the sources. Pure. */
import type { Catalogue } from '../translate.ts';
import { missingParams } from './params.ts';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Beside a prompt's id in the 64 bytes that Telegram gives a button. */
const CHOICE_KEY = /^[A-Za-z0-9._:-]{1,24}$/;

export function usageProblems(catalogue: Catalogue, sources: readonly SourceFile[]): readonly string[] {
  const code = sources.map((source) => ({ ...source, text: withoutComments(source.text) }));
  const all = code.map((source) => source.text).join('\n');
  const literals = new Set([...all.matchAll(/['"`]([a-z0-9-]+(?:\.[a-z0-9-]+)+)['"`]/g)].map((match) => match[1]));
  const patterns = [...all.matchAll(/`([a-z0-9-]+\.[a-z0-9.-]*\$\{[^`]*)`/g)].map((match) => patternOf(match[1] ?? ''));
  const unused = Object.keys(catalogue).filter(
    (key) => !literals.has(key) && !patterns.some((pattern) => pattern.test(key)),
  );
  return [
    ...unused.map((key) => `${key}: nothing in src says it`),
    ...code.flatMap((source) => saidProblems(source, catalogue)),
    ...code.flatMap((source) => missingParams(source.text, catalogue).map((problem) => `${source.path}: ${problem}`)),
    ...code.flatMap(choiceProblems),
  ];
}

function saidProblems(source: SourceFile, catalogue: Catalogue): readonly string[] {
  const said = [...source.text.matchAll(/(?:\b(?:say|words)\(\s*|\bdescribe:\s*)'([a-z0-9-]+(?:\.[a-z0-9-]+)+)'/g)].map(
    (match) => match[1] ?? '',
  );
  return said
    .filter((key) => !Object.hasOwn(catalogue, key))
    .map((key) => `${source.path}: says '${key}', which no catalogue has`);
}

function choiceProblems(source: SourceFile): readonly string[] {
  const keys = [...source.text.matchAll(/\bkey:\s*'([^']*)',\s*label\b/g)].map((match) => match[1] ?? '');
  return keys
    .filter((key) => !CHOICE_KEY.test(key))
    .map((key) => `${source.path}: the choice's key '${key}' is not 1 to 24 of a-z A-Z 0-9 . _ - :`);
}

/** `common.unsupported-${what}` as a pattern of keys. */
function patternOf(template: string): RegExp {
  const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.]/g, '[.]'));
  return new RegExp(`^${parts.join('[a-z0-9.-]+')}$`);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
