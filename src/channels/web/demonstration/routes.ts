/** The demonstration's page and what it asks for. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Log } from '../../../lib/log.ts';
import { fileHeaders } from '../../file-headers.ts';
import { headers, isJson, refuse } from '../guard.ts';
import { demoPage, problemPage } from '../html.ts';
import { languageOf, type SiteOptions, siteIn, wantsPage } from '../pages.ts';
import { isKey, readSending } from '../parse.ts';
import { LARGEST_UPLOAD, LONGEST_TEXT, type Problem } from '../protocol.ts';
import type { Streams } from '../streams.ts';
import { readUpload } from '../uploads.ts';
import { onlyFromHere } from './door.ts';
import { LONGEST_QUERY, type PeopleOnPage } from './protocol.ts';
import type { DemoStage } from './stage.ts';
import { Watching } from './watching.ts';

export interface DemonstrationOptions {
  readonly stage: DemoStage;
  readonly streams: Streams;
  readonly site: SiteOptions;
  readonly log: Log;
}

/** Each UTF-16 unit takes six bytes at the most, as \u0000 does in JSON. */
const LARGEST_BODY = 6 * LONGEST_TEXT + 2_000;

const receivedBody = z.object({ n: z.int().nonnegative() });
const clockBody = z.object({ to: z.string().max(30) });

export function demonstrationRoutes(options: DemonstrationOptions): Hono {
  const { site } = options;
  const app = new Hono();
  app.use('/', headers, onlyFromHere);
  app.use('/demo/*', headers, onlyFromHere);
  app.get('/', (c) => c.html(demoPage(siteIn(site, languageIn(c, site)))));
  app.route('/', site.assets.routes);
  app.route('/demo', stageRoutes(options));
  app.route('/demo/phones/:phone', phoneRoutes(options));
  app.get('*', headers, onlyFromHere, (c, next) => (wantsPage(c) ? lost(c, site) : next()));
  return app;
}

/** Whoever mistyped an address is a person, and is shown the way back; a program is told in JSON by the server. */
async function lost(c: Context, options: SiteOptions): Promise<Response> {
  const site = siteIn(options, languageIn(c, options));
  const title = site.words['page.trouble-address-title'] ?? '';
  return c.html(problemPage(site, { title, text: site.words['demo.lost'] ?? '' }), 404);
}

/** The page's own switch; the bot has one for each person. */
function languageIn(c: Context, { locale }: SiteOptions): 'vi' | 'en' {
  const wanted = c.req.query('lang');
  return wanted === 'vi' || wanted === 'en' ? wanted : locale;
}

function stageRoutes({ stage, streams, log }: DemonstrationOptions): Hono {
  const app = new Hono();
  const watching = new Watching({ stage, streams, log });
  app.get('/stream', (c) => watching.open(c));
  app.get('/people', async (c) => {
    const query = c.req.query('q');
    if (query === undefined) return c.json(await stage.people());
    if (query.length > LONGEST_QUERY) return refuse(c, 'bad-request');
    return c.json({ people: await stage.find(query) } satisfies Pick<PeopleOnPage, 'people'>);
  });
  app.post('/clock', small, async (c) => {
    const body = clockBody.safeParse(await json(c));
    if (!body.success) return refuse(c, 'bad-request');
    const problem = await stage.move(body.data.to);
    return problem === undefined ? c.body(null, 204) : c.json({ problem }, 409);
  });
  app.post('/restart', small, async (c) => {
    await stage.restart();
    return c.body(null, 204);
  });
  app.post('/start-over', small, async (c) => {
    await stage.startOver();
    return c.body(null, 204);
  });
  return app;
}

/** Whose phone it is. */
type Phone = { Variables: { readonly chat: string } };

function phoneRoutes({ stage }: DemonstrationOptions): Hono<Phone> {
  const app = new Hono<Phone>();
  app.use(async (c, next) => {
    const chat = c.req.param('phone') ?? '';
    if (!(await stage.knows(chat))) return refuse(c, 'not-found');
    c.set('chat', chat);
    return next();
  });
  app.post('/send', small, async (c) => {
    const sending = readSending(await json(c));
    if (typeof sending === 'string') return refuse(c, sending);
    const { input } = sending;
    const sender = { chat: c.var.chat, language: languageOf(c) };
    if (input.kind === 'text' && !input.text.startsWith('/')) await stage.writing(sender.chat);
    return done(c, await stage.act(({ desk }) => desk.take(sender, sending)));
  });
  app.post('/files', bodyLimit({ maxSize: LARGEST_UPLOAD, onError: (c) => refuse(c, 'too-large') }), async (c) => {
    const { key = '' } = c.req.query();
    const file = isKey(key) ? await readUpload(c.req) : undefined;
    if (file === undefined) return refuse(c, 'bad-request');
    const upload = { key, ...file };
    const sender = { chat: c.var.chat, language: languageOf(c) };
    return done(c, await stage.act(({ desk }) => desk.takeFile(sender, upload)));
  });
  app.post('/received', small, async (c) => {
    const body = receivedBody.safeParse(await json(c));
    if (!body.success) return refuse(c, 'bad-request');
    await stage.look(({ books }) => books.received(c.var.chat, body.data.n));
    return c.body(null, 204);
  });
  app.get('/earlier', async (c) => {
    const before = z.coerce.number().int().positive().safeParse(c.req.query('before'));
    if (!before.success) return refuse(c, 'bad-request');
    return c.json({ entries: await stage.look(({ desk }) => desk.earlier(c.var.chat, before.data)) });
  });
  app.get('/files/:id', async (c) => {
    const file = await stage.look(({ books }) => books.file(c.var.chat, c.req.param('id')));
    return file === undefined ? refuse(c, 'not-found') : c.body(new Uint8Array(file.bytes), 200, fileHeaders(file));
  });
  return app;
}

const small = bodyLimit({ maxSize: LARGEST_BODY, onError: (c) => refuse(c, 'too-long') });

/** Undefined for what is no JSON. */
async function json(c: Context): Promise<unknown> {
  if (!isJson(c)) return undefined;
  try {
    return await c.req.json();
  } catch {
    return undefined;
  }
}

const done = (c: Context, problem: Problem | undefined): Response =>
  problem === undefined ? c.body(null, 204) : refuse(c, problem);
