/** Questionnaires for tests: one of every kind with conditions, one of free texts, one of groups that are asked several times. */
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

export const ofGroups: Questionnaire = questionnaire.parse({
  id: 'groups',
  version: 1,
  title: both('Hỏi nhiều lần'),
  questions: [
    { id: 'first', kind: 'text', text: both('Việc gì?') },
    {
      id: 'plans',
      kind: 'repeat',
      required: true,
      min: 2,
      max: 3,
      item: both('Cam kết'),
      text: both('Sẽ sửa những gì?'),
      questions: [
        { id: 'what', kind: 'text', required: true, text: both('Sửa gì?') },
        {
          id: 'how',
          kind: 'choice',
          text: both('Cần giúp không?'),
          choices: [
            { key: 'yes', label: both('Có') },
            { key: 'no', label: both('Không cần') },
          ],
        },
        { id: 'whom', kind: 'text', text: both('Ai giúp?'), when: { question: 'how', is: 'yes' } },
      ],
    },
    {
      id: 'thanks',
      kind: 'repeat',
      item: both('Lời cảm ơn'),
      text: both('Cảm ơn những ai?'),
      max: 2,
      questions: [{ id: 'who', kind: 'text', required: true, text: both('Cảm ơn ai?') }],
    },
    { id: 'last', kind: 'text', text: both('Thêm gì không?'), when: { question: 'thanks', answered: false } },
  ],
});
