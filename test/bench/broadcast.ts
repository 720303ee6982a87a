/**
 * `npm run bench:broadcast`: 1,000 members are reminded at once under Telegram's limit of 30 messages a second, while 20
 * others keep answering: nothing is refused, no time is wasted, and nobody who answers waits for the crowd.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addDays, atTime, dayOf } from '../../src/lib/time.ts';
import { startFakeTelegram } from '../support/fake-telegram/server.ts';
import type { Broadcast } from './broadcast-bot.ts';
import { startChild } from './support/child.ts';
import { compile } from './support/compile.ts';
import { table } from './support/figures.ts';
import { machine } from './support/machine.ts';
import { manyAnswers } from './support/many-questions.ts';

const RATE = 30;
const MOST_OVER = 1.05;
const SLOWEST_ANSWER_MS = 500;
const FIRST_PERSON = 200_001;
const ZONE = 'Asia/Ho_Chi_Minh';
const FOLDER = '.bench/data';

const { values } = parseArgs({
  options: {
    reminded: { type: 'string', default: '1000' },
    answering: { type: 'string', default: '20' },
    /** The bot starts this many milliseconds before 08:00 of the organisation. */
    before: { type: 'string', default: '15000' },
    sources: { type: 'boolean', default: false },
  },
});
const reminded = Number(values.reminded);
const answering = Number(values.answering);
mkdirSync(FOLDER, { recursive: true });
const folder = mkdtempSync(join(FOLDER, 'broadcast-'));

const today = addDays(dayOf(Date.now(), ZONE), 1);
const compiled = values.sources ? undefined : await compile();
const offset = atTime(today, 8, ZONE) - Number(values.before) - Date.now();
const fake = await startFakeTelegram({
  limits: { global: { capacity: RATE, perSecond: RATE } },
  now: () => Date.now() + offset,
  unknownChats: 'create',
});
const told: Broadcast = {
  apiRoot: fake.apiRoot,
  token: fake.token,
  file: join(folder, 'bench.db'),
  firstPerson: FIRST_PERSON,
  people: reminded + answering,
  offset,
  opensOn: addDays(today, -20),
  // Five days before the last good day: a rung of the ladder.
  deadline: addDays(today, 5),
  closesOn: addDays(today, 20),
};
const bot = await startChild('broadcast-bot', told, { compiled });
try {
  const ids = Array.from({ length: reminded + answering }, (_, n) => FIRST_PERSON + n);
  for (const id of ids) fake.person(id);
  const writers = ids.slice(-answering);
  // Pauses of 2 to 4 seconds, another one for each.
  const run = fake.run(writers, (id) => ({
    start: '/soi',
    question: 'Câu (\\d+)/',
    answers: manyAnswers,
    thinkMs: 2_000 + ((id * 137) % 2_000),
  }));
  const remindersSent = () =>
    fake.sent().filter((call) => String(call.payload['text'] ?? '').startsWith('Kính gửi')).length;
  await fake.waitFor(() => remindersSent() >= reminded + answering, 'every reminder', 120_000);
  run.stop();
  const report = run.report();
  const sends = fake.sent();
  const reminders = sends.filter((call) => String(call.payload['text'] ?? '').startsWith('Kính gửi'));
  const first = reminders[0]?.at ?? 0;
  const last = reminders.at(-1)?.at ?? 0;
  const during = sends.filter((call) => call.at >= first && call.at <= last).length;
  const expected = (during - RATE) / RATE;
  const took = (last - first) / 1000;
  console.log(`${machine()}\n`);
  console.log(
    table([
      ['', 'measured', 'required'],
      ['reminders', reminders.length, reminded + answering],
      ['all sends meanwhile', during, ''],
      ['seconds', took.toFixed(2), `${(expected * MOST_OVER).toFixed(2)} at most (5 % over ${expected.toFixed(2)})`],
      ['refused with 429', fake.refused429, 0],
      ['answers meanwhile', report.latencyMs.count, ''],
      ['p50 of an answer, ms', Math.round(report.latencyMs.p50), ''],
      ['p99 of an answer, ms', Math.round(report.latencyMs.p99), `under ${SLOWEST_ANSWER_MS}`],
    ]),
  );
  const missed = took > expected * MOST_OVER || fake.refused429 > 0 || report.latencyMs.p99 >= SLOWEST_ANSWER_MS;
  if (missed) {
    console.error('MISSED');
    process.exitCode = 1;
  }
} finally {
  await bot.stop();
  await fake.close();
  rmSync(folder, { recursive: true });
}
