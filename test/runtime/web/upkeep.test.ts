/** What the web's books forget, and what they keep. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { WebBooks } from '../../../src/channels/web/books.ts';
import type { AddressId, PersonId } from '../../../src/lib/ids.ts';
import { plainSeal } from '../../../src/lib/seal.ts';
import { DAY } from '../../../src/lib/time.ts';
import { webBooks } from '../../../src/runtime/web/books.ts';
import { forgetChats, forgetWeb } from '../../../src/runtime/web/upkeep-store.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type StageClock, stageClock } from '../../support/stage/clock.ts';

const START = 1_700_000_000_000;
const minh = 'p-minh' as PersonId;
const hash = (sign: string): string => sign.repeat(64);

eachDatabase((database) => {
  let clock: StageClock;
  let books: WebBooks;
  const night = () => database().transact((c) => forgetWeb(c, clock.now()));
  const count = (table: 'webEntries' | 'webFiles' | 'webPlaces' | 'webAwaited' | 'writingLinks' | 'addresses') =>
    database().read(({ tx, t }) => tx.$count(t[table]));
  const append = (chat: string, key: string) =>
    books.append({
      chat,
      key,
      body: { kind: 'said', text: key },
      awaited: true,
      file: { id: `${chat} ${key}`, name: 'ảnh', type: 'image/png', bytes: new Uint8Array(1) },
    });
  beforeEach(async () => {
    clock = stageClock(START);
    books = webBooks({ db: database(), env: clock, seal: plainSeal, zone: 'Asia/Ho_Chi_Minh', locale: 'vi' });
    await database().transact(async ({ tx, t }) => {
      await tx.insert(t.persons).values({ id: minh, code: 'M', name: 'Minh', searchName: 'minh', createdAt: 0 });
      const address = { id: 'a' as AddressId, channel: 'web', platformId: 'c', personId: minh, createdAt: START };
      await tx.insert(t.addresses).values(address);
    });
  });

  describe('in the night', () => {
    it('entries and their files go after ninety days, and the numbers go on', async () => {
      await append('c', 'old');
      clock.set(START + 2 * DAY);
      await append('c', 'new');
      clock.set(START + 90 * DAY);
      await night();
      expect([await count('webEntries'), await count('webFiles')]).toEqual([2, 2]);
      clock.set(START + 91 * DAY);
      await night();
      expect((await books.entries('c', 0, 9)).map(({ n }) => n)).toEqual([2]);
      expect(await books.file('c', 'c old')).toBeUndefined();
      expect(await books.file('c', 'c new')).toBeDefined();
      expect(await count('webAwaited')).toBe(0);
      expect((await append('c', 'next')).n).toBe(3);
    });

    it('places that ended go after ninety days, open ones stay while they are visited', async () => {
      const ended = await books.openPlace({ chat: 'c', secretHash: hash('a'), label: 'Chrome' });
      const visited = await books.openPlace({ chat: 'c', secretHash: hash('b'), label: 'Chrome' });
      await books.openPlace({ chat: 'c', secretHash: hash('d'), label: 'Chrome' });
      await books.closePlace(ended);
      clock.set(START + 90 * DAY);
      await night();
      expect(await count('webPlaces')).toBe(3);
      clock.set(START + 91 * DAY);
      await night();
      expect(await count('webPlaces')).toBe(2);
      clock.set(START + 390 * DAY);
      await books.place(visited, hash('b'));
      clock.set(START + 396 * DAY);
      await night();
      expect(await books.openPlaces('c')).toEqual(new Set([visited]));
    });

    it('links for writing go a day after they ended', async () => {
      const link = { tokenHash: hash('a'), personId: minh, expiresAt: START };
      await database().transact(({ tx, t }) => tx.insert(t.writingLinks).values(link));
      clock.set(START + DAY);
      await night();
      expect(await count('writingLinks')).toBe(1);
      clock.set(START + DAY + 1);
      await night();
      expect(await count('writingLinks')).toBe(0);
    });

    it('chats of nobody go: those of wrong codes after a day, those given up with their places', async () => {
      await append('stranger', 'x');
      await books.openPlace({ chat: 'c', secretHash: hash('a'), label: 'Chrome' });
      await database().transact(({ tx, t }) =>
        tx.insert(t.addresses).values({ id: 'tg' as AddressId, channel: 'telegram', platformId: '1', createdAt: 0 }),
      );
      clock.set(START + DAY + 1);
      await night();
      expect(await books.lastNumbers(['stranger'])).toEqual(new Map([['stranger', 0]]));
      expect(await count('addresses')).toBe(2);
      await database().transact(({ tx, t }) => tx.update(t.addresses).set({ personId: null }));
      await night();
      expect(await count('addresses')).toBe(2);
      clock.set(START + 91 * DAY);
      await night();
      expect(await count('addresses'), 'chats of other channels are none of this').toBe(1);
    });
  });

  it('a withdrawal takes what was written in the chat with it, and nobody else’s', async () => {
    await append('c', 'draft');
    await append('other', 'theirs');
    await database().transact((c) => forgetChats(c, minh));
    expect(await books.entries('c', 0, 9)).toEqual([]);
    expect(await books.file('c', 'c draft')).toBeUndefined();
    expect(await books.entries('other', 0, 9)).toHaveLength(1);
    expect((await append('c', 'next')).n).toBe(2);
  });
});
