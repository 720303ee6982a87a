import BetterSqlite3 from 'better-sqlite3';
import { and, asc, eq, lte } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Tx } from '../../src/db/database.ts';
import { sqliteTables } from '../../src/db/schema.sqlite.ts';
import { migrateSqlite } from '../../src/db/sqlite-migrate.ts';
import { isOpen, isPending, isSending } from '../../src/db/tables/spine.ts';
import type { AddressId } from '../../src/lib/ids.ts';
import type { LocalDate } from '../../src/lib/time.ts';

describe('what is still to be sent is found without looking at what was sent', () => {
  const file = new BetterSqlite3(':memory:');
  migrateSqlite(file);
  const { outbox } = sqliteTables;
  const tx = drizzle(file) as unknown as Tx;

  const plan = (query: { toSQL(): { readonly sql: string; readonly params: readonly unknown[] } }): string => {
    const { sql, params } = query.toSQL();
    const rows = file.prepare(`explain query plan ${sql}`).all(...params) as { readonly detail: string }[];
    return rows.map(({ detail }) => detail).join('; ');
  };

  it.each([
    [
      'due rows',
      'outbox_pending',
      tx
        .select()
        .from(outbox)
        .where(and(isPending(outbox), lte(outbox.dueAt, 1))),
    ],
    ['rows being sent', 'outbox_sending', tx.select().from(outbox).where(isSending(outbox)).orderBy(asc(outbox.seq))],
    [
      'what waits at an address',
      'outbox_open',
      tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.addressId, 'a' as AddressId), isOpen(outbox))),
    ],
    [
      'the reminders of a day',
      'outbox_reminder',
      tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.addressId, 'a' as AddressId), eq(outbox.reminderDay, '2022-03-21' as LocalDate))),
    ],
  ])('%s', (_, index, query) => {
    expect(plan(query)).toContain(`USING INDEX ${index}`);
  });
});
