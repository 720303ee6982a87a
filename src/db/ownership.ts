/** Ownership in a SQLite database: a lock that the operating system drops with the process, without a lease to wait out. */
import BetterSqlite3 from 'better-sqlite3';
import type { Ownership } from './database.ts';

/** Who may own names within this process; the only owners there are for a database in memory. */
export function ownersInProcess() {
  const held = new Set<string>();
  return async (name: string): Promise<Ownership | undefined> => {
    if (held.has(name)) return undefined;
    held.add(name);
    return ownership(name, () => held.delete(name));
  };
}

/**
 * A file beside the database is the lock: a second SQLite database with an exclusive transaction held open, because Node has
 * no file locks of its own. The lock in the database itself would keep everybody from writing.
 */
export function ownersByFile(database: string) {
  return async (name: string): Promise<Ownership | undefined> => {
    const lock = new BetterSqlite3(`${database}.${name.replace(/[^A-Za-z0-9_-]/g, '_')}.lock`, { timeout: 0 });
    try {
      lock.pragma('locking_mode = EXCLUSIVE');
      lock.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      lock.close();
      if (error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
      throw new Error(`cannot lock ${lock.name}`, { cause: error });
    }
    return ownership(name, () => lock.close());
  };
}

function ownership(name: string, free: () => void): Ownership {
  let held = true;
  return {
    name,
    held: () => held,
    release: async () => {
      if (held) free();
      held = false;
    },
  };
}
