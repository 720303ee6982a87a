import { describe, expect, test } from 'vitest';
import { messageProblems } from '../../../src/content/check/messages.ts';
import { toneProblems } from '../../../src/content/check/tone.ts';

const problems = (vi: string, en: string): readonly string[] =>
  messageProblems({ vi: { 'a.b': vi }, en: { 'a.b': en } });

describe('a pair of messages', () => {
  const good: readonly (readonly [string, string, string])[] = [
    ['two translations', 'Kính chào đồng chí {name}.', 'Dear {name}.'],
    ['a name that is the same', 'Tiếng Việt', 'Tiếng Việt'],
    ['nothing but placeholders and commands', '{a} {b} /soi', '{a} {b} /soi'],
    ['a Vietnamese name in an English sentence', 'Đảng bộ phường Phúc Đồng', 'The body of Phúc Đồng ward'],
  ];
  test.each(good)('%s is fine', (_, vi, en) => {
    expect(problems(vi, en)).toEqual([]);
  });

  const bad: readonly (readonly [string, string, string, RegExp])[] = [
    ['an empty text', 'Chào.', '  ', /^en a\.b: empty/],
    ['a parameter in one language', 'Chào {name}.', 'Dear reader.', /a\.b: only one language has \{name\}/],
    ['parameters of different names', 'Chào {name}.', 'Dear {nam}.', /\{name\}, \{nam\}/],
    ['a placeholder with a space', 'Chào { name}.', 'Dear { name}.', /vi a\.b: a brace/],
    ['an open brace', 'Chào {name.', 'Dear {name.', /vi a\.b: a brace/],
    ['a sentence that was copied', 'Please choose a button.', 'Please choose a button.', /not translated/],
    [
      'Vietnamese in the English catalogue',
      'Đề nghị chọn.',
      'Đề nghị đồng chí chọn một nút.',
      /en a\.b: looks Vietnamese/,
    ],
    ['something unfinished', 'TODO', 'Choose.', /vi a\.b: not finished/],
    ['a text that fits no phone', 'a'.repeat(1901), 'Long.', /vi a\.b: up to 1901 characters/],
    [
      'a text that is too long once it is filled in',
      `${'a'.repeat(1800)} {b} {c}`,
      'Long {b} {c}.',
      /vi a\.b: up to \d+ characters/,
    ],
  ];
  test.each(bad)('%s is told', (...[, vi, en, expected]) => {
    expect(problems(vi, en).join('\n')).toMatch(expected);
  });
});

test('a key that only one language has is told for the other', () => {
  expect(messageProblems({ vi: { 'a.b': 'Một.' }, en: { 'a.c': 'Two.' } })).toEqual([
    'en a.b: missing, the other language has it',
    'vi a.c: missing, the other language has it',
  ]);
});

test('messages about the language may speak both', () => {
  const both = 'Đồng chí chọn ngôn ngữ / Please choose a language';
  expect(messageProblems({ vi: { 'a.language.ask': both }, en: { 'a.language.ask': both } })).toEqual([]);
});

describe('tone', () => {
  test.each([
    'Bạn chọn một nút.',
    'Em chọn giúp.',
    'Kính chào quý khách.',
  ])('%s addresses the reader wrongly', (text) => {
    expect(toneProblems(text)).toEqual(['the reader is "đồng chí"']);
  });
  test.each([
    'Đề nghị đồng chí xem.',
    '✔ Đã lưu.',
    '• Các bạn đọc'.replace('bạn đọc', 'đồng chí'),
    'Lớp trẻ em hè',
    'Đã nhận 97,6%.',
    'Xem lại câu 2',
  ])('%s is fine', (text) => {
    expect(toneProblems(text)).toEqual([]);
  });
  test.each(['Đã lưu!', 'Đã lưu 🎉', 'Đồng chí chậm trễ.'])('%s is told', (text) => {
    expect(toneProblems(text)).toHaveLength(1);
  });
});
