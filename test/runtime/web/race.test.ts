/** Two processes on one PostgreSQL append to the same chats. */
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { WebBooks } from '../../../src/channels/web/books.ts';
import type { Database } from '../../../src/db/database.ts';
import { openPostgres } from '../../../src/db/postgres.ts';
import { plainSeal } from '../../../src/lib/seal.ts';
import { webBooks } from '../../../src/runtime/web/books.ts';
import { systemEnv } from '../../../src/system-env.ts';
import { describePostgres } from '../../support/postgres-server.ts';

describePostgres('the books of two processes', (url) => {
  let databases: readonly Database[] = [];
  let books: readonly WebBooks[] = [];
  beforeEach(async () => {
    const admin = new pg.Client({ connectionString: url() });
    await admin.connect();
    await admin.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS drizzle CASCADE');
    await admin.end();
    databases = [await openPostgres({ url: url() }), await openPostgres({ url: url() })];
    for (const db of databases) await db.migrate();
    books = databases.map((db) =>
      webBooks({ db, env: systemEnv(), seal: plainSeal, zone: 'Asia/Ho_Chi_Minh', locale: 'vi' }),
    );
  });
  afterEach(async () => {
    for (const db of databases) await db.close();
  });

  it('give every number once, though chats are new, keys come twice, and pages say what they received', async () => {
    const chats = ['c1', 'c2', 'c3', 'c4'];
    const each = 30;
    const work: Promise<unknown>[] = [];
    for (let i = 0; i < each; i += 1)
      for (const chat of i % 2 === 0 ? chats : [...chats].reverse())
        for (const one of books) {
          const entry = { chat, key: `k${i}`, body: { kind: 'said', text: `${i}` }, awaited: i % 3 === 0 };
          work.push(one.append(entry));
          if (i % 5 === 0) work.push(one.received(chat, i));
        }
    await Promise.all(work);
    const numbers = Array.from({ length: each }, (_, i) => i + 1);
    for (const chat of chats) {
      const entries = (await books[0]?.entries(chat, 0, 1_000)) ?? [];
      expect(entries.map(({ n }) => n)).toEqual(numbers);
      expect(new Set(entries.map(({ body }) => body['text'])).size).toBe(each);
    }
  });

  it('sign with the same key', async () => {
    const keys = await Promise.all(books.map((one) => one.signingKey()));
    expect(new Set(keys).size).toBe(1);
  });
});
