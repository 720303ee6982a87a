import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDaily } from '../../../src/features/reminders/model.ts';
import { nextPortion, nextRun, plan } from '../../../src/features/reminders/schedule.ts';
import { inQuietHours } from '../../../src/lib/quiet.ts';
import {
  DAY,
  dayOf,
  HOUR,
  instantOf,
  type LocalDate,
  type LocalMinute,
  minuteOf,
  mondayOf,
} from '../../../src/lib/time.ts';

const zone = 'Asia/Ho_Chi_Minh';
const at = (minute: string): number => instantOf(minute as LocalMinute, zone);
const zones = fc.constantFrom(
  zone,
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Cairo',
);
const instants = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2040, 0, 1) });

describe('the next daily run', () => {
  it('is always later, at 08:00 and within two days, in any zone and across its clock changes', () => {
    fc.assert(
      fc.property(instants, zones, (now, where) => {
        const next = nextDaily(now, where);
        expect(next).toBeGreaterThan(now);
        // Apia had no 30 December 2011, so a day can be missing between two mornings.
        expect(next - now).toBeLessThanOrEqual(2 * DAY);
        expect(inQuietHours(next, where)).toBe(false);
        expect(minuteOf(next, where).slice(11)).toBe('08:00');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a run that is due', () => {
  it.each([
    ['on time', '2022-03-22T08:00', '2022-03-22T08:00', 'run'],
    ['late in the evening', '2022-03-22T08:00', '2022-03-22T20:59', 'run'],
    ['too late in the evening', '2022-03-22T08:00', '2022-03-22T21:00', '2022-03-23T08:00'],
    ['at night', '2022-03-22T08:00', '2022-03-23T03:00', '2022-03-23T08:00'],
    ['the next morning before its hour', '2022-03-22T08:00', '2022-03-23T07:30', '2022-03-23T08:00'],
    ['after a week', '2022-03-15T08:00', '2022-03-22T11:00', 'run'],
    ['with a clock set back', '2022-03-22T08:00', '2022-03-22T07:00', '2022-03-22T08:00'],
  ])('%s', (_, due, now, outcome) => {
    const run = plan(at(now), zone, { dueAt: at(due), data: {} });
    expect(run.do === 'run' ? 'run' : minuteOf(run.next.dueAt, zone)).toBe(outcome);
  });

  it.each([
    ['on Monday', '2022-03-28T08:00', '2022-03-28T08:00', true],
    ['on Tuesday', '2022-03-29T08:00', '2022-03-29T08:00', false],
    ['on Tuesday because nothing ran on Monday', '2022-03-28T08:00', '2022-03-29T09:00', true],
    ['on Sunday because nothing ran since Monday', '2022-03-28T08:00', '2022-04-03T09:00', true],
    ['after a week and a half', '2022-03-18T08:00', '2022-03-30T09:00', true],
    ['on Sunday, overdue since Saturday', '2022-04-02T08:00', '2022-04-03T09:00', false],
  ])('brings the digests %s: %s to %s is %s', (_, due, now, digests) => {
    expect(plan(at(now), zone, { dueAt: at(due), data: {} })).toMatchObject({ do: 'run', digests });
  });

  it('goes on where it stopped on the same day, and begins anew on another one', () => {
    const monday = plan(at('2022-03-28T08:00'), zone, { dueAt: at('2022-03-28T08:00'), data: {} });
    if (monday.do !== 'run') throw new Error('it did not run');
    const portion = nextPortion(at('2022-03-28T08:00'), monday, 'p200');
    expect(plan(at('2022-03-28T08:01'), zone, portion)).toEqual({ ...monday, cursor: 'p200' });
    // The digests of Monday's unfinished run are made up for; whoever has theirs is passed over by the books.
    expect(plan(at('2022-03-29T08:01'), zone, portion)).toEqual({ ...monday, day: '2022-03-29' });
    const whole = nextRun(at('2022-03-28T08:01'), zone);
    expect(plan(at('2022-03-29T08:01'), zone, whole)).toMatchObject({ cursor: '', digests: false });
    expect(
      plan(at('2022-03-29T08:01'), zone, {
        dueAt: at('2022-03-29T08:00'),
        data: { since: 'nonsense', day: 'x', cursor: 'y' },
      }),
    ).toMatchObject({ cursor: '', digests: false });
  });

  it('brings the digests of a Monday on which the program came back only at night', () => {
    const evening = plan(at('2022-03-28T22:00'), zone, { dueAt: at('2022-03-28T08:00'), data: {} });
    if (evening.do !== 'wait') throw new Error('it ran');
    expect(plan(at('2022-03-29T08:00'), zone, evening.next)).toMatchObject({ do: 'run', digests: true });
  });

  it('never runs in quiet hours or twice a day, and brings the digests once in every week in which it runs', () => {
    fc.assert(
      fc.property(
        instants,
        zones,
        fc.array(fc.integer({ min: 1, max: 80 * HOUR }), { minLength: 5, maxLength: 40 }),
        (start, where, pauses) => {
          let due: Parameters<typeof plan>[2] = { dueAt: nextDaily(start, where), data: {} };
          const begun = dayOf(due.dueAt, where);
          const ran: { readonly day: LocalDate; readonly digests: boolean }[] = [];
          let now = start;
          for (const pause of pauses) {
            now += pause;
            if (now < due.dueAt) continue;
            const run = plan(now, where, due);
            if (run.do === 'run') {
              expect(inQuietHours(now, where)).toBe(false);
              expect(run.day).toBe(dayOf(now, where));
              ran.push(run);
            }
            due = run.do === 'run' ? nextRun(now, where) : run.next;
            expect(due.dueAt).toBeGreaterThan(now);
            expect(inQuietHours(due.dueAt, where)).toBe(false);
          }
          expect(new Set(ran.map((one) => one.day)).size).toBe(ran.length);
          for (const week of new Set(ran.map((one) => mondayOf(one.day)))) {
            // A week that had begun before the program did has none.
            expect(ran.filter((one) => mondayOf(one.day) === week && one.digests).length).toBe(week < begun ? 0 : 1);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
