/** The web chat of a small ward on a real HTTP server, and browsers that go there. */

import { Hono } from 'hono';
import { type App, createApp } from '../../../src/app.ts';
import { type WebChannel, type WebOptions, webChannel } from '../../../src/channels/web/channel.ts';
import type { Entry, Hello, Sending } from '../../../src/channels/web/protocol.ts';
import { loadContent } from '../../../src/content/load.ts';
import { wordsUnder } from '../../../src/content/words-under.ts';
import type { Database } from '../../../src/db/database.ts';
import { startHttp } from '../../../src/http/server.ts';
import { hashCode } from '../../../src/lib/codes.ts';
import type { PersonId } from '../../../src/lib/ids.ts';
import { plainSeal } from '../../../src/lib/seal.ts';
import { DAY } from '../../../src/lib/time.ts';
import { webBooks } from '../../../src/runtime/web/books.ts';
import { type Kind, openTestDatabase } from '../../support/databases.ts';
import { type StageClock, stageClock } from '../../support/stage/clock.ts';
import { at, ZONE } from '../../support/stage/stage.ts';
import { writeWard } from '../../support/stage/ward.ts';
import { recordingLog } from '../telegram/rig.ts';

/** A reverse proxy in front of the server has the certificate; the server itself is reached directly here. */
export const PUBLIC = 'https://tusoi.example.vn';

export interface Town {
  readonly url: string;
  readonly db: Database;
  readonly clock: StageClock;
  readonly app: App;
  readonly channel: WebChannel;
  readonly log: ReturnType<typeof recordingLog>;
  readonly people: ReadonlyMap<string, PersonId>;
  /** A code that can be handed in. */
  code(name: string, expiresIn?: number): Promise<string>;
  browser(): Browser;
  /** A browser in which this person has joined. */
  joined(name: string): Promise<Browser>;
  close(): Promise<void>;
}

export type TownOptions = Partial<Omit<WebOptions, 'books' | 'env' | 'log'>> & {
  readonly kind?: Kind;
  /** The database as the pages get it, which may be worse than it is. */
  readonly asFound?: (db: Database) => Database;
};

/** Enough for any test that is not about limits. */
const GENEROUS = { points: 100_000, seconds: 60 };
const UNLIMITED = {
  joining: GENEROUS,
  looking: GENEROUS,
  lookingAll: GENEROUS,
  sending: GENEROUS,
  files: GENEROUS,
  asking: GENEROUS,
};

export async function openTown({ kind = 'sqlite', limits, asFound, ...options }: TownOptions = {}): Promise<Town> {
  const database = await openTestDatabase(kind);
  const { db } = database;
  const loaded = await loadContent();
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const { content } = loaded;
  const clock = stageClock(at('2022-03-21 07:30'));
  const people = await db.transact((c) => writeWard(c, clock, content));
  const log = recordingLog();
  const words = { vi: wordsUnder(content.catalogues.vi, ['page']), en: wordsUnder(content.catalogues.en, ['page']) };
  const assets = { url: (name: string) => `/assets/${name}`, routes: new Hono() };
  const channel = webChannel({
    books: webBooks({ db: asFound?.(db) ?? db, env: clock, seal: plainSeal, zone: ZONE, locale: 'vi' }),
    env: clock,
    log,
    site: { assets, words, locale: 'vi', zone: ZONE },
    publicUrl: PUBLIC,
    limits: { ...UNLIMITED, ...limits },
    ...options,
  });
  const app = createApp({ db, content, channels: [channel], env: clock, log, zone: ZONE, locale: 'vi' });
  await app.startDelivery();
  channel.start((events) => app.onEvents(events));
  const { routes } = channel;
  const secure = (options.publicUrl ?? PUBLIC).startsWith('https:');
  const server = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes: [routes],
    health: () => app.healthy(),
    log,
    secure,
    graceMs: 100,
  });
  const browser = (): Browser => new Browser(server.url, options.publicUrl ?? PUBLIC);
  const personId = (name: string): PersonId => {
    const id = people.get(name);
    if (id === undefined) throw new Error(`nobody is called ${name}`);
    return id;
  };
  let codes = 0;
  const code = async (name: string, expiresIn = DAY): Promise<string> => {
    codes += 1;
    const made = `ABCD-${['EFGH', 'EFGJ', 'EFGK', 'EFGM', 'EFGN', 'EFGP', 'EFGQ', 'EFGR'][codes % 8]}`;
    const now = clock.now();
    await db.transact((c) =>
      c.tx.insert(c.t.invites).values({
        id: clock.newId(),
        personId: personId(name),
        codeHash: hashCode(made.replace('-', '')),
        createdAt: now,
        expiresAt: now + expiresIn,
      }),
    );
    return made;
  };
  return {
    url: server.url,
    db,
    clock,
    app,
    channel,
    log,
    people,
    code,
    browser,
    joined: async (name) => {
      const one = browser();
      const answer = await one.join(await code(name));
      if (answer.status !== 303) throw new Error(`${name} could not join: ${answer.status} ${await answer.text()}`);
      return one;
    },
    close: async () => {
      await Promise.all([server.stop(), channel.stop()]);
      await app.stop();
      await database.close();
    },
  };
}

