/** The demonstration: Phúc Đồng ward in a database of its own, its clock moved by hand, on a page or in the terminal. */
import { createApp } from './app.ts';
import { consoleChannel } from './channels/console/channel.ts';
import { runChat } from './channels/console/chat.ts';
import { loadAssets } from './channels/web/assets.ts';
import { isLoopback } from './channels/web/demonstration/door.ts';
import { demonstrationRoutes } from './channels/web/demonstration/routes.ts';
import type { SiteOptions } from './channels/web/pages.ts';
import { Streams } from './channels/web/streams.ts';
import type { Config } from './config.ts';
import type { Content } from './content/load.ts';
import type { Questionnaire } from './content/schema.ts';
import { wordsUnder } from './content/words-under.ts';
import type { Database } from './db/database.ts';
import { demoEnv } from './demo/env.ts';
import { demoHost } from './demo/host.ts';
import { loadDemo, newcomerOf } from './demo/load.ts';
import { openDemonstration } from './demo/open.ts';
import { forTerminal } from './demo/reform.ts';
import { Stage } from './demo/stage.ts';
import { adopt } from './demo/stage-store.ts';
import { CAST } from './demo/ward.ts';
import { type HttpServer, startHttp } from './http/server.ts';
import { describeError } from './lib/describe-error.ts';
import type { Log } from './lib/log.ts';
import { SECOND } from './lib/time.ts';
import { createLog } from './log.ts';
import { openContent, openMigrated, Refusal } from './opening.ts';
import { purposeOf } from './runtime/purpose.ts';
import type { Running } from './start-bot.ts';
import { systemEnv } from './system-env.ts';

interface Served {
  readonly stage: Stage;
  readonly streams: Streams;
  readonly site: SiteOptions;
  readonly log: Log;
}

interface Prepared {
  readonly content: Content;
  readonly questionnaire: Questionnaire;
  readonly log: Log;
}

export interface Serving extends Running {
  /** Where the page is. */
  readonly url: string;
}

/** Serves the page on which one can be anybody; only this machine reaches it. */
export async function startDemonstration(config: Config): Promise<Serving> {
  if (!isLoopback(config.HTTP_HOST))
    throw new Refusal('The demonstration lets everybody speak as anybody, so it is only for this machine.', [
      'take HTTP_HOST away, or set it to 127.0.0.1',
    ]);
  const prepared = await prepare(config);
  const { log } = prepared;
  let lost = (): void => {};
  const ended = new Promise<number>((resolve) => {
    lost = () => resolve(1);
  });
  const { stage, streams, site } = await openStage(config, prepared, () => lost());
  const http = await orRefuse('The page cannot be served:', () => serve(config, { stage, streams, site, log }));
  return {
    url: `${http.url}/`,
    ended,
    stop: async () => {
      streams.stop();
      await http.stop();
      await stage.close();
    },
  };
}

/** The same demonstration, talked to in the terminal. */
export async function startTerminal(config: Config): Promise<Running> {
  const { content, log } = await prepare(config);
  const db = await openMigrated(config, log);
  await db.transact((c) => adopt(c, 'console', forTerminal));
  const real = systemEnv();
  const env = await demoEnv(db, real, config.TIME_ZONE);
  const channel = consoleChannel();
  const app = createApp({ db, content, channels: [channel], env, log, zone: config.TIME_ZONE, locale: config.LOCALE });
  await app.startDelivery();
  const chat = runChat({
    host: demoHost(app, env),
    channel,
    zone: config.TIME_ZONE,
    input: process.stdin,
    output: process.stdout,
    session: real.newId(),
    start: CAST[0] ?? '',
    newcomer: await newcomerOf(db),
  });
  return {
    ended: chat.then(() => 0),
    stop: async () => {
      await app.stop();
      await db.close();
    },
  };
}

/** Loads the demonstration into an empty database; never beside a real organisation, never where another process plays it. */
async function prepare(config: Config): Promise<Prepared> {
  // Between the lines of a chat only what goes wrong is worth a line of the log.
  const log = createLog(config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL, process.stderr.isTTY === true);
  const content = await openContent(config);
  const questionnaire = content.questionnaires[0];
  if (questionnaire === undefined) throw new Refusal('The content holds no questionnaire to demonstrate.');
  const db = await openMigrated(config, log);
  try {
    await onlyHere(db);
    const purpose = await purposeOf(db);
    if (purpose === 'organisation')
      throw new Refusal('This database holds an organisation, but no channel is configured.', [
        'set TELEGRAM_BOT_TOKEN, ZALO_BOT_TOKEN or WEB_CHAT=on to run its bot',
        'or set DATABASE_URL to another database to try the demonstration',
      ]);
    if (purpose === 'empty') await loadDemo(db, { env: systemEnv(), zone: config.TIME_ZONE, questionnaire });
  } finally {
    await db.close();
  }
  return { content, questionnaire, log };
}

/** Whoever waited for the other to end would wait without a word. */
async function onlyHere(db: Database): Promise<void> {
  if (db.dialect !== 'sqlite') return;
  const lock = await db.own('dispatcher');
  if (lock === undefined)
    throw new Refusal('Another process has this database open.', [
      'end it first: the page and the terminal take turns',
      'or set DATABASE_URL to another database',
    ]);
  await lock.release();
}

async function openStage(config: Config, { content, questionnaire, log }: Prepared, lost: () => void) {
  const { TIME_ZONE: zone, LOCALE: locale } = config;
  const assets = await orRefuse('The page cannot be shown:', () => loadAssets());
  const words = (language: 'vi' | 'en') => wordsUnder(content.catalogues[language], ['page', 'demo']);
  const site: SiteOptions = { assets, words: { vi: words('vi'), en: words('en') }, locale, zone };
  // What a page reads while the program is closed and opened again waits until it is open.
  const streams: Streams = new Streams({
    books: {
      entries: (chat, after, limit) => stage.look(({ books }) => books.entries(chat, after, limit)),
      lastNumbers: (chats) => stage.look(({ books }) => books.lastNumbers(chats)),
    },
    // Where several processes may have the database open, another one may say something.
    pollMs: config.DATABASE_URL.startsWith('file:') ? undefined : 1 * SECOND,
    failed: (error) => log.warn('web.poll-failed', { error: describeError(error) }),
  });
  const stage: Stage = await Stage.open({
    open: () =>
      openDemonstration({
        openDatabase: () => openMigrated(config, log),
        createApp: ({ db, env, channel }) => createApp({ db, content, channels: [channel], env, log, zone, locale }),
        real: systemEnv(),
        streams,
        site,
        questionnaire,
        url: `http://${config.HTTP_HOST}:${config.HTTP_PORT}`,
        log,
      }),
    zone,
    log,
    lost,
  });
  return { stage, streams, site };
}

/** Rejects with a Refusal whose reason is the error's own sentence. */
async function orRefuse<R>(message: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const why = error instanceof Error ? error.message : describeError(error);
    // biome-ignore lint/style/useErrorCause: the cause is there; the second argument is what the operator is told
    throw new Refusal(message, [why], { cause: error });
  }
}

function serve(config: Config, { stage, streams, site, log }: Served): Promise<HttpServer> {
  return startHttp({
    host: config.HTTP_HOST,
    port: config.HTTP_PORT,
    routes: [demonstrationRoutes({ stage, streams, site, log })],
    health: () => stage.look(async ({ books }) => (await books.lastNumbers([])).size === 0),
    log,
  });
}
