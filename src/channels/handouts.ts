/** Files behind links, for channels that carry none. What a link opens, whoever holds it: it was sent to one person. */
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Log } from '../lib/log.ts';
import { fileHeaders } from './file-headers.ts';
import { clientOf, type Trust } from './web/guard.ts';
import type { Limits } from './web/limits.ts';

export interface Handout {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface HandoutOptions {
  /** `taken`: the file itself is asked for, and not only (HEAD) whether it is there. */
  readonly open: (token: string, way: { readonly taken: boolean }) => Promise<Handout | 'unknown' | 'gone'>;
  /** What is said to a link that opens nothing. */
  readonly words: Readonly<Record<Closed, string>>;
  readonly locale: 'vi' | 'en';
  readonly limits: Pick<Limits, 'links'>;
  /** The proxies in front of the server, which say from where a link is opened. */
  readonly trust: Trust;
  readonly log: Log;
}

type Closed = 'unknown' | 'gone' | 'wait' | 'later';
const ANSWERS = { unknown: 404, gone: 410, wait: 429, later: 503 } as const satisfies Record<Closed, number>;
/** Nobody who looks for pages is to list it, and the link is told to no other page. */
const UNSEEN = { 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex, nofollow' };

/** HEAD is answered as GET is, without the body. */
export function handoutRoutes(options: HandoutOptions): Hono {
  const routes = new Hono();
  routes.get('/f/:token', (c) => answer(c, options));
  routes.onError((error, c) => {
    // Only the kind: the message may quote what a person wrote, and the address is the key.
    options.log.error('http.failed', { method: c.req.method, route: '/f/:token', error: error.name });
    return closed(c, 'later', options);
  });
  return routes;
}

async function answer(c: Context, options: HandoutOptions): Promise<Response> {
  const seconds = await options.limits.links(clientOf(c, options.trust));
  if (seconds !== undefined) {
    c.header('Retry-After', String(seconds));
    return closed(c, 'wait', options);
  }
  const found = await options.open(c.req.param('token') ?? '', { taken: c.req.method !== 'HEAD' });
  if (typeof found === 'string') return closed(c, found, options);
  const headers = { ...fileHeaders(found), ...UNSEEN, 'Content-Length': String(found.bytes.length) };
  return c.body(new Uint8Array(found.bytes), 200, headers);
}

function closed(c: Context, why: Closed, { words, locale }: HandoutOptions): Response | Promise<Response> {
  const page = html`<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words[why]}</title><p>${words[why]}</p></html>`;
  return c.html(page, ANSWERS[why], { ...UNSEEN, 'Cache-Control': 'no-store' });
}
