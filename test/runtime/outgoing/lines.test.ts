import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AddressId, OutboxId } from '../../../src/lib/ids.ts';
import { Lines } from '../../../src/runtime/outgoing/lines.ts';
import type { Lane, Outgoing } from '../../../src/runtime/outgoing/outbox.ts';

let made = 0;
function row(address: string, lane: Lane = 'reply'): Outgoing {
  made += 1;
  return {
    id: `o${made}` as OutboxId,
    seq: made,
    addressId: address as AddressId,
    channel: 'telegram',
    platformId: address,
    lane,
    call: { kind: 'new', body: {} },
    attempts: 0,
    lastError: undefined,
    reminderDay: undefined,
    pieces: undefined,
  };
}
const anything = (): boolean => true;

describe('who is served next', () => {
  it('is the next message of an address only after the one before is done', () => {
    const lines = new Lines();
    const [first, second] = [row('a'), row('a')];
    lines.add(first);
    lines.add(second);
    expect(lines.next(anything)).toBe(first);
    expect(lines.next(anything)).toBeUndefined();
    lines.done(first);
    expect(lines.next(anything)).toBe(second);
  });

  it('is an answer before a notice before a reminder before a digest', () => {
    const lines = new Lines();
    const rows = [row('d', 'digest'), row('r', 'reminder'), row('n', 'notice'), row('a', 'reply')];
    for (const one of rows) lines.add(one);
    expect([1, 2, 3, 4].map(() => lines.next(anything)?.lane)).toEqual(['reply', 'notice', 'reminder', 'digest']);
  });

  it('is an address with an answer in its line before others with reminders, from its oldest message on', () => {
    const lines = new Lines();
    const [other, own, answer] = [row('x', 'reminder'), row('m', 'reminder'), row('m', 'reply')];
    for (const one of [other, own, answer]) lines.add(one);
    expect(lines.next(anything)).toBe(own);
  });

  it('passes over addresses that have to wait', () => {
    const lines = new Lines();
    const [waiting, ready] = [row('w'), row('r')];
    lines.add(waiting);
    lines.add(ready);
    expect(lines.next((one) => one !== waiting)).toBe(ready);
  });

  it('keeps every row once and in order per address, whatever is added, sent and dropped', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom('a', 'b', 'c'),
            fc.constantFrom('add', 'send', 'drop'),
            fc.constantFrom<Lane>('reply', 'reminder'),
          ),
          { maxLength: 80 },
        ),
        (acts) => {
          const lines = new Lines();
          const added: Outgoing[] = [];
          const left: Outgoing[] = [];
          for (const [address, act, lane] of acts) {
            if (act === 'add') {
              const one = row(address, lane);
              added.push(one);
              lines.add(one);
            } else if (act === 'send') {
              const one = lines.next(anything);
              if (one !== undefined) {
                left.push(one);
                lines.done(one);
              }
            } else left.push(...lines.drop(address as AddressId));
          }
          for (let one = lines.next(anything); one !== undefined; one = lines.next(anything)) {
            left.push(one);
            lines.done(one);
          }
          expect(lines.size).toBe(0);
          for (const address of ['a', 'b', 'c']) {
            const of = (rows: readonly Outgoing[]): readonly number[] =>
              rows.filter((one) => one.addressId === address).map((one) => one.seq);
            expect(of(left)).toEqual(of(added));
          }
        },
      ),
    );
  });
});
