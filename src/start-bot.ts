/** A real organisation's bot on its channels. */
import { type App, createApp, TELEGRAM_LIMITS, ZALO_LIMITS } from './app.ts';
import type { SiteOptions } from './channels/web/pages.ts';
import type { Config } from './config.ts';
import { handoutsFor, handoutsOf, privacyOf, telegramFor, webFor, webSite, zaloFor } from './configured-channels.ts';
import type { Content } from './content/load.ts';
import { type HttpOptions, type HttpServer, startHttp } from './http/server.ts';
import { describeError } from './lib/describe-error.ts';
import { createLog } from './log.ts';
import { openContent, openMigrated, Refusal } from './opening.ts';
import { purposeOf } from './runtime/purpose.ts';
import { systemEnv } from './system-env.ts';

export interface Running {
  stop(): Promise<void>;
  /** Resolves with the exit code when the program has to end by itself (a closed terminal, a lost lock). */
  readonly ended: Promise<number>;
}

export async function startBot(config: Config): Promise<Running> {
  const log = createLog(config.LOG_LEVEL, process.stderr.isTTY === true);
  const content = await openContent(config);
  const site = await siteOf(config, content);
  const db = await openMigrated(config, log);
  if ((await purposeOf(db)) === 'demonstration') {
    await db.close();
    throw new Refusal('This database is a demonstration and stays one: a real channel does not start on it.', [
      'set DATABASE_URL to another database, or remove the settings of the channel',
    ]);
  }
  const env = systemEnv();
  const telegram = telegramFor(config, { env, log, thread: true });
  const zalo = zaloFor(config, env, log);
  const web = webFor(config, { db, env, log }, site);
  let lost = (): void => {};
  const ended = new Promise<number>((resolve) => {
    // A supervisor starts it again; then whoever holds the lock by now decides.
    lost = () => resolve(1);
  });
  const app = createApp({
    db,
    content,
    channels: [telegram, zalo, web].filter((channel) => channel !== undefined),
    env,
    log,
    zone: config.TIME_ZONE,
    locale: config.LOCALE,
    limits: { telegram: TELEGRAM_LIMITS, zalo: ZALO_LIMITS },
    ...privacyOf(config),
    ...handoutsOf(config),
    lost: () => lost(),
  });
  // The page answers every path that is nobody's, so it comes last.
  const links = handoutsFor(config, app.shell, content);
  const routes = [telegram?.routes, zalo?.routes, links, web?.routes].filter((one) => one !== undefined);
  const http = routes.length === 0 ? undefined : await serve(config, app, routes);
  // Waiting for another process to give up the database must not keep a signal from ending this one.
  const started = app.start();
  started.catch((error: unknown) => {
    log.error('bot.not-started', { error: describeError(error) });
    lost();
  });
  log.info('bot.started', { channels: [...app.shell.channels.keys()].join(' '), database: db.dialect });
  return {
    ended,
    stop: async () => {
      // Open pages are let go at once, so that the server need not wait for them.
      await Promise.all([http?.stop(), web?.stop()]);
      await app.stop();
      await started.catch(() => undefined);
      await db.close();
      log.info('bot.stopped');
    },
  };
}

function serve(config: Config, app: App, routes: HttpOptions['routes']): Promise<HttpServer> {
  return startHttp({
    host: config.HTTP_HOST,
    port: config.HTTP_PORT,
    routes,
    health: () => app.healthy(),
    log: app.shell.log,
    secure: config.PUBLIC_URL?.startsWith('https:') === true,
  });
}

async function siteOf(config: Config, content: Content): Promise<SiteOptions | undefined> {
  if (config.WEB_CHAT !== 'on') return undefined;
  try {
    return await webSite(config, content);
  } catch (error) {
    // Its own sentence, and not that of the file system behind it.
    const why = error instanceof Error ? error.message : describeError(error);
    // biome-ignore lint/style/useErrorCause: the cause is there; the second argument is what the operator is told
    throw new Refusal('The page cannot be served:', [why], { cause: error });
  }
}
