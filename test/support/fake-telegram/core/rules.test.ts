import { describe, expect, test } from 'vitest';
import { Faults } from './faults.ts';
import { Limits, PUBLISHED_LIMITS, refilled, secondsToWait } from './limits.ts';

describe('token buckets', () => {
  const rate = { capacity: 3, perSecond: 1 };
  test.each([
    { name: 'a new bucket is full', bucket: undefined, now: 0, tokens: 3 },
    { name: 'a second brings one token', bucket: { tokens: 0, at: 0 }, now: 1000, tokens: 1 },
    { name: 'no more than the capacity', bucket: { tokens: 2, at: 0 }, now: 60_000, tokens: 3 },
    { name: 'a clock set back takes nothing away', bucket: { tokens: 2, at: 5000 }, now: 0, tokens: 2 },
  ])('$name', ({ bucket, now, tokens }) => {
    expect(refilled(bucket, rate, now).tokens).toBe(tokens);
  });

  test.each([
    { tokens: 1, perSecond: 1, wait: 0 },
    { tokens: 0.9, perSecond: 1, wait: 1 },
    { tokens: 0, perSecond: 20 / 60, wait: 3 },
  ])('$tokens tokens at $perSecond a second mean waiting $wait s', ({ tokens, perSecond, wait }) => {
    expect(secondsToWait({ tokens, at: 0 }, { capacity: 3, perSecond })).toBe(wait);
  });
});

describe('limits', () => {
  test('are off unless given', () => {
    const limits = new Limits();
    expect(Array.from({ length: 500 }, () => limits.take(1, 0))).not.toContain(1);
  });

  test('one chat bursts three messages, then one a second', () => {
    const limits = new Limits({ perChat: PUBLISHED_LIMITS.perChat });
    expect([0, 0, 0, 0, 1000, 1000].map((now) => limits.take(1, now))).toEqual([0, 0, 0, 1, 0, 1]);
    expect(limits.take(2, 1000)).toBe(0);
  });

  test('a refused message costs other chats nothing', () => {
    const limits = new Limits({ global: { capacity: 4, perSecond: 1 }, perChat: PUBLISHED_LIMITS.perChat });
    for (let at = 0; at < 10; at += 1) limits.take(1, 0);
    expect(limits.take(2, 0)).toBe(0);
    expect(limits.take(3, 0)).toBe(1);
  });

  test('a group takes twenty a minute', () => {
    const limits = new Limits({ perGroup: PUBLISHED_LIMITS.perGroup });
    const waits = Array.from({ length: 21 }, () => limits.take(-100, 0));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(20);
    expect(waits.at(-1)).toBe(3);
  });
});

describe('fault rules', () => {
  test('a rule is used up by its count, after those it skips', () => {
    const faults = new Faults();
    faults.add({ kind: 'serverError', method: 'SendMessage', count: 2, skip: 1 });
    const hits = Array.from({ length: 4 }, () => faults.take('sendMessage', 1)?.kind);
    expect(hits).toEqual([undefined, 'serverError', 'serverError', undefined]);
    expect(faults.pending).toBe(0);
  });

  test('method and chat both have to fit', () => {
    const faults = new Faults();
    faults.add({ kind: 'blocked', method: 'sendMessage', chatId: 7 });
    expect(faults.take('sendMessage', 8)).toBeUndefined();
    expect(faults.take('editMessageText', 7)).toBeUndefined();
    expect(faults.take('sendMessage', 7)?.kind).toBe('blocked');
  });

  test.each([
    ['resetBefore', false],
    ['resetAfter', true],
    ['halfOpen', false],
    ['truncated', true],
    ['badGateway', false],
  ] as const)('%s takes effect: %s, unless the rule says otherwise', (kind, stored) => {
    const faults = new Faults();
    faults.add({ kind }, { kind, stored: !stored });
    expect([faults.take('x', 1)?.stored, faults.take('x', 1)?.stored]).toEqual([stored, !stored]);
  });
});
