/** SQLite, the embedded default: one writer behind a queue, and a reader that never sees an open transaction. */
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { type Adapter, databaseOf, type Link, mutex } from './connection.ts';
import type { Database, Tx } from './database.ts';
import { ownersByFile, ownersInProcess } from './ownership.ts';
import { sqliteTables } from './schema.sqlite.ts';
import { countMigrations, migrateSqlite } from './sqlite-migrate.ts';
import { swift } from './sqlite-statements.ts';
import { isBusy, isTransient } from './transient.ts';

export interface SqliteOptions {
  /** A path, or ':memory:'. */
  readonly file: string;
  /** How long another process may hold the write lock before a transaction gives up, in milliseconds. */
  readonly busyTimeout?: number;
  /** See `databaseOf`; a transaction inside another one is then refused only after `patienceMs`. */
  readonly guarded?: boolean;
  readonly patienceMs?: number;
}

const BUSY_TIMEOUT = 5000;
/** The longest work is an import of a whole city: some seconds. */
const PATIENCE = 60_000;

export async function openSqlite(options: SqliteOptions): Promise<Database> {
  const { file, busyTimeout = BUSY_TIMEOUT, guarded = true, patienceMs = PATIENCE } = options;
  const writer = new BetterSqlite3(file, { timeout: busyTimeout });
  // In WAL with synchronous=NORMAL a power cut may take back commits that the platform was already told of.
  writer.pragma('journal_mode = WAL');
  writer.pragma('synchronous = FULL');
  writer.pragma('foreign_keys = ON');
  // The undo logs of statements and savepoints would otherwise be files of their own.
  writer.pragma('temp_store = MEMORY');
  // A page that many transactions change is copied into the database once, not with each of them.
  writer.pragma('wal_autocheckpoint = 8000');
  writer.pragma('cache_size = -32768');
  if (writer.memory) return sqliteInMemory(writer);

  // Waiting inside SQLite would stop the whole process; `begin` waits by asking again, and later statements need not wait.
  writer.pragma('busy_timeout = 0');
  const reader = new BetterSqlite3(file, { timeout: busyTimeout });
  reader.pragma('query_only = ON');
  const writing = linkOf(writer, busyTimeout);
  const reading = linkOf(reader, busyTimeout);
  const oneAtATime = mutex(patienceMs);
  const owners = ownersByFile(file);
  const adapter: Adapter = {
    dialect: 'sqlite',
    isTransient,
    withLink: (purpose, run) => (purpose === 'read' ? run(reading) : oneAtATime(() => run(writing))),
    own: owners.own,
    migrations: async () => countMigrations(reader),
    migrate: async () => {
      const own = new BetterSqlite3(file, { timeout: busyTimeout });
      try {
        migrateSqlite(own);
      } finally {
        own.close();
      }
    },
    close: () =>
      oneAtATime(async () => {
        await owners.close();
        reader.close();
        writer.close();
      }),
  };
  return databaseOf(adapter, { guarded });
}

/** A database in memory has one connection, so readers wait until nobody is writing. */
export function sqliteInMemory(db: BetterSqlite3.Database): Database {
  const link = linkOf(db, 0);
  const oneAtATime = mutex();
  const owners = ownersInProcess();
  return databaseOf({
    dialect: 'sqlite',
    isTransient,
    withLink: (_purpose, run) => oneAtATime(() => run(link)),
    own: owners.own,
    migrations: async () => countMigrations(db),
    migrate: () => oneAtATime(async () => migrateSqlite(db)),
    close: () =>
      oneAtATime(async () => {
        await owners.close();
        db.close();
      }),
  });
}

function linkOf(db: BetterSqlite3.Database, busyTimeout: number): Link {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  return {
    // The builders of both dialects have the methods of Tx and answer to `await`; its types are PostgreSQL's.
    tx: drizzle(db) as unknown as Tx,
    t: sqliteTables,
    statements: new Map(),
    finish: swift,
    begin: () => patiently(() => begin.run(), busyTimeout),
    commit: async () => void commit.run(),
    inTransaction: () => db.inTransaction,
    rollback: async () => {
      if (db.inTransaction) rollback.run();
    },
    exec: async (sql) => void db.exec(sql),
  };
}

/** Asks again while another process has the lock. */
async function patiently(run: () => unknown, busyTimeout: number): Promise<void> {
  for (let waited = 0, pause = 1; ; waited += pause, pause = Math.min(2 * pause, 50)) {
    try {
      run();
      return;
    } catch (error) {
      if (waited >= busyTimeout || !isBusy(error)) throw error;
      await sleep(pause);
    }
  }
}
