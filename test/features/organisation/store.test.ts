import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/db/database.ts';
import {
  directory,
  insertMemberships,
  insertPeople,
  insertRoles,
  insertUnits,
  takenCodes,
} from '../../../src/features/organisation/store.ts';
import type { PersonId, UnitId } from '../../../src/lib/ids.ts';
import type { LocalDate } from '../../../src/lib/time.ts';
import { eachDatabase } from '../../support/databases.ts';

const today = '2022-03-21' as LocalDate;
const since = '2020-01-01' as LocalDate;
const u = (id: string) => id as UnitId;
const p = (id: string) => id as PersonId;
const day = (text: string) => text as LocalDate;

const unit = (id: string, name: string, parent?: string) =>
  ({
    id: u(id),
    code: id.toUpperCase(),
    name,
    kind: parent === undefined ? 'committee' : 'cell',
    sort: undefined,
    parentId: parent === undefined ? undefined : u(parent),
  }) as const;
const person = (id: string, name: string) => ({ id: p(id), code: id.toUpperCase(), name, createdAt: 0 });
const member = (id: string, cell: string, from = since, until?: LocalDate) =>
  ({
    id: `${id}-${cell}`,
    personId: p(id),
    unitId: u(cell),
    status: 'official',
    validFrom: from,
    ...(until === undefined ? {} : { validTo: until }),
  }) as const;

async function ward(c: Connection): Promise<void> {
  await insertUnits(c, [
    unit('c10', 'Chi bộ 10', 'ward'),
    unit('c1', 'Chi bộ 1', 'ward'),
    unit('c2', 'Chi bộ 2', 'ward'),
    unit('ward', 'Phường Phúc Đồng'),
  ]);
  await insertPeople(c, [
    person('anh', 'Trần Thị Ánh'),
    person('binh', 'Lê Văn Bình'),
    person('an', 'Đỗ An'),
    person('anh2', 'Trần Thị Ánh'),
    person('lan', 'Phạm Lan'),
  ]);
  await insertMemberships(c, [
    member('anh', 'c1'),
    member('binh', 'c1'),
    member('an', 'c1', since, day('2022-03-20')),
    member('an', 'c2', day('2022-03-21')),
    member('anh2', 'c10'),
    member('lan', 'c1', day('2022-04-01')),
  ]);
  await insertRoles(c, [
    { id: 'r1', personId: p('anh'), unitId: u('c1'), role: 'secretary', validFrom: since, validTo: today },
    { id: 'r2', personId: p('binh'), unitId: u('c1'), role: 'secretary', validFrom: day('2022-03-22') },
    { id: 'r3', personId: p('binh'), unitId: u('c1'), role: 'deputy', validFrom: since },
    { id: 'r4', personId: p('an'), unitId: u('ward'), role: 'leader', validFrom: since },
  ]);
}

