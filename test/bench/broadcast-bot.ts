/** The whole bot under Telegram's limits, its organisation's time a few seconds before the morning's reminders. */
import { createApp, TELEGRAM_LIMITS } from '../../src/app.ts';
import { telegramChannel } from '../../src/channels/telegram/channel.ts';
import { loadContent } from '../../src/content/load.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Env } from '../../src/lib/env.ts';
import type { LocalDate } from '../../src/lib/time.ts';
import { createLog } from '../../src/log.ts';
import { systemEnv } from '../../src/system-env.ts';
import { argument, serve } from './support/child.ts';
import { manyQuestions } from './support/many-questions.ts';
import { writeTown } from './support/town.ts';

/** What the bot of the broadcast is told. */
export interface Broadcast {
  readonly apiRoot: string;
  readonly token: string;
  readonly file: string;
  readonly firstPerson: number;
  /** Who owes a submission, and so is reminded. */
  readonly people: number;
  /** The organisation's time minus real time. */
  readonly offset: number;
  readonly opensOn: LocalDate;
  readonly deadline: LocalDate;
  readonly closesOn: LocalDate;
}

const { apiRoot, token, file, firstPerson, people, offset, opensOn, deadline, closesOn } = argument<Broadcast>();
const real = systemEnv();
const env: Env = { ...real, now: () => real.now() + offset };
const log = createLog('warn', false);
const loaded = await loadContent();
if (!loaded.ok) throw new Error(loaded.problems.join('\n'));

const db = await openDatabase(`file:${file}`);
await db.migrate();
await db.transact((c) =>
  writeTown(c, env, {
    bodies: 1,
    cells: 20,
    members: people,
    exemptEvery: 0,
    joined: people,
    firstPlatformId: firstPerson,
    questionnaire: manyQuestions,
    opensOn,
    deadline,
    closesOn,
  }),
);
const telegram = telegramChannel({
  token,
  apiRoot,
  mode: { kind: 'polling' },
  thread: true,
  log,
  wall: () => env.wall(),
  random: (bytes) => env.random(bytes),
});
const app = createApp({
  db,
  content: loaded.content,
  channels: [telegram],
  env,
  log,
  zone: 'Asia/Ho_Chi_Minh',
  locale: 'vi',
  limits: { telegram: TELEGRAM_LIMITS },
});
await app.start();
serve(async () => {
  await app.stop();
  await db.close();
});
