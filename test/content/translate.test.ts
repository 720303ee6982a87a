import { describe, expect, test } from 'vitest';
import { createTranslator } from '../../src/content/translate.ts';
import type { MessageKey } from '../../src/engine/message-keys.ts';
import type { Param, Params, Words } from '../../src/engine/say.ts';
import type { LocalDate, LocalMinute } from '../../src/lib/time.ts';

const day = (text: string): { day: LocalDate } => ({ day: text as LocalDate });
const dayMonth = (text: string): { dayMonth: LocalDate } => ({ dayMonth: text as LocalDate });
const minute = (text: string): { minute: LocalMinute } => ({ minute: text as LocalMinute });
const clock = (text: string): { clock: LocalMinute } => ({ clock: text as LocalMinute });

/** Keys of these tests are in no real catalogue. */
const words = (key: string, params?: Params): Words => ({
  key: key as MessageKey,
  ...(params === undefined ? {} : { params }),
});

const messages = {
  't.value': 'a {v} z',
  't.only': '{v}',
  't.line': 'first\n{v}\nlast',
  't.labelled': 'first\nlate: {v}\nlast',
  't.paragraphs': 'first\n\n{v}\n\nlast',
  't.end': 'first\n\n{v}\n',
  't.two': '{a}{b}{a}',
  't.empty': '',
};
const translator = createTranslator({
  vi: { ...messages, 't.hello': 'Kính chào đồng chí {name}.' },
  en: { ...messages, 't.hello': 'Dear {name}.' },
});
const both = (key: string, v: Param): [string, string] => {
  const said = words(key, { v });
  return [translator.text(said, 'vi'), translator.text(said, 'en')];
};

describe('values', () => {
  const table: readonly (readonly [string, Param, string, string])[] = [
    ['a small number', 9, '9', '9'],
    ['a number below the first separator', 999, '999', '999'],
    ['thousands', 8431, '8.431', '8,431'],
    ['millions', 1234567, '1.234.567', '1,234,567'],
    ['a negative number', -8431, '-8.431', '-8,431'],
    ['a fraction', 31.5, '31,5', '31.5'],
    ['a large fraction', 8431.25, '8.431,25', '8,431.25'],
    ['text', 'Trần Thị Ánh', 'Trần Thị Ánh', 'Trần Thị Ánh'],
    ['text that looks like a placeholder', '{v} {name}', '{v} {name}', '{v} {name}'],
    ['text with a dollar sign pattern', '$& $1', '$& $1', '$& $1'],
    ['both languages', { vi: 'chi bộ', en: 'cell' }, 'chi bộ', 'cell'],
    ['other words', words('t.hello', { name: 'Minh' }), 'Kính chào đồng chí Minh.', 'Dear Minh.'],
    ['a day under ten', day('2022-04-05'), '05/4/2022', '5 April 2022'],
    ['a day of January', day('2022-01-31'), '31/01/2022', '31 January 2022'],
    ['a day of February', day('2022-02-05'), '05/02/2022', '5 February 2022'],
    ['a day of October', day('2022-10-10'), '10/10/2022', '10 October 2022'],
    ['a day without the year', dayMonth('2022-04-05'), '05/4', '5 April'],
    ['a day of February without the year', dayMonth('2022-02-28'), '28/02', '28 February'],
    ['a minute', minute('2022-03-29T19:30'), '19 giờ 30 ngày 29/3/2022', '19:30 on 29 March 2022'],
    ['a time of day', clock('2022-03-29T08:10'), '08 giờ 10', '08:10'],
    ['a full hour', clock('2022-03-29T19:00'), '19 giờ 00', '19:00'],
    ['a share', { part: 538, whole: 551 }, '97,6%', '97.6%'],
    ['a round share', { part: 41, whole: 50 }, '82,0%', '82.0%'],
    ['everything', { part: 575, whole: 575 }, '100%', '100%'],
    ['nothing', { part: 0, whole: 575 }, '0%', '0%'],
    ['nearly everything', { part: 9999, whole: 10000 }, '99,9%', '99.9%'],
    ['nearly nothing', { part: 1, whole: 10000 }, '0,1%', '0.1%'],
    ['nothing of nothing', { part: 0, whole: 0 }, '–', '–'],
    ['more than everything', { part: 12, whole: 10 }, '120,0%', '120.0%'],
    [
      'a list',
      ['one', words('t.hello', { name: 'Minh' }), { vi: 'hai', en: 'two' }],
      'one\nKính chào đồng chí Minh.\nhai',
      'one\nDear Minh.\ntwo',
    ],
  ];
  test.each(table)('%s is written as each language writes it', (_, value, vi, en) => {
    expect(both('t.value', value)).toEqual([`a ${vi} z`, `a ${en} z`]);
  });
});

describe('lines', () => {
  const table: readonly (readonly [string, string, Param, string])[] = [
    ['an empty list takes its line along', 't.line', [], 'first\nlast'],
    ['an empty list takes the words on its line along', 't.labelled', [], 'first\nlast'],
    ['an empty text alone on its line takes the line along', 't.line', '', 'first\nlast'],
    ['words that come to nothing take their line along', 't.line', words('t.empty'), 'first\nlast'],
    ['an empty text beside other words leaves them', 't.labelled', '', 'first\nlate: \nlast'],
    ['a vanished paragraph leaves one blank line', 't.paragraphs', [], 'first\n\nlast'],
    ['a vanished last paragraph leaves none', 't.end', [], 'first'],
    ['a list fills its paragraph', 't.paragraphs', ['a', 'b'], 'first\n\na\nb\n\nlast'],
    ['blank lines inside a value stay', 't.line', 'a\n\n\nb', 'first\na\n\n\nb\nlast'],
    ['a message of nothing is empty', 't.only', [], ''],
  ];
  test.each(table)('%s', (_, key, value, expected) => {
    expect(both(key, value)[0]).toBe(expected);
  });
});

test('plain text and text in both languages need no catalogue', () => {
  expect(translator.text('{v}', 'vi')).toBe('{v}');
  expect(translator.text({ vi: 'một', en: 'one {v}' }, 'en')).toBe('one {v}');
});

test('a placeholder may come several times', () => {
  expect(translator.text(words('t.two', { a: 'x', b: '{a}' }), 'vi')).toBe('x{a}x');
});

test('a missing key is named', () => {
  expect(() => translator.text(words('t.nowhere'), 'vi')).toThrow(/t\.nowhere/);
});

test('a missing parameter is named together with its key', () => {
  expect(() => translator.text(words('t.value', { w: 1 }), 'vi')).toThrow(/t\.value.*'v'/);
  expect(() => translator.text(words('t.value'), 'vi')).toThrow(/t\.value.*'v'/);
});
