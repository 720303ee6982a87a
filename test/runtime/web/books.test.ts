/** The web channel's books on both databases. */
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEntry, WebBooks } from '../../../src/channels/web/books.ts';
import type { Database } from '../../../src/db/database.ts';
import type { AddressId, OutboxId, PersonId, UnitId } from '../../../src/lib/ids.ts';
import { plainSeal } from '../../../src/lib/seal.ts';
import { DAY, HOUR, type LocalDate } from '../../../src/lib/time.ts';
import { webBooks } from '../../../src/runtime/web/books.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type StageClock, stageClock } from '../../support/stage/clock.ts';

const START = 1_700_000_000_000;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const said = (text: string) => ({ kind: 'said', text });

eachDatabase((database) => {
  let clock: StageClock;
  let books: WebBooks;
  const anotherProcess = (): WebBooks =>
    webBooks({ db: database(), env: clock, seal: plainSeal, zone: 'Asia/Ho_Chi_Minh', locale: 'vi' });
  beforeEach(() => {
    clock = stageClock(START);
    books = anotherProcess();
  });
  const append = (chat: string, key: string, more: Partial<NewEntry> = {}) =>
    books.append({ chat, key, body: said(key), awaited: false, ...more });

  describe('entries', () => {
    it('are numbered from 1 without gaps when twenty come at once, from two processes', async () => {
      const other = anotherProcess();
      const made = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          (i % 2 === 0 ? books : other).append({ chat: 'c', key: `k${i}`, body: said(`${i}`), awaited: false }),
        ),
      );
      const numbers = Array.from({ length: 20 }, (_, i) => i + 1);
      expect(made.map(({ n }) => n).sort((a, b) => a - b)).toEqual(numbers);
      expect(made.every(({ fresh }) => fresh)).toBe(true);
      expect((await books.entries('c', 0, 100)).map(({ n }) => n)).toEqual(numbers);
    });

    it('are kept once for the same key, with the number they had and none lost', async () => {
      const [first, second, again, third] = await Promise.all([
        append('c', 'a'),
        append('c', 'b'),
        append('c', 'a'),
        append('c', 'd'),
      ]);
      expect([first.n, second.n, again.n, third.n]).toEqual([1, 2, 1, 3]);
      expect([first.fresh, again.fresh]).toEqual([true, false]);
      expect(await append('other', 'a')).toMatchObject({ n: 1, fresh: true });
      expect(await books.lastNumbers(['c', 'other', 'nobody'])).toEqual(
        new Map([
          ['c', 3],
          ['other', 1],
          ['nobody', 0],
        ]),
      );
    });

    it('come back with their time and words, from any number on', async () => {
      await append('c', 'a');
      clock.set(START + 5);
      await append('c', 'b', { body: { kind: 'wrote', key: 'b', text: '<b>đồng chí</b> "\n' } });
      expect(await books.entries('c', 1, 9)).toEqual([
        { n: 2, at: START + 5, body: { kind: 'wrote', key: 'b', text: '<b>đồng chí</b> "\n' } },
      ]);
      expect(await books.entries('c', 0, 1)).toHaveLength(1);
      expect(await books.entries('nobody', 0, 9)).toEqual([]);
    });

    it('that cannot be kept do not keep others from it', async () => {
      const loop: Record<string, unknown> = {};
      loop['self'] = loop;
      const all = await Promise.allSettled([
        append('c', 'a'),
        append('c', 'b', { body: { kind: 'said', loop } }),
        append('c', 'd'),
      ]);
      expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect((await books.entries('c', 0, 9)).map(({ n, body }) => [n, body['text']])).toEqual([
        [1, 'a'],
        [2, 'd'],
      ]);
    });

    it('carry their files, which only their own chat can open', async () => {
      const bytes = Uint8Array.from([0, 255, 1, 2]);
      await append('c', 'a', { file: { id: 'f1', name: 'ảnh.png', type: 'image/png', bytes } });
      const file = await books.file('c', 'f1');
      expect([file?.name, file?.type, [...(file?.bytes ?? [])]]).toEqual(['ảnh.png', 'image/png', [...bytes]]);
      expect(await books.file('other', 'f1')).toBeUndefined();
      expect(await books.file('c', 'f2')).toBeUndefined();
    });
  });

  describe('what is awaited', () => {
    const awaited = () => database().read(({ tx, t }) => tx.select().from(t.webAwaited));
    const reminder = async (key: string): Promise<void> => {
      await append('c', key, { awaited: true });
      await database().transact(async ({ tx, t }) => {
        const [address] = await tx.select().from(t.addresses);
        await tx.insert(t.outbox).values({
          id: key as OutboxId,
          addressId: address?.id ?? ('' as AddressId),
          channel: 'web',
          platformId: 'c',
          lane: 'reminder',
          kind: 'new',
          state: 'sent',
          dueAt: 0,
          createdAt: 0,
        });
      });
    };

    it('is the oldest reminder of a chat until a page has received it', async () => {
      await append('c', 'reply');
      await reminder('first');
      clock.set(START + DAY);
      await reminder('second');
      expect(await awaited()).toMatchObject([{ n: 2, since: START }]);
      await books.received('c', 1);
      expect(await awaited()).toMatchObject([{ n: 2 }]);
      await books.received('c', 2);
      expect(await awaited()).toMatchObject([{ n: 3, since: START + DAY }]);
      await books.received('c', 3);
      expect(await awaited()).toEqual([]);
    });

    it('is not ended by a number that the chat has not reached', async () => {
      await reminder('first');
      await books.received('c', 99);
      await books.received('nobody', 1);
      expect(await awaited()).toHaveLength(1);
      await books.received('c', 1);
      expect(await awaited()).toEqual([]);
    });
  });

  describe('places', () => {
    const [minh, unit] = ['p-minh' as PersonId, 'u-cell' as UnitId];
    const person = (db: Database) =>
      db.transact(async ({ tx, t }) => {
        await tx
          .insert(t.persons)
          .values({ id: minh, code: 'M', name: 'Nguyễn Văn Minh', searchName: 'minh', createdAt: 0 });
        await tx
          .insert(t.units)
          .values({ id: unit, code: 'CB1', name: 'Chi bộ 1', searchName: '', kind: 'cell', path: '/u/' });
        const since = '2020-01-01' as LocalDate;
        await tx
          .insert(t.memberships)
          .values({ id: 'm', personId: minh, unitId: unit, status: 'official', validFrom: since });
      });
    const link = (chat: string, personId: PersonId | null) =>
      database().transact(({ tx, t }) =>
        tx
          .insert(t.addresses)
          .values({ id: chat as AddressId, channel: 'web', platformId: chat, personId, linkedAt: 1, createdAt: 0 })
          .onConflictDoUpdate({ target: [t.addresses.channel, t.addresses.platformId], set: { personId } }),
      );
    beforeEach(async () => {
      await person(database());
      await link('c', minh);
    });

    it('open with their secret only, until they are closed', async () => {
      const id = await books.openPlace({ chat: 'c', secretHash: hash('s'), label: 'Chrome' });
      expect(await books.place(id, hash('s'))).toEqual({ id, chat: 'c' });
      expect(await books.place(id, hash('t'))).toBeUndefined();
      expect(await books.place('other' as typeof id, hash('s'))).toBeUndefined();
      expect(await books.openPlaces('c')).toEqual(new Set([id]));
      await books.closePlace(id);
      expect(await books.place(id, hash('s'))).toBeUndefined();
      expect(await books.openPlaces('c')).toEqual(new Set());
    });

    it("end when the chat is nobody's any more", async () => {
      const id = await books.openPlace({ chat: 'c', secretHash: hash('s'), label: 'Chrome' });
      await link('c', null);
      expect(await books.place(id, hash('s'))).toBeUndefined();
      expect(await books.openPlaces('c')).toEqual(new Set());
      expect(await books.person('c')).toBeUndefined();
    });

    it('remember the last visit to the hour', async () => {
      const id = await books.openPlace({ chat: 'c', secretHash: hash('s'), label: 'Chrome' });
      const seen = async () => (await database().read(({ tx, t }) => tx.select().from(t.webPlaces)))[0]?.seenAt;
      clock.set(START + HOUR - 1);
      await books.place(id, hash('s'));
      expect(await seen()).toBe(START);
      clock.set(START + HOUR);
      await books.place(id, hash('s'));
      expect(await seen()).toBe(START + HOUR);
    });

    it('tell who is there and show the menu in their language', async () => {
      expect(await books.person('c')).toEqual({ name: 'Nguyễn Văn Minh · Chi bộ 1', locale: 'vi', menu: [] });
      const [vi, en] = [[{ command: 'soi', description: 'Tự soi' }], [{ command: 'soi', description: 'Reflect' }]];
      await Promise.all([books.keepMenu('c', 'vi', vi), books.keepMenu('c', 'en', en)]);
      expect((await books.person('c'))?.menu).toEqual(vi);
      await database().transact(({ tx, t }) => tx.update(t.persons).set({ locale: 'en' }));
      expect(await books.person('c')).toMatchObject({ locale: 'en', menu: en });
    });

    it('are opened by a writing link once and in time, in the chat the person has', async () => {
      const write = (token: string, expiresAt: number) =>
        database().transact(({ tx, t }) =>
          tx.insert(t.writingLinks).values({ tokenHash: hash(token), personId: minh, expiresAt }),
        );
      await write('one', START + 1);
      await write('late', START);
      const spent = await Promise.all([1, 2].map(() => books.spendWritingLink(hash('one'))));
      expect(spent).toEqual([{ chat: 'c' }, 'expired']);
      expect(await books.spendWritingLink(hash('late'))).toBe('expired');
      expect(await books.spendWritingLink(hash('none'))).toBe('unknown');
    });

    it('are opened in a chat made for somebody who has none', async () => {
      await link('c', null);
      await database().transact(({ tx, t }) =>
        tx.insert(t.writingLinks).values({ tokenHash: hash('one'), personId: minh, expiresAt: START + 1 }),
      );
      const spent = await books.spendWritingLink(hash('one'));
      if (typeof spent === 'string') throw new Error(spent);
      expect(spent.chat).not.toBe('c');
      expect(await books.person(spent.chat)).toMatchObject({ name: 'Nguyễn Văn Minh · Chi bộ 1' });
    });
  });

  it('sign with one key, whoever asks for it first', async () => {
    const [one, two] = await Promise.all([books.signingKey(), anotherProcess().signingKey()]);
    expect(one).toBe(two);
    expect(one).toMatch(/^[\w-]{43}$/);
  });
});
