import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../../src/lib/time.ts';
import { insertCrowd } from '../../support/crowd.ts';
import { eachDatabase } from '../../support/databases.ts';
import { Setting } from './setting.ts';

describe('/moi', () => {
  eachDatabase((database) => {
    const setting = <R>(work: (on: Setting) => Promise<R>) =>
      Setting.run(database(), async (on) => {
        await on.joins('Lan', 'Lan');
        return work(on);
      });

    it('gives a code to pass on, with its last minute and a link', async () => {
      await setting(async (on) => {
        const { text, says } = await on.sends('Lan', 'Lan', '/moi tran van minh');
        expect(says).toHaveLength(2);
        expect(text).toContain('Đã tạo mã tham gia cho đồng chí Trần Văn Minh.');
        expect(text).toContain('07 giờ 30 ngày 04/4/2022');
        const code = text.match(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/m)?.[0] ?? '';
        expect(text).toContain(`https://t.me/tusoi_bot?start=${code}`);
        expect((await on.stranger('new', { kind: 'text', text: code })).becomes?.personId).toBe(on.id('Minh'));
      });
    });

    it('warns that the earlier phone and the earlier code end', async () => {
      await setting(async (on) => {
        await on.joins('Minh', 'Minh');
        expect((await on.sends('Lan', 'Lan', '/moi CB06-03')).text).toContain(
          'điện thoại hoặc tài khoản trước sẽ bị ngắt',
        );
        on.pass(DAY);
        expect((await on.sends('Lan', 'Lan', '/moi CB06-03')).text).toContain('Mã cấp trước đây không còn dùng được');
      });
    });

    it('does not make a second code for a tap that came twice', async () => {
      await setting(async (on) => {
        await on.sends('Lan', 'Lan', '/moi CB06-03');
        const again = await on.sends('Lan', 'Lan', '/moi CB06-03');
        expect(again.facts).toEqual([]);
        expect(again.text).toContain('vừa được tạo lúc 07 giờ 30');
        on.pass(MINUTE);
        expect((await on.sends('Lan', 'Lan', '/moi CB06-03')).facts).toHaveLength(1);
      });
    });

    it('asks which one is meant, and says when there is none', async () => {
      await setting(async (on) => {
        const several = await on.sends('Lan', 'Lan', '/moi nh');
        expect(several.says[0]?.choices?.map((one) => one.command)).toContainEqual({ name: 'moi', args: 'CB06-03' });
        expect(several.facts).toEqual([]);
        const none = await on.sends('Lan', 'Lan', '/moi Tèo');
        expect(none.text).toContain('Không thấy đồng chí nào tên hoặc mã “Tèo” trong Chi bộ 6.');
        expect(none.facts).toEqual([]);
      });
    });

    it('says how many of more namesakes than buttons are shown, and how to find the others', async () => {
      await setting(async (on) => {
        await insertCrowd(on.cx, 9);
        const { text, says } = await on.sends('Lan', 'Lan', '/moi binh');
        expect(text).toMatch(/^Có 9 đồng chí hợp với “binh”, dưới đây là 7 đồng chí đầu\. .* \/moi kèm đủ họ tên\.$/m);
        expect(says[0]?.choices).toHaveLength(7);
        expect((await on.sends('Lan', 'Lan', '/moi ho thi binh 9')).facts).toMatchObject([{ type: 'invite.created' }]);
      });
    });

    it('refuses somebody of another cell, by code or by whole name, and logs it', async () => {
      await setting(async (on) => {
        for (const text of ['/moi CB07-02', '/moi đặng thúy nga']) {
          const { text: said, facts } = await on.sends('Lan', 'Lan', text);
          expect(said).toContain('đã được ghi nhật ký');
          expect(facts).toEqual([{ type: 'access.refused', permission: 'invite.create', subject: 'CB07-02' }]);
        }
      });
    });

    it('refuses a leader, who has no cell to invite to', async () => {
      await setting(async (on) => {
        await on.joins('Phúc', 'Phúc');
        for (const text of ['/moi Hoàng Tiến Dũng', '/moi', '/moitrang 0']) {
          expect((await on.sends('Phúc', 'Phúc', text)).facts).toMatchObject([{ type: 'access.refused' }]);
        }
      });
    });

    it('lists who has not joined, by pages, however wild the page', async () => {
      await setting(async (on) => {
        const { text, says } = await on.sends('Lan', 'Lan', '/moi');
        expect(text).toContain('Chi bộ 6: 4 đồng chí chưa tham gia trợ lý (trang 1/1)');
        expect(says[0]?.choices?.map((one) => one.label)).toEqual([
          'Vũ Đình Bách',
          'Lê Thị Hoa',
          'Trần Văn Minh',
          'Phạm Anh Tuấn',
        ]);
        for (const page of ['7', '-1', 'x', '99999999'])
          expect((await on.sends('Lan', 'Lan', `/moitrang ${page}`)).text).toBe(text);
        for (const name of ['Bách', 'Hoa', 'Minh', 'Tuấn']) await on.joins(name, name);
        expect((await on.sends('Lan', 'Lan', '/moi')).text).toContain('Mọi đồng chí của Chi bộ 6 đã tham gia');
      });
    });
  });
});
