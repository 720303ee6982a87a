/**
 * What became of sent rows, written in groups: with the next batch of events, or by itself when none comes. An address's next
 * message waits for the mark of the one before, so a crash leaves at most one message of an address in doubt.
 */
import type { Connection, Database } from '../../db/database.ts';
import type { Env } from '../../lib/env.ts';
import type { OutboxId } from '../../lib/ids.ts';
import { type Mark, writeMark } from './outbox.ts';

interface Waiting {
  readonly mark: Mark;
  readonly written: () => void;
}

export class Marks {
  readonly #db: Database;
  readonly #env: Env;
  #waiting: Waiting[] = [];
  /** Rows whose mark is not committed yet. */
  readonly #ids = new Map<OutboxId, number>();

  constructor(db: Database, env: Env) {
    this.#db = db;
    this.#env = env;
  }

  get size(): number {
    return this.#waiting.length;
  }

  has(id: OutboxId): boolean {
    return this.#ids.has(id);
  }

  /** `written` is called once the mark is committed. */
  add(mark: Mark, written: () => void): void {
    this.#waiting.push({ mark, written });
    this.#ids.set(mark.id, (this.#ids.get(mark.id) ?? 0) + 1);
  }

  /**
   * Takes part in somebody's transaction. Call `committed` after its commit; when the transaction fails, `failed` puts
   * the marks back. A retried transaction writes them again: a mark says what is, not what changes.
   */
  join(): { write(c: Connection): Promise<void>; committed(): void; failed(): void } {
    const taken = this.#waiting;
    this.#waiting = [];
    return {
      write: async (c) => {
        const now = this.#env.now();
        for (const { mark } of taken) await writeMark(c, mark, now);
      },
      committed: () => {
        for (const { mark, written } of taken) {
          this.#forget(mark.id);
          written();
        }
      },
      failed: () => {
        this.#waiting = [...taken, ...this.#waiting];
      },
    };
  }

  /** Writes what waits in a transaction of its own. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const joined = this.join();
    try {
      await this.#db.transact((c) => joined.write(c));
    } catch (error) {
      joined.failed();
      throw error;
    }
    joined.committed();
  }

  #forget(id: OutboxId): void {
    const left = (this.#ids.get(id) ?? 1) - 1;
    if (left === 0) this.#ids.delete(id);
    else this.#ids.set(id, left);
  }
}
