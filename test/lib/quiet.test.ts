import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inQuietHours, nextAllowed } from '../../src/lib/quiet.ts';
import { DAY, instantOf, type LocalMinute, minuteOf } from '../../src/lib/time.ts';

const zone = 'Asia/Ho_Chi_Minh';
const at = (minute: string): number => instantOf(minute as LocalMinute, zone);
const zones = fc.constantFrom(
  'Asia/Ho_Chi_Minh',
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

describe('quiet hours', () => {
  it.each([
    ['2022-03-29T06:59', true, '2022-03-29T07:00'],
    ['2022-03-29T07:00', false, '2022-03-29T07:00'],
    ['2022-03-29T20:59', false, '2022-03-29T20:59'],
    ['2022-03-29T21:00', true, '2022-03-30T07:00'],
    ['2022-03-29T23:59', true, '2022-03-30T07:00'],
    ['2022-03-30T00:00', true, '2022-03-30T07:00'],
  ])('%s is quiet: %s, and the next allowed minute is %s', (minute, quiet, next) => {
    expect(inQuietHours(at(minute), zone)).toBe(quiet);
    expect(minuteOf(nextAllowed(at(minute), zone), zone)).toBe(next);
  });

  it('end at an instant that is allowed, not earlier, and at most ten and a half hours later, in any zone', () => {
    fc.assert(
      fc.property(instants, zones, (now, where) => {
        const next = nextAllowed(now, where);
        expect(inQuietHours(next, where)).toBe(false);
        expect(next).toBeGreaterThanOrEqual(now);
        // Ten hours, and some more on a night on which a clock is set back.
        expect(next - now).toBeLessThanOrEqual(DAY / 2);
        if (!inQuietHours(now, where)) expect(next).toBe(now);
      }),
    );
  });
});
