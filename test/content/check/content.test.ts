import { expect, test } from 'vitest';
import { contentProblems } from '../../../src/content/check.ts';
import { type Content, loadContent } from '../../../src/content/load.ts';
import { messageKeysSource } from '../../../src/content/message-keys.ts';
import type { Questionnaire } from '../../../src/content/schema.ts';

test('the shipped content has no problems', async () => {
  const loaded = await loadContent();
  expect(loaded.ok ? contentProblems(loaded.content) : loaded.problems).toEqual([]);
});

test('problems of messages and questionnaires are told together', () => {
  const one: Questionnaire = { id: 'q', version: 1, title: { vi: 'Q', en: 'Q' }, questions: [] };
  const content: Content = { catalogues: { vi: { 'a.b': 'Chào!' }, en: {} }, questionnaires: [one, one] };
  expect(contentProblems(content)).toEqual(
    expect.arrayContaining([
      'en a.b: missing, the other language has it',
      'vi a.b: no exclamation marks',
      'questionnaire q: two files have this id',
    ]),
  );
});

test('the keys become a type, sorted', () => {
  expect(messageKeysSource({ 'b.a': '', 'a.b-c': '' })).toMatch(
    /export type MessageKey =\n {2}\| 'a\.b-c'\n {2}\| 'b\.a';\n$/,
  );
});
