/**
 * The ways into a chat: the door, the link with a code, the link for writing. Opening a link does nothing, for messengers
 * open links to show what is behind them; the button on the page spends it. Neither codes nor tokens are ever logged.
 */
import { type Context, type ErrorHandler, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Env } from '../../lib/env.ts';
import type { Log } from '../../lib/log.ts';
import { clean } from '../typed.ts';
import type { WebBooks } from './books.ts';
import { type Cookies, hashOf } from './cookies.ts';
import type { Desk } from './desk.ts';
import { isOurs } from './guard.ts';
import { doorPage, joinPage, writingPage } from './html.ts';
import type { Limits } from './limits.ts';
import { languageOf, type SiteOptions, siteFor, troublePage, wantsPage } from './pages.ts';
import type { Streams } from './streams.ts';

export interface JoinOptions {
  readonly site: SiteOptions;
  readonly books: Pick<WebBooks, 'isOpenCode' | 'spendWritingLink' | 'closePlace'>;
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
const LATER = { status: 503, about: 'later', retryAfter: 10 } as const;
/** Tokens are random and long; nothing else is worth a look into the database. */
const TOKEN = /^[A-Za-z0-9_-]{16,128}$/;

export function joinRoutes(options: JoinOptions): Hono {
  const { site, cookies, origin } = options;
  const routes = new Hono();
  routes.get('/', async (c) => {
    if ((await cookies.place(c)) !== undefined) return c.redirect('/chat', 303);
    return c.html(doorPage(siteFor(c, site)));
  });
  // Typed from a slip of paper, or through a picture's letters, the address may come in capitals.
  for (const path of ['/j/:code', '/J/:code'] as const) {
    routes.get(path, async (c, next) => {
      const code = c.req.param('code');
      return code.length > LONGEST_CODE ? next() : c.html(joinPage(siteFor(c, site), code));
    });
  }
  routes.get('/w/:token', async (c, next) => {
    const token = c.req.param('token');
    return TOKEN.test(token) ? c.html(writingPage(siteFor(c, site), token)) : next();
  });
  for (const path of ['/j', '/w']) {
    routes.post(path, async (c, next) => {
      if (isOurs(c, origin)) return next();
      return troublePage(c, site, { status: 403, about: 'forbidden' });
    });
    const tooLarge = (c: Context): Response => troublePage(c, site, { status: 413, about: 'code' });
    routes.post(path, bodyLimit({ maxSize: LARGEST_FORM, onError: tooLarge }));
    routes.post(path, async (c, next) => {
      const seconds = await options.limits.looking(options.client(c));
      return seconds === undefined ? next() : tooMany(c, options, seconds);
    });
  }
  routes.post('/j', (c) => join(c, options));
  routes.post('/w', (c) => write(c, options));
  return routes;
}

/** Behind all other routes: a person who mistyped an address is shown the way to the door. */
export function lostRoutes(site: SiteOptions): Hono {
  const routes = new Hono();
  routes.get('*', async (c, next) => (wantsPage(c) ? troublePage(c, site, { status: 404, about: 'address' }) : next()));
  return routes;
}

/** Of what failed, a person is told when to come back; a script is answered by the server, as everywhere. */
export function failing(site: SiteOptions, log: Log): ErrorHandler {
  return (error, c) => {
    if (!wantsPage(c)) throw error;
    // Only the kind: a message may quote what a person wrote.
    log.error('http.failed', { method: c.req.method, route: c.req.routePath, error: error.name });
    return troublePage(c, site, LATER);
  };
}

async function join(c: Context, options: JoinOptions): Promise<Response> {
  const { site, desk, env, books, limits, client } = options;
  const code = clean(await field(c, 'code')).trim();
  if (code === '' || code.length > LONGEST_CODE) return troublePage(c, site, { status: 400, about: 'code', code: '' });
  if (!desk.attended) return tryAgain(c, options);
  // Looked at first: a right code gets in whatever others at the same address have tried, and a flood of wrong ones writes nothing.
  if (await books.isOpenCode(code)) await limits.right(client(c));
  else {
    const seconds = await limits.joining(client(c));
    if (seconds !== undefined) return tooMany(c, options, seconds);
  }
  const chat = env.newId<string>();
  const outcome = await desk.join({ chat, language: languageOf(c) }, code);
  if (outcome === 'try-again') return troublePage(c, site, LATER);
  if ('refused' in outcome) return troublePage(c, site, { status: 400, about: 'code', text: outcome.refused, code });
  return enter(c, options, chat);
}

function tooMany(c: Context, { site }: JoinOptions, seconds: number): Response {
  return troublePage(c, site, { status: 429, about: 'too-many', retryAfter: seconds });
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
  await options.limits.right(options.client(c));
  const response = await enter(c, options, spent.chat);
  await desk.goOn({ chat: spent.chat, language: languageOf(c) }, `w-${env.newId<string>()}`);
  return response;
}

/** The browser is this person's from now on; whoever was signed in here before is not any more. */
async function enter(c: Context, options: JoinOptions, chat: string): Promise<Response> {
  const { cookies, books, streams } = options;
  const before = await cookies.place(c);
  await cookies.open(c, chat);
  if (before !== undefined) {
    await books.closePlace(before.id);
    streams.recheck(before.chat);
  }
  return c.redirect('/chat', 303);
}

async function tryAgain(c: Context, { site, limits, client }: JoinOptions): Promise<Response> {
  // It was not the code that was wrong.
  await limits.right(client(c));
  return troublePage(c, site, LATER);
}

async function field(c: Context, name: string): Promise<string> {
  try {
    const value = (await c.req.parseBody())[name];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
