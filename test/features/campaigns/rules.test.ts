import { expect, test } from 'vitest';
import { daysLeft, daysLeftWords, deadlineParams, isClosed, isOpen } from '../../../src/features/campaigns/rules.ts';
import type { LocalDate } from '../../../src/lib/time.ts';

const day = (text: string): LocalDate => text as LocalDate;
const round = { opensOn: day('2022-03-14'), closesOn: day('2022-04-22') };

test('“before 05/4” means that 04/4 is the last good day', () => {
  expect(deadlineParams(day('2022-04-04'))).toEqual({ before: { day: '2022-04-05' }, last: { dayMonth: '2022-04-04' } });
  expect(deadlineParams(day('2022-02-28'))).toMatchObject({ before: { day: '2022-03-01' } });
});

test('days are counted to the last good day', () => {
  expect([daysLeft(day('2022-04-04'), day('2022-03-30')), daysLeft(day('2022-04-04'), day('2022-04-04')), daysLeft(day('2022-04-04'), day('2022-04-06'))]).toEqual([5, 0, -2]);
  const keys = ['2022-03-30', '2022-04-03', '2022-04-04', '2022-04-06'].map((today) => daysLeftWords(day('2022-04-04'), day(today)));
  expect(keys).toEqual([
    { key: 'campaigns.days-left', params: { days: 5 } },
    { key: 'campaigns.one-day-left' },
    { key: 'campaigns.last-day' },
    { key: 'campaigns.days-over', params: { days: 2 } },
  ]);
});

test('a round takes submissions from its first to its last day, both included', () => {
  const open = ['2022-03-13', '2022-03-14', '2022-04-22', '2022-04-23'].map((today) => isOpen(round, day(today)));
  expect(open).toEqual([false, true, true, false]);
  expect([isClosed(round, day('2022-04-22')), isClosed(round, day('2022-04-23'))]).toEqual([false, true]);
});
