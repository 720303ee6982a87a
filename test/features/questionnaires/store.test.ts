import { expect, it } from 'vitest';
import { questionnaire } from '../../../src/features/questionnaires/model.ts';
import { hashOf, publish, questionnaires } from '../../../src/features/questionnaires/store.ts';
import type { QuestionnaireHash } from '../../../src/lib/ids.ts';
import { eachDatabase } from '../../support/databases.ts';

const both = (text: string) => ({ vi: text, en: text });
const one = questionnaire.parse({
  id: 'q',
  version: 1,
  title: both('Một'),
  questions: [{ id: 'a', kind: 'text', text: both('Gì?') }],
});

eachDatabase((database) => {
  it('the same content is one version, published once', async () => {
    await database().transact(async (c) => {
      const first = await publish(c, one, 1);
      const again = await publish(
        c,
        { questions: one.questions, title: { en: one.title.en, vi: one.title.vi }, version: 1, id: 'q' },
        2,
      );
      expect(again).toBe(first);
      const other = await publish(c, { ...one, title: both('Hai') }, 3);
      expect(other).not.toBe(first);
      expect(await c.tx.$count(c.t.questionnaires)).toBe(2);
      expect(await questionnaires(c).byHash(first)).toEqual(one);
      expect(hashOf(await questionnaires(c).byHash(other))).toBe(other);
    });
  });

  it('an unknown hash is a bug, not an empty questionnaire', async () => {
    await expect(database().read((c) => questionnaires(c).byHash('nothing' as QuestionnaireHash))).rejects.toThrow(
      /no questionnaire was published/,
    );
  });
});
