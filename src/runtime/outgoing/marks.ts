/**
 * What became of sent rows, written in groups: with the next batch of events, or by itself when none comes. An address's next
 * message waits for the mark of the one before, so a crash leaves at most one message of an address in doubt.
 */
import type { Connection } from '../../db/database.ts';
import type { OutboxId } from '../../lib/ids.ts';
import { charge, chargesOf } from '../metering/count.ts';
import { countsAny } from '../metering/readings.ts';
import { told } from '../metering/untold.ts';
import type { Moment, Shell } from '../shell.ts';
import { type Mark, writeMark } from './outbox.ts';

/** What became of a row, and which channel was asked to send it. */
export interface Marked {
  readonly mark: Mark;
  readonly channel: string | undefined;
}

interface Waiting extends Marked {
  readonly written: () => void;
}

type Books = Pick<Shell, 'db' | 'env' | 'channels' | 'zone'>;

/** Writes marks down and counts what they are about, where a platform counts it. */
export async function writeMarks(shell: Books, moment: Moment, marks: readonly Marked[]): Promise<void> {
  const asked = marks.flatMap(({ mark: { id, as }, channel }) => (channel === undefined ? [] : [{ id, as, channel }]));
  const charges = await chargesOf(shell, moment.c, asked);
  for (const { mark } of marks) await writeMark(moment.c, mark, moment.now);
  await charge(shell, moment, charges);
  if (countsAny(shell))
    await told(
      moment.c,
      asked.filter(({ as }) => as === 'sent').map(({ id }) => id),
    );
}

export class Marks {
  readonly #shell: Books;
  #waiting: Waiting[] = [];
  /** Rows whose mark is not committed yet. */
  readonly #ids = new Map<OutboxId, number>();

  constructor(shell: Books) {
    this.#shell = shell;
  }

  get size(): number {
    return this.#waiting.length;
  }

  has(id: OutboxId): boolean {
    return this.#ids.has(id);
  }

  /** `written` is called once the mark is committed; `channel` is the one that was asked to send the row. */
  add(mark: Mark, written: () => void, channel?: string): void {
    this.#waiting.push({ mark, written, channel });
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
      write: (c) => writeMarks(this.#shell, { c, now: this.#shell.env.now() }, taken),
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
      await this.#shell.db.transact((c) => joined.write(c));
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
