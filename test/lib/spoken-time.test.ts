import { describe, expect, it } from 'vitest';
import { readClock, readDay } from '../../src/lib/spoken-time.ts';
import type { LocalDate } from '../../src/lib/time.ts';

/** A Thursday. */
const today = '2022-03-24' as LocalDate;

describe('a day', () => {
  it.each([
    ['29/3', '2022-03-29'],
    ['29/03/2022', '2022-03-29'],
    ['29-3-22', '2022-03-29'],
    ['29.3.2022', '2022-03-29'],
    ['29 / 3', '2022-03-29'],
    ['2022-03-29', '2022-03-29'],
    ['ngày 29/3', '2022-03-29'],
    ['ngay 29 thang 3', '2022-03-29'],
    ['Ngày 29 tháng 3 năm 2022', '2022-03-29'],
    ['29 March', '2022-03-29'],
    ['29 mar 2022', '2022-03-29'],
    ['thứ Bảy, ngày 02/4', '2022-04-02'],
    ['Thứ Bảy, 02/4', '2022-04-02'],
    ['thứ bảy', '2022-03-26'],
    ['T7', '2022-03-26'],
    ['thứ năm', '2022-03-24'],
    ['thứ hai', '2022-03-28'],
    ['chủ nhật tuần sau', '2022-04-03'],
    ['Sunday', '2022-03-27'],
    ['hôm nay', '2022-03-24'],
    ['mai', '2022-03-25'],
    ['Ngày mai.', '2022-03-25'],
    ['ngày kia', '2022-03-26'],
    ['Ngày mốt', '2022-03-26'],
    ['mốt', '2022-03-26'],
    ['the day after tomorrow', '2022-03-26'],
    ['thứ ba tuần sau', '2022-03-29'],
    ['Thứ Ba, tuần sau', '2022-03-29'],
    ['thứ ba tuần tới', '2022-03-29'],
    ['thứ 3 tuần này', '2022-03-22'],
    ['Tuesday next week', '2022-03-29'],
    ['next Tuesday', '2022-03-29'],
    ['this Friday', '2022-03-25'],
    ['23/3', '2022-03-23'],
    ['5/1', '2022-01-05'],
    ['31/12', '2021-12-31'],
    ['２９/３', '2022-03-29'],
  ])('written as "%s" is %s', (text, day) => {
    expect(readDay(text, today)).toBe(day);
  });

  it.each([
    '',
    '31/2',
    '29',
    '29/13',
    'sau Tết',
    'tuần sau',
    'tháng mốt',
    'thứ chín',
    '1/2/3/4',
    '29/3 và 30/3',
    '99 march',
    '5 ma y',
    'constructor',
    '__proto__',
  ])('"%s" is none', (text) => {
    expect(readDay(text, today)).toBeUndefined();
  });

  it('by its weekday lies in the past where the past is asked about', () => {
    expect(readDay('thứ bảy', today, 'past')).toBe('2022-03-19');
    expect(readDay('thứ năm', today, 'past')).toBe('2022-03-24');
    expect(readDay('hôm qua', today, 'past')).toBe('2022-03-23');
    expect(readDay('thứ hai tuần trước', today, 'past')).toBe('2022-03-14');
  });
});

describe('a time of day', () => {
  it.each([
    ['19h30', '19:30'],
    ['19:30', '19:30'],
    ['19 giờ 30', '19:30'],
    ['19 gio 30 phut', '19:30'],
    ['19g30', '19:30'],
    ['19.30', '19:30'],
    ['19h', '19:00'],
    ['19', '19:00'],
    ['7 giờ tối', '19:00'],
    ['7h30 tối', '19:30'],
    ['7 giờ rưỡi tối', '19:30'],
    ['lúc 2 giờ chiều', '14:00'],
    ['8 giờ sáng', '08:00'],
    ['11 giờ trưa', '11:00'],
    ['1 giờ trưa', '13:00'],
    ['19h tối', '19:00'],
    ['7:30 PM', '19:30'],
    ['12 am', '00:00'],
    ['7h30', '07:30'],
  ])('written as "%s" is %s', (text, clock) => {
    expect(readClock(text)).toBe(clock);
  });

  it.each(['', 'tối', '25h', '19h75', '29/3', 'khoảng 7 giờ', '12 giờ đêm', '19h30-21h'])('"%s" is none', (text) => {
    expect(readClock(text)).toBeUndefined();
  });
});
