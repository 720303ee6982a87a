/** The contestant of this project: the whole bot on a SQLite file, with the real Telegram channel and no sending limits. */
import { createApp } from '../../src/app.ts';
import { telegramChannel } from '../../src/channels/telegram/channel.ts';
import { loadContent } from '../../src/content/load.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { LocalDate } from '../../src/lib/time.ts';
import { createLog } from '../../src/log.ts';
import { systemEnv } from '../../src/system-env.ts';
import { argument, serve } from './support/child.ts';
import type { Contest } from './support/dialog.ts';
import { tenQuestions } from './support/ten-questions.ts';
import { writeTown } from './support/town.ts';

const { apiRoot, token, file, firstPerson, people } = argument<Contest>();
const env = systemEnv();
const log = createLog('warn', false);
const loaded = await loadContent();
if (!loaded.ok) throw new Error(loaded.problems.join('\n'));

const db = await openDatabase(`file:${file}`);
await db.migrate();
const day = (offset: number): LocalDate =>
  new Date(env.now() + offset * 86_400_000).toISOString().slice(0, 10) as LocalDate;
await db.transact((c) =>
  writeTown(c, env, {
    bodies: 1,
    cells: 20,
    members: people,
    exemptEvery: 0,
    joined: people,
    firstPlatformId: firstPerson,
    questionnaire: tenQuestions,
    opensOn: day(-7),
    // Nobody is to be reminded of anything while the bench runs.
    deadline: day(60),
    closesOn: day(90),
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
});
await app.start();
serve(async () => {
  await app.stop();
  await db.close();
});
