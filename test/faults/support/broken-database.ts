/** A database that refuses, or that commits without saying so. */
import { CommitInDoubt } from '../../../src/db/connection.ts';
import type { Connection, Database } from '../../../src/db/database.ts';

export interface BrokenDatabase extends Database {
  /** The next transactions fail before they begin, as on a full disk. */
  refuse(times: number): void;
  /** The next uses of a prepared statement fail with this code of the database's. */
  fail(statement: string, code: string, times: number): void;
  /** The next transaction is committed, and the connection is lost before anybody hears of it. */
  doubt(): void;
  /** Until the result is called, transactions are carried out but their commit is not over. */
  hold(): () => void;
  /** Resolves when the next transaction is that far. */
  held(): Promise<void>;
}

export function brokenDatabase(db: Database): BrokenDatabase {
  let refusals = 0;
  let doubted = false;
  let held: Promise<void> = Promise.resolve();
  const failing = { statement: '', code: '', times: 0 };
  const spoilt = (c: Connection): Connection =>
    new Proxy(c, {
      get: (target, key) => {
        const own: unknown = Reflect.get(target, key, target);
        if (typeof own !== 'function') return own;
        return (...args: readonly unknown[]) => {
          if (key === 'prepared' && args[0] === failing.statement && failing.times > 0) {
            failing.times -= 1;
            throw Object.assign(new Error('no room'), { code: failing.code });
          }
          return Reflect.apply(own, target, args);
        };
      },
    });
  let reached: () => void = () => undefined;
  return {
    ...db,
    transact: async (work) => {
      if (refusals > 0) {
        refusals -= 1;
        throw new Error('database or disk is full');
      }
      const inDoubt = doubted;
      doubted = false;
      const result = await db.transact(async (c) => {
        const outcome = await work(spoilt(c));
        reached();
        await held;
        return outcome;
      });
      if (inDoubt) throw new CommitInDoubt('the connection was lost during COMMIT');
      return result;
    },
    refuse: (times) => {
      refusals = times;
    },
    fail: (statement, code, times) => void Object.assign(failing, { statement, code, times }),
    doubt: () => {
      doubted = true;
    },
    hold: () => {
      let release: () => void = () => undefined;
      held = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
    held: () =>
      new Promise((resolve) => {
        reached = resolve;
      }),
  };
}
