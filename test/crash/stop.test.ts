/** A stop that is asked for: what is being done is finished, nothing comes twice, and it is over in a few seconds. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/db/sqlite.ts';
import { type FakeTelegram, startFakeTelegram } from '../support/fake-telegram/server.ts';
import { BotProcess } from './support/bot-process.ts';
import { siege } from './support/siege.ts';
import { telegramEnv } from './support/telegram-front.ts';
import { FIRST_CHAT, writeTown } from './support/town.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tusoi-stop-'));
  file = join(folder, 'tusoi.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('SIGTERM', () => {
  it('in the middle of a rush loses nothing and doubles nothing', { timeout: 200_000 }, async () => {
    const report = await siege({
      url: `file:${file}`,
      open: () => openSqlite({ file }),
      kills: 6,
      people: 10,
      questions: 3,
      seed: 5,
      by: 'stop',
    });
    expect(report).toMatchObject({ lost: [], wrong: [], doubled: 0, unexplained: [], badLines: [], badExits: [] });
    expect(report.acknowledged).toBe(report.people * 3);
  });

  it('is heard also while the database is still being opened, and does not answer', { timeout: 60_000 }, async () => {
    const open = new Set<Socket>();
    const silent = createServer((socket) => open.add(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    try {
      const bot = new BotProcess({
        database: `postgres://tusoi@127.0.0.1:${port}/tusoi`,
        env: telegramEnv({ apiRoot: 'http://127.0.0.1:1', token: '123456:a-token-of-nobody' }),
      });
      if (open.size === 0) await once(silent, 'connection');
      const from = performance.now();
      expect(await bot.stop()).toBe(0);
      expect(performance.now() - from).toBeLessThan(9_000);
    } finally {
      for (const socket of open) socket.destroy();
      silent.close();
    }
  });

  describe('while the platform does not answer', () => {
    let fake: FakeTelegram;
    beforeEach(async () => {
      const db = await openSqlite({ file });
      await writeTown(db, 3);
      await db.close();
      fake = await startFakeTelegram();
    });
    afterEach(() => fake.close());
    const start = (): BotProcess => new BotProcess({ database: `file:${file}`, env: telegramEnv(fake) });

    it('ends the process with 0 within seconds, and the next one says what was left unsaid', {
      timeout: 60_000,
    }, async () => {
      fake.fault({ kind: 'halfOpen', method: 'sendMessage', count: Number.POSITIVE_INFINITY });
      const bot = start();
      const minh = fake.person(FIRST_CHAT);
      minh.say('/soi');
      await fake.waitFor(
        () => fake.calls.some(({ method }) => method === 'sendMessage'),
        'a message in the air',
        20_000,
      );
      const asked = performance.now();
      expect(await bot.stop()).toBe(0);
      expect(performance.now() - asked).toBeLessThan(9_000);
      fake.core.faults.clear();
      const next = start();
      await minh.waitFor(/^Câu 1\/8/, 20_000);
      minh.say('Đã hoàn thành.');
      await minh.waitFor(/^Câu 2\/8/, 20_000);
      await fake.settled();
      expect(await next.stop('SIGINT')).toBe(0);
      expect(minh.texts.map((text) => text.slice(0, 8))).toEqual([
        expect.stringContaining('Bản tự'),
        'Câu 1/8.',
        'Câu 2/8.',
      ]);
      expect(bot.written + next.written).not.toContain(fake.token.split(':')[1]);
    });

    it('ends it also when nothing at all comes back, and before it could say hello', { timeout: 60_000 }, async () => {
      fake.fault({ kind: 'halfOpen', count: Number.POSITIVE_INFINITY });
      const bot = start();
      await fake.waitFor(() => fake.calls.some(({ method }) => method === 'getUpdates'), 'a poll', 20_000);
      const asked = performance.now();
      expect(await bot.stop()).toBe(0);
      expect(performance.now() - asked).toBeLessThan(9_000);
    });
  });
});
