import { describe, expect, test } from 'vitest';
import { SHORTEST_LIMIT } from '../../../src/content/check/messages.ts';
import { questionnaireProblems } from '../../../src/content/check/questionnaire.ts';
import { type Questionnaire, questionnaire } from '../../../src/features/questionnaires/model.ts';
import { storedValue } from '../../../src/features/submissions/model.ts';
import { reflection } from '../../../src/features/submissions/reflection/reflection.flow.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/lib/time.ts';
import { Driver, translator } from './driver.ts';
import { ofGroups } from './questionnaires.ts';

const slowly = (driver: Driver, text: string): Driver => driver.later(MINUTE).write(text);
const value = (driver: Driver, key: string): string | undefined => storedValue(driver.answers.get(key));
/** With so many commitments, where it is asked whether there is to be one more. */
function withItems(...texts: readonly string[]): Driver {
  const driver = new Driver(ofGroups, false).tap('skip');
  for (const text of texts) {
    if (driver.options.has('more')) driver.tap('more');
    slowly(driver, text).tap('c.no');
  }
  return driver;
}

describe('a group that is asked several times', () => {
  test('is one question among the others, its items and their questions are counted within', () => {
    const driver = withItems('dậy sớm');
    expect(driver.said).toEqual(['Câu 2/4. Sẽ sửa những gì?\n\nCam kết 1: dậy sớm\nCâu này cần ít nhất 2 cam kết.']);
    driver.tap('more');
    expect(driver.said).toEqual(['Câu 2/4 · Cam kết 2 · 1/2. Sửa gì?']);
    slowly(driver, 'đọc báo').tap('c.yes');
    expect(driver.said).toEqual(['Câu 2/4 · Cam kết 2 · 3/3. Ai giúp?']);
  });

  test('goes on by itself once there are as many as there may be', () => {
    const driver = withItems('một', 'hai', 'ba');
    expect(driver.said.at(-1)).toMatch(/^Câu 3\/4 · Lời cảm ơn 1 · 1\/1\. Cảm ơn những ai\?\n\nCảm ơn ai\?$/);
    driver.tap('back');
    expect([...driver.options.keys()]).toEqual(['done', 'i.1', 'i.2', 'i.3', 'back', 'later']);
  });

  test('is left out as a whole, as long as there is nothing of it', () => {
    const driver = withItems('một', 'hai').tap('done').tap('skip');
    expect(driver.step).toBe('q:last');
    driver.tap('back').later(MINUTE).write('bà con');
    expect(driver.step).toBe('q:thanks');
    driver.tap('back');
    expect(driver.options.has('skip')).toBe(false);
  });

  test('what its last item lacks is asked before it is left', () => {
    const driver = withItems('một', 'hai').tap('i.2').tap('f.2').tap('c.yes');
    expect(driver.step).toBe('q:plans.2.whom');
    driver.tap('back').tap('back').tap('back');
    expect(driver.step).toBe('q:plans');
    driver.tap('done');
    expect(driver.step).toBe('q:plans.2.whom');
  });

  test('what was picked to be changed leads back to where it was picked, and what was not to the question before', () => {
    const driver = withItems('một', 'hai', 'ba').tap('back').tap('i.1').tap('f.2').tap('back');
    expect(driver.step).toBe('q:plans.1');
    driver.tap('f.2').tap('keep');
    expect(driver.step).toBe('q:plans');
    driver.tap('back').tap('back').tap('back');
    expect(driver.step).toBe('q:plans.2.how');
  });

  test('an item that goes takes its answers along, and those after it move up', () => {
    const driver = withItems('một', 'hai', 'ba').tap('back').tap('i.1').tap('remove').tap('remove');
    expect(driver.said[0]).toBe('Đã xóa cam kết 1.');
    expect([1, 2, 3].map((item) => value(driver, `plans.${item}.what`))).toEqual(['hai', 'ba', undefined]);
    driver.tap('i.1').tap('remove').tap('remove').tap('i.1').tap('remove').tap('remove');
    expect(driver.step).toBe('q:plans.1.what');
    expect(driver.options.has('skip')).toBe(false);
  });

  test('a place to go back to that has gone is none', () => {
    const driver = new Driver(ofGroups).tap('skip').later(MINUTE).write('một').tap('c.yes');
    driver.later(MINUTE).write('sửa 2').tap('i.1').tap('remove').tap('remove');
    expect(driver.step).toBe('q:plans.1.what');
    slowly(driver, 'khác').tap('c.no');
    expect(driver.step).toBe('q:plans');
  });

  test('a text written where one more is offered may begin it, or go on with the last', () => {
    const driver = withItems('một').later(HOUR).write('hai');
    expect([...driver.options.values()]).toEqual([
      'Thêm vào câu 2 (cam kết 1, ý 1)',
      'Trả lời câu 2 (cam kết 2, ý 1)',
      'Không dùng',
    ]);
    driver.tap('use');
    expect([driver.step, value(driver, 'plans.2.what')]).toEqual(['q:plans.2.how', 'hai']);
    const other = withItems('một')
      .later(5 * SECOND)
      .write('và nữa')
      .tap('add');
    expect([other.step, value(other, 'plans.1.what')]).toEqual(['q:plans', 'một\nvà nữa']);
  });

  test('nothing of what was written is shown where messages are masked', () => {
    const driver = withItems('bí mật', 'kín');
    const world = { ...driver.world, masked: true };
    for (const step of ['q:plans', 'q:plans.1', 'x:plans.1', 'q:plans.1.what', 'summary']) {
      const ask = reflection.step(step, world, {})?.ask;
      if (ask === undefined) throw new Error(`${step} asks nothing`);
      expect(translator.text(ask, 'vi')).not.toMatch(/bí mật|kín/);
      expect(translator.text(ask, 'en')).not.toBe('');
    }
  });
});

test('what is shown at once of the largest group that the check lets pass fits the shortest channel', () => {
  const both = (text: string) => ({ vi: text, en: text });
  const long = (letters: number): string => 'chữ '.repeat(letters / 4);
  const made = (letters: number, fields: number): Questionnaire =>
    questionnaire.parse({
      id: 'long',
      version: 1,
      title: both('Dài'),
      questions: [
        {
          id: 'plans',
          kind: 'repeat',
          max: 10,
          item: both(`Mục ${'x'.repeat(8)}`),
          text: both(long(letters)),
          questions: Array.from({ length: fields }, (_, n) => ({
            id: `f${n}`,
            kind: 'text',
            text: both(long(200)),
            required: true,
          })),
        },
      ],
    });
  const lengths = Array.from({ length: 150 }, (_, n) => 4 * (150 - n));
  const largest = lengths.map((letters) => made(letters, 10)).find((one) => questionnaireProblems(one).length === 0);
  if (largest === undefined) throw new Error('the check lets none pass');
  const driver = new Driver(largest);
  for (let item = 1; item <= 9; item += 1) {
    for (let field = 0; field < 10; field += 1) slowly(driver, long(400));
    expect(shownLength(driver)).toBeLessThan(SHORTEST_LIMIT);
    if (item === 9) driver.tap('i.9');
    else driver.tap('more');
    expect(shownLength(driver)).toBeLessThan(SHORTEST_LIMIT);
  }
});

const shownLength = (driver: Driver): number =>
  [driver.said.at(-1) ?? '', ...[...driver.options.values()].map((label) => `00. ${label}`)].join('\n').length;
