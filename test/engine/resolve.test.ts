import { describe, expect, it } from 'vitest';
import { isNumbered, readOrdinal, readOrdinals, resolve } from '../../src/engine/resolve.ts';

const listed = { numbers: true, beginnings: true };
const options = (...labels: string[]) => labels.map((label, index) => ({ key: `k${index + 1}`, label }));
const one = (key: string) => ({ how: 'one', key });
const several = (...keys: string[]) => ({ how: 'several', keys });
const none = { how: 'none' };

describe('a number', () => {
  it.each([
    '1',
    '1.',
    '1)',
    '(1)',
    ' 1 ',
    'số 1',
    'so 1',
    'Số: 1',
    'câu 1',
    'chọn 1',
    'mục 1',
    'câu trả lời 1',
    '１',
    '１．',
    '1️⃣',
    '01',
  ])('is read in "%s"', (text) => expect(readOrdinal(text)).toBe(1));

  it.each(['một', '1a', '1,5', '-1', '1 2', 'a 1', 'điểm 1', '1/4', '', '1000'])('is not read in "%s"', (text) =>
    expect(readOrdinal(text)).toBeUndefined());

  it.each([
    ['1 3 4', [1, 3, 4]],
    ['1,3,4', [1, 3, 4]],
    ['1, 3 và 4', [1, 3, 4]],
    ['1;3', [1, 3]],
    ['1-3', [1, 2, 3]],
    ['1 – 3', [1, 2, 3]],
    ['từ 1 đến 3, 5', [1, 2, 3, 5]],
    ['số 1 và số 3', [1, 3]],
    ['1 and 3', [1, 3]],
    ['1️⃣ 3️⃣', [1, 3]],
    ['１、３', undefined],
    ['1. 3.', [1, 3]],
    ['1 1 3', [1, 3]],
    ['3-1', undefined],
    ['1,5 kg', undefined],
    ['5/4', undefined],
    ['', undefined],
  ])('of several in "%s" are %j', (text, numbers) => expect(readOrdinals(text)).toEqual(numbers));
});

describe('an option', () => {
  const duties = options('Hoàn thành tốt', 'Hoàn thành', 'Chưa hoàn thành', 'Để sau');

  it.each([
    ['HOAN THANH', one('k2')],
    ['“Hoàn thành tốt”', one('k1')],
    ['/để sau', one('k4')],
    ['hoàn', several('k1', 'k2')],
    ['chưa', one('k3')],
    ['c', none],
    ['5', none],
    ['thành', none],
  ])('typed as "%s" is %j', (text, meant) => expect(resolve(text, duties, listed)).toEqual(meant));

  it('is not taken by its beginning or number where a text may be the answer', () => {
    const free = { numbers: false, beginnings: false };
    expect(resolve('chưa', duties, free)).toEqual(none);
    expect(resolve('3', duties, free)).toEqual(none);
    expect(resolve('Chưa hoàn thành', duties, free)).toEqual(one('k3'));
  });

  it('is told from another by its diacritics where they were typed, and asked about where not', () => {
    const names = options('Đỗ Văn Tuấn', 'Đỗ Văn Tuân');
    expect(resolve('đỗ văn tuân', names, listed)).toEqual(one('k2'));
    expect(resolve('do van tuan', names, listed)).toEqual(several('k1', 'k2'));
    expect(resolve('đỗ', names, listed)).toEqual(several('k1', 'k2'));
  });

  it('that reads like another is chosen by number', () => {
    const names = options('Trần Văn Minh', 'Trần Văn Minh');
    expect(resolve('Trần Văn Minh', names, listed)).toEqual(several('k1', 'k2'));
    expect(resolve('2', names, listed)).toEqual(one('k2'));
  });

  it('that is a number itself is meant by that number, and has no other', () => {
    const counts = options('Không lần nào', '1 lần', '2 lần', '3 lần trở lên', 'Bỏ qua');
    expect(isNumbered(counts.map(({ label }) => label))).toBe(false);
    expect(resolve('1', counts, listed)).toEqual(one('k2'));
    expect(resolve('3', counts, listed)).toEqual(one('k4'));
    expect(resolve('5', counts, listed)).toEqual(none);
  });

  it('keeps its number where numbers in labels are too large to be places', () => {
    const hours = options('15 giờ', '20 giờ');
    expect(resolve('2', hours, listed)).toEqual(one('k2'));
    expect(resolve('15', hours, listed)).toEqual(one('k1'));
  });

  it('may be as long as a name with a place, and what is longer than any label is none', () => {
    const long = 'Đồng chí '.repeat(15).trim();
    expect(resolve(long, options(long, 'Khác'), listed)).toEqual(one('k1'));
    expect(resolve('x'.repeat(10_000), options(long), listed)).toEqual(none);
  });
});
