/** Where the generated migrations of a dialect are. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';

export function migrationsFolder(dialect: 'sqlite' | 'postgres'): string {
  return join(packageRoot(), 'migrations', dialect);
}

export function expectedMigrations(dialect: 'sqlite' | 'postgres') {
  return readMigrationFiles({ migrationsFolder: migrationsFolder(dialect) });
}

/** The nearest folder upwards with a package.json: the same one from src/db as from dist/db. */
function packageRoot(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above ${import.meta.dirname}`);
  }
}
