/** A message's text cut into pieces once, so that translating it is only joining. */

/** Literal text, or the name of what is put in. */
export type Piece = { readonly literal: string } | { readonly param: string };

/** One line of a message; `bare` when it holds nothing but placeholders, so that it may vanish with them. */
export interface TemplateLine {
  readonly pieces: readonly Piece[];
  readonly bare: boolean;
}

export type Template = readonly TemplateLine[];

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9]*)\}/g;

export function parseTemplate(text: string): Template {
  return text.replace(/\n+$/, '').split('\n').map(parseLine);
}

/** The names of all placeholders, sorted, each once. */
export function placeholdersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))].sort();
}

/** Braces that are no placeholder: nearly always a typing mistake such as `{ name}` or `{name`. */
export function strayBraces(text: string): boolean {
  return /[{}]/.test(text.replace(PLACEHOLDER, ''));
}

function parseLine(line: string): TemplateLine {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of line.matchAll(PLACEHOLDER)) {
    if (match.index > end) pieces.push({ literal: line.slice(end, match.index) });
    pieces.push({ param: match[1] ?? '' });
    end = match.index + match[0].length;
  }
  if (end < line.length) pieces.push({ literal: line.slice(end) });
  const bare = pieces.length > 0 && pieces.every((piece) => 'param' in piece || piece.literal.trim() === '');
  return { pieces, bare };
}
