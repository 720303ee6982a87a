import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds } from '../../../src/content/check/conditions.ts';
import { questionnaireProblems } from '../../../src/content/check/questionnaire.ts';
import { type Condition, type Questionnaire, questionnaire } from '../../../src/content/schema.ts';
import { visibleQuestions } from '../../../src/features/questionnaires/model.ts';

const l = (text: string): { vi: string; en: string } => ({ vi: text, en: text });
const choices = (...keys: string[]): readonly object[] => keys.map((key) => ({ key, label: l(key) }));
const text = (id: string, more: object = {}): object => ({ id, kind: 'text', text: l(id), ...more });
const yesNo = (id: string, more: object = {}): object => ({
  id,
  kind: 'choice',
  text: l(id),
  choices: choices('yes', 'no'),
  ...more,
});

const made = (...questions: readonly object[]): Questionnaire =>
  questionnaire.parse({ id: 'q', version: 1, title: l('Q'), questions });
const problems = (...questions: readonly object[]): readonly string[] => questionnaireProblems(made(...questions));

describe('a sound questionnaire', () => {
  const table: readonly (readonly [string, readonly object[]])[] = [
    ['of plain questions', [text('a'), text('b')]],
    ['with a question that depends on a choice', [yesNo('a'), text('b', { when: { question: 'a', is: 'yes' } })]],
    ['with a question for those who skipped one', [text('a'), text('b', { when: { question: 'a', answered: false } })]],
    [
      'with nested conditions',
      [
        yesNo('a'),
        yesNo('b', { when: { question: 'a', is: 'yes' } }),
        text('c', {
          when: {
            any: [
              { not: { question: 'a', is: 'yes' } },
              {
                all: [
                  { question: 'a', is: 'yes' },
                  { question: 'b', is: 'no' },
                ],
              },
            ],
          },
        }),
      ],
    ],
    [
      'with a condition on a scale',
      [{ id: 'a', kind: 'scale', text: l('a'), min: 1, max: 5 }, text('b', { when: { question: 'a', is: '5' } })],
    ],
    [
      'with a condition on one of several choices',
      [
        { id: 'a', kind: 'multi', text: l('a'), choices: choices('x', 'y', 'z'), min: 2 },
        text('b', {
          when: {
            all: [
              { question: 'a', is: 'x' },
              { question: 'a', is: 'y' },
            ],
          },
        }),
      ],
    ],
    [
      'with a condition on a number and a date',
      [
        { id: 'a', kind: 'number', text: l('a'), min: 1 },
        { id: 'd', kind: 'date', text: l('d') },
        text('b', {
          when: {
            any: [
              { question: 'a', is: '3' },
              { question: 'd', is: '2022-04-04' },
            ],
          },
        }),
      ],
    ],
  ];
  test.each(table)('%s has no problems', (_, questions) => {
    expect(problems(...questions)).toEqual([]);
  });
});

