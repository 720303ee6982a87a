/**
 * Long text → parts of at most `limit` of the platform's units. Cut at a paragraph, else a line, else a word, and never
 * inside what a reader sees as one character. White space at a cut is dropped: nobody sees it at the edge of a message.
 */
const clusters = new Intl.Segmenter('vi', { granularity: 'grapheme' });

const PIECE = 256;
const SPACE = /^\s+$/;
const NEWLINE = /^(?:\n|\r\n|\r)$/;

interface Cut {
  /** Where the part ends, white space before the cut left out. */
  readonly end: number;
  /** Where the next part begins. */
  readonly next: number;
}

/** How a platform counts: Telegram's server in code points (tdlib/telegram-bot-api counts `utf8_length`), others in UTF-16 units. */
export type Measure = (text: string) => number;

export const utf16Units: Measure = (text) => text.length;

export function splitText(text: string, limit: number, measure: Measure = codePoints): readonly string[] {
  const whole = text.trim();
  if (whole.length <= limit) return whole === '' ? [] : [whole];
  const parts: string[] = [];
  for (let start = 0; start < whole.length; ) {
    const cut = nextCut(whole, start, { limit, measure });
    parts.push(whole.slice(start, cut.end));
    start = cut.next;
  }
  return parts;
}

/** At most `limit` units, whole characters only, with '…' where something was left out. */
export function shorten(text: string, limit: number, measure: Measure = codePoints): string {
  if (text.length <= limit || measure(text) <= limit) return text;
  let kept = '';
  let count = 1;
  for (const { segment } of charactersOf(text, 0)) {
    count += measure(segment);
    if (count > limit) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

interface Size {
  readonly limit: number;
  readonly measure: Measure;
}

function nextCut(text: string, start: number, size: Size): Cut {
  const scan = new Scan(size);
  for (const { segment, index } of charactersOf(text, start)) {
    const cut = scan.take(segment, index);
    if (cut !== undefined) return cut;
  }
  return { end: scan.inkEnd, next: text.length };
}

/**
 * What a reader sees as one character, one by one. The segmenter is given a piece at a time, because V8 copies its whole
 * input for every character. Where a character ends depends on nothing beyond the next one, so every end in a piece is
 * right but the last.
 */
function* charactersOf(text: string, start: number): Generator<{ readonly segment: string; readonly index: number }> {
  let size = PIECE;
  for (let from = start; from < text.length; ) {
    const to = Math.min(from + size, text.length);
    let done = from;
    for (const { segment, index } of clusters.segment(text.slice(from, to))) {
      const end = from + index + segment.length;
      if (end === to && to < text.length) break;
      yield { segment, index: from + index };
      done = end;
    }
    size = done === from ? size * 2 : PIECE;
    from = done;
  }
}

/** Walks over the characters of one part, which begins with no white space, and remembers where it could be cut. */
class Scan {
  readonly #limit: number;
  readonly #measure: Measure;
  #count = 0;
  #newlines = 0;
  #half = 0;
  #paragraph: Cut | undefined;
  #line: Cut | undefined;
  #word: Cut | undefined;
  /** End of the last character that is no white space. */
  inkEnd = 0;

  constructor({ limit, measure }: Size) {
    this.#limit = limit;
    this.#measure = measure;
  }

  /** The cut, once this character does not fit any more. White space always fits: it is dropped if it comes last. */
  take(segment: string, index: number): Cut | undefined {
    this.#count += this.#measure(segment);
    if (SPACE.test(segment)) {
      this.#space(segment, index);
      return undefined;
    }
    if (this.#count > this.#limit) return this.#best(segment, index);
    this.#newlines = 0;
    this.inkEnd = index + segment.length;
    if (this.#count <= this.#limit / 2) this.#half = this.inkEnd;
    return undefined;
  }

  #space(segment: string, index: number): void {
    if (NEWLINE.test(segment)) this.#newlines += 1;
    const cut = { end: this.inkEnd, next: index + segment.length };
    this.#word = cut;
    if (this.#newlines >= 1) this.#line = cut;
    if (this.#newlines >= 2) this.#paragraph = cut;
  }

  /** A paragraph or line is worth a cut only in the second half of a part; else parts of three words come about. */
  #best(segment: string, index: number): Cut {
    const good = [this.#paragraph, this.#line].find((cut) => cut !== undefined && cut.end > this.#half);
    if (good !== undefined) return good;
    if (this.#word !== undefined) return this.#word;
    if (this.inkEnd > 0) return { end: index, next: index };
    // One "character" longer than a whole message exists only as mischief; it is cut between code points.
    let end = index;
    let count = 0;
    for (const point of segment) {
      count += this.#measure(point);
      if (count > this.#limit && end > index) break;
      end += point.length;
    }
    return { end, next: end };
  }
}
