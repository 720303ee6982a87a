import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callApi, getUpdates } from '../http/client.ts';
import { type RemoteFakeTelegram, spawnFakeTelegram } from '../remote.ts';
import { type FakeTelegram, startFakeTelegram } from '../server.ts';
import type { Update } from '../types.ts';
import type { Script } from './script.ts';
import { latency } from './script-run.ts';

const SCRIPT: Script = {
  start: '/start',
  question: 'Câu (\\d+)/3',
  answers: ['một', 'hai', { tap: 'Tốt' }],
  taps: ['Đồng ý', 'Nộp'],
  summary: 'Tóm tắt',
  finished: 'Đã nộp',
};

interface Server {
  readonly apiRoot: string;
  readonly token: string;
}

/** A bot of a few lines: consent, three questions, a summary to hand in. */
class QuizBot {
  readonly #server: Server;
  readonly #asked = new Map<number, number>();
  #offset = 0;
  stopped = false;
  /** What else it does after a message; a test may make it misbehave. */
  after: (chatId: number, text: string) => Promise<void> = async () => {};

  constructor(server: Server) {
    this.#server = server;
  }

  async run(): Promise<void> {
    while (!this.stopped) {
      const updates = await getUpdates(this.#server, { offset: this.#offset, timeout: 1 }).catch(() => []);
      this.#offset = (updates.at(-1)?.update_id ?? this.#offset - 1) + 1;
      for (const update of updates) await this.#handle(update);
    }
  }

  async say(chatId: number, text: string, label?: string): Promise<void> {
    const reply_markup = label && { inline_keyboard: [[{ text: label, callback_data: label }]] };
    await callApi(this.#server, 'sendMessage', { chat_id: chatId, text, ...(reply_markup && { reply_markup }) });
    await this.after(chatId, text);
  }

  async #handle(update: Update): Promise<void> {
    const { message, callback_query: press } = update as {
      message?: { chat: { id: number }; text: string };
      callback_query?: { from: { id: number }; data: string };
    };
    const chatId = message?.chat.id ?? press?.from.id ?? 0;
    if (message?.text === '/start') return this.say(chatId, 'Đồng chí đồng ý chứ?', 'Đồng ý');
    if (press?.data === 'Nộp') return this.say(chatId, 'Đã nộp');
    const next = (this.#asked.get(chatId) ?? 0) + 1;
    this.#asked.set(chatId, next);
    if (next > 3) return this.say(chatId, 'Tóm tắt', 'Nộp');
    return this.say(chatId, `Câu ${next}/3`, next === 3 ? 'Tốt' : undefined);
  }
}

let fake: FakeTelegram;
let bot: QuizBot;
beforeEach(async () => {
  fake = await startFakeTelegram({ secondMs: 5, pollingPenalty: false });
  bot = new QuizBot(fake);
  void bot.run();
});
afterEach(async () => {
  bot.stopped = true;
  await fake.close();
});

describe('a script', () => {
  test('goes through consent, questions, buttons and handing in', async () => {
    const report = await fake.run([21, 22, 23], SCRIPT).finish(3000);
    expect(report).toMatchObject({ people: 3, finished: 3, said: 9, acknowledged: 9, doubled: 0 });
    expect(report.latencyMs).toMatchObject({ count: 9 });
    expect(report.latencyMs.p50).toBeGreaterThan(0);
    expect(report.chats[0]).toMatchObject({ chatId: 21, acknowledged: [1, 2, 3], finished: true, steppedBack: [] });
    expect(report.chats[0]?.said.map(({ answer }) => answer)).toEqual(['một', 'hai', 'Tốt']);
  });

  test('answers a doubled question once and reports the double', async () => {
    let doubled = false;
    bot.after = async (chatId, text) => {
      if (text !== 'Câu 2/3' || doubled) return;
      doubled = true;
      await bot.say(chatId, text);
    };
    const report = await fake.run([21], { ...SCRIPT, thinkMs: 2 }).finish(3000);
    expect(report.chats[0]?.doubled).toMatchObject([{ chatId: 21, text: 'Câu 2/3' }]);
    expect(report.said).toBe(3);
  });

  test('notices a question that comes back', async () => {
    bot.after = async (chatId, text) => {
      if (text === 'Câu 3/3') await bot.say(chatId, 'Câu 1/3 (lần nữa)');
    };
    const report = await fake.run([21], SCRIPT).finish(3000);
    expect(report.chats[0]?.steppedBack).toEqual([1]);
  });

  test('counts the last answer as open while nothing comes back', async () => {
    // The bot of this test: the variable holds another one by the time a late answer comes.
    const stopping = bot;
    bot.after = async (_, text) => {
      if (text === 'Câu 2/3') stopping.stopped = true;
    };
    const run = fake.run([21], SCRIPT);
    await fake.waitFor(() => fake.stats.pushed === 4);
    expect(run.report()).toMatchObject({ finished: 0, said: 2, acknowledged: 1 });
    await expect(run.finish(2)).rejects.toThrow('1 of 1 have not finished: 21');
  });

  test('may differ from person to person', async () => {
    const script = (id: number): Script => ({ ...SCRIPT, answers: [`tôi là ${id}`, 'b', { tap: 'Tốt' }] });
    const report = await fake.run([21, 22], script).finish(3000);
    expect(report.chats.map(({ said }) => said[0]?.answer)).toEqual(['tôi là 21', 'tôi là 22']);
  });
});

describe('the double in a process of its own', () => {
  let remote: RemoteFakeTelegram;
  afterEach(() => remote.close());

  test('runs scripts and reports over HTTP', async () => {
    remote = await spawnFakeTelegram({ secondMs: 5, pollingPenalty: false });
    const far = new QuizBot(remote);
    void far.run();
    await remote.control('runScript', { ids: [21, 22], script: SCRIPT });
    const report = await remote.report(5000);
    far.stopped = true;
    expect(report).toMatchObject({ people: 2, finished: 2, acknowledged: 6 });
    expect(await remote.control('stats')).toMatchObject({ refused429: 0 });
    expect(await remote.control('sent', { chatId: 21 })).toHaveLength(6);
    await expect(remote.control('fly')).rejects.toThrow('no operation fly');
  });

  test('can be told to fail, to wait and to move its clock', async () => {
    remote = await spawnFakeTelegram();
    await remote.control('people', { people: [{ id: 21, first_name: 'Lan' }] });
    await remote.control('fault', { rules: [{ kind: 'serverError', method: 'sendMessage', count: null }] });
    expect((await callApi(remote, 'sendMessage', { chat_id: 21, text: 'a' })).status).toBe(500);
    await remote.control('clearFaults');
    const shown = remote.control('waitShown', { id: 21, pattern: 'chào' });
    await callApi(remote, 'sendMessage', { chat_id: 21, text: 'chào Lan' });
    expect(await shown).toMatchObject({ text: 'chào Lan' });
    await remote.control('press', { id: 21, data: 'x' });
    await remote.control('advance', { ms: 151_000 });
    expect(await getUpdates(remote)).toEqual([]);
  });
});

describe('latency', () => {
  test.each([
    { samples: [], expected: { count: 0, mean: 0, p50: 0, p99: 0, max: 0 } },
    { samples: [4], expected: { count: 1, mean: 4, p50: 4, p99: 4, max: 4 } },
    { samples: [3, 1, 2], expected: { count: 3, mean: 2, p50: 2, p99: 3, max: 3 } },
  ])('of $samples', ({ samples, expected }) => {
    expect(latency(samples)).toEqual(expected);
  });
});
