/** Databases for tests, each empty and with the current schema: what runs on one must run on all. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

/** What a database holds at first; made once for all of a worker, and copied. */
export interface Filling {
  readonly name: string;
  fill(db: Database): Promise<void>;
}

/** Only one of kind 'pglite' at a time: a worker has one server, which is emptied for each. */
export async function openTestDatabase(kind: Kind, filling?: Filling): Promise<TestDatabase> {
  if (kind === 'sqlite') return inMemory(new BetterSqlite3(await imageOf(filling)));
  if (kind === 'pglite') return onPglite(await filledPglite(filling));
  const folder = mkdtempSync(join(tmpdir(), 'tusoi-'));
  const file = join(folder, 'test.db');
  if (filling !== undefined) writeFileSync(file, await imageOf(filling));
  const made = await inFile(file, () => rmSync(folder, { recursive: true }));
  await made.db.migrate();
  return made;
}

/**
 * Declares the same tests for several databases: `eachDatabase((database) => { it('…', async () => { const db = database(); … }) })`.
 * Every test starts with a database of its own, empty or filled.
 */
export function eachDatabase(
  body: (database: () => Database, kind: Kind) => void,
  kinds: readonly Kind[] = ['sqlite', 'pglite'],
  filling?: Filling,
): void {
  describe.each(kinds)('on %s', (kind) => {
    let current: TestDatabase;
    beforeEach(async () => {
      current = await openTestDatabase(kind, filling);
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

/** Databases as bytes: opening one costs a tenth of migrating and filling it anew. */
const images = new Map<string, Buffer>();

async function imageOf(filling: Filling | undefined): Promise<Buffer> {
  const name = filling?.name ?? '';
  const known = images.get(name);
  if (known !== undefined) return known;
  const file = new BetterSqlite3(filling === undefined ? ':memory:' : await imageOf(undefined));
  if (filling === undefined) migrateSqlite(file);
  else {
    file.pragma('foreign_keys = ON');
    await filling.fill(sqliteInMemory(file));
  }
  const image = file.serialize();
  images.set(name, image);
  file.close();
  return image;
}

/** Kept on the global object, so that it is opened once per worker even where test files have modules of their own. */
const shared = globalThis as { tusoiPglite?: Promise<PGlite>; tusoiPgliteFillings?: Set<string> };

async function filledPglite(filling: Filling | undefined): Promise<PGlite> {
  shared.tusoiPglite ??= migratedPglite();
  const server = await shared.tusoiPglite;
  await server.exec(EMPTY);
  if (filling === undefined) return server;
  shared.tusoiPgliteFillings ??= new Set();
  if (shared.tusoiPgliteFillings.has(filling.name)) {
    await server.exec(copying(filling.name, 'back'));
  } else {
    await filling.fill(databaseOnPglite(server));
    await server.exec(copying(filling.name, 'away'));
    shared.tusoiPgliteFillings.add(filling.name);
  }
  return server;
}

/** All rows, with where the sequences stand, into a schema of the filling's name or back from there. */
function copying(name: string, direction: 'away' | 'back'): string {
  const copy =
    direction === 'away'
      ? `EXECUTE format('CREATE TABLE ${name}.%I AS TABLE public.%I', one, one)`
      : `EXECUTE format('INSERT INTO public.%I SELECT * FROM ${name}.%I', one, one)`;
  const sequences =
    direction === 'away'
      ? `CREATE TABLE ${name}.sequence_marks AS
         SELECT sequencename, coalesce(last_value, 0) AS mark FROM pg_sequences WHERE schemaname = 'public';`
      : `PERFORM setval(format('public.%I', sequencename), mark) FROM ${name}.sequence_marks WHERE mark > 0;`;
  return `
    ROLLBACK;
    ${direction === 'away' ? `CREATE SCHEMA ${name};` : ''}
    SET session_replication_role = replica;
    DO $$
    DECLARE one text;
    BEGIN
      FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        ${copy};
      END LOOP;
      ${sequences}
    END $$;
    SET session_replication_role = origin;
  `;
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
