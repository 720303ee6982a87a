/** The doctor on an organisation in which everything is wrong that it looks at, and on one that does not open. */
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import type { OutboxId } from '../../src/lib/ids.ts';
import { HOUR } from '../../src/lib/time.ts';
import { systemEnv } from '../../src/system-env.ts';
import { telegramEnv } from '../crash/support/telegram-front.ts';
import { writeTown } from '../crash/support/town.ts';
import { type FakeTelegram, startFakeTelegram } from '../support/fake-telegram/server.ts';
import { runProgram } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'tusoi-doctor-'));
const town = join(folder, 'town.db');
let fake: FakeTelegram;
beforeAll(async () => {
  const db = await openSqlite({ file: town });
  await writeTown(db, 3);
  await db.close();
  fake = await startFakeTelegram();
}, 60_000);
afterAll(async () => {
  await fake.close();
  rmSync(folder, { recursive: true });
});

const doctor = (file: string, more: Readonly<Record<string, string>> = telegramEnv(fake)) =>
  runProgram('cli', ['doctor'], { settings: { DATABASE_URL: `file:${file}`, ...more } });
const findings = ({ out }: { readonly out: string }, sign: string): readonly string[] =>
  out.split('\n').filter((line) => line.startsWith(sign));

async function changed(name: string, change: (db: Database) => Promise<unknown>): Promise<string> {
  const file = join(folder, name);
  copyFileSync(town, file);
  const db = await openSqlite({ file });
  await change(db);
  await db.close();
  return file;
}

describe('tusoi doctor', { timeout: 60_000 }, () => {
  it('finds a town well whose bot is stopped, and says so with its exit code', async () => {
    const found = await doctor(town);
    expect(findings(found, '✗')).toEqual([]);
    expect(found.out).toContain('✔ Telegram answers as @');
    expect(found.code).toBe(0);
  });

  it('tells each thing that is wrong in the books', async () => {
    const found = await doctor(await changed('ill.db', fallIll));
    expect(findings(found, '✗').map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, 'then'))).toEqual([
      '✗ clock: then in Asia/Ho_Chi_Minh is earlier than the newest event',
      '✗ 1 schedules are overdue: is the bot running?',
      '✗ 2 messages should have gone out by now: is the bot running?',
      '✗ 1 messages of the last week may or may not have arrived (connection lost while sending)',
      '✗ 1 messages of the last week were refused by the platform',
      '✗ event AB12CD failed (Error: a bug); once mended: tusoi doctor --replay AB12CD',
    ]);
    expect(found.out).toContain('✔ 1 members cannot be reached on their address');
    expect(found.out).not.toContain('Điều đã viết');
    expect(found.code).toBe(1);
  });

  it('tells that the platform does not know the token', async () => {
    const found = await doctor(town, { ...telegramEnv(fake), TELEGRAM_BOT_TOKEN: '123456:not-the-token-of-anybody' });
    expect(findings(found, '✗')).toEqual([expect.stringMatching(/Telegram does not know this token/)]);
    expect(found.out + found.err).not.toContain('not-the-token');
    expect(found.code).toBe(1);
  });

  it('tells that a webhook is in the way of polling, and that the clocks differ', async () => {
    const platform = createServer(({ method, url = '' }, answer) => {
      // The clock of this machine is right: the platform's is an hour late.
      if (method === 'HEAD') answer.setHeader('Date', new Date(Date.now() - HOUR).toUTCString());
      const me = { id: 1, username: 'thu_bot' };
      const result = url.endsWith('/getMe') ? me : { url: 'https://other.example.vn/x', pending_update_count: 3 };
      answer.end(JSON.stringify({ ok: true, result }));
    });
    await once(platform.listen(0, '127.0.0.1'), 'listening');
    try {
      const apiRoot = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
      const found = await doctor(town, telegramEnv({ apiRoot, token: fake.token }));
      expect(findings(found, '✗')).toEqual([
        expect.stringMatching(
          /a webhook to other\.example\.vn is set, so it CANNOT be polled.*; 3 updates are waiting$/,
        ),
        expect.stringMatching(/^✗ clock: 360\d s ahead of the platform's; switch time synchronisation on$/),
      ]);
      expect(found.code).toBe(1);
    } finally {
      platform.close();
    }
  });

  it('tells that a migration is missing, that it is no database, and that settings are bad', async () => {
    const none = join(folder, 'none.db');
    writeFileSync(none, 'no database at all, whatever its name says '.repeat(20));
    const [empty, broken, bad] = await Promise.all([
      doctor(join(folder, 'new.db'), {}),
      doctor(none, {}),
      doctor(town, { HTTP_PORT: 'x', TELEGRAM_BOT_TOKEN: 'geheim' }),
    ]);
    expect(findings(empty, '✗')).toEqual([
      expect.stringMatching(/^✗ migrations: 0 of \d+ are applied; starting the bot applies the rest$/),
    ]);
    expect(findings(broken, '✗')).toEqual(['✗ The database cannot be opened:']);
    expect(bad.out).toMatch(/^✗ The settings cannot be used:\n {4}TELEGRAM_BOT_TOKEN .*\n {4}HTTP_PORT /);
    expect(bad.out).not.toContain('geheim');
    expect([empty.code, broken.code, bad.code]).toEqual([1, 1, 1]);
  });
});

async function fallIll(db: Database): Promise<void> {
  const { newId, now } = systemEnv();
  const before = now() - HOUR;
  await db.transact(async ({ tx, t }) => {
    const [address, other] = await tx.select().from(t.addresses);
    if (address === undefined || other === undefined) throw new Error('nobody has joined');
    const { id: addressId, platformId } = address;
    const of = { addressId, channel: 'telegram', platformId, lane: 'reply' as const, kind: 'new' as const };
    for (const state of ['pending', 'sending', 'unknown', 'failed', 'sent'] as const) {
      const doneAt = state === 'pending' || state === 'sending' ? null : before;
      const row = { ...of, id: newId<OutboxId>(), state, dueAt: before, createdAt: before, doneAt };
      await tx.insert(t.outbox).values(row);
    }
    await tx.insert(t.schedules).values({ key: 'x', kind: 'x', dueAt: before, data: {} });
    await tx.insert(t.inbox).values({
      ...{ channel: 'telegram', key: 'u1', platformId: '1', receivedAt: now() + HOUR, state: 'failed' },
      ...{ code: 'AB12CD', error: 'Error: a bug', event: { input: { kind: 'text', text: 'Điều đã viết.' } } },
    });
    await tx.update(t.addresses).set({ gone: 'blocked' }).where(eq(t.addresses.id, other.id));
  });
}
