import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import type { Connection, Database } from '../../src/db/database.ts';
import { eachDatabase } from '../support/databases.ts';

const put = (c: Connection, key: string, value = '') => c.tx.insert(c.t.meta).values({ key, value });

async function keys(db: Database): Promise<string[]> {
  const rows = await db.read((c) => c.tx.select({ key: c.t.meta.key }).from(c.t.meta));
  return rows.map((row) => row.key).sort();
}

function failure(code: string): Error {
  return new Error('wrapped', { cause: Object.assign(new Error('from the driver'), { code }) });
}

eachDatabase(
  (database) => {
    it('keeps what a transaction did, and nothing of one that failed', async () => {
      const db = database();
      expect(await db.transact((c) => put(c, 'kept').then(() => 7))).toBe(7);
      const failed = db.transact(async (c) => {
        await put(c, 'lost');
        throw new Error('on purpose');
      });
      await expect(failed).rejects.toThrow('on purpose');
      await db.transact(async (c) => void (await put(c, 'next')));
      expect(await keys(db)).toEqual(['kept', 'next']);
    });

    it('undoes what a failed COMMIT leaves open', async () => {
      const db = database();
      const swallowed = db.transact(async (c) => {
        await put(c, 'a');
        await put(c, 'a').catch(() => undefined);
      });
      // SQLite undoes the failed statement alone; PostgreSQL gives up the transaction, which must not look like success.
      if (db.dialect === 'postgres') await expect(swallowed).rejects.toThrow();
      else await swallowed;
      await db.transact(async (c) => void (await put(c, 'b')));
      expect(await keys(db)).toEqual(db.dialect === 'postgres' ? ['b'] : ['a', 'b']);
    });

    it('runs transactions so that none overwrites another', async () => {
      const db = database();
      await db.transact(async (c) => void (await put(c, 'n', '0')));
      const raise = async (c: Connection) => {
        const [row] = await c.tx.select().from(c.t.meta).where(eq(c.t.meta.key, 'n'));
        await c.tx
          .update(c.t.meta)
          .set({ value: String(Number(row?.value) + 1) })
          .where(eq(c.t.meta.key, 'n'));
      };
      await Promise.all(Array.from({ length: 50 }, () => db.transact(raise)));
      expect(await db.read((c) => c.tx.select().from(c.t.meta))).toEqual([{ key: 'n', value: '50' }]);
    });

    it('tries again from the start on a conflict, five times at most', async () => {
      const db = database();
      let attempts = 0;
      await db.transact(async (c) => {
        attempts += 1;
        await put(c, `attempt ${attempts}`);
        if (attempts < 5) throw failure(['40001', '40P01', 'SQLITE_BUSY', 'ECONNRESET'][attempts - 1] ?? '');
      });
      expect(await keys(db)).toEqual(['attempt 5']);
      attempts = 0;
      const hopeless = db.transact(async () => {
        attempts += 1;
        throw failure('40001');
      });
      await expect(hopeless).rejects.toThrow('wrapped');
      expect(attempts).toBe(5);
    });

    it('does not try again what would fail again', async () => {
      let attempts = 0;
      const failed = database().transact(async () => {
        attempts += 1;
        throw failure('23505');
      });
      await expect(failed).rejects.toThrow('wrapped');
      expect(attempts).toBe(1);
    });

    it('refuses one transaction or read inside another instead of waiting for ever', async () => {
      const db = database();
      const nothing = async () => undefined;
      await expect(db.transact(() => db.transact(nothing))).rejects.toThrow('transact() inside transact()');
      await expect(db.transact(() => db.read(nothing))).rejects.toThrow('read() inside transact()');
      await expect(db.read(() => db.transact(nothing))).rejects.toThrow('transact() inside read()');
    });

    it('lets work that a transaction started, and that outlives it, have transactions of its own', async () => {
      const db = database();
      let later: Promise<void> | undefined;
      let go: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => {
        go = resolve;
      });
      await db.transact(async () => {
        later = gate.then(() => db.transact(async (c) => void (await put(c, 'later'))));
      });
      go();
      await later;
      expect(await keys(db)).toEqual(['later']);
    });

    it('takes a connection back when the callback has settled', async () => {
      const db = database();
      let kept: Connection | undefined;
      const tx = await db.transact(async (c) => {
        kept = c;
        return { builder: c.tx };
      });
      const late = 'used after its callback had settled';
      expect(() => kept?.tx).toThrow(late);
      expect(() => kept?.t).toThrow(late);
      expect(() => kept?.prepared('late', () => 1)).toThrow(late);
      expect(() => tx.builder.select()).toThrow(late);
      await expect(kept?.savepoint(async () => undefined)).rejects.toThrow(late);
    });

    it('does not write while reading', async () => {
      const db = database();
      await expect(db.read(async (c) => void (await put(c, 'x')))).rejects.toThrow('insert() inside read()');
      expect(await keys(db)).toEqual([]);
    });

    it('undoes a failed savepoint alone, and throws its failure on', async () => {
      const db = database();
      await db.transact(async (c) => {
        await put(c, 'before');
        const failed = c.savepoint(async () => {
          await put(c, 'inside');
          await put(c, 'before');
        });
        await expect(failed).rejects.toThrow();
        expect(await c.savepoint(() => put(c, 'good').then(() => 'result'))).toBe('result');
        await put(c, 'after');
      });
      expect(await keys(db)).toEqual(['after', 'before', 'good']);
    });

    it('nests savepoints', async () => {
      const db = database();
      await db.transact((c) =>
        c.savepoint(async () => {
          await put(c, 'outer');
          const inner = c.savepoint(async () => {
            await put(c, 'inner');
            throw new Error('inner');
          });
          await expect(inner).rejects.toThrow('inner');
        }),
      );
      expect(await keys(db)).toEqual(['outer']);
    });

    it('gives up a transaction whose savepoints overlap', async () => {
      const db = database();
      const overlapping = db.transact(async (c) => {
        let go: () => void = () => undefined;
        const gate = new Promise<void>((resolve) => {
          go = resolve;
        });
        const first = c.savepoint(async () => {
          await put(c, 'first');
          await gate;
        });
        const second = c.savepoint(async () => {
          go();
          await first;
        });
        await Promise.allSettled([first, second]);
      });
      await expect(overlapping).rejects.toThrow('overlapping savepoints');
      expect(await keys(db)).toEqual([]);
    });

    it('gives a name to one owner at a time, without waiting', async () => {
      const db = database();
      const poller = await db.own('poller:1');
      expect(poller?.held()).toBe(true);
      expect(await db.own('poller:1')).toBeUndefined();
      const other = await db.own('dispatcher');
      expect(other?.name).toBe('dispatcher');
      await poller?.release();
      await poller?.release();
      expect(poller?.held()).toBe(false);
      const next = await db.own('poller:1');
      expect(next?.held()).toBe(true);
      await next?.release();
      await other?.release();
    });

    it('is up to date, and migrating again changes nothing', async () => {
      const db = database();
      const { applied, expected } = await db.migrations();
      expect(applied).toBe(expected);
      expect(expected).toBeGreaterThan(0);
      await put1(db);
      await db.migrate();
      expect(await db.migrations()).toEqual({ applied, expected });
      expect(await keys(db)).toEqual(['still here']);
    });

    it('counts', async () => {
      const db = database();
      await put1(db);
      expect(await db.read((c) => c.tx.$count(c.t.meta))).toBe(1);
    });
  },
  ['sqlite', 'sqlite-file', 'pglite'],
);

const put1 = (db: Database) => db.transact(async (c) => void (await put(c, 'still here')));
