import { expect, it } from 'vitest';
import type { Command } from '../../../src/features/feature.ts';
import { guideFeature } from '../../../src/features/guide/feature.ts';
import { eachDatabase } from '../../support/databases.ts';
import { people, read, Setting } from '../people/setting.ts';

const guide = guideFeature((): readonly Command[] => [...(guide.commands ?? []), ...(people.commands ?? [])]);

eachDatabase((database) => {
  const says = (name: string, command: string): Promise<string> =>
    Setting.run(database(), async (on) => {
      const found = guide.commands?.find((one) => one.name === command);
      return read((await found?.run(await on.acting(name, '1'), ''))?.says);
    });

  it('/help lists to a member what a member can do', async () => {
    expect(await says('Minh', 'help')).toMatchInlineSnapshot(`
      "Các lệnh của trợ lý:
      • /menu – Chọn việc cần làm
      • /help – Xem các lệnh
      • /ngonngu – Đổi ngôn ngữ (Language)
      • /batdau – Đọc về trợ lý và quyết định có dùng hay không
      • /lienket – Dùng trợ lý ở một nơi nữa (ứng dụng khác, trang web)
      • /huylienket – Xem và hủy những nơi đã liên kết
      • /dulieu – Tải về mọi dữ liệu của đồng chí
      • /rutdongy – Rút lại sự đồng ý

      Gõ lệnh lúc nào cũng được, kể cả khi đang trả lời câu hỏi; phần đã trả lời vẫn được giữ.
      [Đổi ngôn ngữ (Language)]"
    `);
  });

  it('/help lists the duties of a secretary apart', async () => {
    const text = await says('Lan', 'help');
    expect(text).toContain('Dành cho chi ủy:\n• /moi – Tạo mã tham gia cho đảng viên của chi bộ');
    expect(text).not.toContain('moitrang');
  });

  it('/help shows a leader nothing of a cell', async () => {
    expect(await says('Phúc', 'help')).not.toContain('/moi');
  });

  it('/menu offers buttons', async () => {
    expect(await says('Minh', 'menu')).toContain('[Đổi ngôn ngữ (Language)]');
  });
});
