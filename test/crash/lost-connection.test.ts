/** PostgreSQL ends the sessions of a running bot in the middle of traffic: a failover, an impatient administrator, a cut line. */
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { openPostgres } from '../../src/db/postgres.ts';
import { startFakeTelegram } from '../support/fake-telegram/server.ts';
import { describePostgres } from '../support/postgres-server.ts';
import { BotProcess } from './support/bot-process.ts';
import { telegramEnv } from './support/telegram-front.ts';
import { FIRST_CHAT, writeTown } from './support/town.ts';

const PEOPLE = 6;
const QUESTIONS = 3;

describePostgres('a bot that loses its connections', (url) => {
  it('goes on with new ones, stops when its lock went with them, and loses nothing; the next start goes on', async () => {
    const db = await openPostgres({ url: url() });
    onTestFinished(() => db.close());
    await writeTown(db, PEOPLE, { questions: QUESTIONS });
    const fake = await startFakeTelegram();
    onTestFinished(() => fake.close());
    const admin = new pg.Client({ connectionString: url(), application_name: 'admin' });
    await admin.connect();
    onTestFinished(() => admin.end());
    const own = await pids(admin);
    /** Ends sessions of the bot; those that hold its locks, or the others. */
    const cut = async (locks: boolean): Promise<number> => {
      const { rowCount } = await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tusoi' AND NOT pid = ANY($1)
         AND ${locks ? '' : 'NOT'} pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')`,
        [own],
      );
      return rowCount ?? 0;
    };
    const start = (): BotProcess => new BotProcess({ database: url(), env: telegramEnv(fake) });
    const bot = start();
    onTestFinished(() => bot.kill());
    const people = Array.from({ length: PEOPLE }, (_, n) => fake.person(FIRST_CHAT + n));
    const all = (
      what: (person: (typeof people)[number], n: number) => Promise<unknown> | undefined,
    ): Promise<unknown> => Promise.all(people.map(what));
    for (const person of people) person.say('/soi');
    await all((person) => person.waitFor(/^Câu 1\//, 30_000));

    // Cut while the answers are being stored: every one is acknowledged all the same.
    for (const [n, person] of people.entries()) person.say(answer(n, 1));
    let sessions = 0;
    for (let times = 0; times < 5; times += 1) sessions += await cut(false);
    expect(sessions).toBeGreaterThan(0);
    await all((person) => person.waitFor(/^Câu 2\//, 20_000));
    expect(bot.running).toBe(true);

    // Without its lock it must not go on beside a successor, so it stops in good order.
    expect(await cut(true)).toBeGreaterThan(0);
    expect(await bot.exited).toEqual({ code: 1, signal: null });
    expect(bot.lines.map(({ msg }) => msg)).toContain('ownership.lost');

    for (const [n, person] of people.entries()) person.say(answer(n, 2));
    const next = start();
    onTestFinished(() => next.kill());
    await all((person) => person.waitFor(/^Câu 3\//, 30_000));
    expect(await next.stop()).toBe(0);

    const stored = await db.read(({ tx, t }) => tx.select({ text: t.answers.text }).from(t.answers));
    const expected = people.flatMap((_, n) => [answer(n, 1), answer(n, 2)]);
    expect(stored.map(({ text }) => text).toSorted()).toEqual(expected.toSorted());
    expect(`${bot.written}${next.written}`).not.toMatch(/Người \d trả lời/);
  }, 120_000);
});

const answer = (person: number, question: number): string => `Người ${person} trả lời câu ${question}.`;

/** The test's own sessions, which nobody ends. */
async function pids(admin: pg.Client): Promise<readonly number[]> {
  const { rows } = await admin.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'tusoi'",
  );
  return rows.map(({ pid }) => pid);
}
