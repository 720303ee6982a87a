import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byPersonName, byUnitName, pathsOf, search } from '../../../src/features/organisation/rules.ts';
import { fold } from '../../../src/lib/fold.ts';
import type { UnitId } from '../../../src/lib/ids.ts';

const placed = (code: string, parent?: string) => ({
  id: code as UnitId,
  code,
  parentId: parent as UnitId | undefined,
});
const pathList = (made: ReturnType<typeof pathsOf>) => (made.ok ? Object.fromEntries(made.paths) : made.problems);

describe('paths of the tree', () => {
  it('come out whatever the order of the units', () => {
    expect(
      pathList(pathsOf([placed('c6', 'ward'), placed('ward', 'city'), placed('city'), placed('c7', 'ward')])),
    ).toEqual({
      city: '/city/',
      ward: '/city/ward/',
      c6: '/city/ward/c6/',
      c7: '/city/ward/c7/',
    });
  });

  it('go on below units that were stored before', () => {
    expect(pathList(pathsOf([placed('c6', 'ward')], new Map([['ward' as UnitId, '/city/ward/']])))).toEqual({
      c6: '/city/ward/c6/',
    });
  });

  it('name a cycle once, however many units hang below it', () => {
    const made = pathsOf([
      placed('x', 'a'),
      placed('a', 'b'),
      placed('b', 'a'),
      placed('y', 'x'),
      placed('self', 'self'),
      placed('root'),
    ]);
    expect(pathList(made)).toEqual([
      { kind: 'cycle', code: 'b' },
      { kind: 'cycle', code: 'self' },
    ]);
  });

  it('name an unknown parent and a doubled code', () => {
    expect(pathList(pathsOf([placed('a', 'nowhere'), placed('b', 'a'), placed('c'), placed('c')]))).toEqual([
      { kind: 'double', code: 'c' },
      { kind: 'unknown-parent', code: 'a' },
    ]);
  });

  it('of any tree in any order lead from the root to the unit', () => {
    const tree = fc.array(fc.nat(), { minLength: 1, maxLength: 40 }).chain((picks) => {
      const made = picks.map((pick, place) => placed(`u${place}`, place === 0 ? undefined : `u${pick % place}`));
      return fc.shuffledSubarray(made, { minLength: made.length });
    });
    fc.assert(
      fc.property(tree, (units) => {
        const made = pathsOf(units);
        if (!made.ok) throw new Error('a tree was refused');
        for (const unit of units) {
          const above = unit.parentId === undefined ? '/' : made.paths.get(unit.parentId);
          expect(made.paths.get(unit.id)).toBe(`${above}${unit.id}/`);
        }
      }),
    );
  });
});

describe('the order of names', () => {
  it('is by given name, then by the whole name, then by code', () => {
    const names = ['Trần Thị Ánh', 'Nguyễn Văn Bình', 'Lê Văn An', 'Đỗ Thị An', 'Phạm Đức', 'Hoàng Dũng', 'Lê Văn An'];
    const people = names.map((name, place) => ({ name, code: `P${place}` }));
    expect(people.toSorted(byPersonName).map((one) => `${one.name} ${one.code}`)).toEqual([
      'Đỗ Thị An P3',
      'Lê Văn An P2',
      'Lê Văn An P6',
      'Trần Thị Ánh P0',
      'Nguyễn Văn Bình P1',
      'Hoàng Dũng P5',
      'Phạm Đức P4',
    ]);
  });

  it('puts cell 2 before cell 10', () => {
    expect(
      [
        { name: 'Chi bộ 10', code: 'b' },
        { name: 'Chi bộ 2', code: 'a' },
      ]
        .toSorted(byUnitName)
        .map((one) => one.name),
    ).toEqual(['Chi bộ 2', 'Chi bộ 10']);
  });
});

describe('a search', () => {
  const cells = ['CB1 Chi bộ 1', 'CB10 Chi bộ 10', 'CB11 Chi bộ 11'].map((text) => ({
    code: text.split(' ')[0] ?? '',
    name: text.slice(text.indexOf(' ') + 1),
  }));
  const find = (query: string) =>
    search(cells, fold(query), (one) => ({ code: fold(one.code), name: fold(one.name) })).map((one) => one.code);

  it('takes an exact code or name for what was meant', () => {
    expect(find('cb1')).toEqual(['CB1']);
    expect(find('CHI BỘ 1')).toEqual(['CB1']);
  });

  it('lists all that contain the words otherwise', () => {
    expect(find('bo 1')).toEqual(['CB1', 'CB10', 'CB11']);
    expect(find('chi bo 7')).toEqual([]);
  });
});