describe('the directory', () => {
  eachDatabase((database) => {
    const look = <R>(work: (c: Connection) => Promise<R>): Promise<R> =>
      database().transact(async (c) => {
        await ward(c);
        return work(c);
      });

    it('knows where a person stands on a day, and in what duties', async () => {
      const { before, after } = await look(async (c) => ({
        before: await directory(c, day('2022-03-20')).standing(p('an')),
        after: await directory(c, today).standing(p('an')),
      }));
      expect([before.cell?.name, after.cell?.name]).toEqual(['Chi bộ 1', 'Chi bộ 2']);
      expect(after.cell?.path).toBe('/ward/c2/');
      expect(after.status).toBe('official');
      expect(after.appointments).toEqual([
        {
          role: 'leader',
          unit: expect.objectContaining({ code: 'WARD', path: '/ward/', sort: undefined, parentId: undefined }),
          from: since,
          to: undefined,
        },
      ]);
    });

    it('leaves nobody anywhere before they came', async () => {
      expect(await look((c) => directory(c, today).standing(p('lan')))).toEqual({
        personId: 'lan',
        cell: undefined,
        status: undefined,
        appointments: [],
      });
    });

    it('counts an office on its last day and passes it on the day after', async () => {
      const names = await look(async (c) => {
        const on = async (text: string) =>
          (await directory(c, day(text)).officers(u('c1'), ['secretary'])).map((one) => one.name);
        return [await on('2022-03-21'), await on('2022-03-22')];
      });
      expect(names).toEqual([['Trần Thị Ánh'], ['Lê Văn Bình']]);
    });

    it('lists an officer with two duties once', async () => {
      const officers = await look((c) =>
        directory(c, day('2022-03-22')).officers(u('c1'), ['secretary', 'deputy', 'committee']),
      );
      expect(officers).toEqual([{ id: 'binh', code: 'BINH', name: 'Lê Văn Bình', locale: undefined }]);
    });

    it('finds members without diacritics, within the scope only', async () => {
      const found = await look(async (c) => {
        const all = directory(c, today);
        return {
          ward: (await all.findMembers('/ward/', 'tran thi anh')).map((one) => one.code),
          cell: (await all.findMembers('/ward/c1/', 'TRẦN THỊ ÁNH')).map((one) => one.code),
          part: (await all.findMembers('/ward/', 'nh')).map((one) => one.code),
          code: (await all.findMembers('/', 'anh2')).map((one) => one.code),
          elsewhere: await all.findMembers('/ward/c2/', 'binh'),
        };
      });
      expect(found).toEqual({
        ward: ['ANH', 'ANH2'],
        cell: ['ANH'],
        part: ['ANH', 'ANH2', 'BINH'],
        code: ['ANH2'],
        elsewhere: [],
      });
    });

    it('does not take cell 1 for the beginning of cell 10', async () => {
      const found = await look(async (c) => ({
        units: (await directory(c, today).findUnits('/ward/c1/', '')).map((one) => one.code),
        exact: (await directory(c, today).findUnits('/', 'chi bo 1')).map((one) => one.code),
        part: (await directory(c, today).findUnits('/', 'bo 1')).map((one) => one.code),
        children: (await directory(c, today).children(u('ward'))).map((one) => one.code),
      }));
      expect(found).toEqual({ units: ['C1'], exact: ['C1'], part: ['C1', 'C10'], children: ['C1', 'C2', 'C10'] });
    });

    it('lists the members of a cell by given name', async () => {
      const members = await look((c) => directory(c, day('2022-04-01')).members(u('c1')));
      expect(members.map((one) => one.name)).toEqual(['Trần Thị Ánh', 'Lê Văn Bình', 'Phạm Lan']);
      expect(members[0]).toEqual({
        id: 'anh',
        code: 'ANH',
        name: 'Trần Thị Ánh',
        locale: undefined,
        status: 'official',
        unitId: 'c1',
      });
    });

    it('writes nothing of a tree with a cycle, and goes on below stored units otherwise', async () => {
      await database().transact(async (c) => {
        await ward(c);
        expect(await insertUnits(c, [unit('a', 'A', 'b'), unit('b', 'B', 'a')])).toEqual([
          { kind: 'cycle', code: 'B' },
        ]);
        expect(await insertUnits(c, [unit('c11', 'Chi bộ 11', 'ward')])).toEqual([]);
        expect((await directory(c, today).unit(u('c11')))?.path).toBe('/ward/c11/');
        expect([...(await takenCodes(c)).units.keys()].sort()).toEqual(['C1', 'C10', 'C11', 'C2', 'WARD']);
      });
    });

    it('takes in 8,431 members of 246 cells in seconds', async () => {
      const cells = Array.from({ length: 246 }, (_, n) => unit(`cell${n}`, `Chi bộ ${n}`, 'city'));
      const people = Array.from({ length: 8431 }, (_, n) => person(`p${n}`, `Nguyễn Văn ${n}`));
      const begun = performance.now();
      await database().transact(async (c) => {
        await insertUnits(c, [unit('city', 'Thành ủy'), ...cells]);
        await insertPeople(c, people);
        await insertMemberships(
          c,
          people.map((one, n) => member(one.id, `cell${n % 246}`)),
        );
      });
      expect(performance.now() - begun).toBeLessThan(15_000);
      const members = await database().read((c) => directory(c, today).findMembers('/city/', ''));
      expect(members).toHaveLength(8431);
    });
  });
});
