import { and, eq, isNull, sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import type { Connection } from '../../src/db/database.ts';
import type { PersonId } from '../../src/lib/ids.ts';
import { eachDatabase } from '../support/databases.ts';

const given = sql.placeholder;

const insertEvent = (c: Connection) =>
  c.prepared('test_event_insert', (tx, t) =>
    tx
      .insert(t.inbox)
      .values({
        channel: given('channel'),
        key: given('key'),
        platformId: 'p',
        receivedAt: given('at'),
        state: 'new',
        event: given('event'),
        turn: given('turn'),
      })
      .onConflictDoNothing()
      .returning({ key: t.inbox.key })
      .prepare('test_event_insert'),
  );

const event = (key: string, content: unknown = { text: 'xin chào' }) => ({
  channel: 'console',
  key,
  at: 1_772_000_000_000,
  event: content,
  turn: null,
});

async function withPerson(c: Connection): Promise<PersonId> {
  const id = 'p1' as PersonId;
  await c.tx.insert(c.t.persons).values({ id, code: 'P1', name: 'Minh', searchName: 'minh', createdAt: 1 });
  return id;
}

eachDatabase(
  (database) => {
    it('inserts with placeholders, and returns no row on a conflict', async () => {
      await database().transact(async (c) => {
        expect(await insertEvent(c).execute(event('1'))).toEqual([{ key: '1' }]);
        expect(await insertEvent(c).execute(event('1'))).toEqual([]);
        expect(await insertEvent(c).execute(event('2'))).toEqual([{ key: '2' }]);
      });
    });

    it('is built once for a connection', async () => {
      const db = database();
      let built = 0;
      const count = async (c: Connection) => {
        const statement = c.prepared('test_built_once', (tx, t) => {
          built += 1;
          return tx.select({ key: t.meta.key }).from(t.meta).prepare('test_built_once');
        });
        return (await statement.execute()).length;
      };
      for (let i = 0; i < 3; i += 1) expect(await db.transact(count)).toBe(0);
      // A worker's one PGlite session may have met the name before only within this file; it is unique to it.
      expect(built).toBe(1);
    });

    it('carries JSON of any shape, instants and nulls through placeholders', async () => {
      await database().transact(async (c) => {
        const contents = [{ a: [1, 'hai', null, { b: true }] }, [], 'text', '"quoted"', '1', 0, false, { ...{} }];
        for (const [i, content] of contents.entries()) await insertEvent(c).execute(event(String(i), content));
        const rows = await c.tx.select().from(c.t.inbox);
        const byKey = new Map(rows.map((row) => [row.key, row]));
        expect(contents.map((_, i) => byKey.get(String(i))?.event)).toEqual(contents);
        expect(byKey.get('0')).toMatchObject({ receivedAt: 1_772_000_000_000, turn: null, code: null });
      });
    });

    it('stores a null JSON as NULL, which `is null` finds', async () => {
      await database().transact(async (c) => {
        await insertEvent(c).execute(event('1', null));
        await c.tx.insert(c.t.inbox).values({ ...event('2', null), receivedAt: 1, platformId: 'p', state: 'done' });
        const rows = await c.tx.select().from(c.t.inbox).where(isNull(c.t.inbox.event));
        expect(rows.map((row) => row.event)).toEqual([null, null]);
      });
    });

    it('carries booleans through placeholders', async () => {
      await database().transact(async (c) => {
        const personId = await withPerson(c);
        const insert = c.prepared('test_reminder_insert', (tx, t) =>
          tx
            .insert(t.reminders)
            .values({ personId, day: given('day'), reasons: '', digest: given('digest') })
            .prepare('test_reminder_insert'),
        );
        await insert.execute({ day: '2026-03-06', digest: true });
        await insert.execute({ day: '2026-03-07', digest: false });
        const of = (digest: boolean) =>
          c.tx.select({ day: c.t.reminders.day }).from(c.t.reminders).where(eq(c.t.reminders.digest, digest));
        expect(await of(true)).toEqual([{ day: '2026-03-06' }]);
        expect(await of(false)).toEqual([{ day: '2026-03-07' }]);
        // In a condition a placeholder is bound as it is; with the column's encoder it can be a boolean there too.
        const found = c.prepared('test_reminder_by_digest', (tx, t) =>
          tx
            .select({ digest: t.reminders.digest })
            .from(t.reminders)
            .where(eq(t.reminders.digest, sql.param(given('digest'), t.reminders.digest)))
            .prepare('test_reminder_by_digest'),
        );
        expect(await found.execute({ digest: true })).toEqual([{ digest: true }]);
      });
    });

    it('updates with placeholders in SET and WHERE, and raises a column by itself', async () => {
      await database().transact(async (c) => {
        const id = await withPerson(c);
        const update = c.prepared('test_person_update', (tx, t) =>
          tx
            .update(t.persons)
            .set({ turn: sql`${t.persons.turn} + 1`, locale: sql`${given('locale')}` })
            .where(and(eq(t.persons.id, given('id')), eq(t.persons.turn, given('turn'))))
            .returning({ turn: t.persons.turn, locale: t.persons.locale })
            .prepare('test_person_update'),
        );
        expect(await update.execute({ id, turn: 0, locale: 'vi' })).toEqual([{ turn: 1, locale: 'vi' }]);
        expect(await update.execute({ id, turn: 0, locale: 'en' })).toEqual([]);
        expect(await update.execute({ id, turn: 1, locale: null })).toEqual([{ turn: 2, locale: null }]);
      });
    });

    it('updates JSON and booleans with the encoder of their column', async () => {
      await database().transact(async (c) => {
        await insertEvent(c).execute(event('1'));
        const update = c.prepared('test_event_update', (tx, t) =>
          tx
            .update(t.inbox)
            .set({ event: sql`${sql.param(given('event'), t.inbox.event)}` })
            .where(eq(t.inbox.key, given('key')))
            .prepare('test_event_update'),
        );
        const content = () => c.tx.select({ event: c.t.inbox.event }).from(c.t.inbox);
        await update.execute({ key: '1', event: { edited: true } });
        expect(await content()).toEqual([{ event: { edited: true } }]);
        await update.execute({ key: '1', event: null });
        expect(await content().where(isNull(c.t.inbox.event))).toEqual([{ event: null }]);
      });
    });

    it('replaces a row on a conflict, JSON included', async () => {
      await database().transact(async (c) => {
        const upsert = c.prepared('test_schedule_upsert', (tx, t) =>
          tx
            .insert(t.schedules)
            .values({ key: given('key'), kind: 'k', dueAt: given('dueAt'), data: given('data') })
            .onConflictDoUpdate({
              target: t.schedules.key,
              set: { dueAt: sql`excluded.due_at`, data: sql`excluded.data` },
            })
            .returning()
            .prepare('test_schedule_upsert'),
        );
        await upsert.execute({ key: 'a', dueAt: 1, data: { of: 'first' } });
        const after = [{ key: 'a', kind: 'k', dueAt: 2, data: { of: 'second' } }];
        expect(await upsert.execute({ key: 'a', dueAt: 2, data: { of: 'second' } })).toEqual(after);
        expect(await c.tx.select().from(c.t.schedules)).toEqual(after);
      });
    });

    it('takes a placeholder in the SET of a conflict as well', async () => {
      await database().transact(async (c) => {
        const upsert = c.prepared('test_meta_upsert', (tx, t) =>
          tx
            .insert(t.meta)
            .values({ key: given('key'), value: given('value') })
            .onConflictDoUpdate({ target: t.meta.key, set: { value: sql`${given('value')}` } })
            .prepare('test_meta_upsert'),
        );
        await upsert.execute({ key: 'k', value: 'one' });
        await upsert.execute({ key: 'k', value: 'two' });
        expect(await c.tx.select().from(c.t.meta)).toEqual([{ key: 'k', value: 'two' }]);
      });
    });

    it('deletes with placeholders and limits with one', async () => {
      await database().transact(async (c) => {
        for (const key of ['a', 'b', 'c']) await c.tx.insert(c.t.meta).values({ key, value: key });
        const remove = c.prepared('test_meta_delete', (tx, t) =>
          tx
            .delete(t.meta)
            .where(eq(t.meta.key, given('key')))
            .prepare('test_meta_delete'),
        );
        await remove.execute({ key: 'a' });
        const some = c.prepared('test_meta_some', (tx, t) =>
          tx.select().from(t.meta).orderBy(t.meta.key).limit(given('n')).prepare('test_meta_some'),
        );
        expect(await some.execute({ n: 1 })).toEqual([{ key: 'b', value: 'b' }]);
      });
    });

    it('is undone with its transaction and with its savepoint', async () => {
      const db = database();
      await db.transact(async (c) => {
        const failed = c.savepoint(async () => {
          await insertEvent(c).execute(event('1'));
          throw new Error('on purpose');
        });
        await expect(failed).rejects.toThrow('on purpose');
        await insertEvent(c).execute(event('2'));
      });
      const failed = db.transact(async (c) => {
        await insertEvent(c).execute(event('3'));
        throw new Error('on purpose');
      });
      await expect(failed).rejects.toThrow('on purpose');
      expect(await db.read((c) => c.tx.select({ key: c.t.inbox.key }).from(c.t.inbox))).toEqual([{ key: '2' }]);
    });

    it('says which placeholder has no value', async () => {
      const without = database().transact(async (c) => insertEvent(c).execute({ channel: 'console' }));
      await expect(without).rejects.toThrow('No value for placeholder');
    });
  },
  ['sqlite', 'pglite'],
);
