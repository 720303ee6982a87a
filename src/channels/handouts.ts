/** Files behind links, for channels that carry none. What a link opens, whoever holds it: it was sent to one person. */
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { fileHeaders } from './file-headers.ts';

export interface Handout {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface HandoutOptions {
  readonly open: (token: string) => Promise<Handout | 'unknown' | 'gone'>;
  /** What is said to a link that opens nothing. */
  readonly words: Readonly<Record<'unknown' | 'gone', string>>;
  readonly locale: 'vi' | 'en';
}

const ANSWERS = { unknown: 404, gone: 410 } as const;
/** Nobody who looks for pages is to list it, and the link is told to no other page. */
const UNSEEN = { 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex, nofollow' };

/** HEAD is answered as GET is, without the body. */
export function handoutRoutes(options: HandoutOptions): Hono {
  const routes = new Hono();
  routes.get('/f/:token', (c) => answer(c, options));
  return routes;
}

async function answer(c: Context, { open, words, locale }: HandoutOptions): Promise<Response> {
  const found = await open(c.req.param('token') ?? '');
  if (typeof found === 'string') {
    const page = html`<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words[found]}</title><p>${words[found]}</p></html>`;
    return c.html(page, ANSWERS[found], { ...UNSEEN, 'Cache-Control': 'no-store' });
  }
  const headers = { ...fileHeaders(found), ...UNSEEN, 'Content-Length': String(found.bytes.length) };
  return c.body(new Uint8Array(found.bytes), 200, headers);
}
