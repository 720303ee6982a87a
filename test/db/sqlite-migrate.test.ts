import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countMigrations, migrateSqlite } from '../../src/db/sqlite-migrate.ts';

let folder: string;
let file: string;
let db: BetterSqlite3.Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tusoi-'));
  file = join(folder, 'test.db');
  db = new BetterSqlite3(file);
  db.pragma('foreign_keys = ON');
});

afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const migration = (folderMillis: number, ...sql: string[]) => ({
  sql,
  bps: true,
  folderMillis,
  hash: `h${folderMillis}`,
});

const first = migration(
  1,
  'CREATE TABLE parents (id text PRIMARY KEY NOT NULL, name text)',
  'CREATE TABLE children (id text PRIMARY KEY NOT NULL, parent_id text NOT NULL REFERENCES parents(id) ON DELETE cascade)',
  "INSERT INTO parents VALUES ('p', 'n')",
  "INSERT INTO children VALUES ('c', 'p')",
);

/** What drizzle-kit writes when a default changes. */
const rebuild = migration(
  2,
  'PRAGMA foreign_keys=OFF;',
  "CREATE TABLE __new_parents (id text PRIMARY KEY NOT NULL, name text DEFAULT 'x')",
  'INSERT INTO __new_parents SELECT id, name FROM parents',
  'DROP TABLE parents',
  'ALTER TABLE __new_parents RENAME TO parents',
  'PRAGMA foreign_keys=ON;',
);

const children = (of = db) => of.prepare('SELECT count(*) FROM children').pluck().get();

describe('SQLite migrations', () => {
  it('keep the rows that refer to a table which is rebuilt', () => {
    migrateSqlite(db, [first]);
    migrateSqlite(db, [first, rebuild]);
    expect(children()).toBe(1);
    expect(() => db.exec("INSERT INTO children VALUES ('d', 'nobody')")).toThrow('FOREIGN KEY');
  });

  it('would lose those rows with the keys on, which is why they are off', () => {
    migrateSqlite(db, [first]);
    db.transaction(() => rebuild.sql.forEach((statement) => void db.exec(statement)))();
    expect(children()).toBe(0);
  });

  it('copy the file first, and keep the copy of an earlier attempt', () => {
    migrateSqlite(db, [first]);
    const bad = migration(2, 'DELETE FROM children', 'no SQL at all');
    expect(() => migrateSqlite(db, [first, bad])).toThrow('near "no"');
    expect(children()).toBe(1);
    migrateSqlite(db, [first, migration(2, 'DELETE FROM children')]);
    expect(children()).toBe(0);
    for (const copy of [`${file}.before-2`, `${file}.before-2.2`]) {
      const before = new BetterSqlite3(copy, { readonly: true });
      expect(children(before)).toBe(1);
      before.close();
    }
    migrateSqlite(db, [first, migration(2, 'DELETE FROM children')]);
    expect(existsSync(`${file}.before-2.3`)).toBe(false);
  });

  it('are undone when they would leave a row that refers to nothing', () => {
    migrateSqlite(db, [first]);
    const orphaning = migration(2, 'DELETE FROM parents');
    expect(() => migrateSqlite(db, [first, orphaning])).toThrow('1 rows would refer to rows that do not exist');
    expect(children()).toBe(1);
    expect(db.prepare('SELECT count(*) FROM parents').pluck().get()).toBe(1);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    migrateSqlite(db, [first]);
    expect(countMigrations(db).applied).toBe(1);
  });
});
