/** How far the month's messages and people reach, and for what the rest is kept. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endsOn, enough, newStage } from '../../../src/features/quota/model.ts';
import { addDays, dayOf, endOfMonth, type LocalDate, monthOf } from '../../../src/lib/time.ts';

const day = (text: string): LocalDate => text as LocalDate;
const ZONE = 'Asia/Ho_Chi_Minh';

describe('the month of a message', () => {
  it('is that of the organisation, also in the hours in which it is still the month before elsewhere', () => {
    expect(monthOf(dayOf(Date.parse('2026-10-31T16:59:59Z'), ZONE))).toBe('2026-10');
    expect(monthOf(dayOf(Date.parse('2026-10-31T17:00:00Z'), ZONE))).toBe('2026-11');
    expect(monthOf(dayOf(Date.parse('2026-12-31T17:00:00Z'), ZONE))).toBe('2027-01');
  });

  it('begins at the first midnight of every zone and ends at the last', () => {
    const zones = fc.constantFrom('Asia/Ho_Chi_Minh', 'UTC', 'America/New_York', 'Pacific/Kiritimati');
    const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(zones, instants, (zone, date) => {
        const today = dayOf(date.getTime(), zone);
        const last = endOfMonth(today);
        expect(monthOf(last)).toBe(monthOf(today));
        expect(monthOf(addDays(last, 1)) > monthOf(today)).toBe(true);
        expect(today <= last).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the stages', () => {
  it.each([
    [2099, 0, undefined],
    [2100, 0, 70],
    [2549, 70, undefined],
    [2550, 70, 85],
    [2850, 85, 95],
    [3000, 95, undefined],
    [2900, 0, 95],
  ])('%d of 3000 after the stage %d tell of %s', (used, warned, stage) => {
    expect(newStage({ used, cap: 3000, warned })).toBe(stage);
  });

  it('do not exist where there is no end', () => {
    expect(newStage({ used: 1_000_000, cap: undefined, warned: 0 })).toBeUndefined();
  });
});

describe('the rest', () => {
  it('is for answers: reminders leave a tenth, notices a fiftieth', () => {
    const until = (lane: 'reply' | 'notice' | 'reminder' | 'digest'): number =>
      Array.from({ length: 3100 }, (_, used) => used).filter((used) => enough(lane, { used, cap: 3000 })).length;
    expect([until('reminder'), until('digest'), until('notice'), until('reply')]).toEqual([2700, 2700, 2940, 3100]);
  });
});

describe('the day on which it ends', () => {
  it.each([
    [1500, '2026-11-15', undefined],
    [1600, '2026-11-15', '2026-11-29'],
    [2900, '2026-11-10', '2026-11-11'],
    [3000, '2026-11-10', '2026-11-10'],
    [0, '2026-11-10', undefined],
  ])('after %d of 3000 by %s is %s', (used, today, ends) => {
    expect(endsOn({ used, cap: 3000 }, day(today))).toBe(ends);
  });

  it('lies in this month, not before today, and comes no later the more is used', () => {
    const days = fc.integer({ min: 1, max: 30 }).map((n) => day(`2026-11-${String(n).padStart(2, '0')}`));
    const caps = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(days, caps, fc.nat(6000), fc.nat(1000), (today, cap, used, more) => {
        const [ends, sooner] = [endsOn({ used, cap }, today), endsOn({ used: used + more, cap }, today)];
        if (ends !== undefined) expect(ends >= today && ends <= endOfMonth(today)).toBe(true);
        expect((sooner ?? '9999') <= (ends ?? '9999')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