/** A browser as far as it matters here: its cookies, and what it says of where a request comes from. */
export class Browser {
  cookie = '';
  readonly #url: string;
  readonly #origin: string;

  constructor(url: string, origin: string) {
    this.#url = url;
    this.#origin = new URL(origin).origin;
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const own: Record<string, string> = this.cookie === '' ? {} : { cookie: this.cookie };
    const headers = new Headers({ ...own, 'user-agent': CHROME, 'accept-language': 'vi-VN,vi;q=0.9' });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const answer = await fetch(this.#url + path, { redirect: 'manual', ...init, headers });
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      this.cookie = /max-age=0/i.test(set) ? '' : pair;
    }
    return answer;
  }

  form(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    const from = { origin: this.#origin, 'sec-fetch-site': 'same-origin', ...headers };
    return this.request(path, { method: 'POST', body: new URLSearchParams(fields), headers: from });
  }

  json(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const from = { origin: this.#origin, 'content-type': 'application/json', ...headers };
    return this.request(path, { method: 'POST', body: JSON.stringify(body), headers: from });
  }

  join(code: string): Promise<Response> {
    return this.form('/j', { code });
  }

  send(input: Sending['input'], key = newKey()): Promise<Response> {
    return this.json('/chat/send', { key, input } satisfies Sending);
  }

  says(text: string, key?: string): Promise<Response> {
    return this.send({ kind: 'text', text }, key);
  }

  upload(bytes: Uint8Array<ArrayBuffer>, more: Record<string, string> = {}): Promise<Response> {
    const { key = newKey(), name = 'ảnh.png', caption = '' } = more;
    const body = new FormData();
    body.append('name', name);
    body.append('caption', caption);
    body.append('file', new Blob([bytes]), name);
    return this.request(`/chat/files?key=${key}`, { method: 'POST', body, headers: { origin: this.#origin } });
  }

  stream(options: { readonly after?: number; readonly last?: number } = {}): Promise<OpenStream> {
    const query = options.after === undefined ? '' : `?after=${options.after}`;
    const headers: Record<string, string> = options.last === undefined ? {} : { 'last-event-id': String(options.last) };
    return OpenStream.open((signal) => this.request(`/chat/stream${query}`, { headers, signal }));
  }
}

const CHROME =
  'Mozilla/5.0 (Linux; Android 13; SM-A127F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36';

let keys = 0;
export function newKey(): string {
  keys += 1;
  return `key-${String(keys).padStart(8, '0')}`;
}

export interface StreamEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

/** An event stream as EventSource reads it. */
export class OpenStream {
  readonly response: Response;
  readonly #abort: AbortController;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #decoder = new TextDecoder();
  #text = '';

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.#reader = response.status === 200 ? response.body?.getReader() : undefined;
  }

  static async open(request: (signal: AbortSignal) => Promise<Response>): Promise<OpenStream> {
    const abort = new AbortController();
    return new OpenStream(await request(abort.signal), abort);
  }

  /** The next event; undefined when the stream is over. Comments are passed over. */
  async next(): Promise<StreamEvent | undefined> {
    for (;;) {
      const raw = await this.raw();
      if (raw === undefined) return undefined;
      const lines = raw.split('\n').map((line) => line.match(/^(event|id|data): ?(.*)$/s));
      const field = (name: string): string | undefined => lines.find((line) => line?.[1] === name)?.[2];
      const event = field('event');
      if (event !== undefined) return { event, id: field('id'), data: JSON.parse(field('data') ?? 'null') };
    }
  }

  /** The next block, comments included. */
  async raw(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return block;
      }
      const read = await this.#reader?.read().catch(() => undefined);
      if (read === undefined || read.done) return undefined;
      this.#text += this.#decoder.decode(read.value, { stream: true });
    }
  }

  async hello(): Promise<Hello> {
    const first = await this.next();
    if (first?.event !== 'hello') throw new Error(`the stream began with ${first?.event}`);
    // The test compares what it needs of it.
    return first.data as Hello;
  }

  async entries(count: number): Promise<readonly Entry[]> {
    const found: Entry[] = [];
    while (found.length < count) {
      const event = await this.next();
      if (event === undefined) throw new Error(`the stream ended after ${found.length} of ${count} entries`);
      if (event.event === 'entry') found.push(event.data as Entry);
    }
    return found;
  }

  /** The first entry that `is` holds for. */
  async until(is: (entry: Entry) => boolean): Promise<Entry> {
    for (;;) {
      const [entry] = await this.entries(1);
      if (entry !== undefined && is(entry)) return entry;
    }
  }

  close(): void {
    this.#abort.abort();
  }
}
