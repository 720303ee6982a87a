/**
 * Migrations of a SQLite file: all of them in one transaction that is given up when a foreign key is left dangling.
 * drizzle's own migrator is not used because it commits before anything could be checked, and two processes could both begin.
 * Its table is kept in its form, so that its tools still understand the database.
 */
import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import { expectedMigrations } from './migration-files.ts';

const APPLIED = '__drizzle_migrations';

export function countMigrations(db: BetterSqlite3.Database): { readonly applied: number; readonly expected: number } {
  return { applied: appliedTimes(db).length, expected: expectedMigrations('sqlite').length };
}

/** Brings `db` up to date; a file that holds something is copied first. */
export function migrateSqlite(db: BetterSqlite3.Database, expected = expectedMigrations('sqlite')): void {
  if (pending(db, expected).length === 0) return;
  if (!db.memory && hasTables(db)) copyBefore(db, expected.length);
  // drizzle-kit rebuilds tables (create, copy, drop, rename); with the keys on, the drop deletes the rows that refer to it.
  // The pragma does nothing inside a transaction, so it cannot be left to the generated SQL.
  db.pragma('foreign_keys = OFF');
  try {
    // Immediate, and asked again inside: of two processes that start at once the second finds nothing left to do.
    db.transaction(() => apply(db, pending(db, expected))).immediate();
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

function apply(db: BetterSqlite3.Database, migrations: ReturnType<typeof expectedMigrations>): void {
  db.exec(`CREATE TABLE IF NOT EXISTS ${APPLIED} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`);
  const note = db.prepare(`INSERT INTO ${APPLIED} (hash, created_at) VALUES (?, ?)`);
  for (const migration of migrations) {
    for (const statement of migration.sql) db.exec(statement);
    note.run(migration.hash, migration.folderMillis);
  }
  const dangling = db.pragma('foreign_key_check');
  if (Array.isArray(dangling) && dangling.length > 0) {
    throw new Error(
      `migration undone: ${dangling.length} rows would refer to rows that do not exist: ${JSON.stringify(dangling.slice(0, 5))}`,
    );
  }
}

function pending(db: BetterSqlite3.Database, expected: ReturnType<typeof expectedMigrations>) {
  const last = Math.max(0, ...appliedTimes(db));
  return expected.filter((migration) => migration.folderMillis > last);
}

function appliedTimes(db: BetterSqlite3.Database): readonly number[] {
  const known = db.prepare<[string], number>('SELECT 1 FROM sqlite_master WHERE name = ?').pluck().get(APPLIED);
  return known === undefined ? [] : db.prepare<[], number>(`SELECT created_at FROM ${APPLIED}`).pluck().all();
}

function hasTables(db: BetterSqlite3.Database): boolean {
  return (
    db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").get() !== undefined
  );
}

/** `<file>.before-<n>`; one that exists is from an attempt that failed, and may hold what is gone since, so it is kept. */
function copyBefore(db: BetterSqlite3.Database, n: number): void {
  let copy = `${db.name}.before-${n}`;
  for (let again = 2; existsSync(copy); again += 1) copy = `${db.name}.before-${n}.${again}`;
  db.prepare('VACUUM INTO ?').run(copy);
  const file = openSync(copy, 'r+');
  fsyncSync(file);
  closeSync(file);
}
