/** What drizzle-kit reads for SQLite, and the tables of a SQLite connection. */
import { sqliteKit } from './kit.ts';
import { defineTables } from './schema.ts';

export const sqliteTables = defineTables(sqliteKit);
