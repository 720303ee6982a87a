import { describe, expect, it } from 'vitest';
import type { PersonOnPage } from '../../../src/channels/web/demonstration/protocol.ts';
import { findable, folded, found } from '../../../src/page/demo/search.ts';

const person = (code: string, name: string, role?: string): PersonOnPage => ({
  code,
  name,
  cell: 'Chi bộ 6',
  status: 'official',
  roles: role === undefined ? [] : [{ role, unit: 'Chi bộ 6' }],
});
const about = ({ roles }: PersonOnPage): string =>
  roles
    .map(({ role }) =>
      role === 'secretary' ? 'bí thư Chi bộ 6' : role === 'deputy' ? 'phó bí thư Chi bộ 6' : 'lãnh đạo',
    )
    .join(', ') || 'đảng viên';

describe('finding people', () => {
  const all = findable(
    [
      person('CB06-11', 'Đỗ Thị Ánh'),
      person('CB06-02', 'Trần Văn Hùng', 'deputy'),
      person('CB06-01', 'Nguyễn Minh Duyên', 'secretary'),
      person('CB03-07', 'Lê Ngọc Hòa', 'leader'),
    ],
    about,
  );
  const codes = (query: string): readonly string[] => found(all, query).map((one) => one.person.code);

  it('folds away diacritics and capitals', () => {
    expect(folded('  ĐỖ Thị ÁNH ')).toBe('do thi anh');
  });

  it('puts those with a duty first when nothing was typed', () => {
    expect(codes('')).toEqual(['CB03-07', 'CB06-01', 'CB06-02', 'CB06-11']);
  });

  it('finds by name, code and duty, in any order of words, by their beginnings', () => {
    expect(codes('do thi anh')).toEqual(['CB06-11']);
    expect(codes('ánh đỗ')).toEqual(['CB06-11']);
    expect(codes('cb06-0')).toEqual(['CB06-01', 'CB06-02']);
    expect(codes('lanh dao')).toEqual(['CB03-07']);
    expect(codes('uyên')).toEqual([]);
  });

  it('puts the one with a note first, and finds them by it', () => {
    const note = 'chưa tham gia · mã ABCD-EFGH';
    const people = [person('CB03-07', 'Lê Ngọc Hòa', 'leader'), person('CB06-12', 'Trần Thị Khánh')];
    const noted = findable(people, about, { person: 'CB06-12', note });
    expect(noted.map((one) => [one.person.code, one.note])).toEqual([
      ['CB06-12', note],
      ['CB03-07', undefined],
    ]);
    expect(found(noted, 'chưa tham gia').map((one) => one.person.code)).toEqual(['CB06-12']);
  });

  it('puts the secretary before the deputy where both fit', () => {
    expect(codes('bi thu')).toEqual(['CB06-01', 'CB06-02']);
    expect(codes('pho bi thu')).toEqual(['CB06-02']);
  });
});
