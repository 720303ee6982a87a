import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/channels/web/protocol.ts';
import { type Change, type ChatState, changed, EMPTY_CHAT, lastNumber } from '../../src/page/chat/state.ts';
import { itemsOf } from '../../src/page/chat/view.ts';

const HELLO = { chat: 'c', name: 'Minh', locale: 'vi', menu: [], from: 1 } as const;
const DAY = 86_400_000;
const dayOf = (at: number): string => String(Math.floor(at / DAY));
const said = (n: number, text = `tin ${n}`): Entry => ({ kind: 'said', n, at: n * 1_000, text });
const wrote = (n: number, key: string, text: string): Entry => ({ kind: 'wrote', n, at: n * 1_000, key, text });
const having = (...changes: readonly Change[]): ChatState => changes.reduce(changed, EMPTY_CHAT);
const entry = (one: Entry): Change => ({ kind: 'entry', entry: one });
const shown = (state: ChatState) => itemsOf(state, dayOf).filter(({ kind }) => kind !== 'day');

describe('entries', () => {
  it('stand in order and once each, however they arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (numbers) => {
        const state = having(...numbers.map((n) => entry(said(n))));
        const expected = [...new Set(numbers)].sort((a, b) => a - b);
        expect(state.entries.map(({ n }) => n)).toEqual(expected);
        expect(lastNumber(state)).toBe(expected.at(-1) ?? 0);
      }),
    );
  });

  it('that were asked for stand before those that are known', () => {
    const state = having(entry(said(5)), { kind: 'earlier', entries: [said(3), said(4), said(5)] });
    expect(state.entries.map(({ n }) => n)).toEqual([3, 4, 5]);
    expect(state.atStart).toBe(false);
    expect(changed(state, { kind: 'earlier', entries: [] }).atStart).toBe(true);
  });

  it('survive a reconnection that goes on where it was left', () => {
    const state = having({ kind: 'hello', hello: HELLO }, entry(said(1)), entry(said(2)));
    const again = changed(changed(state, { kind: 'link', link: 'open' }), {
      kind: 'hello',
      hello: { ...HELLO, from: 3 },
    });
    expect(again.entries.map(({ n }) => n)).toEqual([1, 2]);
  });

  it.each([9, 1])('make room when the stream begins at %i instead', (from) => {
    const state = having({ kind: 'hello', hello: HELLO }, entry(said(1)), entry(said(2)));
    const again = changed(changed(state, { kind: 'link', link: 'open' }), { kind: 'hello', hello: { ...HELLO, from } });
    expect(again.entries).toEqual([]);
  });

  it('stay when a later hello only brings another menu', () => {
    const state = having({ kind: 'hello', hello: HELLO }, entry(said(1)), entry(said(2)), {
      kind: 'hello',
      hello: { ...HELLO, menu: [{ command: 'soi', description: '' }] },
    });
    expect(state.entries).toHaveLength(2);
    expect(state.hello?.menu).toHaveLength(1);
  });
});

