import { describe, expect, test } from 'vitest';
import { loadContent } from '../../../src/content/load.ts';
import {
  nextQuestion,
  previousQuestion,
  type Questionnaire,
  questionnaire,
  visibleQuestions,
} from '../../../src/features/questionnaires/model.ts';

const text = { vi: '?', en: '?' };
const choices = ['yes', 'no'].map((key) => ({ key, label: text }));
const make = (questions: readonly object[]): Questionnaire =>
  questionnaire.parse({ id: 'q', version: 1, title: text, questions });

const branching = make([
  { id: 'a', kind: 'choice', text, choices },
  { id: 'b', kind: 'multi', text, choices, when: { question: 'a', is: 'yes' } },
  { id: 'c', kind: 'text', text, when: { question: 'b', is: 'no' } },
  {
    id: 'd',
    kind: 'text',
    text,
    when: {
      any: [
        { not: { question: 'c', answered: true } },
        {
          all: [
            { question: 'a', is: 'yes' },
            { question: 'c', is: 'x' },
          ],
        },
      ],
    },
  },
  { id: 'e', kind: 'text', text },
]);
const ids = (answers: Readonly<Record<string, string>>): string =>
  visibleQuestions(branching, (id) => answers[id])
    .map((one) => one.id)
    .join('');

describe('conditions', () => {
  test('decide over what was answered before', () => {
    expect(ids({})).toBe('ade');
    expect(ids({ a: 'yes' })).toBe('abde');
    expect(ids({ a: 'yes', b: 'yes,no' })).toBe('abcde');
    expect(ids({ a: 'yes', b: 'yes,no', c: 'y' })).toBe('abce');
    expect(ids({ a: 'yes', b: 'no', c: 'x' })).toBe('abcde');
  });

  test('an answer to a question that is asked no more counts for nothing', () => {
    expect(ids({ a: 'no', b: 'no', c: 'y' })).toBe('ade');
  });

  test('the next and the previous question are the nearest that are asked', () => {
    const given = (id: string): string | undefined => ({ a: 'no' })[id];
    expect(nextQuestion(branching, 'a', given)?.id).toBe('d');
    expect(previousQuestion(branching, 'd', given)?.id).toBe('a');
    // From a question that has just ceased to be asked.
    expect([nextQuestion(branching, 'b', given)?.id, previousQuestion(branching, 'c', given)?.id]).toEqual(['d', 'a']);
    expect([nextQuestion(branching, 'e', given), previousQuestion(branching, 'a', given)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

test('the shipped questionnaire asks eight questions, all of which may be skipped', async () => {
  const loaded = await loadContent();
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const shipped = loaded.content.questionnaires.find((one) => one.id === 'tu-soi');
  expect(shipped?.questions.map(({ kind, required }) => [kind, required])).toEqual(
    Array.from({ length: 8 }, () => ['text', false]),
  );
});