describe('a questionnaire that goes wrong somewhere', () => {
  const when = (condition: Condition): object => ({ when: condition });
  const table: readonly (readonly [string, readonly object[], RegExp])[] = [
    ['an id used twice', [text('a'), text('a')], /q: a: this id is used twice/],
    [
      'a condition on a later question',
      [text('a', when({ question: 'b', answered: true })), text('b')],
      /a: its condition is about 'b', which is no earlier/,
    ],
    [
      'a condition on the question itself',
      [text('a', when({ question: 'a', answered: true }))],
      /a: its condition is about 'a'/,
    ],
    [
      'a condition on an unknown choice',
      [yesNo('a'), text('b', when({ question: 'a', is: 'maybe' }))],
      /b: .*'maybe', which is no choice of 'a'/,
    ],
    ['a range that holds nothing', [text('a', { min: 5, max: 4 })], /a: no answer fits/],
    [
      'more choices wanted than there are',
      [{ id: 'a', kind: 'multi', text: l('a'), choices: choices('x', 'y'), min: 3 }],
      /a: no answer fits/,
    ],
    [
      'a choice twice',
      [{ id: 'a', kind: 'choice', text: l('a'), choices: choices('x', 'x') }],
      /two choices have the key 'x'/,
    ],
    [
      'a question that is never asked',
      [yesNo('a', { required: true }), text('b', when({ question: 'a', answered: false }))],
      /b: is never asked/,
    ],
    [
      'a contradiction',
      [
        yesNo('a'),
        text(
          'b',
          when({
            all: [
              { question: 'a', is: 'yes' },
              { question: 'a', is: 'no' },
            ],
          }),
        ),
      ],
      /b: is never asked/,
    ],
    [
      'a condition on a question that is not asked then',
      [
        yesNo('a'),
        yesNo('b', when({ question: 'a', is: 'yes' })),
        text(
          'c',
          when({
            all: [
              { question: 'a', is: 'no' },
              { question: 'b', is: 'yes' },
            ],
          }),
        ),
      ],
      /c: is never asked/,
    ],
    [
      'a part of a condition that never holds',
      [
        { id: 'a', kind: 'scale', text: l('a'), min: 1, max: 3 },
        text(
          'b',
          when({
            any: [
              { question: 'a', is: '3' },
              { question: 'a', is: '9' },
            ],
          }),
        ),
      ],
      /b: the condition 'a is 9' never holds/,
    ],
    [
      'a selection that the limits forbid',
      [
        { id: 'a', kind: 'multi', text: l('a'), choices: choices('x', 'y'), max: 1 },
        text(
          'b',
          when({
            all: [
              { question: 'a', is: 'x' },
              { question: 'a', is: 'y' },
            ],
          }),
        ),
      ],
      /b: is never asked/,
    ],
    [
      'text beyond the shortest limit',
      [text('a', { text: l('t'.repeat(1000)), help: l('h'.repeat(1000)) })],
      /a: vi: 20\d\d characters/,
    ],
    [
      'a label that nobody can type',
      [
        {
          id: 'a',
          kind: 'choice',
          text: l('a'),
          choices: [
            { key: 'x', label: l('x'.repeat(61)) },
            { key: 'y', label: l('y') },
          ],
        },
      ],
      /over 60 characters/,
    ],
  ];
  test.each(table)('%s is told', (...[, questions, expected]) => {
    expect(problems(...questions).join('\n')).toMatch(expected);
  });
});

test('a way on which nothing is asked is a dead end', () => {
  // The schema allows no condition on nothing, so such a questionnaire begins with a condition that only a mistake lets pass.
  const begun = made(text('a'), text('b'));
  const [a, b] = begun.questions;
  if (a === undefined || b === undefined) throw new Error('two questions were made');
  const broken: Questionnaire = { ...begun, questions: [{ ...a, when: { any: [] } }, b].slice(0, 1) };
  expect(questionnaireProblems(broken).join('\n')).toMatch(/a: is never asked[\s\S]*dead end/);
});

test('too many conditions to walk through are told instead of waited for', () => {
  const many = Array.from({ length: 14 }, (_, n) => yesNo(`a${n}`));
  const last = text('b', { when: { all: many.map((_, n) => ({ question: `a${n}`, is: 'yes' })) } });
  expect(problems(...many, last).join('\n')).toMatch(/more than 50000 ways/);
});

test('conditions mean for the check what they mean when people are asked', () => {
  const leaf = fc.oneof(
    fc.record({ question: fc.constantFrom('a', 'm', 't'), answered: fc.boolean() }),
    fc.record({ question: fc.constantFrom('a', 'm', 't'), is: fc.constantFrom('yes', 'no', 'x', 'y') }),
  );
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('condition') }),
    ),
  }));
  const answers = fc.dictionary(fc.constantFrom('a', 'm', 't'), fc.constantFrom('yes', 'no', 'x', 'x,y', 'y'));
  fc.assert(
    fc.property(condition, answers, (when, given) => {
      const whole = made(
        yesNo('a'),
        { id: 'm', kind: 'multi', text: l('m'), choices: choices('x', 'y') },
        text('t'),
        text('last', { when }),
      );
      const kinds = new Map(whole.questions.map((one) => [one.id, one.kind]));
      const asked = visibleQuestions(whole, (id) => given[id]).some((one) => one.id === 'last');
      expect(holds(when, new Map(Object.entries(given)), kinds)).toBe(asked);
    }),
  );
});

