/** A real organisation's bot on its channels. */
import { type App, createApp, TELEGRAM_LIMITS } from './app.ts';
import { type TelegramChannel, telegramChannel } from './channels/telegram/channel.ts';
import type { Config } from './config.ts';
import { type HttpServer, startHttp } from './http/server.ts';
import { describeError } from './lib/describe-error.ts';
import type { Env } from './lib/env.ts';
import type { Log } from './lib/log.ts';
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
  const db = await openMigrated(config, log);
  if ((await purposeOf(db)) === 'demonstration') {
    await db.close();
    throw new Refusal('This database is a demonstration and stays one: a real channel does not start on it.', [
      'set DATABASE_URL to another database, or remove the settings of the channel',
    ]);
  }
  const env = systemEnv();
  const telegram = telegramFor(config, env, log);
  let lost = (): void => {};
  const ended = new Promise<number>((resolve) => {
    // A supervisor starts it again; then whoever holds the lock by now decides.
    lost = () => resolve(1);
  });
  const app = createApp({
    db,
    content,
    channels: telegram === undefined ? [] : [telegram],
    env,
    log,
    zone: config.TIME_ZONE,
    locale: config.LOCALE,
    limits: { telegram: TELEGRAM_LIMITS },
    lost: () => lost(),
  });
  const http = telegram?.routes === undefined ? undefined : await serve(config, app, telegram.routes);
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
      await http?.stop();
      await app.stop();
      await started.catch(() => undefined);
      await db.close();
      log.info('bot.stopped');
    },
  };
}

/** The Telegram channel of these settings; undefined without a token. */
export function telegramFor(config: Config, env: Env, log: Log): TelegramChannel | undefined {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_SECRET: secret, PUBLIC_URL: publicUrl } = config;
  if (token === undefined) return undefined;
  const webhook = config.TELEGRAM_MODE === 'webhook' && secret !== undefined && publicUrl !== undefined;
  return telegramChannel({
    token,
    apiRoot: config.TELEGRAM_API_ROOT,
    mode: webhook ? { kind: 'webhook', secret, publicUrl } : { kind: 'polling' },
    log,
    wall: () => env.wall(),
    random: (bytes) => env.random(bytes),
  });
}

function serve(config: Config, app: App, routes: NonNullable<TelegramChannel['routes']>): Promise<HttpServer> {
  return startHttp({
    host: config.HTTP_HOST,
    port: config.HTTP_PORT,
    routes: [routes],
    health: () => app.healthy(),
    log: app.shell.log,
  });
}
