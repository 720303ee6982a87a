import { describe, expect, it } from 'vitest';
import { optionsOf, readWord, turned } from '../../src/engine/typing.ts';
import { HOUR, MINUTE, SECOND } from '../../src/lib/time.ts';
import { Driver } from '../features/submissions/driver.ts';
import { ofEveryKind } from '../features/submissions/questionnaires.ts';

describe('a word that always holds', () => {
  it.each([
    ['bỏ qua', 'skip'],
    ['BO QUA', 'skip'],
    ['/boqua', 'skip'],
    ['quay lại.', 'back'],
    ['/Để_sau'.replace('_', ' '), 'later'],
    ['nộp', 'submit'],
    ['giúp', 'help'],
    ['tiếp', 'next'],
    ['trước', 'previous'],
    ['bỏ qua việc nhỏ', undefined],
    ['giúp dân', undefined],
    ['', undefined],
  ])('is read in "%s": %s', (text, word) => expect(readWord(text)).toBe(word));

  it('never takes an answer away unasked', () => {
    expect(optionsOf('skip', ['a', 'skip', 'later'])).toEqual(['skip']);
    expect(optionsOf('skip', ['keep', 'clear', 'later'])).toEqual(['keep', 'clear']);
    expect(optionsOf('skip', ['done', 'clear'])).toEqual(['done', 'clear']);
    expect(optionsOf('submit', ['full', 'submit.1a2b'])).toEqual(['submit.1a2b']);
    expect(optionsOf('back', ['later'])).toEqual([]);
  });

  it('turns pages as far as there are some', () => {
    expect([turned('next', 1, 20), turned('next', 3, 20), turned('previous', 1, 20)]).toEqual([2, 3, 1]);
    expect([turned('next', 1, 9), turned('skip', 1, 20)]).toEqual([undefined, undefined]);
  });
});

describe('in a dialog without buttons', () => {
  /** At the first question of free text. */
  const atText = (): Driver => {
    const driver = new Driver(ofEveryKind);
    for (let n = 0; n < 20 && driver.step !== undefined && !isText(driver); n += 1) {
      driver.later(MINUTE).tap(driver.options.has('skip') ? 'skip' : ([...driver.options.keys()][0] ?? ''));
    }
    return driver.later(MINUTE);
  };
  const isText = ({ step }: Driver): boolean =>
    ofEveryKind.questions.find(({ id }) => `q:${id}` === step)?.kind === 'text';

  it('help is shown and the question stays as it is', () => {
    const driver = atText();
    const before = driver.conversation;
    driver.write('giúp');
    expect(driver.said).toHaveLength(1);
    expect(driver.conversation).toEqual(before);
  });

  it('a word that does not hold here is said so, and is nobody’s answer', () => {
    const driver = atText();
    const facts = driver.facts.length;
    driver.write('nộp');
    expect([driver.said[0], driver.facts.length]).toEqual([expect.stringContaining('Chưa nộp được'), facts]);
  });

  it('a number alone where any text is an answer is asked about before it is one', () => {
    const driver = atText();
    driver.write('1');
    expect(driver.facts.at(-1)).toMatchObject({ type: 'text.held', text: '1' });
    driver.write('1');
    expect(driver.facts.at(-1)).toMatchObject({ type: 'held.used' });
  });

  it('a beginning is text where any text is an answer', () => {
    const driver = atText();
    driver.write('bỏ');
    expect(driver.facts.at(-1)).toMatchObject({ type: 'answer.given', text: 'bỏ' });
  });

  it('while a text is being asked about, no is the beginning of an option, and no other question is opened', () => {
    const driver = atText();
    driver.write('1');
    const facts = driver.facts.length;
    driver.write('sửa 1');
    expect([driver.said[0], driver.facts.length]).toEqual([expect.stringContaining('Chưa sửa được'), facts]);
    driver.write('không');
    expect(driver.facts.at(-1)).toMatchObject({ type: 'held.dropped' });
  });

  it('amending leads back to where it was typed, with the same question open', () => {
    const driver = new Driver(ofEveryKind).later(MINUTE).write('Tôi phụ trách tổ 3.').later(MINUTE);
    const open = driver.step;
    driver.write('sửa 1');
    expect(driver.step).toBe(`q:${ofEveryKind.questions[0]?.id}`);
    driver.later(MINUTE).write('Tôi phụ trách tổ 4.');
    expect([driver.step, driver.conversation.active?.ids]).toEqual([open, { revision: 'r1' }]);
    expect(driver.facts.at(-1)).toMatchObject({ type: 'answer.given', text: 'Tôi phụ trách tổ 4.', replaces: true });
  });

  it('what was written before an option was offered chooses none', () => {
    const driver = new Driver(ofEveryKind).later(MINUTE).tap('skip').later(MINUTE);
    const [step, before] = [driver.step, driver.facts.length];
    driver.write('1', 10 * MINUTE);
    expect([driver.step, driver.facts.length, driver.said.length]).toEqual([step, before, 1]);
    driver.later(SECOND).write('1');
    expect(driver.facts.length).toBe(before + 1);
  });

  it('a dialog can be left while it asks about a text', () => {
    const driver = atText();
    driver.later(13 * HOUR).write('Tôi viết muộn.');
    expect(driver.conversation.active?.held).toBeDefined();
    driver.write('để sau');
    expect(driver.conversation.active).toBeUndefined();
    expect(driver.conversation.resting?.held).toBeDefined();
  });
});
