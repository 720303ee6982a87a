import { eq, sql } from 'drizzle-orm';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CommitInDoubt } from '../../src/db/connection.ts';
import type { Connection, Database } from '../../src/db/database.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import type { PersonId } from '../../src/lib/ids.ts';
import { describePostgres } from '../support/postgres-server.ts';

const id = 'p1' as PersonId;
const given = sql.placeholder;

/** The lock of the runtime: an UPDATE of the row, before anything is read. */
const lock = (c: Connection) =>
  c
    .prepared('test_lock', (tx, t) =>
      tx
        .update(t.persons)
        .set({ turn: sql`${t.persons.turn} + 1` })
        .where(eq(t.persons.id, given('id')))
        .prepare('test_lock'),
    )
    .execute({ id });

async function raiseValue(c: Connection): Promise<void> {
  const [row] = await c.tx.select().from(c.t.meta).where(eq(c.t.meta.key, 'n'));
  // What reads, thinks and writes loses updates without the lock.
  await new Promise((resolve) => setTimeout(resolve, 1));
  const value = String(Number(row?.value) + 1);
  await c.tx.update(c.t.meta).set({ value }).where(eq(c.t.meta.key, 'n'));
}

const put = async (c: Connection, key: string) => void (await c.tx.insert(c.t.meta).values({ key, value: '' }));
const keys = async (db: Database) => (await db.read((c) => c.tx.select().from(c.t.meta))).map((row) => row.key).sort();

async function sqlstate(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  return error instanceof Error && error.cause instanceof Error ? Reflect.get(error.cause, 'code') : error;
}

