import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import type { Posts } from '../../../src/channels/telegram/transport/calls.ts';
import { postsIn } from '../../../src/channels/telegram/transport/thread.ts';

const limits = { timeoutMs: 5_000, signal: undefined };
/** Answers every order with the number of the thread, except the one it dies of. */
const CODE = `
  const { parentPort, workerData } = require('node:worker_threads');
  parentPort.postMessage([]);
  parentPort.on('message', (orders) => {
    const reports = [];
    for (const { id, method } of orders) {
      if (method === 'throw') throw new Error('a bug');
      if (method === 'exit') process.exit(0);
      if (method !== 'never') reports.push({ id, outcome: { ok: true, result: workerData } });
    }
    parentPort.postMessage(reports);
  });
`;

const workers: Worker[] = [];
let posts: Posts;
const counted = () => {
  posts = postsIn(() => {
    const worker = new Worker(CODE, { eval: true, workerData: workers.length + 1 });
    workers.push(worker);
    return worker;
  });
  return posts;
};
afterEach(async () => {
  posts.close();
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

test('calls of one turn of the event loop reach the thread in their order, and each gets its own outcome', async () => {
  const { post } = counted();
  const outcomes = await Promise.all([post('a', '', limits), post('b', '', limits), post('c', '', limits)]);
  expect(outcomes).toEqual(Array(3).fill({ ok: true, result: 1 }));
});

test.each([
  'throw',
  'exit',
])('of a call in a thread that ends (%s) nobody knows; the next one has a new thread', async (method) => {
  const { post } = counted();
  const other = post('never', '', limits);
  await post('a', '', limits);
  expect(await post(method, '', limits)).toMatchObject({ ok: false, kind: 'unanswered' });
  expect(await other).toMatchObject({ ok: false, kind: 'unanswered' });
  expect(await post('a', '', limits)).toEqual({ ok: true, result: 2 });
});

test('in a thread that cannot begin no call was written', async () => {
  posts = postsIn(() => new Worker("throw new Error('no such file')", { eval: true }));
  expect(await posts.post('a', '', limits)).toMatchObject({ ok: false, kind: 'unsent' });
});

test('where the system gives no thread no call was written, and the next one asks again', async () => {
  let refused = 0;
  posts = postsIn(() => {
    // Once for the beginning, once for the first call.
    if (refused < 2) {
      refused += 1;
      throw new Error('no thread is left');
    }
    return new Worker(CODE, { eval: true, workerData: 'now' });
  });
  expect(await posts.post('a', '', limits)).toMatchObject({ ok: false, kind: 'unsent' });
  expect(await posts.post('a', '', limits)).toEqual({ ok: true, result: 'now' });
});

test('a call that was not given to the thread before it ended is made by the next one', async () => {
  const { post } = counted();
  await post('a', '', limits);
  const given = post('never', '', limits);
  await new Promise(setImmediate);
  const waits = post('a', '', limits);
  workers.at(-1)?.emit('exit', 1);
  expect(await given).toMatchObject({ ok: false, kind: 'unanswered' });
  expect(await waits).toEqual({ ok: true, result: 2 });
});

test('closing waits for what is under way, and a later call begins a new thread', async () => {
  const { post, close } = counted();
  const first = post('a', '', limits);
  close();
  expect(await first).toEqual({ ok: true, result: 1 });
  expect(await post('a', '', limits)).toEqual({ ok: true, result: 2 });
});
