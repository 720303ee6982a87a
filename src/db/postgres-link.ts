/** One PostgreSQL session as a Link, whatever driver carries it. */
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Link } from './connection.ts';
import { postgresTables } from './schema.postgres.ts';

export interface Session {
  readonly handle: PgDatabase<PgQueryResultHKT>;
  exec(sql: string): Promise<void>;
  /** Throws when the server answers a COMMIT with ROLLBACK, as it does after a failed statement that nobody reported. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

export function postgresLink(session: Session): Link {
  return {
    tx: session.handle,
    t: postgresTables,
    statements: new Map(),
    begin: () => session.exec('BEGIN ISOLATION LEVEL READ COMMITTED'),
    commit: () => session.commit(),
    // PostgreSQL refuses statements after a failure instead of ending the transaction, and a lost connection refuses them all.
    inTransaction: () => true,
    rollback: () => session.rollback(),
    exec: (sql) => session.exec(sql),
  };
}
