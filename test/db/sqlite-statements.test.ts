import BetterSqlite3 from 'better-sqlite3';
import { eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Tx } from '../../src/db/database.ts';
import { sqliteTables as t } from '../../src/db/schema.sqlite.ts';
import { migrateSqlite } from '../../src/db/sqlite-migrate.ts';
import { swift } from '../../src/db/sqlite-statements.ts';
import type { CampaignId, PersonId, UnitId } from '../../src/lib/ids.ts';
import type { LocalDate } from '../../src/lib/time.ts';

interface Statement {
  execute(values?: Readonly<Record<string, unknown>>): Promise<unknown>;
}

const given = sql.placeholder;
const personId = 'p1' as PersonId;
let file: BetterSqlite3.Database;
let tx: Tx;

beforeEach(async () => {
  file = new BetterSqlite3(':memory:');
  migrateSqlite(file);
  tx = drizzle(file) as unknown as Tx;
  await tx.insert(t.persons).values({ id: personId, code: 'P1', name: 'Minh', searchName: 'minh', createdAt: 7 });
  const unit = { code: 'CB1', name: 'Chi bộ 1', searchName: 'chi bo 1', kind: 'cell' as const, path: '/u1/' };
  await tx.insert(t.units).values({ id: 'u1' as UnitId, ...unit });
  const since = '2020-01-01' as LocalDate;
  await tx
    .insert(t.memberships)
    .values({ id: 'm1', personId, unitId: 'u1' as UnitId, status: 'official', validFrom: since });
});
afterEach(() => void file.close());

/** The statement as drizzle runs it and as it is run here, after having made sure that they are two different things. */
function both(build: () => unknown): readonly [Statement, Statement] {
  const fast = swift(build());
  const plain = build();
  expect(Object.getPrototypeOf(fast)).not.toBe(Object.getPrototypeOf(plain));
  return [plain as Statement, fast as Statement];
}

test.each([
  [
    'whole rows',
    () =>
      tx
        .select()
        .from(t.persons)
        .where(eq(t.persons.id, given('id')))
        .prepare(''),
  ],
  [
    'some columns',
    () =>
      tx
        .select({ who: t.persons.name, locale: t.persons.locale })
        .from(t.persons)
        .where(eq(t.persons.id, given('id')))
        .prepare(''),
  ],
  [
    'an expression',
    () =>
      tx
        .select({ n: sql<number>`count(*)` })
        .from(t.persons)
        .where(eq(t.persons.id, given('id')))
        .prepare(''),
  ],
  [
    'tables joined into groups',
    () =>
      tx
        .select({ status: t.memberships.status, unit: t.units, person: t.persons })
        .from(t.memberships)
        .innerJoin(t.units, eq(t.units.id, t.memberships.unitId))
        .innerJoin(t.persons, eq(t.persons.id, t.memberships.personId))
        .where(eq(t.memberships.personId, given('id')))
        .prepare(''),
  ],
])('a select of %s gives the same', async (_, build) => {
  const [plain, fast] = both(build);
  const expected = await plain.execute({ id: personId });
  expect(expected).not.toEqual([]);
  expect(await fast.execute({ id: personId })).toEqual(expected);
  expect(await fast.execute({ id: 'nobody' })).toEqual(await plain.execute({ id: 'nobody' }));
});

test('JSON, booleans and nulls go in and come out as with drizzle', async () => {
  const [, put] = both(() =>
    tx
      .insert(t.reminders)
      .values({ personId, day: given('day'), reasons: '', digest: given('digest') })
      .returning()
      .prepare(''),
  );
  const day = '2026-03-06';
  expect(await put.execute({ day, digest: true })).toEqual([{ personId, day, reasons: '', digest: true }]);
  const [, set] = both(() =>
    tx
      .insert(t.schedules)
      .values({ key: given('key'), kind: 'k', dueAt: 1, data: given('data') })
      .returning({ data: t.schedules.data })
      .prepare(''),
  );
  expect(await set.execute({ key: 'a', data: { of: ['first', null] } })).toEqual([{ data: { of: ['first', null] } }]);
  const [, note] = both(() =>
    tx
      .insert(t.inbox)
      .values({ channel: 'c', key: given('key'), platformId: 'p', receivedAt: 1, state: 'new', event: given('event') })
      .prepare(''),
  );
  await note.execute({ key: '1', event: null });
  expect(file.prepare('SELECT event FROM inbox').pluck().get()).toBe(null);
});

test('a statement without rows changes what it should', async () => {
  const [, update] = both(() =>
    tx
      .update(t.persons)
      .set({ turn: sql`${t.persons.turn} + 1` })
      .where(eq(t.persons.id, given('id')))
      .prepare(''),
  );
  expect(await update.execute({ id: personId })).toMatchObject({ changes: 1 });
  expect(await update.execute({ id: 'nobody' })).toMatchObject({ changes: 0 });
});

test('a placeholder without a value is named, and a refusal of the database is thrown', async () => {
  const [plain, fast] = both(() =>
    tx
      .select()
      .from(t.persons)
      .where(eq(t.persons.id, given('id')))
      .prepare(''),
  );
  for (const statement of [plain, fast])
    await expect(statement.execute({})).rejects.toThrow('No value for placeholder "id" was provided');
  const [, insert] = both(() =>
    tx
      .insert(t.mutes)
      .values({ personId: given('id'), campaignId: 'c1' as CampaignId, at: 1 })
      .prepare(''),
  );
  file.pragma('foreign_keys = ON');
  await expect(insert.execute({ id: 'nobody' })).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_FOREIGNKEY' });
});

test('an outer join in groups is left to drizzle, which knows what to make of a missing row', () => {
  const statement = tx
    .select({ person: t.persons, mute: t.mutes })
    .from(t.persons)
    .leftJoin(t.mutes, eq(t.mutes.personId, t.persons.id))
    .prepare('');
  expect(swift(statement)).toBe(statement);
  expect(swift(undefined)).toBe(undefined);
});
