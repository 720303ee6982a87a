import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codePoints, shorten, splitText, utf16Units } from '../../src/channels/split.ts';

const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/** Walks through the text part by part: only white space may lie between them, and every cut is between characters. */
function expectFaithful(text: string, limit: number, measure = codePoints): void {
  const whole = text.trim();
  const characters = segmenter.segment(whole);
  const isBorder = (index: number) => index === whole.length || characters.containing(index)?.index === index;
  let at = 0;
  for (const part of splitText(text, limit, measure)) {
    expect(measure(part)).toBeLessThanOrEqual(limit);
    expect(part.trim()).not.toBe('');
    const found = whole.indexOf(part, at);
    expect(whole.slice(at, found).trim()).toBe('');
    expect(isBorder(found)).toBe(true);
    at = found + part.length;
    expect(isBorder(at)).toBe(true);
  }
  expect(at).toBe(whole.length);
}

const pieces = fc.constantFrom(
  'một',
  'đồng chí',
  'nguyễn'.normalize('NFD'),
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\r\n',
  '\t',
  '👩‍👩‍👧‍👦',
  '🇻🇳',
  '👍🏽',
  'e\u0301\u0323',
  '…',
  '한',
  '𝔘',
);
const texts = fc.array(pieces, { maxLength: 120 }).map((list) => list.join(''));

describe('splitting', () => {
  test('loses nothing but white space at the cuts and cuts no character, at any limit', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 12, max: 60 }), (text, limit) => expectFaithful(text, limit)),
      { numRuns: 300 },
    );
  });

  test('counts as the platform does', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 12, max: 60 }), (text, limit) => expectFaithful(text, limit, utf16Units)),
      { numRuns: 300 },
    );
    expect(splitText('𝔘'.repeat(10), 6, utf16Units)).toEqual(['𝔘𝔘𝔘', '𝔘𝔘𝔘', '𝔘𝔘𝔘', '𝔘']);
    expect(shorten('𝔘'.repeat(10), 6, utf16Units)).toBe('𝔘𝔘…');
  });

  test.each([
    ['words', 'đồng chí tự soi '],
    ['decomposed words', 'Tự soi, tự sửa '.normalize('NFD')],
    ['families without a space', '👩‍👩‍👧‍👦'],
    ['one endless word', 'ộ'],
    ['lines', 'một dòng ngắn\n'],
  ])('handles 100,000 characters of %s', (_what, piece) => {
    const text = piece.repeat(Math.ceil(100_000 / piece.length));
    expectFaithful(text, 4096);
    expect(splitText(text, 4096).length).toBeLessThan((codePoints(text) / 4096) * 1.1 + 2);
  });

  test('prefers a paragraph to a line and a line to a word', () => {
    expect(splitText('aaaa bbbb\n\ncc\ndd ee ff', 16)).toEqual(['aaaa bbbb', 'cc\ndd ee ff']);
    expect(splitText('aaaa bb cc\ndd ee ff', 16)).toEqual(['aaaa bb cc', 'dd ee ff']);
    expect(splitText('aaaa bb cc dd ee ff', 16)).toEqual(['aaaa bb cc dd ee', 'ff']);
  });

  test('does not stop at a paragraph in the first half', () => {
    expect(splitText('a\n\nbbbb cccc dddd eeee', 16)).toEqual(['a\n\nbbbb cccc', 'dddd eeee']);
  });

  test('counts code points, as the platform does', () => {
    expect(splitText('😀'.repeat(4096), 4096)).toHaveLength(1);
    expect(splitText('😀'.repeat(4097), 4096)).toHaveLength(2);
  });

  test('cuts even one "character" that is longer than a message', () => {
    const parts = splitText(`a${'\u0301'.repeat(10_000)}`, 4096);
    expect(parts.map(codePoints)).toEqual([4096, 4096, 1809]);
  });

  test('makes no part of white space', () => {
    expect(splitText(' \n ', 10)).toEqual([]);
    expect(splitText(`a${' '.repeat(50)}b`, 10)).toEqual(['a', 'b']);
  });
});

describe('shortening', () => {
  test('keeps what fits and never half a character', () => {
    expect(shorten('abc', 3)).toBe('abc');
    expect(shorten('abcd', 3)).toBe('ab…');
    expect(shorten('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 9)).toBe('👩‍👩‍👧‍👦…');
  });
});
