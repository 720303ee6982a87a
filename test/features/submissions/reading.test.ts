import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import type { Connection } from '../../../src/db/database.ts';
import type { PersonId, SubmissionId } from '../../../src/lib/ids.ts';
import { MINUTE } from '../../../src/lib/time.ts';
import { insertCrowd } from '../../support/crowd.ts';
import { eachDatabase } from '../../support/databases.ts';
import { submits, toSummary, Ward } from './setting.ts';

const refusal = (subject: string) => [{ type: 'access.refused', permission: 'submission.read', subject }];

async function moveTo(c: Connection, personId: PersonId, code: string): Promise<void> {
  const [there] = await c.tx.select().from(c.t.units).where(eq(c.t.units.code, code));
  if (there === undefined) throw new Error(`there is no ${code}`);
  await c.tx.update(c.t.memberships).set({ unitId: there.id }).where(eq(c.t.memberships.personId, personId));
}

eachDatabase((database) => {
  const inside = (work: (ward: Ward, c: Connection) => Promise<void>): Promise<void> =>
    database().transact(async (c) => work(await Ward.on(c), c));

  it('the committee opens what was submitted to its cell, and the author sees who did and when', async () => {
    await inside(async (ward) => {
      const [lan, minh] = [await ward.chat('Lan'), await ward.chat('Minh')];
      expect((await lan.command('bai')).text).toBe('Chi bộ 6: chưa có bản nào được nộp trong trợ lý.');
      await submits(ward, minh);
      await (await lan.command('bai')).press('Trần Văn Minh');
      expect(lan.text).toMatch(
        /^Bản tự soi của đồng chí Trần Văn Minh, nộp lúc 07 giờ 32 ngày 21\/3\/2022\.\n\nCâu 1\. .*\nPhụ trách tổ 6\.\n\nCâu 2\. .*\n\(để trống\)/,
      );
      expect(lan.facts).toMatchObject([{ type: 'submission.read', readerId: lan.personId, authorId: minh.personId }]);
      ward.later(MINUTE);
      await (await (await lan.press('Danh sách')).press('Trần Văn Minh')).command('bai', 'minh');
      expect(lan.text).toMatch(/^Tìm thấy 1 bản/);
      expect((await minh.command('aidaxem')).text).toBe(
        'Người được đọc bản đã nộp của đồng chí (chi ủy chi bộ):\n• Nguyễn Thị Lan\n• Phạm Anh Tuấn\n\nNhững lượt đã mở, mới nhất trước:\n• Nguyễn Thị Lan, lúc 07 giờ 33 ngày 21/3/2022\n• Nguyễn Thị Lan, lúc 07 giờ 32 ngày 21/3/2022',
      );
    });
  });

  it('of more namesakes than buttons the first are shown, and said to be', async () => {
    await inside(async (ward, c) => {
      const lan = await ward.chat('Lan');
      const { unitId, ids } = await insertCrowd(ward.cx, 9);
      const campaignId = await ward.campaignId();
      const submitted = { campaignId, unitId, state: 'submitted' as const, createdAt: 0, submittedAt: 0 };
      await c.tx
        .insert(c.t.submissions)
        .values(ids.map((personId) => ({ ...submitted, id: ward.cx.env.newId<SubmissionId>(), personId })));
      expect((await lan.command('bai', 'binh')).text).toMatch(/^Tìm thấy 9 bản đã nộp, dưới đây là 7 bản đầu\./);
      expect(lan.says[0]?.choices).toHaveLength(7);
      expect((await lan.command('bai', 'ho thi binh 9')).text).toMatch(/^Tìm thấy 1 bản .*\n\[Hồ Thị Bình 9\]$/);
    });
  });

  it('drafts are shown to nobody, also not beside a submitted text', async () => {
    await inside(async (ward) => {
      const [lan, minh, hoa] = [await ward.chat('Lan'), await ward.chat('Minh'), await ward.chat('Hoa')];
      await submits(ward, minh, 'đã nộp');
      await toSummary(ward, hoa, 'nháp của Hoa');
      await minh.command('suabai');
      await minh.input({ kind: 'choice', key: 'edit' });
      await minh.input({ kind: 'choice', key: 'e.0' });
      ward.later(MINUTE);
      await minh.write('đang sửa');
      await lan.command('bai');
      expect(lan.text).not.toContain('Lê Thị Hoa');
      await lan.press('Trần Văn Minh');
      expect(lan.text).toContain('\nđã nộp\n');
      expect(lan.text).not.toContain('đang sửa');
    });
  });

  it('another cell’s texts are refused at every door, and each try is on record', async () => {
    await inside(async (ward, c) => {
      const [dung, minh, lan] = [await ward.chat('Dũng'), await ward.chat('Minh'), await ward.chat('Lan')];
      await submits(ward, minh);
      const [row] = await c.tx.select().from(c.t.submissions);
      expect((await dung.command('bai', 'CB06')).facts).toEqual(refusal('CB06'));
      expect((await dung.command('bai', 'chi bo 6')).facts).toEqual(refusal('CB06'));
      expect((await dung.command('docbai', row?.id)).facts).toEqual(refusal('CB06'));
      expect((await dung.command('baitrang', `${row?.unitId} 0`)).facts).toEqual(refusal(row?.unitId ?? ''));
      expect((await dung.command('bai', 'minh')).text).toMatch(/^Không tìm thấy/);
      expect((await (await ward.chat('Phúc')).command('docbai', row?.id)).facts).toEqual(refusal('CB06'));
      for (const args of ['', 'x', "' or 1=1"])
        expect((await lan.command('docbai', args)).text).toBe('Bản này không còn.');
      expect(await c.tx.$count(c.t.readings)).toBe(0);
    });
  });

  it('who may read a text are the officers of the cell it was submitted to, also after its author has moved', async () => {
    await inside(async (ward, c) => {
      const minh = await ward.chat('Minh');
      await submits(ward, minh);
      await moveTo(c, minh.personId, 'CB07');
      expect((await minh.command('aidaxem')).text).toContain('• Nguyễn Thị Lan\n• Phạm Anh Tuấn\n');
      expect(minh.text).not.toContain('Hoàng Tiến Dũng');
    });
  });

  it('whoever has moved is found in the list of the cell it was submitted to, and by name as well', async () => {
    await inside(async (ward, c) => {
      const [minh, lan, dung] = [await ward.chat('Minh'), await ward.chat('Lan'), await ward.chat('Dũng')];
      await submits(ward, minh);
      await moveTo(c, minh.personId, 'CB07');
      for (const args of ['', 'tran van minh', 'MINH', 'cb06-03']) {
        await lan.command('bai', args);
        expect(lan.text).toContain('Trần Văn Minh');
      }
      expect((await dung.command('bai', 'tran van minh')).text).toMatch(/^Không tìm thấy/);
    });
  });

  it('whoever changes cells with the summary on the screen sees the new receivers before anything goes to them', async () => {
    await inside(async (ward, c) => {
      const minh = await ward.chat('Minh');
      await toSummary(ward, minh);
      expect(minh.text).toContain('được gửi tới chi ủy Chi bộ 6');
      await moveTo(c, minh.personId, 'CB07');
      await minh.input({ kind: 'choice', key: 'submit' });
      expect(minh.facts).toEqual([]);
      expect(minh.text).toMatch(/^Chi bộ của đồng chí đã thay đổi nên bản này chưa được nộp\./);
      expect(minh.text).toContain('được gửi tới chi ủy Chi bộ 7');
      const key = minh.says.flatMap((one) => one.choices ?? []).find((one) => one.key.startsWith('submit'))?.key ?? '';
      await minh.input({ kind: 'choice', key });
      expect(minh.facts).toMatchObject([{ type: 'submission.submitted' }]);
      expect(minh.text).toMatch(/^Cảm ơn đồng chí. Chi ủy Chi bộ 7 đã nhận/);
    });
  });

  it('reading the own text is no reading', async () => {
    await inside(async (ward) => {
      const lan = await ward.chat('Lan');
      await submits(ward, lan);
      await (await lan.command('bai')).press('Nguyễn Thị Lan');
      expect(lan.facts).toEqual([]);
      expect((await lan.command('aidaxem')).text).toMatch(/• Phạm Anh Tuấn\n\n.*\n• Chưa có lượt nào$/);
    });
  });
});
