/**
 * The column kinds the schema may use, once for PostgreSQL and once for SQLite, so that every table is
 * declared a single time. Instants are milliseconds in a bigint in both; local dates are ISO text.
 */
import * as pg from 'drizzle-orm/pg-core';
import * as lite from 'drizzle-orm/sqlite-core';
import type { Instant } from '../lib/env.ts';

/**
 * Own JSON columns, because drizzle's turn a null given through a placeholder into the JSON text `null`, which `is null`
 * does not find, and parse a JSON string that PostgreSQL's driver has parsed already a second time.
 */
const toJson = (value: unknown) => (value === null ? null : JSON.stringify(value));
const pgJson = pg.customType<{ data: unknown; driverData: unknown }>({ dataType: () => 'jsonb', toDriver: toJson });
const liteJson = lite.customType<{ data: unknown; driverData: string | null }>({
  dataType: () => 'text',
  toDriver: toJson,
  fromDriver: (text) => (text === null ? null : JSON.parse(text)),
});
/** For the same reason: drizzle's SQLite boolean turns a null given through a placeholder into false. */
const liteBool = lite.customType<{ data: boolean; driverData: number | null }>({
  dataType: () => 'integer',
  toDriver: (value: boolean | null) => (value === null ? null : Number(value)),
  fromDriver: (number) => number === 1,
});

/** Files; both drivers hand out a Buffer, which is a Uint8Array. */
const pgBytes = pg.customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const liteBytes = lite.customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'blob' });

export const postgresKit = {
  table: pg.pgTable,
  id: <T extends string>(name: string) => pg.text(name).$type<T>(),
  text: <T extends string = string>(name: string) => pg.text(name).$type<T>(),
  int: (name: string) => pg.integer(name),
  /** Ascending, given by the database: the order that matters where ids may tie. */
  serial: (name: string) => pg.bigserial(name, { mode: 'number' }).primaryKey(),
  /** Ascending over the rows that there are; what was given to rows since deleted may be given again. */
  place: (name: string) => pg.bigserial(name, { mode: 'number' }).primaryKey(),
  at: (name: string) => pg.bigint(name, { mode: 'number' }).$type<Instant>(),
  bool: (name: string) => pg.boolean(name),
  json: <T>(name: string) => pgJson(name).$type<T>(),
  bytes: (name: string) => pgBytes(name),
  index: (name: string) => pg.index(name),
  unique: (name: string) => pg.uniqueIndex(name),
  key: pg.primaryKey,
};

const sqliteSpelling = {
  table: lite.sqliteTable,
  id: <T extends string>(name: string) => lite.text(name).$type<T>(),
  text: <T extends string = string>(name: string) => lite.text(name).$type<T>(),
  int: (name: string) => lite.integer(name),
  serial: (name: string) => lite.integer(name).primaryKey({ autoIncrement: true }),
  // Without the book that SQLite keeps of the highest number ever given, which is a page more for every row.
  place: (name: string) => lite.integer(name).primaryKey(),
  at: (name: string) => lite.integer(name).$type<Instant>(),
  bool: (name: string) => liteBool(name),
  json: <T>(name: string) => liteJson(name).$type<T>(),
  bytes: (name: string) => liteBytes(name),
  index: (name: string) => lite.index(name),
  unique: (name: string) => lite.uniqueIndex(name),
  key: lite.primaryKey,
} satisfies Record<keyof Kit, unknown>;

export type Kit = typeof postgresKit;

/** Cast once: both kits have the same members, and drizzle's builders of both dialects chain alike. */
export const sqliteKit = sqliteSpelling as unknown as Kit;
