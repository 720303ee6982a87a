import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesOf, safeHref } from '../../src/page/chat/pieces.ts';

const kinds = (text: string) =>
  piecesOf(text)
    .filter(({ kind }) => kind !== 'text')
    .map(({ kind, text: words }) => `${kind} ${words}`);

describe('the pieces of a text', () => {
  it('put together are the text again', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('https://', 'http://a.vn/b', '/soi', '/w/x', ' ', '\n', '.', '(', 'javascript:alert(1)', '<b>'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const text = words.join('');
        expect(
          piecesOf(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('are links to pages of the web only', () => {
    expect(kinds('Xem https://a.vn/b?c=d, rồi http://e.vn.')).toEqual(['link https://a.vn/b?c=d', 'link http://e.vn']);
    expect(kinds('(https://a.vn/b) “https://c.vn”')).toEqual(['link https://a.vn/b', 'link https://c.vn']);
    expect(kinds('javascript:alert(1) data:text/html,x ftp://a.vn https:// HTTPS://')).toEqual([]);
  });

  it('are commands where a word begins with a slash', () => {
    expect(kinds('• /soi để trả lời\n(/help), “/tieptuc” và /bo_qua.')).toEqual([
      'command /soi',
      'command /help',
      'command /tieptuc',
      'command /bo_qua',
    ]);
    expect(kinds('05/4/2022, và/hoặc, /w/abc, /j/ABC, a/b, //soi, /-')).toEqual([]);
    expect(kinds('/soi /help')).toEqual(['command /soi', 'command /help']);
  });
});

describe('an address behind a button', () => {
  it('is one of the web or of this server', () => {
    expect(safeHref('/w/abc')).toBe('/w/abc');
    expect(safeHref('https://a.vn/w/abc')).toBe('https://a.vn/w/abc');
    for (const bad of [
      'javascript:alert(1)',
      '//a.vn',
      '/\\a.vn',
      'data:text/html,x',
      ' javascript:x',
      'JaVaScRiPt:x',
      '',
    ]) {
      expect(safeHref(bad)).toBeUndefined();
    }
  });
});
