import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, Database } from '../../src/db/database.ts';
import { openSqlite } from '../../src/db/sqlite.ts';

let folder: string;
let file: string;
const opened: Database[] = [];

async function open(busyTimeout = 5000): Promise<Database> {
  const db = await openSqlite({ file, busyTimeout });
  opened.push(db);
  return db;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tusoi-'));
  file = join(folder, 'test.db');
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.close()));
  rmSync(folder, { recursive: true });
});

const put = async (c: Connection, key: string) => void (await c.tx.insert(c.t.meta).values({ key, value: '' }));
const count = (db: Database) => db.read((c) => c.tx.$count(c.t.meta));

/** A promise and the function that resolves it. */
function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
}

describe('a SQLite file', () => {
  it('is written so that a power cut takes nothing back', async () => {
    const db = await open();
    await db.migrate();
    const other = new BetterSqlite3(file);
    expect(other.pragma('journal_mode', { simple: true })).toBe('wal');
    other.close();
  });

  it('shows a reader committed rows only, and does not make it wait for an open transaction', async () => {
    const db = await open();
    await db.migrate();
    const { open: commit, passed } = gate();
    const written = gate();
    const transaction = db.transact(async (c) => {
      await put(c, 'a');
      written.open();
      await passed;
    });
    await written.passed;
    expect(await count(db)).toBe(0);
    commit();
    await transaction;
    expect(await count(db)).toBe(1);
  });

  it('waits for another process to finish writing, without stopping its own', async () => {
    const [db, other] = [await open(), await open()];
    await db.migrate();
    const { open: commit, passed } = gate();
    const first = db.transact(async (c) => {
      await put(c, 'a');
      await passed;
    });
    const second = other.transact((c) => put(c, 'b'));
    // The timer only runs because waiting leaves the event loop free.
    setTimeout(commit, 60);
    await Promise.all([first, second]);
    expect(await count(db)).toBe(2);
  });

  it('gives up as transient when the other process does not finish', async () => {
    const [db, other] = [await open(), await open(10)];
    await db.migrate();
    const { open: commit, passed } = gate();
    const first = db.transact(() => passed);
    const error = await other.transact((c) => put(c, 'b')).catch((e: unknown) => e);
    expect(other.isTransient(error)).toBe(true);
    commit();
    await first;
  });

  it('enforces foreign keys', async () => {
    const db = await open();
    await db.migrate();
    const orphan = db.transact(async (c) => {
      const decision = { decision: 'given' as const, textVersion: '1', at: 1, channel: 'console' };
      await c.tx.insert(c.t.consents).values({ id: 'x', personId: 'nobody' as never, ...decision });
    });
    await expect(orphan).rejects.toThrow('FOREIGN KEY');
  });

  it('writes nothing more when SQLite has ended the transaction by itself, with a savepoint or without', async () => {
    const db = await open();
    await db.migrate();
    const raw = new BetterSqlite3(file);
    // Stands for a full disk, after which SQLite rolls the whole transaction back.
    raw.exec(
      "CREATE TRIGGER full BEFORE INSERT ON meta WHEN NEW.key = 'full' BEGIN SELECT RAISE(ROLLBACK, 'full'); END",
    );
    raw.close();
    const ended = 'the database had ended its transaction';
    const swallowed = db.transact(async (c) => {
      await put(c, 'before');
      await put(c, 'full').catch(() => undefined);
      await put(c, 'after');
    });
    await expect(swallowed).rejects.toThrow(ended);
    const inSavepoint = db.transact(async (c) => {
      await put(c, 'before');
      await c.savepoint(() => put(c, 'full')).catch(() => undefined);
    });
    await expect(inSavepoint).rejects.toThrow(ended);
    expect(await count(db)).toBe(0);
    await db.transact((c) => put(c, 'next'));
    expect(await count(db)).toBe(1);
  });

  it('gives an ownership to one process at a time, and frees it when that process is killed', async () => {
    const db = await open();
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', HOLDER, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    await once(child.stdout, 'data');
    expect(await db.own('poller')).toBeUndefined();
    expect((await db.own('dispatcher'))?.held()).toBe(true);
    child.kill('SIGKILL');
    await exited;
    expect((await db.own('poller'))?.held()).toBe(true);
  });

  it('gives up its ownerships when it is closed', async () => {
    const [db, other] = [await openSqlite({ file }), await open()];
    const owner = await db.own('poller');
    expect(await other.own('poller')).toBeUndefined();
    await db.close();
    expect(owner?.held()).toBe(false);
    expect(await other.own('poller')).toBeDefined();
  });
});

it('without the guard, a transaction inside another one is refused when its patience is over, and harms nobody', async () => {
  const db = await openSqlite({ file, guarded: false, patienceMs: 30 });
  await db.migrate();
  const nothing = async () => undefined;
  await expect(db.transact(() => db.transact(nothing))).rejects.toThrow('waited 30 ms');
  const wrote = db.transact((c) => c.tx.insert(c.t.meta).values({ key: 'k', value: 'v' }));
  await expect(Promise.all([wrote, db.transact(nothing)])).resolves.toBeDefined();
  await db.close();
});

const HOLDER = `
  import { openSqlite } from '${join(import.meta.dirname, '../../src/db/sqlite.ts')}';
  const db = await openSqlite({ file: process.argv[1] });
  const owner = await db.own('poller');
  console.log(owner?.held());
  setInterval(() => undefined, 1000);
`;

describe('migrating a SQLite file', () => {
  it('makes no copy of a new file', async () => {
    const db = await open();
    expect(await db.migrations()).toMatchObject({ applied: 0 });
    await db.migrate();
    expect(readdirSync(folder).filter((name) => name.includes('.before-'))).toEqual([]);
  });

  it('happens once when two processes start together', async () => {
    const [db, other] = [await open(), await open()];
    await Promise.all([db.migrate(), other.migrate()]);
    const { applied, expected } = await db.migrations();
    expect(applied).toBe(expected);
    expect(existsSync(`${file}.before-${expected}`)).toBe(false);
  });
});
