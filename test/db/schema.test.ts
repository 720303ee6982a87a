import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  generateDrizzleJson,
  generateMigration,
  generateSQLiteDrizzleJson,
  generateSQLiteMigration,
} from 'drizzle-kit/api';
import { getTableColumns, is, type SQL, SQL as SqlClass } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import * as lite from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { expectedMigrations, migrationsFolder } from '../../src/db/migration-files.ts';
import * as postgresSchema from '../../src/db/schema.postgres.ts';
import * as sqliteSchema from '../../src/db/schema.sqlite.ts';

const { postgresTables, ...postgresNamed } = postgresSchema;
const { sqliteTables, ...sqliteNamed } = sqliteSchema;

/** Tables of both dialects in one form, so that they can be compared. */
function described(tables: object) {
  return Object.fromEntries(Object.entries(tables).map(([key, table]) => [key, describedTable(table)]));
}

function describedTable(table: pg.PgTable | lite.SQLiteTable) {
  const config = is(table, pg.PgTable) ? pg.getTableConfig(table) : lite.getTableConfig(table);
  const columns = Object.entries(getTableColumns(table)).map(([key, column]) => ({
    key,
    name: column.name,
    type: kindOf(column.getSQLType()),
    notNull: column.notNull,
    primary: column.primary,
    default: is(column.default, SqlClass) ? 'sql' : column.default,
  }));
  const names = (of: readonly unknown[]) => of.map((column) => (column as { name: string }).name);
  return {
    name: config.name,
    columns,
    primaryKeys: config.primaryKeys.map((key) => names(key.columns)),
    indexes: config.indexes.map(({ config: index }) => ({
      name: index.name,
      unique: index.unique,
      columns: names(index.columns),
      where: (index.where as SQL | undefined) !== undefined,
    })),
    foreignKeys: config.foreignKeys.map((key) => {
      const to = key.reference();
      return {
        from: names(to.columns),
        to: names(to.foreignColumns),
        onDelete: key.onDelete ?? 'no action',
        onUpdate: key.onUpdate ?? 'no action',
      };
    }),
  };
}

/** What both dialects make of a kind of the kit. */
function kindOf(sqlType: string): string {
  const same: Readonly<Record<string, string>> = {
    bigint: 'integer',
    bigserial: 'integer',
    boolean: 'integer',
    jsonb: 'text',
    bytea: 'blob',
  };
  return same[sqlType] ?? sqlType;
}

describe('the schema', () => {
  it('is the same in both databases', () => {
    expect(described(sqliteTables)).toEqual(described(postgresTables));
  });

  it('is exported whole, by name, for drizzle-kit', () => {
    expect(Object.keys(sqliteNamed).sort()).toEqual(Object.keys(sqliteTables).sort());
    expect(Object.keys(postgresNamed).sort()).toEqual(Object.keys(postgresTables).sort());
  });

  it('has no two tables or indexes of one name', () => {
    const all = Object.values(described(postgresTables));
    const names = all.flatMap((table) => [table.name, ...table.indexes.map((index) => index.name)]);
    expect(names).toEqual([...new Set(names)]);
  });
});

const generated = {
  sqlite: async (before: string) => {
    const now = await generateSQLiteDrizzleJson(sqliteNamed);
    return generateSQLiteMigration(JSON.parse(before), now);
  },
  postgres: async (before: string) => generateMigration(JSON.parse(before), generateDrizzleJson(postgresNamed)),
};

describe.each(['sqlite', 'postgres'] as const)('the migrations of %s', (dialect) => {
  const folder = migrationsFolder(dialect);
  const journal: { entries: { idx: number; when: number; tag: string }[] } = JSON.parse(
    readFileSync(join(folder, 'meta/_journal.json'), 'utf8'),
  );

  it('lead to the schema: generating them again would add nothing (else: npm run db:generate)', async () => {
    const last = journal.entries.at(-1);
    const name = String(last?.idx).padStart(4, '0');
    const snapshot = readFileSync(join(folder, `meta/${name}_snapshot.json`), 'utf8');
    expect(await generated[dialect](snapshot)).toEqual([]);
  });

  it('are dated in their order, because an older one would be skipped', () => {
    const times = journal.entries.map((entry) => entry.when);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(expectedMigrations(dialect).map((migration) => migration.folderMillis)).toEqual(times);
  });
});
