import { describe, expect, test } from 'vitest';
import { expiresAt, queueKey } from './expiry.ts';
import { UpdateQueue } from './queue.ts';

const HEAD = 1000;

function filled(count: number): UpdateQueue {
  const queue = new UpdateQueue(HEAD);
  for (let at = 0; at < count; at += 1) queue.push({ kind: 'message', body: { at }, expiresAt: 10_000, key: 'k' });
  return queue;
}

const ids = (list: readonly { readonly id: number }[]) => list.map(({ id }) => id - HEAD);

describe('the queue of updates', () => {
  test.each([
    { name: 'offset 0 starts at the head', offset: 0, given: [0, 1, 2, 3, 4], forgotten: [] },
    { name: 'an offset forgets everything below it', offset: HEAD + 3, given: [3, 4], forgotten: [0, 1, 2] },
    { name: 'the tail forgets everything', offset: HEAD + 5, given: [], forgotten: [0, 1, 2, 3, 4] },
    { name: 'ten above the tail still counts', offset: HEAD + 15, given: [], forgotten: [0, 1, 2, 3, 4] },
    { name: 'eleven above the tail is ignored', offset: HEAD + 16, given: [0, 1, 2, 3, 4], forgotten: [] },
    { name: 'an offset far below the head is ignored', offset: 1, given: [0, 1, 2, 3, 4], forgotten: [] },
    { name: 'a negative offset keeps that many', offset: -2, given: [3, 4], forgotten: [0, 1, 2] },
    { name: 'a very negative offset keeps all', offset: -50, given: [0, 1, 2, 3, 4], forgotten: [] },
  ])('$name', ({ offset, given, forgotten }) => {
    const taken = filled(5).get(offset, 100, 0);
    expect(ids(taken.updates)).toEqual(given);
    expect(ids(taken.forgotten)).toEqual(forgotten);
  });

  test('what is not confirmed is handed out again', () => {
    const queue = filled(3);
    expect(ids(queue.get(0, 100, 0).updates)).toEqual(ids(queue.get(0, 100, 0).updates));
  });

  test('a limit cuts the answer and forgets nothing', () => {
    const queue = filled(5);
    expect(ids(queue.get(0, 2, 0).updates)).toEqual([0, 1]);
    expect(queue.size).toBe(5);
  });

  test('an answer carries less than four megabytes', () => {
    const queue = new UpdateQueue(HEAD);
    const big = 'x'.repeat(1 << 20);
    for (let at = 0; at < 6; at += 1) queue.push({ kind: 'message', body: { big }, expiresAt: 1, key: 'k' });
    expect(queue.get(0, 100, 0).updates).toHaveLength(3);
  });

  test('an expired update is gone', () => {
    const queue = filled(2);
    const taken = queue.get(0, 100, 10_001);
    expect(taken.updates).toEqual([]);
    expect(ids(taken.expired)).toEqual([0, 1]);
    expect(queue.size).toBe(0);
  });

  test('ids jump down when nothing waits, and an old offset is then ignored', () => {
    const queue = new UpdateQueue(900_000);
    queue.jumpTo(70_000);
    queue.push({ kind: 'message', body: {}, expiresAt: 1, key: 'k' });
    expect(queue.get(900_000, 100, 0).updates.map(({ id }) => id)).toEqual([70_000]);
    expect(() => queue.jumpTo(5)).toThrow('only while nothing is waiting');
  });

  test('an update is serialised with its id first', () => {
    expect(filled(1).get(0, 1, 0).updates[0]?.json).toBe('{"update_id":1000,"message":{"at":0}}');
  });
});

describe('kinds of updates', () => {
  const now = 1_000_000_000;
  test.each([
    { kind: 'callback_query', body: {}, seconds: 150 },
    { kind: 'inline_query', body: {}, seconds: 30 },
    { kind: 'chosen_inline_result', body: {}, seconds: 600 },
    { kind: 'message', body: { date: now / 1000 }, seconds: 86_400 },
    { kind: 'message', body: { date: now / 1000 - 86_000 }, seconds: 400 },
    { kind: 'message', body: { date: now / 1000 + 500 }, seconds: 86_400 },
    { kind: 'edited_message', body: { date: 1, edit_date: now / 1000 }, seconds: 86_400 },
    { kind: 'from_the_future', body: {}, seconds: 86_400 },
  ])('$kind with $body waits $seconds s', ({ kind, body, seconds }) => {
    expect(expiresAt(kind, body, now)).toBe(now + seconds * 1000);
  });

  test.each([
    { kind: 'message', body: { chat: { id: 5 }, from: { id: 5 } }, key: 'chat:5' },
    { kind: 'edited_message', body: { chat: { id: 5 } }, key: 'chat:5' },
    { kind: 'callback_query', body: { from: { id: 5 }, message: { chat: { id: 5 } } }, key: 'callback:5' },
    { kind: 'my_chat_member', body: { chat: { id: 5 }, from: { id: 5 } }, key: 'me:5' },
    { kind: 'chat_member', body: { chat: { id: -9 }, from: { id: 5 } }, key: 'member:5' },
    { kind: 'poll', body: { id: '77' }, key: 'poll:77' },
    { kind: 'from_the_future', body: { chat: { id: 5 } }, key: 'own:12' },
  ])('$kind stands in the queue $key', ({ kind, body, key }) => {
    expect(queueKey(kind, body, 12)).toBe(key);
  });
});
