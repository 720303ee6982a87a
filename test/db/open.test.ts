import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';

test('a file is opened by its path, in a folder that is made for it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tusoi-'));
  const file = join(folder, 'deep/er/tusoi.db');
  const db = await openDatabase(`file:${file}`);
  expect(db.dialect).toBe('sqlite');
  expect(existsSync(file)).toBe(true);
  await db.close();
  const again = await openDatabase(`file://${file}`);
  await again.migrate();
  await again.close();
  rmSync(folder, { recursive: true });
});

test('a database in memory works without a file', async () => {
  const db = await openDatabase('file::memory:');
  await db.migrate();
  expect(await db.read((c) => c.tx.select().from(c.t.meta))).toEqual([]);
  await db.close();
});

test('PostgreSQL is not connected to before it is asked something', async () => {
  const db = await openDatabase('postgres://nobody@127.0.0.1:1/nothing');
  expect(db.dialect).toBe('postgres');
  const error = await db.read(async () => undefined).catch((e: unknown) => e);
  expect(db.isTransient(error)).toBe(true);
  await db.close();
});

test('anything else is refused without repeating it', async () => {
  const refused = openDatabase('mysql://user:secret@host/db');
  await expect(refused).rejects.toThrow(/DATABASE_URL must begin with/);
  await expect(refused).rejects.not.toThrow(/secret/);
});
