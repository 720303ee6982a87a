/** Is everything put in that a message wants? Reads the parameters that are written out where a message is said. Pure. */
import { placeholdersOf } from '../template.ts';
import type { Catalogue } from '../translate.ts';

/** `say('a.b', …`, `words('a.b', …` or `key: 'a.b', params: …`; a say without parameters ends right there. */
const SAID =
  /(?:\b(?:say|words)\(\s*'([^']+)'\s*|\bkey:\s*'([^']+)'\s*)(,\s*(?:params:\s*)?\{|,\s*undefined|,?\s*[)}])/g;

/** Parameters that a message wants and that the code does not give; computed parameters are not looked into. */
export function missingParams(code: string, catalogue: Catalogue): readonly string[] {
  return [...code.matchAll(SAID)].flatMap((match) => {
    const key = match[1] ?? match[2] ?? '';
    const text = catalogue[key];
    const given = match[3]?.endsWith('{') === true ? namesIn(code, match.index + match[0].length) : [];
    if (text === undefined || given === undefined) return [];
    const missing = placeholdersOf(text).filter((name) => !given.includes(name));
    return missing.map((name) => `says '${key}' without {${name}}`);
  });
}

/** The names of an object literal whose content begins at `start`; undefined when they cannot be read off. */
function namesIn(code: string, start: number): readonly string[] | undefined {
  const entries = entriesOf(code, start);
  if (entries.some((entry) => entry.startsWith('...') || entry.startsWith('['))) return undefined;
  return entries.map((entry) => /^['"]?(\w+)/.exec(entry)?.[1] ?? '');
}

/** The entries of a literal, split at the commas outside of any brackets and quotes. */
function entriesOf(code: string, start: number): readonly string[] {
  const entries = [''];
  let depth = 0;
  let quote = '';
  for (const sign of code.slice(start)) {
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if ('\'"`'.includes(sign)) quote = sign;
    else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth -= 1;
    if (depth < 0) break;
    if (sign === ',' && depth === 0 && quote === '') entries.push('');
    else entries[entries.length - 1] += sign;
  }
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}
