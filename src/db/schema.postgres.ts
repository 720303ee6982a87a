/** What drizzle-kit reads for PostgreSQL, and the tables of a PostgreSQL connection. */
import { postgresKit } from './kit.ts';
import { defineTables } from './schema.ts';

export const postgresTables = defineTables(postgresKit);
