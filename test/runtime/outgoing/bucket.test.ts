import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bucket } from '../../../src/runtime/outgoing/bucket.ts';

describe('a token bucket', () => {
  it('gives its capacity at once and then one token per refill', () => {
    const bucket = new Bucket({ capacity: 2, perSecond: 4 }, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 250]);
    expect(bucket.take(250)).toBe(0);
  });

  it('never gives more than capacity plus what was refilled, however it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -500, max: 2_000 }), { maxLength: 200 }), (steps) => {
        const rate = { capacity: 3, perSecond: 5 };
        const bucket = new Bucket(rate, 0);
        let now = 0;
        let passed = 0;
        let given = 0;
        for (const step of steps) {
          now += step;
          passed += Math.max(0, step);
          if (bucket.take(now) === 0) given += 1;
        }
        expect(given).toBeLessThanOrEqual(rate.capacity + (passed / 1000) * rate.perSecond + 1e-6);
      }),
    );
  });

  it('tells how long to wait without taking anything', () => {
    const bucket = new Bucket({ capacity: 1, perSecond: 1 }, 0);
    expect(bucket.wait(0)).toBe(0);
    expect(bucket.take(0)).toBe(0);
    expect(bucket.wait(400)).toBe(600);
    expect(bucket.full(999)).toBe(false);
    expect(bucket.full(1_000)).toBe(true);
  });
});
