/** A database that refuses, or that commits without saying so. */
import { CommitInDoubt } from '../../../src/db/connection.ts';
import type { Database } from '../../../src/db/database.ts';

export interface BrokenDatabase extends Database {
  /** The next transactions fail before they begin, as on a full disk. */
  refuse(times: number): void;
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
        const outcome = await work(c);
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
