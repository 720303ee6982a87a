/** One reader, whatever order things become known in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Follower } from '../../../src/channels/web/follower.ts';

describe('a follower', () => {
  it('that is pushed to in any order, and while the books are read, gets everything once and in order', async () => {
    const order = fc.shuffledSubarray(
      Array.from({ length: 30 }, (_, i) => i + 1),
      { minLength: 0, maxLength: 30 },
    );
    // Long enough now and then that the reader has caught up when the next is pushed.
    const pauses = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 0, max: 30 }), pauses, async (pushes, kept, paused) => {
        const books = Array.from({ length: 30 }, (_, i) => ({ n: i + 1, at: 0, body: { kind: 'said', text: '' } }));
        let there = kept;
        const follower = new Follower({
          books: {
            entries: async (_chat, after, limit) => {
              const found = books.slice(after, Math.min(there, after + limit));
              // Somebody else gets on while the books are being read.
              await Promise.resolve();
              return found;
            },
          },
          chats: [{ chat: 'c', after: 0 }],
          heartbeatMs: 60_000,
          stillOpen: async () => true,
          closed: () => {},
        });
        expect(await follower.next()).toEqual({ kind: 'hello', chat: 'c' });
        const seen: number[] = [];
        const reading = (async () => {
          while (seen.length < 30) {
            const item = await follower.next();
            if (item.kind === 'entry') seen.push(item.entry.n);
          }
        })();
        for (const n of pushes) {
          there = Math.max(there, n);
          const entry = books[n - 1];
          if (entry !== undefined) follower.push('c', entry);
          for (let turn = paused[n % paused.length] ?? 0; turn >= 0; turn -= 1) await Promise.resolve();
        }
        there = 30;
        follower.reached('c', 30);
        await reading;
        expect(seen).toEqual(books.map(({ n }) => n));
      }),
    );
  });
});
