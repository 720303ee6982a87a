/** What both dialogs of the bench ask: ten questions to be answered in words, with the same sentences around them. */
import type { Questionnaire } from '../../../src/content/schema.ts';

const TEXTS = [
  'Kỳ này đồng chí được giao những nhiệm vụ chính nào, kết quả đến đâu?',
  'Việc nào đồng chí thấy mình làm tốt, vì sao?',
  'Việc nào còn hạn chế; nguyên nhân chủ quan là gì?',
  'Những điều đã hứa trong bản cam kết năm trước, điều nào đã làm được, điều nào chưa?',
  'Với chi bộ: dự sinh hoạt, phát biểu ý kiến, giúp đỡ đồng chí khác, đồng chí cần điều chỉnh gì?',
  'Với gia đình, nơi cư trú: có điều gì cần làm tốt hơn?',
  'Trong ba việc cần sửa, việc nào làm ngay?',
  'Việc ấy làm thế nào, bao giờ xong?',
  'Lấy gì làm căn cứ để biết việc ấy đã xong?',
  'Đồng chí có góp ý gì cho chi ủy, cho cấp ủy cấp trên?',
] as const;

export const QUESTIONS: readonly string[] = TEXTS;

export const tenQuestions: Questionnaire = {
  id: 'bench',
  version: 1,
  title: { vi: 'Mười câu', en: 'Ten questions' },
  questions: TEXTS.map((text, n) => ({
    id: `q${n + 1}`,
    kind: 'text',
    text: { vi: text, en: text },
    required: false,
    private: false,
  })),
};

/** What the people of the bench write: a sentence or two, as members do. */
export const ANSWERS: readonly string[] = TEXTS.map(
  (_, n) =>
    `Câu ${n + 1}: tôi đã hoàn thành phần lớn việc được giao trong kỳ; còn chậm ở khâu báo cáo, sẽ khắc phục ngay trong tháng tới.`,
);
