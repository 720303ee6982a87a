/** The whole program with its web chat, on 127.0.0.1: real server, real database in memory, real page; only its clock is ours. */

import { createServer } from 'node:net';
import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { type App, createApp } from '../../src/app.ts';
import { loadAssets } from '../../src/channels/web/assets.ts';
import { type WebChannel, webChannel } from '../../src/channels/web/channel.ts';
import { loadContent } from '../../src/content/load.ts';
import { wordsUnder } from '../../src/content/words-under.ts';
import type { Database } from '../../src/db/database.ts';
import { demoStart } from '../../src/demo/env.ts';
import { createInvite } from '../../src/features/people/invite.ts';
import { writeInvite } from '../../src/features/people/store.ts';
import type { Questionnaire } from '../../src/features/questionnaires/model.ts';
import { publish } from '../../src/features/questionnaires/store.ts';
import { type HttpServer, startHttp } from '../../src/http/server.ts';
import type { Env } from '../../src/lib/env.ts';
import { type Log, silentLog } from '../../src/lib/log.ts';
import { plainSeal } from '../../src/lib/seal.ts';
import { webBooks } from '../../src/runtime/web/books.ts';
import { systemEnv } from '../../src/system-env.ts';
import { openTestDatabase } from './databases.ts';
import { demonstration } from './filled-with-demonstration.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';

export interface House {
  readonly url: string;
  readonly app: App;
  readonly db: Database;
  readonly web: WebChannel;
  /** A fresh code for a person of the demonstration's ward, such as CB06-11. */
  code(person: string): Promise<string>;
  /** Moves the organisation's clock. */
  pass(ms: number): void;
  /** Everything that is to be said has been said. */
  settle(): Promise<void>;
  /** Nobody answers until `comeBack`: the server is gone, the books stay. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Joins by link and button, as the person with this code of the ward; resolves when they are spoken to. */
export async function joinedAs(person: string, page: Page, { url, code }: Pick<House, 'url' | 'code'>): Promise<void> {
  await page.goto(`${url}/j/${await code(person)}`);
  await page.getByRole('button', { name: 'Vào trò chuyện' }).click();
  await page.getByRole('log').getByText('đồng chí').first().waitFor();
}

export interface HouseOptions {
  readonly log?: Log;
  readonly locale?: 'vi' | 'en';
  /** Asked in the round instead of the eight questions. */
  readonly questionnaire?: Questionnaire;
}

export async function openHouse({ log = silentLog, locale = 'vi', ...options }: HouseOptions = {}): Promise<House> {
  const loaded = await loadContent();
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const { content } = loaded;
  const { db, close } = await openTestDatabase('sqlite', demonstration);
  const real = systemEnv();
  const { questionnaire: other } = options;
  if (other !== undefined)
    await db.transact(async (c) => {
      const asked = await publish(c, other, real.now());
      await c.tx.update(c.t.campaigns).set({ questionnaire: asked });
    });
  let now = demoStart(ZONE);
  const env: Env = { ...real, now: () => now };
  const port = await freePort();
  const words = { vi: wordsUnder(content.catalogues.vi, ['page']), en: wordsUnder(content.catalogues.en, ['page']) };
  const site = { assets: await loadAssets(), words, locale, zone: ZONE };
  const books = webBooks({ db, env, seal: plainSeal, zone: ZONE, locale });
  const web = webChannel({ books, env, log, site, locale, publicUrl: `http://127.0.0.1:${port}` });
  const app = createApp({ db, content, channels: [web], env, log, zone: ZONE, locale });
  await app.startDelivery();
  web.start((events) => app.onEvents(events));
  const listen = (): Promise<HttpServer> =>
    startHttp({ host: '127.0.0.1', port, routes: [web.routes], health: () => app.healthy(), log, graceMs: 50 });
  let http = await listen();
  return {
    url: http.url,
    app,
    db,
    web,
    code: (person) => codeFor(db, env, person),
    pass: (ms) => {
      now += ms;
    },
    settle: () => app.settle(),
    goAway: () => http.stop(),
    comeBack: async () => {
      http = await listen();
    },
    close: async () => {
      await Promise.all([http.stop(), web.stop()]);
      await app.stop();
      await close();
    },
  };
}

function codeFor(db: Database, env: Env, code: string): Promise<string> {
  return db.transact(async (c) => {
    const [person] = await c.tx.select().from(c.t.persons).where(eq(c.t.persons.code, code));
    if (person === undefined) throw new Error(`nobody is ${code}`);
    const made = createInvite({ env, now: env.now() }, person.id, undefined);
    await writeInvite(c, made.fact);
    return made.code;
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
