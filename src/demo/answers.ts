/** Short, bland answers for the demonstration, by the question's id. Nobody wrote them. */
import type { Questionnaire } from '../content/schema.ts';
import { pick } from './names.ts';

type Texts = readonly [string, ...string[]];

const ANSWERS: Readonly<Record<string, Texts>> = {
  duties: [
    'Tham gia tổ hòa giải, các việc được giao đã làm đủ.',
    'Phụ trách công việc chuyên môn hằng tuần, hoàn thành đúng hẹn.',
    'Giúp chi bộ ghi biên bản và chuẩn bị tài liệu.',
    'Theo dõi vệ sinh môi trường ở ngõ, làm đều mỗi tháng.',
  ],
  strengths: [
    'Dự họp đầy đủ và chuẩn bị ý kiến trước.',
    'Phối hợp tốt với các đồng chí trong tổ.',
    'Làm việc có kế hoạch, ghi chép cẩn thận.',
    'Giữ được nếp đọc tài liệu mỗi tuần.',
  ],
  limits: [
    'Còn ít phát biểu ở các buổi họp, do chuẩn bị chưa kỹ.',
    'Có hôm đến họp muộn vì chưa sắp xếp thời gian.',
    'Ghi chép công việc chưa đều.',
    'Còn chậm cập nhật tài liệu mới.',
  ],
  commitments: [
    'Đã dự đủ các buổi học; việc đọc tài liệu làm được một phần.',
    'Hai việc đã xong, một việc đang làm tiếp.',
    'Đã làm được phần lớn, còn việc ghi sổ cần đều hơn.',
  ],
  cell: [
    'Sẽ phát biểu ý kiến ít nhất một lần mỗi quý.',
    'Sẽ giúp các đồng chí mới làm quen với công việc của chi bộ.',
    'Sẽ đến họp đúng giờ.',
  ],
  family: [
    'Dành thêm thời gian cho gia đình vào cuối tuần.',
    'Tham gia dọn vệ sinh ngõ xóm đều hơn.',
    'Giữ nếp sinh hoạt gọn gàng, đúng giờ.',
  ],
  repair: [
    'Đến họp đúng giờ từ tháng 4, căn cứ vào sổ điểm danh.',
    'Đọc tài liệu mỗi tuần một buổi, ghi vào sổ tay, xong trong quý II.',
    'Chuẩn bị một ý kiến cho mỗi buổi họp, làm ngay từ buổi tới.',
  ],
  suggestions: [
    'Đề nghị gửi tài liệu trước buổi họp hai ngày.',
    'Đề nghị giữ giờ họp cố định để dễ sắp xếp.',
    'Không có góp ý thêm.',
  ],
};
const OTHER: Texts = ['Đã làm đủ các việc được giao.', 'Sẽ làm đều hơn trong thời gian tới.'];

/** An answer of the kind the question asks for; undefined where it is left out. */
export function demoAnswer(question: Questionnaire['questions'][number], random: () => number): string | undefined {
  if (question.kind !== 'text') return undefined;
  const text = pick(random, ANSWERS[question.id] ?? OTHER);
  return !question.required && random() < 0.06 ? undefined : text;
}
