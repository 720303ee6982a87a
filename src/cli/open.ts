/** What every command opens: the settings, the content, the database, and the runtime without a dispatcher. */
import { shellOf } from '../app.ts';
import type { TelegramChannel } from '../channels/telegram/channel.ts';
import type { WebChannel } from '../channels/web/channel.ts';
import type { ZaloChannel } from '../channels/zalo/channel.ts';
import { type Config, readProcessConfig } from '../config.ts';
import { handoutsOf, privacyOf, telegramFor, webFor, zaloFor } from '../configured-channels.ts';
import type { Content } from '../content/load.ts';
import type { Database } from '../db/database.ts';
import { demoEnv } from '../demo/env.ts';
import type { Cx } from '../features/feature.ts';
import type { Unit } from '../features/organisation/model.ts';
import type { Env } from '../lib/env.ts';
import type { Log } from '../lib/log.ts';
import type { Zone } from '../lib/time.ts';
import { createLog } from '../log.ts';
import { openAsItIs, openContent, openMigrated, Refusal } from '../opening.ts';
import { purposeOf } from '../runtime/purpose.ts';
import { contextOf, type Shell } from '../runtime/shell.ts';
import { systemEnv } from '../system-env.ts';

export interface Opened {
  readonly config: Config;
  readonly content: Content;
  readonly db: Database;
  readonly shell: Shell;
  readonly log: Log;
  /** For links and for asking the platform; it takes nothing in and sends nothing. */
  readonly telegram: TelegramChannel | undefined;
  readonly zalo: ZaloChannel | undefined;
  readonly web: WebChannel | undefined;
}

export function settings(): Config {
  const read = readProcessConfig();
  if (!read.ok) throw new Refusal('The settings cannot be used:', read.problems);
  return read.config;
}

/** Runs a command on the open database and closes it whatever happens. */
export function withOpened<R>(work: (opened: Opened) => Promise<R>): Promise<R> {
  return withDatabase(openMigrated, work);
}

/** The same without touching the schema. */
export function withOpenedAsItIs<R>(work: (opened: Opened) => Promise<R>): Promise<R> {
  return withDatabase(openAsItIs, work);
}

async function withDatabase<R>(open: typeof openMigrated, work: (opened: Opened) => Promise<R>): Promise<R> {
  const config = settings();
  const content = await openContent(config);
  // Commands speak to a person: what the program would log is of no use between their lines.
  const log = createLog('error', true);
  const db = await open(config, log);
  try {
    const env = await envOf(db, config.TIME_ZONE);
    const telegram = telegramFor(config, { env, log });
    const zalo = zaloFor(config, env, log);
    const web = webFor(config, { db, env, log });
    const channels = [telegram, zalo, web].filter((channel) => channel !== undefined);
    const shell = shellOf(
      {
        ...{ db, content, channels, env, log, zone: config.TIME_ZONE, locale: config.LOCALE },
        ...privacyOf(config),
        ...handoutsOf(config),
      },
      { owner: undefined },
    );
    return await work({ config, content, db, shell, log, telegram, zalo, web });
  } finally {
    await db.close();
  }
}

/** Beside a demonstration its own clock counts: for the calendar its round closed years ago. */
async function envOf(db: Database, zone: Zone): Promise<Env> {
  const { applied } = await db.migrations();
  const demonstration = applied > 0 && (await purposeOf(db)) === 'demonstration';
  return demonstration ? demoEnv(db, systemEnv(), zone) : systemEnv();
}

/** Reads in the context that handlers have. */
export function reading<R>({ db, shell }: Opened, work: (cx: Cx) => Promise<R>): Promise<R> {
  return db.read((c) => work(contextOf(shell, c)));
}

/** The one unit with this code or name. */
export async function unitCalled(cx: Cx, query: string): Promise<Unit> {
  const found = await cx.directory.findUnits('/', query);
  const [unit] = found;
  if (unit === undefined) throw new Refusal(`No unit is called "${query}".`, ['tusoi list units shows all of them']);
  if (found.length > 1) {
    throw new Refusal(
      `Several units match "${query}":`,
      found.map(({ code, name }) => `${code}  ${name}`),
    );
  }
  return unit;
}

export const print = (line = ''): void => void process.stdout.write(`${line}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));
