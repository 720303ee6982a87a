/** Ownership in a SQLite database: a lock that the operating system drops with the process, without a lease to wait out. */
import BetterSqlite3 from 'better-sqlite3';
import type { Ownership } from './database.ts';

export interface Owners {
  own(name: string): Promise<Ownership | undefined>;
  /** Releases whatever is still held. */
  close(): Promise<void>;
}

/** Who may own names within this process; the only owners there are for a database in memory. */
export function ownersInProcess(): Owners {
  const held = new Set<string>();
  return ownersBy((name) => {
    if (held.has(name)) return undefined;
    held.add(name);
    return () => held.delete(name);
  });
}

/**
 * A file beside the database is the lock: a second SQLite database with an exclusive transaction held open, because Node has
 * no file locks of its own. The lock in the database itself would keep everybody from writing.
 */
export function ownersByFile(database: string): Owners {
  return ownersBy((name) => {
    const lock = new BetterSqlite3(`${database}.${name.replace(/[^A-Za-z0-9_-]/g, '_')}.lock`, { timeout: 0 });
    try {
      lock.pragma('locking_mode = EXCLUSIVE');
      lock.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      lock.close();
      if (error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
      throw new Error(`cannot lock ${lock.name}`, { cause: error });
    }
    return () => lock.close();
  });
}

/** `take` answers with what frees the name again, or undefined while somebody else has it. */
function ownersBy(take: (name: string) => (() => unknown) | undefined): Owners {
  const all = new Set<Ownership>();
  return {
    own: async (name) => {
      const free = take(name);
      if (free === undefined) return undefined;
      const ownership: Ownership = {
        name,
        held: () => all.has(ownership),
        release: async () => {
          if (all.delete(ownership)) free();
        },
      };
      all.add(ownership);
      return ownership;
    },
    close: async () => {
      for (const ownership of all) await ownership.release();
    },
  };
}
