/** The whole bot with its web chat on a SQLite file, as many people signed in as the bench has pages. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Hono } from 'hono';
import { serializeSigned } from 'hono/utils/cookie';
import { createApp } from '../../src/app.ts';
import { webChannel } from '../../src/channels/web/channel.ts';
import { loadContent } from '../../src/content/load.ts';
import { openDatabase } from '../../src/db/open.ts';
import { startHttp } from '../../src/http/server.ts';
import { plainSeal } from '../../src/lib/seal.ts';
import type { LocalDate } from '../../src/lib/time.ts';
import { createLog } from '../../src/log.ts';
import { webBooks } from '../../src/runtime/web/books.ts';
import { systemEnv } from '../../src/system-env.ts';
import { argument, serve } from './support/child.ts';
import { manyQuestions } from './support/many-questions.ts';
import { writeTown } from './support/town.ts';

export interface Pages {
  readonly file: string;
  /** Where to write `Signed` once everybody is signed in. */
  readonly report: string;
  readonly pages: number;
}

export interface Signed {
  readonly url: string;
  /** What a browser says that it sends from. */
  readonly origin: string;
  /** One cookie a page. */
  readonly cookies: readonly string[];
}

const { file, report, pages } = argument<Pages>();
const ZONE = 'Asia/Ho_Chi_Minh';
const env = systemEnv();
const log = createLog('warn', false);
const loaded = await loadContent();
if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
const day = (offset: number): LocalDate =>
  new Date(env.now() + offset * 86_400_000).toISOString().slice(0, 10) as LocalDate;

const db = await openDatabase(`file:${file}`);
await db.migrate();
await db.transact(async (c) => {
  await writeTown(c, env, {
    bodies: 1,
    cells: 20,
    members: pages,
    exemptEvery: 0,
    joined: pages,
    firstPlatformId: 1,
    questionnaire: manyQuestions,
    opensOn: day(-7),
    deadline: day(60),
    closesOn: day(90),
  });
  await c.tx.update(c.t.addresses).set({ channel: 'web' });
});

const books = webBooks({ db, env, seal: plainSeal, zone: ZONE, locale: 'vi' });
// Nobody asks for the pages themselves here, only for what goes to and fro.
const assets = { url: (name: string) => `/assets/${name}`, routes: new Hono() };
const site = { assets, words: { vi: {}, en: {} }, locale: 'vi', zone: ZONE } as const;
// The port is known only when the server listens; a reverse proxy would have hidden it as well.
const origin = 'http://127.0.0.1';
const web = webChannel({ books, env, log, site, publicUrl: origin });
const app = createApp({ db, content: loaded.content, channels: [web], env, log, zone: ZONE, locale: 'vi' });
await app.start();
const http = await startHttp({
  host: '127.0.0.1',
  port: 0,
  routes: [web.routes],
  health: () => app.healthy(),
  log,
});

const key = await books.signingKey();
const cookies: string[] = [];
for (let chat = 1; chat <= pages; chat += 1) {
  const secret = Buffer.from(env.random(32)).toString('base64url');
  const secretHash = createHash('sha256').update(secret).digest('hex');
  const id = await books.openPlace({ chat: String(chat), secretHash, label: 'bench' });
  cookies.push((await serializeSigned('tusoi', `${id}.${secret}`, key)).split(';')[0] ?? '');
}
writeFileSync(report, JSON.stringify({ url: http.url, origin, cookies } satisfies Signed));
serve(async () => {
  await http.stop();
  await app.stop();
  await db.close();
});
