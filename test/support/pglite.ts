/** PostgreSQL in process: the SQL of the real one, but a single connection, so no races and no separate readers. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { databaseOf, mutex } from '../../src/db/connection.ts';
import type { Database } from '../../src/db/database.ts';
import { expectedMigrations, migrationsFolder } from '../../src/db/migration-files.ts';
import { ownersInProcess } from '../../src/db/ownership.ts';
import { postgresLink } from '../../src/db/postgres-link.ts';
import { isTransient } from '../../src/db/transient.ts';

/** `server` is not closed by `close`. */
export function databaseOnPglite(server: PGlite): Database {
  const oneAtATime = mutex();
  const exec = async (sql: string) => void (await server.exec(sql));
  const link = postgresLink({
    handle: drizzle(server),
    exec,
    commit: async () => {
      // PGlite does not tell a COMMIT that was answered with ROLLBACK; after a failed statement this one fails too.
      await exec('SELECT 1');
      await exec('COMMIT');
    },
    rollback: () => exec('ROLLBACK'),
  });
  const owners = ownersInProcess();
  return databaseOf({
    dialect: 'postgres',
    isTransient,
    withLink: (_purpose, run) => oneAtATime(() => run(link)),
    own: owners.own,
    migrations: () => oneAtATime(() => countMigrations(server)),
    migrate: () => oneAtATime(() => migrate(drizzle(server), { migrationsFolder: migrationsFolder('postgres') })),
    close: () => oneAtATime(() => owners.close()),
  });
}

async function countMigrations(server: PGlite) {
  const expected = expectedMigrations('postgres').length;
  const known = await server.query<{ yes: boolean }>(
    "SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS yes",
  );
  if (!known.rows[0]?.yes) return { applied: 0, expected };
  const { rows } = await server.query<{ n: number }>('SELECT count(*)::int AS n FROM drizzle.__drizzle_migrations');
  return { applied: rows[0]?.n ?? 0, expected };
}

/**
 * A server with the current schema. Making one takes seconds, so its data directory is kept in node_modules/.cache under the
 * hash of the migrations, where later workers and runs find it.
 */
export async function migratedPglite(): Promise<PGlite> {
  const modules = join(import.meta.dirname, '../../node_modules');
  const version = readFileSync(join(modules, '@electric-sql/pglite/package.json'), 'utf8');
  const hash = createHash('sha256')
    .update(JSON.stringify([version, expectedMigrations('postgres')]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(modules, '.cache/tusoi');
  const file = join(folder, `pglite-${hash}.tar`);
  if (existsSync(file)) {
    const server = new PGlite({ loadDataDir: new Blob([readFileSync(file)]) });
    await server.waitReady;
    return server;
  }
  const server = new PGlite();
  await databaseOnPglite(server).migrate();
  const dump = await server.dumpDataDir('none');
  mkdirSync(folder, { recursive: true });
  // One of 40 MB is enough; this one may just have been written by another worker, which others are reading.
  const old = readdirSync(folder).filter((name) => /^pglite-.*\.tar$/.test(name) && join(folder, name) !== file);
  for (const name of old) rmSync(join(folder, name), { force: true });
  const part = `${file}.${process.pid}`;
  writeFileSync(part, Buffer.from(await dump.arrayBuffer()));
  renameSync(part, file);
  return server;
}
