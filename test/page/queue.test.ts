import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concerns, memoryShelf, openQueue } from '../../src/page/chat/queue.ts';

const text = (words: string) => ({ kind: 'text', text: words }) as const;

describe('what waits', () => {
  it('comes out in the order in which it went in, whatever was taken away in between and whoever opens it', () => {
    const step = fc.oneof(
      fc.constant({ add: true } as const),
      fc.nat(9).map((at) => ({ add: false, at }) as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const shelf = memoryShelf();
        let expected: string[] = [];
        steps.forEach((one, place) => {
          // A new life of the page each time: nothing is held but what the browser keeps.
          const queue = openQueue(shelf, 'chat');
          if (one.add) {
            queue.add({ key: `key-${99 - place}`, input: text(`${place}`) });
            expected = [...expected, `key-${99 - place}`];
          } else {
            const key = expected[one.at];
            if (key !== undefined) queue.remove(key);
            expected = expected.filter((other) => other !== key);
          }
        });
        expect(
          openQueue(shelf, 'chat')
            .all()
            .map(({ key }) => key),
        ).toEqual(expected);
      }),
    );
  });

  it('is never seen from another chat, and clearing one leaves the other', () => {
    const shelf = memoryShelf();
    const [mine, theirs] = [openQueue(shelf, 'minh'), openQueue(shelf, 'lan')];
    mine.add({ key: 'key-0001', input: text('của Minh') });
    theirs.add({ key: 'key-0002', input: text('của Lan') });
    expect(theirs.all().map(({ input }) => input)).toEqual([text('của Lan')]);
    mine.clear();
    expect(mine.all()).toEqual([]);
    expect(theirs.all()).toHaveLength(1);
    expect(concerns('tusoi:waiting:minh:key-0001', 'minh')).toBe(true);
    expect(concerns('tusoi:waiting:lan:key-0002', 'minh')).toBe(false);
    expect(concerns(null, 'minh')).toBe(true);
  });

  it('remembers why something was refused', () => {
    const queue = openQueue(memoryShelf(), 'chat');
    queue.add({ key: 'key-0001', input: text('dài quá') });
    queue.refuse('key-0001', 'too-long');
    queue.refuse('key-gone', 'too-long');
    expect(queue.all()).toMatchObject([{ key: 'key-0001', problem: 'too-long' }]);
  });

  it.each([
    '',
    '{',
    'null',
    '{"key":1}',
    '{"key":"a","place":1}',
    '{"key":"a","place":1,"input":null}',
  ])('passes over what it cannot read: %s', (value) => {
    const shelf = memoryShelf();
    shelf.setItem('tusoi:waiting:chat:x', value);
    expect(openQueue(shelf, 'chat').all()).toEqual([]);
  });
});
