import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sending } from '../../src/channels/web/protocol.ts';
import { type Outcome, outcomeOf } from '../../src/page/chat/outcome.ts';
import { memoryShelf, openQueue } from '../../src/page/chat/queue.ts';
import { type Sender, startSender } from '../../src/page/chat/sender.ts';

const sending = (n: number): Sending => ({
  key: `key-${String(n).padStart(4, '0')}`,
  input: { kind: 'text', text: `${n}` },
});

/** A server that answers as told, and a page that sends to it. Pauses pass at once. */
function start(answers: readonly Outcome[]) {
  const queue = openQueue(memoryShelf(), 'chat');
  const left = [...answers];
  const log: string[] = [];
  const pauses: number[] = [];
  let atOnce = 0;
  let most = 0;
  const sender: Sender = startSender({
    queue,
    post: async ({ key }) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      log.push(`post ${key}`);
      await Promise.resolve();
      atOnce -= 1;
      return left.shift() ?? { kind: 'taken' };
    },
    alone: (run) => run(),
    pause: async (ms) => void pauses.push(ms),
    on: {
      sending: () => {},
      waiting: ({ key }) => void log.push(`waiting ${key}`),
      taken: ({ key }) => void log.push(`taken ${key}`),
      refused: ({ key }, problem) => void log.push(`refused ${key} ${problem}`),
      signedOut: () => void log.push('signed out'),
    },
  });
  const settled = (): Promise<void> =>
    expect
      .poll(() => queue.all().every(({ problem }) => problem !== undefined))
      .toBe(true)
      .then(() => undefined);
  return { queue, sender, log, pauses, settled, most: () => most };
}

describe('sending', () => {
  it('keeps the order, one at a time, under the same key, until each was taken', async () => {
    const later = { kind: 'later', after: undefined } as const;
    const answer = fc.constantFrom<Outcome>({ kind: 'taken' }, later);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.array(answer, { maxLength: 15 }), async (count, answers) => {
        const { queue, sender, log, settled, most } = start(answers);
        for (let n = 1; n <= count; n += 1) {
          queue.add(sending(n));
          sender.wake();
        }
        await settled();
        expect(log.filter((line) => line.startsWith('taken')).map((line) => Number(line.slice(-4)))).toEqual(
          Array.from({ length: count }, (_, place) => place + 1),
        );
        expect(most()).toBe(1);
      }),
      { numRuns: 40 },
    );
  });

  it('waits longer each time, or as long as the server says', async () => {
    const no = { kind: 'later', after: undefined } as const;
    const { queue, sender, pauses, settled } = start([no, no, no, { kind: 'later', after: 7_000 }]);
    queue.add(sending(1));
    sender.wake();
    await settled();
    expect(pauses).toEqual([1_000, 2_000, 4_000, 7_000]);
  });

  it('passes over what was refused and goes on with the next', async () => {
    const { queue, sender, log, settled } = start([{ kind: 'refused', problem: 'too-long' }]);
    queue.add(sending(1));
    queue.add(sending(2));
    sender.wake();
    await settled();
    expect(log).toEqual(['post key-0001', 'refused key-0001 too-long', 'post key-0002', 'taken key-0002']);
  });

  it('ends when one is signed out, and sends nothing more', async () => {
    const { queue, sender, log } = start([{ kind: 'signed-out' }]);
    queue.add(sending(1));
    queue.add(sending(2));
    sender.wake();
    await expect.poll(() => log).toContain('signed out');
    sender.wake();
    expect(log).toEqual(['post key-0001', 'signed out']);
  });

  it('does not send what was taken back while it waited', async () => {
    const { queue, sender, log, settled } = start([]);
    queue.add(sending(1));
    queue.remove('key-0001');
    queue.add(sending(2));
    sender.wake();
    await settled();
    expect(log).toEqual(['post key-0002', 'taken key-0002']);
  });
});

describe('an answer of the server', () => {
  const answer = (status: number, body = '', retryAfter: string | null = null) =>
    outcomeOf({ status, body, retryAfter });

  it('means the same for each status, whoever gave it', () => {
    expect(answer(204)).toEqual({ kind: 'taken' });
    expect(answer(401)).toEqual({ kind: 'signed-out' });
    expect(answer(429, '{"problem":"too-many"}', '12')).toEqual({ kind: 'later', after: 12_000 });
    for (const status of [408, 500, 502, 503, 504])
      expect(answer(status, '<html>')).toEqual({ kind: 'later', after: undefined });
    expect(answer(413)).toEqual({ kind: 'refused', problem: 'too-large' });
    expect(answer(413, '{"problem":"too-long"}')).toEqual({ kind: 'refused', problem: 'too-long' });
    expect(answer(415)).toEqual({ kind: 'refused', problem: 'wrong-type' });
    expect(answer(400, '{"problem":"<script>"}')).toEqual({ kind: 'refused', problem: 'bad-request' });
    expect(answer(302)).toEqual({ kind: 'refused', problem: 'bad-request' });
  });
});
