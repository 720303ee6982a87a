/** Opens what DATABASE_URL names. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Database } from './database.ts';

/** `file:./data/tusoi.db`, `file::memory:` or `postgres://…`; `onError` hears of connections that die while idle. */
export async function openDatabase(url: string, onError?: (error: Error) => void): Promise<Database> {
  if (/^postgres(ql)?:\/\//.test(url)) {
    // Loaded on demand: an installation uses one of the two drivers.
    const { openPostgres } = await import('./postgres.ts');
    return openPostgres({ url, ...(onError && { onError }) });
  }
  if (!url.startsWith('file:')) {
    // Without the value: it may hold a password.
    throw new Error('DATABASE_URL must begin with "file:" (such as file:./data/tusoi.db) or "postgres://"');
  }
  const { openSqlite } = await import('./sqlite.ts');
  const file = url.slice('file:'.length);
  if (file === ':memory:') return openSqlite({ file });
  const path = resolve(file.replace(/^\/\/(?=\/)/, ''));
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return openSqlite({ file: path, guarded: false });
}
