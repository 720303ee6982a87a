/** What was sent since one last asked. */
import type { Database } from '../db/database.ts';
import type { Instant } from '../lib/env.ts';
import { type SentRow, sentFrom } from './feed-store.ts';

export class Feed {
  readonly #db: Database;
  #from: Instant;
  /** Those sent at `#from` exactly, which are found once more. */
  #told: ReadonlySet<number> = new Set();

  /** `from`: what was sent before is never told. */
  constructor(db: Database, from: Instant) {
    this.#db = db;
    this.#from = from;
  }

  async news(): Promise<readonly SentRow[]> {
    const found = await this.#db.read((c) => sentFrom(c, this.#from));
    const fresh = found.filter(({ seq }) => !this.#told.has(seq));
    this.#from = found.at(-1)?.at ?? this.#from;
    this.#told = new Set(found.filter(({ at }) => at === this.#from).map(({ seq }) => seq));
    return fresh;
  }
}