describePostgres('the database', (url) => {
  let db: Database;
  let other: Database;
  let admin: pg.Client;

  beforeEach(async () => {
    admin = new pg.Client({ connectionString: url() });
    await admin.connect();
    await admin.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS drizzle CASCADE');
    db = await openPostgres({ url: url() });
    other = await openPostgres({ url: url() });
    await Promise.all([db.migrate(), other.migrate()]);
    await db.transact(async (c) => {
      await c.tx.insert(c.t.persons).values({ id, code: 'P1', name: 'Minh', searchName: 'minh', createdAt: 1 });
    });
  });

  afterEach(async () => {
    await Promise.all([db.close(), other.close(), admin.end()]);
  });

  /** Ends the sessions of both databases that `where` describes. */
  const kill = (where: string) =>
    admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tusoi' AND ${where}`);

  it('is migrated once by two that start together', async () => {
    const { applied, expected } = await db.migrations();
    expect(applied).toBe(expected);
  });

  it('keeps all of 50 concurrent updates behind the lock, over two pools', async () => {
    await db.transact(async (c) => void (await c.tx.insert(c.t.meta).values({ key: 'n', value: '0' })));
    const pools = [db, other];
    const locked = async (c: Connection) => {
      await lock(c);
      await raiseValue(c);
    };
    await Promise.all(Array.from({ length: 50 }, (_, i) => pools[i % 2]?.transact(locked)));
    expect(await db.read((c) => c.tx.select().from(c.t.meta))).toEqual([{ key: 'n', value: '50' }]);
    expect(await db.read((c) => c.tx.select({ turn: c.t.persons.turn }).from(c.t.persons))).toEqual([{ turn: 50 }]);
  });

  it('loses some of them without it, or the test above would prove nothing', async () => {
    await db.transact(async (c) => void (await c.tx.insert(c.t.meta).values({ key: 'n', value: '0' })));
    await Promise.all(Array.from({ length: 50 }, () => db.transact(raiseValue)));
    const [row] = await db.read((c) => c.tx.select().from(c.t.meta));
    expect(Number(row?.value)).toBeLessThan(50);
  });

  it('tries a deadlocked transaction again', async () => {
    await db.transact(async (c) => {
      for (const key of ['a', 'b']) await put(c, key);
    });
    const touch = (c: Connection, key: string) =>
      c.tx
        .update(c.t.meta)
        .set({ value: sql`${c.t.meta.value} || '+'` })
        .where(eq(c.t.meta.key, key));
    const crossing = (order: readonly [string, string]) => async (c: Connection) => {
      await touch(c, order[0]);
      await new Promise((resolve) => setTimeout(resolve, 30));
      await touch(c, order[1]);
    };
    await Promise.all([db.transact(crossing(['a', 'b'])), other.transact(crossing(['b', 'a']))]);
    const rows = await db.read((c) => c.tx.select().from(c.t.meta));
    expect(rows.map((row) => row.value)).toEqual(['++', '++']);
  });

  it('undoes prepared statements with their transaction', async () => {
    const insert = (c: Connection, key: string) =>
      c
        .prepared('test_meta_put', (tx, t) =>
          tx
            .insert(t.meta)
            .values({ key: given('key'), value: '' })
            .prepare('test_meta_put'),
        )
        .execute({ key });
    const failing = Array.from({ length: 20 }, (_, i) =>
      db.transact(async (c) => {
        await insert(c, `lost ${i}`);
        throw new Error('on purpose');
      }),
    );
    const settled = await Promise.allSettled(failing);
    expect(settled.every((result) => result.status === 'rejected')).toBe(true);
    await db.transact(async (c) => void (await insert(c, 'kept')));
    expect(await keys(db)).toEqual(['kept']);
  });

  it('shows a reader committed rows only', async () => {
    await db.transact(async (c) => {
      await put(c, 'open');
      expect(await keys(other)).toEqual([]);
    });
    expect(await keys(other)).toEqual(['open']);
  });

  it('does not take a transaction for committed in which a failure was swallowed', async () => {
    const swallowed = db.transact(async (c) => {
      await put(c, 'a');
      await put(c, 'a').catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow('not committed');
    expect(await keys(db)).toEqual([]);
  });

  it('passes on what the server refused', async () => {
    const twice = db.transact(async (c) => {
      await put(c, 'a');
      await put(c, 'a');
    });
    expect(await sqlstate(twice)).toBe('23505');
  });

  it('gives an ownership to one of two processes, and to the next when the connection dies', async () => {
    const owner = await db.own('poller');
    expect(owner?.held()).toBe(true);
    expect(await db.own('poller')).toBeUndefined();
    expect(await other.own('poller')).toBeUndefined();
    expect((await other.own('dispatcher'))?.held()).toBe(true);
    await kill("query LIKE '%pg_try_advisory_lock%'");
    await expect.poll(() => owner?.held()).toBe(false);
    await expect.poll(() => other.own('poller')).toBeDefined();
    await owner?.release();
  });

  it('gives an ownership back when it is released and when the database is closed', async () => {
    const owner = await db.own('poller');
    await owner?.release();
    const second = await other.own('poller');
    expect(second?.held()).toBe(true);
    const third = await openPostgres({ url: url() });
    await third.own('third');
    await third.close();
    await expect.poll(() => db.own('third')).toBeDefined();
  });

  it('tries again when the connection is lost before COMMIT, on another connection', async () => {
    let attempts = 0;
    await db.transact(async (c) => {
      attempts += 1;
      await put(c, 'a');
      if (attempts === 1) await kill("state = 'idle in transaction'");
      await put(c, 'b');
    });
    expect(attempts).toBe(2);
    expect(await keys(db)).toEqual(['a', 'b']);
  });

  it('does not try again when the connection is lost during COMMIT, because nobody knows', async () => {
    // A trigger that runs at COMMIT and kills its own session: the server is gone, the answer never comes.
    await admin.query(`
      CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER die AFTER INSERT ON meta DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION die();
    `);
    let attempts = 0;
    const lost = db.transact(async (c) => {
      attempts += 1;
      await put(c, 'a');
    });
    const error = await lost.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(CommitInDoubt);
    expect(db.isTransient(error)).toBe(true);
    expect(attempts).toBe(1);
    expect(await keys(db)).toEqual([]);
  });

  it('survives that its idle connections are killed, and tells of it', async () => {
    const told: Error[] = [];
    const third = await openPostgres({ url: url(), onError: (error) => told.push(error) });
    expect(await keys(third)).toEqual([]);
    await kill("state = 'idle'");
    await expect.poll(() => told.length).toBeGreaterThan(0);
    expect(await keys(third)).toEqual([]);
    await third.close();
  });
});
