/** The demonstration: Phúc Đồng ward in a database of its own, its clock moved by hand, talked to in the terminal. */
import { createApp } from './app.ts';
import { consoleChannel } from './channels/console/channel.ts';
import { runChat } from './channels/console/chat.ts';
import type { Config } from './config.ts';
import type { Content } from './content/load.ts';
import type { Database } from './db/database.ts';
import { demoEnv } from './demo/env.ts';
import { demoHost } from './demo/host.ts';
import { loadDemo, newcomerOf } from './demo/load.ts';
import { createLog } from './log.ts';
import { openContent, openMigrated, Refusal } from './opening.ts';
import { purposeOf } from './runtime/purpose.ts';
import type { Running } from './start-bot.ts';
import { systemEnv } from './system-env.ts';

/** The one to begin as: a member of a cell who has not written anything yet. */
const FIRST = 'CB06-11';

export async function startDemonstration(config: Config): Promise<Running> {
  // Between the lines of a chat only what goes wrong is worth a line of the log.
  const log = createLog(config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL, process.stderr.isTTY === true);
  const content = await openContent(config);
  const db = await openMigrated(config, log);
  const real = systemEnv();
  await prepare(db, config, content);
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
    start: FIRST,
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

/** Loads the demonstration into an empty database; never beside a real organisation. */
async function prepare(db: Database, config: Config, content: Content): Promise<void> {
  const purpose = await purposeOf(db);
  if (purpose === 'organisation') {
    await db.close();
    throw new Refusal('This database holds an organisation, but no channel is configured.', [
      'set TELEGRAM_BOT_TOKEN to run its bot',
      'or set DATABASE_URL to another database to try the demonstration',
    ]);
  }
  const questionnaire = content.questionnaires[0];
  if (questionnaire === undefined) throw new Refusal('The content holds no questionnaire to demonstrate.');
  if (purpose === 'empty') await loadDemo(db, { env: systemEnv(), zone: config.TIME_ZONE, questionnaire });
}
