/** The chat of whoever is signed in: the page, its stream, and what it sends. */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Log } from '../../lib/log.ts';
import { fileHeaders } from '../file-headers.ts';
import type { Place, WebBooks } from './books.ts';
import type { Cookies } from './cookies.ts';
import type { Desk } from './desk.ts';
import { isJson, isOurs, refuse } from './guard.ts';
import { chatPage } from './html.ts';
import type { Limits } from './limits.ts';
import { languageOf, type SiteOptions, siteIn } from './pages.ts';
import { isKey, readSending } from './parse.ts';
import { LARGEST_UPLOAD, LONGEST_TEXT } from './protocol.ts';
import { type Frame, streamOf } from './sse.ts';
import type { Streams } from './streams.ts';
import { readUpload } from './uploads.ts';

export interface ChatOptions {
  readonly site: SiteOptions;
  readonly books: Pick<WebBooks, 'person' | 'received' | 'file' | 'openPlaces'>;
  readonly cookies: Cookies;
  readonly desk: Desk;
  readonly streams: Streams;
  readonly limits: Limits;
  readonly log: Log;
  readonly origin: (c: Context) => string;
}

type Signed = { Variables: { readonly place: Place } };

/** Each UTF-16 unit takes six bytes at the most, as \u0000 does in JSON. */
const LARGEST_JSON = 6 * LONGEST_TEXT + 1_024;

export function chatRoutes(options: ChatOptions): Hono {
  const { books, desk, limits } = options;
  const routes = new Hono<Signed>();
  routes.use('/chat/*', ours(options), signedIn(options));
  routes.get('/chat', (c) => page(c, options));
  routes.get('/chat/stream', asking(limits), (c) => stream(c, c.var.place, options));
  routes.get('/chat/earlier', asking(limits), async (c) => {
    const before = numberOf(c.req.query('before'));
    if (before === undefined) return refuse(c, 'bad-request');
    return c.json({ entries: await desk.earlier(c.var.place.chat, before) });
  });
  routes.get('/chat/files/:id', asking(limits), async (c) => {
    const file = await books.file(c.var.place.chat, c.req.param('id'));
    if (file === undefined) return refuse(c, 'not-found');
    return c.body(new Uint8Array(file.bytes), 200, fileHeaders(file));
  });
  routes.post('/chat/received', json('bad-request'), asking(limits), async (c) => {
    const body = receivedSchema.safeParse(await jsonBody(c));
    if (!body.success) return refuse(c, 'bad-request');
    await books.received(c.var.place.chat, body.data.n);
    return c.body(null, 204);
  });
  routes.post('/chat/send', json('too-long'), (c) => send(c, c.var.place, options));
  routes.post('/chat/files', limited(LARGEST_UPLOAD, 'too-large'), (c) => upload(c, c.var.place, options));
  const all = new Hono();
  all.route('/', routes);
  return all;
}

const receivedSchema = z.object({ n: z.int().positive() });

function ours({ origin }: ChatOptions): MiddlewareHandler {
  return async (c, next) =>
    c.req.method === 'GET' || c.req.method === 'HEAD' || isOurs(c, origin) ? next() : refuse(c, 'forbidden');
}

function signedIn({ cookies }: ChatOptions): MiddlewareHandler<Signed> {
  return async (c, next) => {
    const place = await cookies.place(c);
    if (place === undefined) {
      cookies.forget(c);
      return c.req.path === '/chat' ? c.redirect('/', 303) : refuse(c, 'signed-out');
    }
    c.set('place', place);
    return next();
  };
}

function asking(limits: Limits): MiddlewareHandler<Signed> {
  return async (c, next) => {
    const seconds = await limits.asking(c.var.place.chat);
    return seconds === undefined ? next() : refuse(c, 'too-many', seconds);
  };
}

function limited(maxSize: number, problem: 'too-long' | 'too-large' | 'bad-request'): MiddlewareHandler {
  return bodyLimit({ maxSize, onError: (c) => refuse(c, problem) });
}

function json(problem: 'too-long' | 'bad-request'): MiddlewareHandler {
  const limit = limited(LARGEST_JSON, problem);
  return async (c, next) => (isJson(c) ? limit(c, next) : refuse(c, 'bad-request'));
}

async function jsonBody(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    return undefined;
  }
}

async function page(c: Context<Signed>, { site, books, cookies }: ChatOptions): Promise<Response> {
  await cookies.renew(c);
  const person = await books.person(c.var.place.chat);
  return c.html(chatPage(siteIn(site, person?.locale ?? site.locale)));
}

async function stream(c: Context, place: Place, options: ChatOptions): Promise<Response> {
  const { books, desk, streams, limits, log } = options;
  const { chat } = place;
  if (streams.open >= limits.limits.streams || !desk.attended) return refuse(c, 'try-again');
  // One too many: the oldest is most likely a connection that was lost without a word.
  const others = streams.of(chat);
  for (const old of others.slice(0, Math.max(0, others.length + 1 - limits.limits.streamsOfChat))) old.close();
  const has = numberOf(c.req.header('last-event-id')) ?? numberOf(c.req.query('after'));
  const after = await desk.begin(chat, has);
  const stillOpen = async (): Promise<boolean> => (await books.openPlaces(chat)).has(place.id);
  const follower = streams.follow({ chats: [{ chat, after }], stillOpen });
  return streamOf(
    follower,
    async (item): Promise<Frame | undefined> => {
      switch (item.kind) {
        case 'hello':
          return { event: 'hello', data: await desk.hello(chat, after + 1) };
        case 'entry':
          return { event: 'entry', data: item.entry, id: String(item.entry.n) };
        case 'told':
          return undefined;
      }
    },
    log,
  );
}

async function send(c: Context, { chat }: Place, { desk, limits }: ChatOptions): Promise<Response> {
  const sending = readSending(await jsonBody(c));
  if (typeof sending === 'string') return refuse(c, sending);
  const seconds = await limits.sending(chat);
  if (seconds !== undefined) return refuse(c, 'too-many', seconds);
  const problem = await desk.take({ chat, language: languageOf(c) }, sending);
  return problem === undefined ? c.body(null, 204) : refuse(c, problem);
}

async function upload(c: Context, { chat }: Place, { desk, limits }: ChatOptions): Promise<Response> {
  const { key = '' } = c.req.query();
  if (!isKey(key)) return refuse(c, 'bad-request');
  const seconds = (await limits.files(chat)) ?? (await limits.sending(chat));
  if (seconds !== undefined) return refuse(c, 'too-many', seconds);
  const problem = await limits.uploading(async () => {
    const file = await readUpload(c.req);
    return file === undefined ? 'bad-request' : desk.takeFile({ chat, language: languageOf(c) }, { key, ...file });
  });
  if (problem === 'busy') return refuse(c, 'try-again');
  return problem === undefined ? c.body(null, 204) : refuse(c, problem);
}

/** A number of an entry, or one before the first. */
function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
