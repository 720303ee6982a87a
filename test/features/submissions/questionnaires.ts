/** Questionnaires for tests: one of every kind with conditions, one of free texts. */
import { type Questionnaire, questionnaire } from '../../../src/features/questionnaires/model.ts';

const both = (text: string) => ({ vi: text, en: `${text} (en)` });

export const ofEveryKind: Questionnaire = questionnaire.parse({
  id: 'every-kind',
  version: 1,
  title: both('Mọi loại câu'),
  questions: [
    { id: 'duties', kind: 'text', text: both('Nhiệm vụ?') },
    {
      id: 'moved',
      kind: 'choice',
      text: both('Có chuyển công tác không?'),
      choices: [
        { key: 'yes', label: both('Có') },
        { key: 'no', label: both('Chưa') },
      ],
    },
    {
      id: 'where',
      kind: 'text',
      text: both('Chuyển đến đâu?'),
      when: { question: 'moved', is: 'yes' },
      required: true,
      min: 3,
      max: 60,
    },
    {
      id: 'fields',
      kind: 'multi',
      text: both('Lĩnh vực?'),
      max: 2,
      choices: ['a', 'b', 'c'].map((key) => ({ key, label: both(`Mục ${key.toUpperCase()}`) })),
    },
    { id: 'mark', kind: 'scale', text: both('Mức độ?'), min: 1, max: 5 },
    { id: 'count', kind: 'number', text: both('Bao nhiêu buổi?'), min: 0, max: 2000 },
    { id: 'until', kind: 'date', text: both('Bao giờ xong?'), min: '2022-03-01', max: '2023-12-31' },
    {
      id: 'why',
      kind: 'text',
      text: both('Vì sao chọn A?'),
      when: { all: [{ question: 'fields', is: 'a' }, { not: { question: 'moved', answered: false } }] },
    },
    { id: 'more', kind: 'text', text: both('Thêm gì không?') },
  ],
});

export const ofTexts: Questionnaire = questionnaire.parse({
  id: 'texts',
  version: 1,
  title: both('Chỉ có chữ'),
  questions: ['one', 'two', 'three'].map((id) => ({ id, kind: 'text', text: both(`Câu ${id}?`) })),
});
