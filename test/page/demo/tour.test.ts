import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/channels/web/protocol.ts';
import { followed, type Seen, type Tour } from '../../../src/page/demo/tour.ts';

const wrote = (n: number, text: string, at = 0): Entry => ({ kind: 'wrote', n, at, key: `key-${n}`, text });
const said = (n: number): Entry => ({ kind: 'said', n, at: 0, text: 'Chi bộ 6' });
const nothing: Seen = {
  phones: ['a', 'b', 'c'].map((code) => ({ code, entries: [] })),
  now: 0,
  moving: false,
  restarts: 0,
  looks: 0,
};
const holding = (phone: number, entries: readonly Entry[], seen: Seen = nothing): Seen => ({
  ...seen,
  phones: seen.phones.map((one, place) => (place === phone ? { ...one, entries } : one)),
});
const at = (step: number, since: Seen = nothing): Tour => ({ step, since, openedAgain: false });

describe('the tour', () => {
  it('goes on after two written answers; commands and what was there before do not count', () => {
    const before = holding(0, [wrote(1, 'Một.'), wrote(2, 'Hai.')]);
    const one = holding(0, [wrote(1, 'Một.'), wrote(2, 'Hai.'), wrote(3, '/soi'), wrote(4, 'Ba.')]);
    expect(followed(at(0, before), one).step).toBe(0);
    const two = holding(0, [...(one.phones[0]?.entries ?? []), said(5), wrote(6, 'Bốn.')]);
    expect(followed(at(0, before), two)).toEqual({ step: 1, since: two, openedAgain: false });
  });

  it('counts what is newer where somebody else holds the phone by now', () => {
    const later: Seen = {
      ...nothing,
      phones: nothing.phones.map((one, n) =>
        n === 0 ? { code: 'x', entries: [wrote(1, 'Cũ.', -5), wrote(2, 'Cũ.', -5)] } : one,
      ),
    };
    expect(followed(at(0), later).step).toBe(0);
  });

  it('goes on when the clock has moved, not when writing took its time', () => {
    expect(followed(at(1), { ...nothing, now: 60_000 }).step).toBe(1);
    expect(followed(at(1), { ...nothing, now: 30 * 60_000, moving: true }).step).toBe(1);
    expect(followed(at(1), { ...nothing, now: 30 * 60_000 }).step).toBe(2);
  });

  it('goes on when somebody turned to the secretary, who has got something', () => {
    expect(followed(at(2), { ...nothing, looks: 1 }).step).toBe(2);
    expect(followed(at(2), holding(1, [said(1)])).step).toBe(2);
    expect(followed(at(2), { ...holding(1, [said(1)]), looks: 1 }).step).toBe(3);
  });

  it('goes on when the leader asked, in either language', () => {
    expect(followed(at(3), holding(2, [wrote(1, '/statusx')])).step).toBe(3);
    for (const text of ['/status', '/trangthai', '/status CB06'])
      expect(followed(at(3), holding(2, [wrote(1, text)])).step).toBe(4);
  });

  it('ends when one went on after the program was opened again, not with what was said before', () => {
    const written = holding(0, [wrote(1, 'Trước.')]);
    expect(followed(at(4), written)).toEqual(at(4));
    const again = { ...written, restarts: 1 };
    const waiting = followed(at(4), again);
    expect(waiting).toEqual({ step: 4, since: again, openedAgain: true });
    expect(followed(waiting, again)).toBe(waiting);
    expect(followed(waiting, { ...holding(0, [wrote(1, 'Trước.'), wrote(2, 'Sau.')]), restarts: 1 }).step).toBe(5);
  });
});
