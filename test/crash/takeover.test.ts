/** Two processes on one database: one works and the other takes over (SQLite), or both share the work (PostgreSQL). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openPostgres } from '../../src/db/postgres.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { startFakeTelegram } from '../support/fake-telegram/server.ts';
import { describePostgres } from '../support/postgres-server.ts';
import { BotProcess } from './support/bot-process.ts';
import { siege } from './support/siege.ts';
import { telegramEnv } from './support/telegram-front.ts';
import { FIRST_CHAT, writeTown } from './support/town.ts';

const NOTHING_WRONG = { lost: [], wrong: [], unexplained: [], badLines: [], badExits: [] };

describe('two processes on one SQLite file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tusoi-two-'));
    file = join(folder, 'tusoi.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('the second waits, and takes over within a second when the first is killed', { timeout: 120_000 }, async () => {
    const db = await openSqlite({ file });
    await writeTown(db, 5);
    await db.close();
    const fake = await startFakeTelegram();
    onTestFinished(() => fake.close());
    const start = (): BotProcess => new BotProcess({ database: `file:${file}`, env: telegramEnv(fake) });
    const bots = [start()];
    onTestFinished(async () => void (await Promise.all(bots.map((bot) => bot.kill()))));
    const minh = fake.person(FIRST_CHAT);
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//, 20_000);
    const tookMs: number[] = [];
    for (let n = 1; n <= 3; n += 1) {
      const first = bots.at(-1);
      const second = start();
      bots.push(second);
      await second.logged('ownership.waiting');
      await first?.kill();
      const killed = performance.now();
      minh.say(`Câu trả lời số ${n}.`);
      await minh.waitFor(new RegExp(`^Câu ${n + 1}/`), 20_000);
      tookMs.push(performance.now() - killed);
      expect(fake.stats.conflicts).toBe(0);
    }
    // Half a second between two looks, and the way of the answer; a busy machine may be late once.
    expect(tookMs.toSorted((a, b) => a - b)[1]).toBeLessThan(1_000);
    expect(bots.some(({ written }) => /"level":50/.test(written))).toBe(false);
  });

  it('lose nothing while either of them is killed again and again', { timeout: 200_000 }, async () => {
    const report = await siege({
      url: `file:${file}`,
      open: () => openSqlite({ file }),
      kills: 6,
      people: 10,
      questions: 3,
      seed: 11,
      processes: 2,
    });
    expect(report).toMatchObject(NOTHING_WRONG);
    expect(report.acknowledged).toBe(report.people * 3);
  });
});

describePostgres('two processes', (url) => {
  it('share the work: no message comes twice and nobody fights for the updates', { timeout: 200_000 }, async () => {
    const report = await siege({
      url: url(),
      open: () => openPostgres({ url: url() }),
      kills: 0,
      people: 20,
      questions: 3,
      seed: 3,
      processes: 2,
    });
    expect(report).toMatchObject({ ...NOTHING_WRONG, doubled: 0 });
    expect(report.acknowledged).toBe(report.people * 3);
  });
});

describePostgres('two processes that are killed', (url) => {
  it('lose nothing, and the one that lives finishes what the dead one had begun', { timeout: 200_000 }, async () => {
    const report = await siege({
      url: url(),
      open: () => openPostgres({ url: url() }),
      kills: 6,
      people: 10,
      questions: 3,
      seed: 7,
      processes: 2,
    });
    expect(report).toMatchObject(NOTHING_WRONG);
    expect(report.acknowledged).toBe(report.people * 3);
  });
});