describe('a question for pictures', () => {
  const photo = (id: string, more: object = {}): object => ({ id, kind: 'photo', text: l(id), ...more });

  test('asks for one, or for so many', () => {
    expect(made(photo('a'), photo('b', { max: 5 })).questions).toMatchObject([{ max: 1 }, { max: 5 }]);
    for (const max of [0, 6, 1.5]) expect(() => made(photo('a', { max }))).toThrow();
  });

  test('takes documents where it says so; one that does not is the same version as before there were any', () => {
    const [without, having] = made(photo('a'), photo('b', { documents: true })).questions;
    expect(without).not.toHaveProperty('documents');
    expect(having).toMatchObject({ documents: true });
    expect(() => made(photo('a', { documents: 'yes' }))).toThrow();
    expect(() => made({ ...text('a'), documents: true })).toThrow();
  });

  test('can be the condition of another only by being answered', () => {
    expect(problems(photo('a'), text('b', { when: { question: 'a', answered: true } }))).toEqual([]);
    expect(problems(photo('a'), text('b', { when: { question: 'a', is: 'x' } })).join('\n')).toMatch(
      /a picture answers/,
    );
    const required = photo('a', { required: true });
    expect(problems(required, text('b', { when: { question: 'a', answered: false } })).join('\n')).toMatch(/never/);
  });
});

describe('a question that is asked several times', () => {
  const group = (questions: readonly object[], more: object = {}): object => ({
    id: 'g',
    kind: 'repeat',
    text: l('g'),
    item: l('Item'),
    questions,
    ...more,
  });
  const what = text('what', { required: true });

  test('asks one to five times unless it is said otherwise, and its questions are simple ones', () => {
    expect(made(group([what])).questions).toMatchObject([{ min: 1, max: 5 }]);
    expect(problems(group([what, yesNo('help'), text('why', { when: { question: 'help', is: 'yes' } })]))).toEqual([]);
    for (const wrong of [[], [group([what])], [{ id: 'p', kind: 'photo', text: l('p') }]])
      expect(() => made(group(wrong))).toThrow();
    for (const rounds of [{ min: 0 }, { max: 11 }]) expect(() => made(group([what], rounds))).toThrow();
  });

  test('may be the condition of later questions, and have conditions on earlier ones', () => {
    expect(
      problems(
        yesNo('a'),
        group([what, text('why', { when: { question: 'a', is: 'yes' } })], { when: { question: 'a', answered: true } }),
        text('b', { when: { question: 'g', answered: false } }),
      ),
    ).toEqual([]);
  });

  const table: readonly (readonly [string, readonly object[], RegExp])[] = [
    ['fewer than it wants', [group([what], { min: 4, max: 3 })], /g: no answer fits/],
    ['an item that begins with nothing', [group([text('what')])], /g: its first question, what, must be required/],
    [
      'an item that begins on a condition',
      [yesNo('a'), group([text('what', { required: true, when: { question: 'a', is: 'yes' } })])],
      /g: its first question, what, must not depend/,
    ],
    [
      'an item that can be emptied',
      [group([{ id: 'm', kind: 'multi', text: l('m'), choices: choices('x', 'y'), required: true }])],
      /g: its first question, m, must be of another kind/,
    ],
    ['an id used outside as well', [group([what]), text('what')], /q: what: this id is used twice/],
    [
      'a condition on what is in the group',
      [group([what]), text('b', { when: { question: 'what', is: 'x' } })],
      /no earlier/,
    ],
    [
      'a condition on an answer of the group',
      [group([what]), text('b', { when: { question: 'g', is: '2' } })],
      /b: its condition wants '2' of 'g', which is asked several times/,
    ],
    [
      'a condition on its own group',
      [group([what, text('b', { when: { question: 'g', answered: true } })])],
      /g: b: its condition is about 'g', which is no earlier question/,
    ],
    [
      'a question within that is never asked',
      [group([what, yesNo('a', { required: true }), text('b', { when: { question: 'a', answered: false } })])],
      /b: is never asked/,
    ],
    [
      'a choice that is none',
      [group([what, yesNo('a'), text('b', { when: { question: 'a', is: 'x' } })])],
      /g: b: .*no choice of 'a'/,
    ],
    [
      'what is asked after it, where it is required',
      [group([what], { required: true }), text('b', { when: { question: 'g', answered: false } })],
      /b: is never asked/,
    ],
    [
      'more to be seen at once than a channel takes',
      [group([what], { max: 10, text: l('t'.repeat(900)) })],
      /g: vi: \d+ characters with 10 items, the shortest channel takes 1900/,
    ],
    [
      'an item too long to be seen at once',
      [
        group([
          what,
          ...Array.from({ length: 9 }, (_, n) => ({
            id: `m${n}`,
            kind: 'multi',
            text: l('m'),
            choices: choices(...Array.from({ length: 20 }, (_, k) => `c${k}`)),
          })),
        ]),
      ],
      /g: vi: \d+ characters for one whole item/,
    ],
  ];
  test.each(table)('%s is told', (...[, questions, expected]) => {
    expect(problems(...questions).join('\n')).toMatch(expected);
  });
});
