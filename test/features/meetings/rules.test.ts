import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayProblem,
  daysToOffer,
  heldDaysToOffer,
  heldProblem,
  minuteProblem,
  possible,
  type When,
} from '../../../src/features/meetings/rules.ts';
import { addDays, type LocalDate, type LocalMinute } from '../../../src/lib/time.ts';

const day = (text: string): LocalDate => text as LocalDate;
const campaign = { opensOn: day('2022-03-14'), closesOn: day('2022-04-22'), meetingDeadline: day('2022-04-04') };
const on = (minute: string): When => ({ campaign, today: day(minute.slice(0, 10)), minute: minute as LocalMinute });
const scheduled = { state: 'scheduled', startsAt: '2022-03-29T19:30' as LocalMinute } as const;

describe('what can be done with a meeting', () => {
  it.each([
    ['nothing is scheduled', undefined, '2022-03-21T08:00', ['schedule', 'hold']],
    ['nothing was scheduled and the round is closed', undefined, '2022-04-23T08:00', ['hold']],
    ['it lies ahead', scheduled, '2022-03-28T08:00', ['move', 'cancel']],
    ['it is today', scheduled, '2022-03-29T08:00', ['hold', 'report', 'move', 'cancel']],
    ['it is over', scheduled, '2022-04-02T08:00', ['hold', 'report', 'move', 'cancel']],
    ['it is over and the round is closed', scheduled, '2022-04-23T08:00', ['hold', 'report', 'cancel']],
    ['it was held', { ...scheduled, state: 'held' }, '2022-04-02T08:00', ['report', 'unhold']],
    ['it is reported', { ...scheduled, state: 'reported' }, '2022-04-02T08:00', ['report', 'unhold']],
  ] as const)('when %s', (_, live, minute, deeds) => {
    expect(possible(live, on(minute))).toEqual(deeds);
  });
});

describe('the days offered', () => {
  it('are the next six and the last good one', () => {
    expect(daysToOffer(on('2022-03-21T08:00'))).toEqual([
      '2022-03-21',
      '2022-03-22',
      '2022-03-23',
      '2022-03-24',
      '2022-03-25',
      '2022-03-26',
      '2022-04-04',
    ]);
  });

  it('begin tomorrow in the evening and end with the last good day', () => {
    expect(daysToOffer(on('2022-04-02T18:00'))).toEqual(['2022-04-03', '2022-04-04']);
  });

  it('go on until the round closes once the last good day is over', () => {
    expect(daysToOffer(on('2022-04-20T08:00'))).toEqual(['2022-04-20', '2022-04-21', '2022-04-22']);
    expect(daysToOffer(on('2022-04-23T08:00'))).toEqual([]);
  });

  it('can all be taken, and for a report likewise', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: -20, max: 20 }),
        (later, hour, away) => {
          const when = on(`${addDays(campaign.opensOn, later)}T${String(hour).padStart(2, '0')}:00`);
          for (const one of daysToOffer(when)) expect(dayProblem(one, when)).toBeUndefined();
          const live = { startsAt: `${addDays(when.today, away)}T19:00` as LocalMinute, heldOn: undefined };
          for (const one of heldDaysToOffer(live, when)) expect(heldProblem(one, when)).toBeUndefined();
        },
      ),
    );
  });
});

describe('a time', () => {
  it.each([
    ['2022-03-21T08:00', 'past'],
    ['2022-03-21T07:59', 'past'],
    ['2022-03-21T08:01', undefined],
    ['2022-04-22T20:00', undefined],
    ['2022-04-23T08:00', 'closed'],
  ])('%s for a meeting: %s', (minute, problem) => {
    expect(minuteProblem(minute as LocalMinute, on('2022-03-21T08:00'))).toBe(problem);
  });

  it.each([
    ['2022-03-30', '2022-03-31T08:00', undefined],
    ['2022-04-01', '2022-03-31T08:00', 'future'],
    ['2022-03-13', '2022-03-31T08:00', 'before'],
    ['2022-04-23', '2022-05-31T08:00', 'closed'],
  ])('%s as the day of a meeting held, told at %s: %s', (held, now, problem) => {
    expect(heldProblem(day(held), on(now))).toBe(problem);
  });
});
