/**
 * The ways into a chat: the door, the link with a code, the link for writing. Opening a link does nothing, for messengers
 * open links to show what is behind them; the button on the page spends it. Neither codes nor tokens are ever logged.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Env } from '../../lib/env.ts';
import type { WebBooks } from './books.ts';
import { type Cookies, hashOf } from './cookies.ts';
import type { Desk } from './desk.ts';
import { isOurs } from './guard.ts';
import { doorPage, joinPage, writingPage } from './html.ts';
import type { Limits } from './limits.ts';
import { languageOf, type SiteOptions, siteFor, troublePage } from './pages.ts';
import type { Streams } from './streams.ts';

export interface JoinOptions {
  readonly site: SiteOptions;
  readonly books: Pick<WebBooks, 'spendWritingLink' | 'closePlace'>;
  readonly cookies: Cookies;
  readonly desk: Desk;
  readonly streams: Pick<Streams, 'recheck'>;
  readonly limits: Limits;
  /** From which address somebody comes. */
  readonly client: (c: Context) => string;
  readonly env: Pick<Env, 'newId'>;
  readonly origin: (c: Context) => string;
}

const LARGEST_FORM = 4_096;
const LONGEST_CODE = 128;
const A_WHILE = 10;
/** Tokens are random and long; nothing else is worth a look into the database. */
const TOKEN = /^[A-Za-z0-9_-]{16,128}$/;

export function joinRoutes(options: JoinOptions): Hono {
  const { site, cookies, origin } = options;
  const routes = new Hono();
  routes.get('/', async (c) => {
    if ((await cookies.place(c)) !== undefined) return c.redirect('/chat', 303);
    return c.html(doorPage(siteFor(c, site)));
  });
  routes.get('/j/:code', (c) => {
    const code = c.req.param('code');
    return code.length > LONGEST_CODE ? c.notFound() : c.html(joinPage(siteFor(c, site), code));
  });
  routes.get('/w/:token', (c) => {
    const token = c.req.param('token');
    return TOKEN.test(token) ? c.html(writingPage(siteFor(c, site), token)) : c.notFound();
  });
  for (const path of ['/j', '/w']) {
    routes.post(path, async (c, next) => {
      if (isOurs(c, origin)) return next();
      return troublePage(c, site, { status: 403, about: 'forbidden' });
    });
    const tooLarge = (c: Context): Response => troublePage(c, site, { status: 413, about: 'code' });
    routes.post(path, bodyLimit({ maxSize: LARGEST_FORM, onError: tooLarge }));
    routes.post(path, async (c, next) => {
      const seconds = await options.limits.joining(options.client(c));
      if (seconds === undefined) return next();
      return troublePage(c, site, { status: 429, about: 'too-many', retryAfter: seconds });
    });
  }
  routes.post('/j', (c) => join(c, options));
  routes.post('/w', (c) => write(c, options));
  return routes;
}

async function join(c: Context, options: JoinOptions): Promise<Response> {
  const { site, desk, env } = options;
  const code = (await field(c, 'code')).trim();
  if (code === '' || code.length > LONGEST_CODE) return troublePage(c, site, { status: 400, about: 'code' });
  const chat = env.newId<string>();
  const outcome = await desk.join({ chat, language: languageOf(c) }, code);
  if (outcome === 'try-again') return tryAgain(c, options);
  if ('refused' in outcome) return troublePage(c, site, { status: 400, about: 'code', text: outcome.refused });
  return enter(c, options, chat);
}

async function write(c: Context, options: JoinOptions): Promise<Response> {
  const { site, desk, books, env } = options;
  const token = await field(c, 'token');
  // A link that is spent while nobody could answer would be lost.
  if (!desk.attended) return tryAgain(c, options);
  const spent = TOKEN.test(token) ? await books.spendWritingLink(hashOf(token)) : 'unknown';
  if (typeof spent === 'string') {
    // Opened a second time in the same browser, a link leads where it led before.
    const here = (await options.cookies.place(c)) !== undefined;
    return here ? c.redirect('/chat', 303) : troublePage(c, site, { status: 400, about: 'link' });
  }
  const response = await enter(c, options, spent.chat);
  await desk.goOn({ chat: spent.chat, language: languageOf(c) }, `w-${env.newId<string>()}`);
  return response;
}

/** The browser is this person's from now on; whoever was signed in here before is not any more. */
async function enter(c: Context, options: JoinOptions, chat: string): Promise<Response> {
  const { cookies, books, streams, limits, client } = options;
  const before = await cookies.place(c);
  await cookies.open(c, chat);
  if (before !== undefined) {
    await books.closePlace(before.id);
    streams.recheck(before.chat);
  }
  await limits.joined(client(c));
  return c.redirect('/chat', 303);
}

async function tryAgain(c: Context, { site, limits, client }: JoinOptions): Promise<Response> {
  // It was not the code that was wrong.
  await limits.joined(client(c));
  return troublePage(c, site, { status: 503, about: 'later', retryAfter: A_WHILE });
}

async function field(c: Context, name: string): Promise<string> {
  try {
    const value = (await c.req.parseBody())[name];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