describe('what one does', () => {
  const input = { kind: 'text', text: 'Tôi làm tốt.' } as const;
  const doing = (phase: 'waiting' | 'sending' | 'taken'): Change => ({
    kind: 'doing',
    doing: { key: 'k', input, phase },
  });

  it('is shown once, whichever comes first: the answer of the server or the entry in the stream', () => {
    const orders: readonly (readonly Change[])[] = [
      [doing('waiting'), doing('sending'), doing('taken'), entry(wrote(1, 'k', input.text))],
      [doing('waiting'), doing('sending'), entry(wrote(1, 'k', input.text)), doing('taken')],
      [entry(wrote(1, 'k', input.text)), doing('waiting'), doing('taken')],
    ];
    for (const order of orders) expect(shown(having(...order))).toMatchObject([{ kind: 'own', key: 'k' }]);
  });

  it('keeps its key as an element, so that it does not flicker when it comes back', () => {
    const waiting = having(doing('waiting'));
    const back = changed(waiting, entry(wrote(1, 'k', input.text)));
    expect(shown(waiting).map(({ key }) => key)).toEqual(shown(back).map(({ key }) => key));
  });

  it('is gone when it was taken back', () => {
    expect(shown(having(doing('waiting'), { kind: 'undone', key: 'k' }))).toEqual([]);
  });

  it('does not bring a chat back that was ended', () => {
    expect(having({ kind: 'link', link: 'ended' }, { kind: 'link', link: 'open' }).link).toBe('ended');
  });

  it('shows a file until its entry has come back, and a failure until it is put away', () => {
    const upload = { key: 'f', name: 'ảnh.jpg', size: 1, caption: '', phase: 'taken', share: 1 } as const;
    const file = { id: 'x', name: 'ảnh.jpg', type: 'image/jpeg', size: 1 };
    const state = having({ kind: 'upload', upload }, entry({ kind: 'sent', n: 1, at: 0, key: 'f', file, caption: '' }));
    expect(shown(state)).toMatchObject([{ kind: 'file', key: 'f', kept: true }]);
    const unkept = entry({ kind: 'sent', n: 1, at: 0, key: 'f', file, caption: '', kept: false });
    expect(shown(having(unkept))).toMatchObject([{ kind: 'file', kept: false }]);
    const failed = having({ kind: 'upload', upload: { ...upload, phase: 'failed' } });
    expect(shown(failed)).toHaveLength(1);
    expect(shown(changed(failed, { kind: 'undone', key: 'f' }))).toEqual([]);
  });
});

describe('what is shown', () => {
  const choices = [
    { key: 'a', label: 'Đồng ý', beside: false },
    { key: 'b', label: 'Không', beside: true },
  ];
  const asked = (n: number, id: string): Entry => ({
    kind: 'said',
    n,
    at: n,
    text: 'Câu',
    prompt: { id, free: false, choices },
  });
  const standings = (state: ChatState) => shown(state).flatMap((item) => (item.kind === 'said' ? [item.standing] : []));

  it('marks the option that was taken, and the last one where it was taken anew', () => {
    const answered = (n: number, choice: string): Change =>
      entry({ kind: 'answered', n, at: n, prompt: 'p', choice, label: '' });
    expect(standings(having(entry(asked(1, 'p')), answered(2, 'a'), answered(3, 'b')))[0]?.taken).toBe('b');
  });

  it('marks a tap until its answer is there', () => {
    const input = { kind: 'choice', prompt: 'p', choice: 'a' } as const;
    const tapped = having(entry(asked(1, 'p')), { kind: 'doing', doing: { key: 'k', input, phase: 'sending' } });
    expect(standings(tapped)[0]?.tapped).toBe('a');
    const taken = changed(tapped, { kind: 'doing', doing: { key: 'k', input, phase: 'taken' } });
    expect(standings(taken)[0]?.tapped).toBeUndefined();
  });

  it('knows which question is the newest', () => {
    expect(
      standings(having(entry(asked(1, 'p')), entry(asked(2, 'q')), entry(said(3)))).map(({ newest }) => newest),
    ).toEqual([false, true, false]);
  });

  it('puts the new words into an amended text and leaves commands alone', () => {
    const state = having(
      entry(wrote(1, 'k1', 'cũ')),
      entry({ kind: 'amended', n: 2, at: 2, key: 'k2', of: 1, text: 'mới' }),
      entry(wrote(3, 'k3', '/soi')),
    );
    expect(shown(state)).toMatchObject([
      { kind: 'own', text: 'mới', amended: true, amendable: true },
      { kind: 'own', text: '/soi', amended: false, amendable: false },
    ]);
  });

  it('begins each day with its date', () => {
    const state = having(...[1, 2, 3].map((n) => entry({ ...said(n), at: n < 3 ? n : DAY + n } as Entry)));
    expect(itemsOf(state, dayOf).map(({ kind }) => kind)).toEqual(['day', 'said', 'said', 'day', 'said']);
  });

  it('gives every item a key of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 }), (kinds) => {
        const state = having(
          ...kinds.map((kind, place) => entry(kind > 2 ? said(place + 1) : wrote(place + 1, `k${place}`, 'x'))),
        );
        const keys = itemsOf(state, dayOf).map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
