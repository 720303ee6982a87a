import type { Payload, Refusal } from '../types.ts';
import { length, text } from './args.ts';
import { badRequest, isRefusal } from './reply.ts';

/** Message texts: HTML markup is taken out before the characters are counted, as on the platform. */

export interface Entity {
  readonly type: string;
  /** UTF-16 units. */
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

export const MAX_TEXT = 4096;
export const MAX_CAPTION = 1024;

const TAGS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
};

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const TOKEN = /<(\/?)([a-zA-Z-]+)([^<>]*)>|&(?:(lt|gt|amp|quot)|#(\d+));|[<]|[^<&]+|&/g;

export function parseHtml(source: string): FormattedText | Refusal {
  const open: { tag: string; offset: number; url: string | undefined }[] = [];
  const entities: Entity[] = [];
  let out = '';
  for (const [token, slash, name, rest, named, code] of source.matchAll(TOKEN)) {
    const tag = name?.toLowerCase();
    if (named !== undefined || code !== undefined) {
      out += named === undefined ? String.fromCodePoint(Number(code)) : (NAMED[named] ?? '');
    } else if (tag === undefined) {
      if (token === '<') return badRequest("can't parse entities: Unexpected end of name token");
      out += token;
    } else if (slash === '') {
      if (!(tag in TAGS)) return badRequest(`can't parse entities: Unsupported start tag "${tag}"`);
      open.push({ tag, offset: out.length, url: /href="([^"]*)"/.exec(rest ?? '')?.[1] });
    } else {
      const last = open.pop();
      if (last?.tag !== tag) return badRequest(`can't parse entities: Unmatched end tag, found "</${tag}>"`);
      const span = { type: TAGS[tag] ?? tag, offset: last.offset, length: out.length - last.offset };
      if (span.length > 0) entities.push(last.url === undefined ? span : { ...span, url: last.url });
    }
  }
  const unclosed = open.at(-1);
  if (unclosed)
    return badRequest(`can't parse entities: Can't find end tag corresponding to start tag "${unclosed.tag}"`);
  return { text: out, entities: entities.sort((a, b) => a.offset - b.offset) };
}

function formatted(payload: Payload, field: string): FormattedText | Refusal {
  const source = text(payload, field);
  const html = text(payload, 'parse_mode').toLowerCase() === 'html';
  return html ? parseHtml(source) : { text: source, entities: [] };
}

export function messageText(payload: Payload): FormattedText | Refusal {
  if (text(payload, 'text') === '') return badRequest('message text is empty');
  const parsed = formatted(payload, 'text');
  if (isRefusal(parsed)) return parsed;
  if (parsed.text.trim() === '') return badRequest('text must be non-empty');
  return length(parsed.text) > MAX_TEXT ? badRequest('message is too long') : parsed;
}

export function captionText(payload: Payload): FormattedText | Refusal {
  const parsed = formatted(payload, 'caption');
  if (isRefusal(parsed)) return parsed;
  return length(parsed.text) > MAX_CAPTION ? badRequest('message caption is too long') : parsed;
}
