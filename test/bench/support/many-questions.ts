/** More questions than anybody answers while a broadcast runs. */
import type { Questionnaire } from '../../../src/content/schema.ts';

const COUNT = 60;

export const manyQuestions: Questionnaire = {
  id: 'bench-many',
  version: 1,
  title: { vi: 'Nhiều câu', en: 'Many questions' },
  questions: Array.from({ length: COUNT }, (_, n) => {
    const text = { vi: `Việc thứ ${n + 1} đồng chí làm đến đâu?`, en: `How far is task ${n + 1}?` };
    return { id: `q${n + 1}`, kind: 'text', text, required: false, private: false } as const;
  }),
};

export const manyAnswers: readonly string[] = Array.from(
  { length: COUNT },
  (_, n) => `Việc ${n + 1}: đã làm xong phần được giao, còn chậm ở khâu báo cáo.`,
);
