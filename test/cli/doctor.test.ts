/** What the doctor says of a channel on which messages and people are counted. */
import { describe, expect, it } from 'vitest';
import { quotaOf } from '../../src/cli/doctor.ts';
import type { Reading } from '../../src/features/quota/model.ts';
import type { LocalDate, LocalMonth } from '../../src/lib/time.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const reading = (used: number, more: Partial<Reading> = {}): Reading => ({
  channel: 'zalo',
  month: '2026-11' as LocalMonth,
  day: '2026-11-15' as LocalDate,
  messages: { used, cap: 3000, warned: 0 },
  people: { used: 31, cap: 50, warned: 0 },
  suspectedSince: undefined,
  ...more,
});
const told = (one: Reading): readonly string[] =>
  quotaOf(one, ZONE).map(({ ok, mind, what }) => `${ok ? (mind === true ? '!' : '✔') : '✗'} ${what}`);

describe('the doctor', () => {
  it('says what is used, what is left, and when it ends at the pace of the month', () => {
    expect(told(reading(1200))).toEqual([
      '✔ Zalo, 2026-11: 1200 of 3000 messages sent, 1800 left; at this pace they last until the end of the month',
      '✔ Zalo: 31 of 50 people, 19 left',
    ]);
    expect(told(reading(2400))[0]).toBe(
      '! Zalo, 2026-11: 2400 of 3000 messages sent, 600 left; at this pace they end on 2026-11-19',
    );
    expect(told(reading(3001))[0]).toBe('✗ Zalo, 2026-11: 3001 of 3000 messages sent, 0 left');
  });

  it('minds that all places are taken, which is nobody’s fault, and knows plans without an end', () => {
    const people = { used: 50, cap: 50, warned: 95 };
    expect(told(reading(1, { people }))[1]).toBe('! Zalo: 50 of 50 people, 0 left');
    expect(told(reading(1, { messages: { used: 9000, cap: undefined, warned: 0 } }))[0]).toBe(
      '✔ Zalo, 2026-11: 9000 messages sent',
    );
  });

  it('says since when the quota is suspected to be used up', () => {
    expect(told(reading(1, { suspectedSince: Date.parse('2026-11-15T01:02:03Z') })).at(-1)).toBe(
      '✗ Zalo: quota suspected since 2026-11-15 08:02:03: everything is refused as too much (429)',
    );
  });
});
