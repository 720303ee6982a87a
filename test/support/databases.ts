/** Databases for tests, each empty and with the current schema: what runs on one must run on all. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { openSqlite, sqliteInMemory } from '../../src/db/sqlite.ts';
import { migrateSqlite } from '../../src/db/sqlite-migrate.ts';
import { databaseOnPglite, migratedPglite } from './pglite.ts';

export type Kind = 'sqlite' | 'sqlite-file' | 'pglite';

export interface TestDatabase {
  readonly kind: Kind;
  readonly db: Database;
  /** As after a restart of the process: `db` is closed, the data stays. The result's `db` replaces this one. */
  reopen(): Promise<TestDatabase>;
  close(): Promise<void>;
}

/** Only one of kind 'pglite' at a time: a worker has one server, which is emptied for each. */
export async function openTestDatabase(kind: Kind): Promise<TestDatabase> {
  if (kind === 'sqlite') return inMemory(new BetterSqlite3(template()));
  if (kind === 'pglite') return onPglite(await emptyPglite());
  const folder = mkdtempSync(join(tmpdir(), 'tusoi-'));
  const made = await inFile(join(folder, 'test.db'), () => rmSync(folder, { recursive: true }));
  await made.db.migrate();
  return made;
}

/**
 * Declares the same tests for several databases: `eachDatabase((database) => { it('…', async () => { const db = database(); … }) })`.
 * Every test starts with an empty database of its own.
 */
export function eachDatabase(
  body: (database: () => Database, kind: Kind) => void,
  kinds: readonly Kind[] = ['sqlite', 'pglite'],
): void {
  describe.each(kinds)('on %s', (kind) => {
    let current: TestDatabase;
    beforeEach(async () => {
      current = await openTestDatabase(kind);
    }, 60_000);
    afterEach(() => current.close());
    body(() => current.db, kind);
  });
}

function inMemory(file: BetterSqlite3.Database): TestDatabase {
  file.pragma('foreign_keys = ON');
  const db = sqliteInMemory(file);
  return {
    kind: 'sqlite',
    db,
    reopen: async () => {
      const image = file.serialize();
      await db.close();
      return inMemory(new BetterSqlite3(image));
    },
    close: () => db.close(),
  };
}

async function inFile(file: string, remove: () => void): Promise<TestDatabase> {
  const db = await openSqlite({ file });
  return {
    kind: 'sqlite-file',
    db,
    reopen: async () => {
      await db.close();
      return inFile(file, remove);
    },
    close: async () => {
      await db.close();
      remove();
    },
  };
}

function onPglite(server: PGlite): TestDatabase {
  const db = databaseOnPglite(server);
  return {
    kind: 'pglite',
    db,
    reopen: async () => {
      await db.close();
      return onPglite(server);
    },
    close: () => db.close(),
  };
}

/** A migrated database as bytes: opening it costs a tenth of migrating anew. */
let image: Buffer | undefined;
function template(): Buffer {
  if (image === undefined) {
    const db = new BetterSqlite3(':memory:');
    migrateSqlite(db);
    image = db.serialize();
    db.close();
  }
  return image;
}

/** Kept on the global object, so that it is opened once per worker even where test files have modules of their own. */
const shared = globalThis as { tusoiPglite?: Promise<PGlite> };

async function emptyPglite(): Promise<PGlite> {
  shared.tusoiPglite ??= migratedPglite();
  const server = await shared.tusoiPglite;
  await server.exec(EMPTY);
  return server;
}

/**
 * Deletes from the tables that have rows and starts the sequences anew. TRUNCATE makes new files for each table and index, which
 * takes several times as long (measured).
 */
const EMPTY = `
  ROLLBACK;
  SET session_replication_role = replica;
  DO $$
  DECLARE name text; filled boolean;
  BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
      EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO filled;
      IF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
      EXECUTE format('ALTER SEQUENCE %I RESTART', name);
    END LOOP;
  END $$;
  SET session_replication_role = origin;
`;
