import { describe, expect, it } from 'vitest';
import type { AddressId } from '../../../src/lib/ids.ts';
import { Pauses } from '../../../src/runtime/outgoing/pauses.ts';

const minh = 'minh' as AddressId;
const row = { addressId: minh, channel: 'telegram' };

describe('the pause of an address', () => {
  it('lasts until it is ended, though its time is over: what went back to the table goes first', () => {
    const pauses = new Pauses();
    expect(pauses.of(row, 0)).toBeUndefined();
    pauses.hold(minh, 100);
    expect([pauses.waits(minh, 99), pauses.waits(minh, 100)]).toEqual([true, false]);
    expect(pauses.of(row, 200)).toBe(100);
    pauses.end(minh, pauses.over(200).get(minh) ?? -1);
    expect(pauses.of(row, 200)).toBeUndefined();
  });

  it('is not over while a row is still on its way to the table', () => {
    const pauses = new Pauses();
    pauses.hold(minh, 100);
    const written = pauses.putBack(minh);
    expect([...pauses.over(200)]).toEqual([]);
    written();
    expect([...pauses.over(200).keys()]).toEqual([minh]);
  });

  it('is not ended by a claim that began before another row went back', () => {
    const pauses = new Pauses();
    pauses.hold(minh, 100);
    const seen = pauses.over(200).get(minh) ?? -1;
    pauses.putBack(minh)();
    pauses.end(minh, seen);
    expect(pauses.of(row, 200)).toBe(100);
  });

  it('never becomes shorter', () => {
    const pauses = new Pauses();
    pauses.hold(minh, 100);
    pauses.hold(minh, 50);
    expect(pauses.of(row, 0)).toBe(100);
  });
});

describe('the pause of a channel', () => {
  it('holds everybody on it, and ends with its time', () => {
    const pauses = new Pauses();
    pauses.holdChannel('telegram', 100);
    expect(pauses.of(row, 50)).toBe(100);
    expect(pauses.of({ ...row, channel: 'zalo' }, 50)).toBeUndefined();
    expect(pauses.waits(minh, 50)).toBe(false);
    expect(pauses.of(row, 100)).toBeUndefined();
  });
});
