/** PostgreSQL over `pg`: a transaction pins one client of the pool, and ownership has a client of its own. */
import { createHash } from 'node:crypto';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { CommitInDoubt, databaseOf, type Link } from './connection.ts';
import type { Database, Ownership } from './database.ts';
import { expectedMigrations, migrationsFolder } from './migration-files.ts';
import type { Owners } from './ownership.ts';
import { postgresLink } from './postgres-link.ts';
import { isLostConnection, isTransient } from './transient.ts';

export interface PostgresOptions {
  readonly url: string;
  /** Clients in the pool; ownership and migrations have their own beside it. */
  readonly connections?: number;
  /** Told when a connection dies that nobody is using. */
  readonly onError?: (error: Error) => void;
}

/** A client of the pool and what is kept for it. */
interface Pinned {
  readonly link: Link;
  /** Its transaction could not be ended: it must not go back to the pool. */
  unusable: boolean;
}

export async function openPostgres({
  url,
  connections = 10,
  onError = () => undefined,
}: PostgresOptions): Promise<Database> {
  const settings = { connectionString: url, keepAlive: true, connectionTimeoutMillis: 5000, application_name: 'tusoi' };
  const pool = new pg.Pool({ ...settings, max: connections });
  pool.on('error', onError);
  // The pool listens to idle clients only; an error event that nobody listens to would end the process.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const pinned = new WeakMap<pg.PoolClient, Pinned>();
  const owners = advisoryOwners(settings);
  return databaseOf({
    dialect: 'postgres',
    isTransient,
    withLink: async (_purpose, run) => {
      const client = await pool.connect();
      const known = pinned.get(client) ?? pin(client);
      pinned.set(client, known);
      try {
        return await run(known.link);
      } finally {
        client.release(known.unusable);
      }
    },
    own: owners.own,
    migrations: () => countMigrations(pool),
    migrate: () => migrateAlone(settings),
    close: async () => {
      await owners.close();
      await pool.end();
    },
  });
}

function pin(client: pg.PoolClient): Pinned {
  const known: Pinned = {
    unusable: false,
    link: postgresLink({
      handle: drizzle(client),
      exec: async (sql) => void (await client.query(sql)),
      commit: () => commit(client),
      rollback: async () => {
        try {
          await client.query('ROLLBACK');
        } catch {
          known.unusable = true;
        }
      },
    }),
  };
  return known;
}

async function commit(client: pg.PoolClient): Promise<void> {
  try {
    const { command } = await client.query('COMMIT');
    if (command === 'COMMIT') return;
  } catch (error) {
    if (isLostConnection(error)) throw new CommitInDoubt('the connection was lost during COMMIT', { cause: error });
    throw error;
  }
  throw new Error('not committed: a statement had failed before, outside any savepoint');
}

/** The number PostgreSQL knows a named lock by. Locks belong to one database of the server. */
function lockNumber(name: string): string {
  return createHash('sha256').update(`tusoi ${name}`).digest().readBigInt64BE().toString();
}

/** Session locks on a connection each: the server frees them when the process dies. */
function advisoryOwners(settings: pg.ClientConfig): Owners {
  const clients = new Set<pg.Client>();
  const end = async (client: pg.Client) => {
    if (clients.delete(client)) await client.end();
  };
  const own = async (name: string): Promise<Ownership | undefined> => {
    const client = new pg.Client(settings);
    client.on('error', () => clients.delete(client)).on('end', () => clients.delete(client));
    await client.connect();
    clients.add(client);
    try {
      const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [
        lockNumber(name),
      ]);
      if (rows[0]?.got) return { name, held: () => clients.has(client), release: () => end(client) };
    } catch (error) {
      await end(client);
      throw error;
    }
    await end(client);
    return undefined;
  };
  return { own, close: async () => void (await Promise.all([...clients].map(end))) };
}

async function countMigrations(pool: pg.Pool) {
  const expected = expectedMigrations('postgres').length;
  const known = await pool.query<{ yes: boolean }>(
    "SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS yes",
  );
  if (!known.rows[0]?.yes) return { applied: 0, expected };
  const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM drizzle.__drizzle_migrations');
  return { applied: rows[0]?.n ?? 0, expected };
}

/** drizzle's migrator has no lock of its own; two processes that start together would both create the tables. */
async function migrateAlone(settings: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(settings);
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockNumber('migrations')]);
    await migrate(drizzle(client), { migrationsFolder: migrationsFolder('postgres') });
  } finally {
    await client.end();
  }
}
