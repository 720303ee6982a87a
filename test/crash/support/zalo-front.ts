import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Database } from '../../../src/db/database.ts';
import { hexId } from '../../support/fake-zalo/core/ids.ts';
import { LOSSES } from '../../support/fake-zalo/core/records.ts';
import { MODES } from '../../support/fake-zalo/core/settings.ts';
import { type FakeZalo, startFakeZalo } from '../../support/fake-zalo/server.ts';
import { type Front, type FrontOptions, type Resident, THINK_MS, type Verdict } from './front.ts';

/** How updates reach the bot. */
export const INTAKES = [...MODES, 'webhook'] as const;
export type Intake = (typeof INTAKES)[number];

/**
 * A person who is shown nothing for so long asks where things stand. Longer than two starts of the process and than a redelivery;
 * and since two messages a second go to all of them together, longer the more they are: else their asking alone would be too much.
 */
const patienceOf = (people: number): number => 2_000 + 700 * people;
/** As long as the process is down the webhook is tried again: often, so that a test need not wait for it. */
const REDELIVERY = { webhookTries: 1_000, webhookRetrySeconds: [0.1] } as const;
/** Everybody takes their time, as far as the bot can tell: what follows an answer within seconds may be more of it. */
const SAY_STEP_MS = 30_000;
/** A siege writes more than the free plan allows. */
const UNLIMITED = { ZALO_MONTHLY_MESSAGES: 'unlimited', ZALO_PEOPLE: 'unlimited' } as const;
const SECRET = 'a-secret-of-the-webhook-in-tests';

/** Zalo tells what it tells once (or again and again, or not at all), and nothing is sent to it a second time. */
export async function zaloFront({ population, people }: FrontOptions, intake: Intake): Promise<Front> {
  const fake = await startFakeZalo({
    sayStepMs: SAY_STEP_MS,
    ...(intake === 'webhook' ? REDELIVERY : { mode: intake }),
  });
  const chats = Array.from({ length: population }, (_, n) => hexId(`resident ${n}`));
  const polling = { ZALO_API_ROOT: fake.apiRoot, ZALO_BOT_TOKEN: fake.token, ...UNLIMITED };
  return {
    channel: 'zalo',
    chats,
    env: intake === 'webhook' ? { ...polling, ...(await webhookEnv()) } : polling,
    secret: fake.token.split(':')[1] ?? fake.token,
    // What was in the air at a kill may have arrived, and stays in doubt: each message costs.
    ends: ['sent', 'unknown'],
    talk: (chatId, answers) => {
      const run = fake.run([fake.person(chatId)], scriptOf(answers, patienceOf(people)));
      return {
        done: run.finish(FOREVER_MS).then(() => undefined),
        stop: () => run.stop(),
        resident: () => {
          const [progress] = run.progress;
          const said = (progress?.said ?? []).map(({ question, text, tick, acknowledgedMs }) => ({
            question,
            answer: text,
            tick,
            acknowledgedAfterMs: acknowledgedMs,
          }));
          return { chatId, said, steppedBack: backsteps(fake, chatId), finished: progress?.finished === true };
        },
      };
    },
    lastWords: (chatId) =>
      fake
        .shown(chatId)
        .slice(-3)
        .map(({ text }) => text),
    settled: () => fake.settled(),
    close: () => fake.close(),
    judge: (db, residents) => judge(db, fake, residents),
  };
}

/** Longer than any siege; a person who never finishes is told of by the one who waits for all. */
const FOREVER_MS = 3_600_000;
const QUESTION = /(?:^|\n)Câu (\d+)\/\d+\./;

function scriptOf(answers: readonly string[], patienceMs: number) {
  const questions = answers.length;
  return {
    start: '/soi',
    question: `(?:^|\\n)Câu (\\d+)/${questions}\\.`,
    answers,
    also: [
      { when: `Đồng chí đã trả lời ${questions}/${questions} câu`, say: 'nộp' },
      { when: 'chưa có bản nháp nào', say: '/soi' },
      // What was said once more out of impatience came after what it repeats.
      { when: 'Không dùng', say: 'Không dùng' },
      { when: 'Trợ lý đã giữ lại', say: 'Không' },
    ],
    finished: 'đã nhận bản tự soi của đồng chí|Đồng chí đã nộp bản tự soi lúc',
    thinkMs: THINK_MS,
    patienceMs,
    ask: '/tieptuc',
  };
}

/** The webhook's address has to be the same from one start of the process to the next. */
async function webhookEnv(): Promise<Readonly<Record<string, string>>> {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  await once(free, 'close');
  return {
    ZALO_MODE: 'webhook',
    ZALO_WEBHOOK_SECRET: SECRET,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    HTTP_PORT: String(port),
  };
}

function backsteps(fake: FakeZalo, chatId: string): readonly number[] {
  let furthest = 0;
  return fake.shown(chatId).flatMap(({ text }) => {
    const number = Number(QUESTION.exec(text)?.[1] ?? 0);
    furthest = Math.max(furthest, number);
    return number > 0 && number < furthest ? [number] : [];
  });
}

/** No row may have been sent twice, and what never reached the books is counted, by where it was lost. */
async function judge(db: Database, fake: FakeZalo, residents: readonly Resident[]): Promise<Verdict> {
  const { rows, stored } = await db.read(async (c) => ({
    rows: await c.tx.select({ platformId: c.t.outbox.platformId, state: c.t.outbox.state }).from(c.t.outbox),
    stored: new Set((await c.tx.select({ key: c.t.inbox.key }).from(c.t.inbox)).map(({ key }) => key)),
  }));
  const unexplained = residents.flatMap(({ chatId }) => {
    const of = (...states: string[]) =>
      rows.filter(({ platformId, state }) => platformId === chatId && states.includes(state)).length;
    const shown = fake.shown(chatId).length;
    const [least, most] = [of('sent'), of('sent', 'unknown')];
    return shown >= least && shown <= most ? [] : [`${chatId}: shown ${shown} messages of ${least} to ${most} sent`];
  });
  const never = new Set(fake.lost.map(({ update }) => update));
  const forgotten = fake.handedOut.filter(
    ({ update, again }) => !again && !never.has(update) && !stored.has(`${update.chatId} ${update.messageId}`),
  );
  return {
    doubled: 0,
    unexplained,
    wrong: [],
    counted: [
      ['messages that people wrote', fake.stats.pushed],
      ...LOSSES.map(
        (why) => [`lost before we had it: ${why}`, fake.lost.filter((one) => one.why === why).length] as const,
      ),
      ['lost before we had it: handed to a process that was killed', forgotten.length],
      ['messages of the bot in doubt, not sent again', rows.filter(({ state }) => state === 'unknown').length],
    ],
  };
}
