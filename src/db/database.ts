/** The contract of both databases: what stores and the runtime may do, and nothing that only one of them can. */
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Tables } from './schema.ts';

/** drizzle's query builder, narrowed to what means the same in both dialects. */
export type Tx = Pick<
  PgDatabase<PgQueryResultHKT>,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | '$count'
>;

/**
 * One pinned connection: inside `transact` a transaction is open on it; inside `read` it sees committed rows only.
 * Valid until the callback that received it has settled.
 */
export interface Connection {
  readonly tx: Tx;
  readonly t: Tables;
  /**
   * A statement prepared once per connection and kept under `name` (unique in the program, also PostgreSQL's name of it).
   * `build` ends with `.prepare(name)`; run it with `.execute({…placeholders})`.
   */
  prepared<P>(name: string, build: (tx: Tx, t: Tables) => P): P;
  /** Runs `work` so that a failure undoes `work` alone; the failure is thrown on. */
  savepoint<R>(work: () => Promise<R>): Promise<R>;
}

/** A lock that dies with its process: who holds it may poll a token or deliver a database's outbox. */
export interface Ownership {
  readonly name: string;
  /** False once released, or once the connection that carried it is lost: then somebody else may own the name. */
  held(): boolean;
  release(): Promise<void>;
}

export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  /** One transaction, tried again from the start (at most 5 times) on a conflict with another one. No network inside. */
  transact<R>(work: (c: Connection) => Promise<R>): Promise<R>;
  /** Reads outside a transaction, on a connection that never sees an uncommitted row of `transact`. */
  read<R>(work: (c: Connection) => Promise<R>): Promise<R>;
  /** True for serialisation failures, deadlocks, "busy" and lost connections: the whole transaction may be tried again. */
  isTransient(error: unknown): boolean;
  /** The ownership called `name`, or undefined while another process (or another holder in this one) has it. Never waits. */
  own(name: string): Promise<Ownership | undefined>;
  /** Applied and expected migrations; equal when the schema is up to date. */
  migrations(): Promise<{ readonly applied: number; readonly expected: number }>;
  /** Brings the schema up to date: SQLite with foreign keys off, a copy of the file first and a foreign-key check after; PostgreSQL under an advisory lock. */
  migrate(): Promise<void>;
  close(): Promise<void>;
}
