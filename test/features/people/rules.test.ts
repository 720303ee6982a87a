import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterWrongCode, inviteState, newCode, printCode, WRONG_CODES } from '../../../src/features/people/rules.ts';
import { codeWithin, readCode } from '../../../src/lib/codes.ts';
import { DAY, HOUR } from '../../../src/lib/time.ts';

const anyCode = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => newCode(() => bytes));

describe('a code', () => {
  it('has eight signs without look-alikes', () => {
    fc.assert(
      fc.property(anyCode, (code) => {
        expect(code).toMatch(/^[ABCDEFGHJKMNPQRSTWXYZ23456789]{8}$/);
      }),
    );
  });

  it('differs when the random bytes do', () => {
    const codes = new Set(
      Array.from({ length: 256 }, (_, seed) => newCode((bytes) => new Uint8Array(bytes).fill(seed))),
    );
    expect(codes.size).toBe(256);
  });

  it('is read back however it is typed', () => {
    const typed = fc.record({
      code: anyCode,
      before: fc.constantFrom('', ' ', 'ma ', 'Mã: ', 'code ', 'MA  '),
      between: fc.constantFrom('', '-', ' ', ' - ', '–', '.'),
      lower: fc.boolean(),
      after: fc.constantFrom('', ' ', '\n'),
    });
    fc.assert(
      fc.property(typed, ({ code, before, between, lower, after }) => {
        const text = `${before}${code.slice(0, 4)}${between}${code.slice(4)}${after}`;
        expect(readCode(lower ? text.toLowerCase() : text)).toBe(code);
        expect(readCode(printCode(code))).toBe(code);
      }),
    );
  });

  it('may itself begin with MA', () => {
    expect(readCode('ma22 3344')).toBe('MA223344');
    expect(readCode('mã: MA223344')).toBe('MA223344');
  });

  it('may come in pairs or sign by sign', () => {
    for (const text of [
      'ab cd ef gh',
      'A B C D E F G H',
      'ABCD / EFGH',
      'abcd,efgh',
      'ma ab-cd-ef-gh',
      'A.B.C.D.E.F.G.H.',
    ])
      expect(readCode(text), text).toBe('ABCDEFGH');
  });

  it('is not seen in words that happen to have eight letters', () => {
    const sizes = fc.constantFrom(
      [4, 3, 1],
      [3, 2, 3],
      [2, 6],
      [6, 2],
      [3, 5],
      [5, 3],
      [2, 2, 4],
      [1, 7],
      [2, 2, 2, 1, 1],
    );
    fc.assert(
      fc.property(anyCode, sizes, fc.constantFrom(' ', '-', ' - '), (code, lengths, between) => {
        const starts = lengths.map((_, place) => lengths.slice(0, place).reduce((sum, one) => sum + one, 0));
        const pieces = lengths.map((length, place) => code.slice(starts[place], (starts[place] ?? 0) + length));
        expect(readCode(pieces.join(between))).toBeUndefined();
      }),
    );
  });

  it('is not seen in what people write', () => {
    for (const text of [
      '',
      'xin chào',
      'Chào trợ lý',
      'đồng chí',
      'tôi muốn tham gia',
      '1234567',
      'ABCD-EFGH-JK',
      'ABCD EFG!',
      'cam on ban',
      'chao anh a',
      'dong chi a',
      'xin chao a',
    ]) {
      expect(readCode(text), text).toBeUndefined();
    }
  });

  it('is found in a sentence, in a link, and in an invitation that was passed on', () => {
    for (const text of [
      'Mã của tôi là ABCD-EFGH ạ.',
      'Tôi tên Minh, mã abcd-ef2h',
      'https://t.me/tusoi_bot?start=ABCD-EFGH',
      'Kính gửi đồng chí: mã tham gia là\n\nABCD-EFGH\n\nMở đường dẫn: https://t.me/tusoi_bot?start=ABCD-EFGH',
      'Mã：ＡＢＣＤ－ＥＦＧＨ',
    ])
      expect(codeWithin(text), text).toMatch(/^ABCDEF[G2]H$/);
  });

  it('is not found among words, nor where there are two', () => {
    for (const text of [
      'Tôi muốn dang-bang nhé',
      'ABCD-EFGH hay là HJKM-NPQR ạ',
      'số 12345-67890',
      'XABCD-EFGH',
      'xin chào đồng chí',
    ])
      expect(codeWithin(text), text).toBeUndefined();
  });
});

describe('an invite', () => {
  it('ends at its instant, or when it was used or replaced', () => {
    const expiresAt = 14 * DAY;
    expect(inviteState({ expiresAt, closedWhy: undefined }, expiresAt - 1)).toBe('open');
    expect(inviteState({ expiresAt, closedWhy: undefined }, expiresAt)).toBe('expired');
    expect(inviteState({ expiresAt, closedWhy: 'used' }, 0)).toBe('used');
    expect(inviteState({ expiresAt, closedWhy: 'replaced' }, 0)).toBe('replaced');
  });
});

describe('wrong codes', () => {
  it('lock the address for an hour at the fifth', () => {
    let wrongCodes = 0;
    for (let left = WRONG_CODES - 1; left > 0; left -= 1) {
      const after = afterWrongCode(wrongCodes, 0);
      expect(after).toEqual({ wrongCodes: wrongCodes + 1, left });
      wrongCodes += 1;
    }
    expect(afterWrongCode(wrongCodes, 1000)).toEqual({ lockedUntil: 1000 + HOUR });
  });
});
