import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import type { Connection } from '../../../src/db/database.ts';
import { insertMemberships, insertPeople } from '../../../src/features/organisation/store.ts';
import { paperOf } from '../../../src/features/submissions/paper/store.ts';
import type { PersonId, UnitId } from '../../../src/lib/ids.ts';
import { DAY, type LocalDate } from '../../../src/lib/time.ts';
import { eachDatabase } from '../../support/databases.ts';
import { translator } from './driver.ts';
import { type Chat, submits, Ward } from './setting.ts';

const told = (chat: Chat): readonly (readonly [string, string])[] =>
  chat.notices.map((one) => ['to' in one ? one.to : one.toAddress, translator.text(one.say, 'vi')] as const);

eachDatabase((database) => {
  const inside = (work: (ward: Ward, c: Connection) => Promise<void>): Promise<void> =>
    database().transact(async (c) => work(await Ward.on(c), c));

  it('is recorded by name without diacritics, for anybody of the cell, and can be undone', async () => {
    await inside(async (ward, c) => {
      const [lan, hoa] = [await ward.chat('Lan'), await ward.chat('Hoa')];
      const state = async () => paperOf(c, await ward.campaignId(), hoa.personId);
      expect((await lan.command('giay', 'le thi hoa')).text).toBe(
        'Đã ghi nhận bản giấy của đồng chí Lê Thị Hoa.\n[Bỏ ghi nhận]',
      );
      expect(await state()).toBe('confirmed');
      expect(told(lan)).toEqual([[hoa.personId, 'Chi ủy Chi bộ 6 đã ghi nhận bản giấy của đồng chí.']]);
      expect((await lan.command('giay', 'hoa')).text).toMatch(/Lê Thị Hoa đã được ghi nhận từ trước/);
      expect(lan.facts).toEqual([]);
      await lan.press('Bỏ ghi nhận');
      expect(await state()).toBeUndefined();
      expect(told(lan)[0]?.[1]).toMatch(/đã bỏ ghi nhận/);
      expect((await lan.command('bogiay', hoa.personId)).text).toMatch(/không có gì để bỏ/);
    });
  });

  it('part of a name asks first, and only the button records', async () => {
    await inside(async (ward) => {
      const [lan, hoa] = [await ward.chat('Lan'), await ward.chat('Hoa')];
      const question = 'Đồng chí Lê Thị Hoa (CB06-04) đã nộp bản giấy?\n[Ghi nhận]\n[Không phải]';
      expect((await lan.command('giay', 'hoa')).text).toBe(question);
      expect([lan.facts, lan.notices]).toEqual([[], []]);
      await lan.press('Không phải');
      expect([lan.facts, lan.text]).toEqual([[], expect.stringMatching(/gõ \/giay kèm đủ họ tên hoặc mã/)]);
      await lan.command('giay', 'hoa');
      expect((await lan.press('Ghi nhận')).facts).toMatchObject([{ type: 'paper.confirmed', personId: hoa.personId }]);
    });
  });

  it('of somebody of another cell, by code or whole name, is refused and on record', async () => {
    await inside(async (ward) => {
      const lan = await ward.chat('Lan');
      for (const named of ['CB07-02', 'dang thuy nga']) {
        expect((await lan.command('giay', named)).text).toMatch(/^Đồng chí chỉ ghi nhận được .* Chi bộ 6\..*nhật ký/);
        expect(lan.facts).toEqual([{ type: 'access.refused', permission: 'paper.confirm', subject: 'CB07-02' }]);
      }
      expect((await lan.command('giay', 'thuy nga')).text).toMatch(/^Không tìm thấy/);
      expect(lan.facts).toEqual([]);
    });
  });

  it('offers those first whose given name it is, and the others on further pages', async () => {
    await inside(async (ward, c) => {
      const lan = await ward.chat('Lan');
      const { memberships, persons } = c.t;
      const [own] = await c.tx.select().from(memberships).where(eq(memberships.personId, lan.personId));
      for (let n = 1; n <= 10; n += 1) {
        const [id, name] = [
          `00000000-0000-4000-8000-0000000000${n + 10}` as PersonId,
          n === 10 ? 'Bùi Văn Anh' : `Anh Bảo ${n}`,
        ];
        await insertPeople(c, [{ id, code: `CB06-${n + 20}`, name, createdAt: ward.now }]);
        await insertMemberships(c, [
          {
            id: id.replace('8000', '9000'),
            personId: id,
            unitId: own?.unitId as UnitId,
            status: 'official',
            validFrom: '2020-01-01' as LocalDate,
          },
        ]);
      }
      expect(await c.tx.$count(persons)).toBeGreaterThan(10);
      expect((await lan.command('giay', 'anh')).text).toMatch(/trang 1\/2\).*?\n\[Bùi Văn Anh \(CB06-30\)\]/s);
      const second = await lan.press('Trang sau');
      expect(second.text).toMatch(/trang 2\/2\)/);
      expect(second.text).toContain('[Trang trước]');
      const all = `${(await lan.press('Trang trước')).text}${(await lan.press('Trang sau')).text}`;
      for (let n = 1; n <= 9; n += 1) expect(all).toContain(`Anh Bảo ${n}`);
    });
  });

  it('begun here after it was confirmed says that it was', async () => {
    await inside(async (ward) => {
      const [lan, hoa] = [await ward.chat('Lan'), await ward.chat('Hoa')];
      await lan.command('giay', 'le thi hoa');
      expect((await hoa.command('soi')).text).toMatch(/^Bản giấy của đồng chí đã được chi ủy ghi nhận/);
    });
  });

  it('several people of that name are offered, nobody is told so, and without a name those come whose text is missing', async () => {
    await inside(async (ward) => {
      const [lan, minh] = [await ward.chat('Lan'), await ward.chat('Minh')];
      expect((await lan.command('giay', 'an')).text).toMatch(
        /^Có 3 đồng chí khớp.*\[Nguyễn Thị Lan \(CB06-01\)\]\n\[Trần Văn Minh/s,
      );
      expect((await lan.press('Trần Văn Minh (CB06-03)')).facts).toMatchObject([
        { type: 'paper.confirmed', personId: minh.personId },
      ]);
      expect((await lan.command('giay', 'CB06-04')).facts).toMatchObject([{ type: 'paper.confirmed' }]);
      expect((await lan.command('giay', 'dung')).text).toMatch(/^Không tìm thấy đảng viên này trong chi bộ/);
      await submits(ward, await ward.chat('Tuấn'));
      // Never the exempt, nor who handed in one way or the other.
      expect((await lan.command('giay')).text).toMatch(/chưa nhận được bản của 1 đồng chí\..*\n\[Nguyễn Thị Lan\]$/);
    });
  });

  it('of another cell is refused and on record, whatever the button said', async () => {
    await inside(async (ward, c) => {
      const [dung, hoa] = [await ward.chat('Dũng'), await ward.chat('Hoa')];
      for (const command of ['nhangiay', 'bogiay', 'chuanhangiay']) {
        expect((await dung.command(command, hoa.personId)).facts).toEqual([
          { type: 'access.refused', permission: 'paper.confirm', subject: 'CB06' },
        ]);
      }
      expect((await dung.command('nhangiay', 'nobody')).text).toMatch(/^Không tìm thấy/);
      expect(await c.tx.$count(c.t.papers)).toBe(0);
    });
  });

  it('said by the member, the secretary is asked; "not received" takes it back and the member is told', async () => {
    await inside(async (ward, c) => {
      const [lan, hoa] = [await ward.chat('Lan'), await ward.chat('Hoa')];
      await ward.chat('Tuấn');
      const state = async () => paperOf(c, await ward.campaignId(), hoa.personId);
      await hoa.command('nopgiay');
      expect(hoa.text).toMatch(/trợ lý thôi nhắc nộp/);
      expect(told(hoa)).toEqual([
        [lan.personId, 'Đồng chí Lê Thị Hoa báo đã nộp bản tự soi trên giấy. Đề nghị đồng chí xác nhận giúp.'],
      ]);
      const asked = hoa.notices[0]?.say.choices ?? [];
      expect(await state()).toBe('claimed');
      await hoa.command('nopgiay');
      expect(hoa.facts).toEqual([]);
      await lan.press('Chưa nhận được', asked);
      expect(await state()).toBeUndefined();
      expect(told(lan)[0]?.[1]).toMatch(/^Chi ủy Chi bộ 6 chưa nhận được bản giấy của đồng chí\./);
      await lan.press('Chưa nhận được', asked);
      expect([lan.facts, lan.text]).toEqual([[], expect.stringMatching(/không còn báo/)]);
      await lan.press('Đã nhận bản giấy', asked);
      expect(await state()).toBe('confirmed');
      expect((await hoa.command('nopgiay')).text).toBe('Bản giấy của đồng chí đã được chi ủy ghi nhận.');
    });
  });

  it('the secretary’s own claim goes to the deputy', async () => {
    await inside(async (ward) => {
      const [tuan, lan] = [await ward.chat('Tuấn'), await ward.chat('Lan')];
      expect(told(await lan.command('nopgiay'))).toEqual([[tuan.personId, expect.stringContaining('Nguyễn Thị Lan')]]);
    });
  });

  it('a claim goes to the deputy where the secretary has not joined', async () => {
    await inside(async (ward) => {
      const [tuan, hoa] = [await ward.chat('Tuấn'), await ward.chat('Hoa')];
      expect(told(await hoa.command('nopgiay')).map(([to]) => to)).toEqual([tuan.personId]);
    });
  });

  it('a claim passes over an officer who declined: their buttons would only lead to the consent question', async () => {
    await inside(async (ward) => {
      await ward.chat('Lan', 'declined');
      const [tuan, hoa] = [await ward.chat('Tuấn'), await ward.chat('Hoa')];
      expect(told(await hoa.command('nopgiay')).map(([to]) => to)).toEqual([tuan.personId]);
    });
  });

  it('a claim nobody can be asked about is still on record', async () => {
    await inside(async (ward, c) => {
      await ward.chat('Lan', 'declined');
      const hoa = await ward.chat('Hoa');
      expect(told(await hoa.command('nopgiay'))).toEqual([]);
      expect(await paperOf(c, await ward.campaignId(), hoa.personId)).toBe('claimed');
    });
  });

  it('a claim is taken only while the round is open', async () => {
    await inside(async (ward, c) => {
      const [hoa, minh] = [await ward.chat('Hoa'), await ward.chat('Minh')];
      await minh.command('nopgiay');
      ward.later(60 * DAY);
      expect([(await hoa.command('nopgiay')).text, hoa.facts]).toEqual([expect.stringMatching(/^Đợt này đã khép/), []]);
      expect((await minh.command('nopgiay')).text).toMatch(/^Đã ghi là đồng chí nộp bản giấy/);
      expect(await paperOf(c, await ward.campaignId(), hoa.personId)).toBeUndefined();
    });
  });

  it('the buttons of a reminder do nothing in a later round', async () => {
    await inside(async (ward, c) => {
      const hoa = await ward.chat('Hoa');
      const earlier = await ward.campaignId();
      await ward.nextRound();
      for (const command of ['nopgiay', 'soidot']) {
        expect((await hoa.command(command, earlier)).text).toMatch(/^Lựa chọn này thuộc một đợt sinh hoạt trước/);
        expect([hoa.facts, hoa.conversation.active]).toEqual([[], undefined]);
      }
      expect(await c.tx.$count(c.t.papers)).toBe(0);
      expect((await hoa.command('soi')).facts).toMatchObject([{ type: 'submission.started' }]);
    });
  });

  it('is moot once something was submitted', async () => {
    await inside(async (ward, c) => {
      const [lan, hoa] = [await ward.chat('Lan'), await ward.chat('Hoa')];
      await hoa.command('nopgiay');
      await submits(ward, hoa);
      expect(await c.tx.$count(c.t.papers)).toBe(0);
      expect((await hoa.command('nopgiay')).text).toMatch(/đã nộp trong trợ lý rồi/);
      expect((await lan.command('giay', 'hoa')).text).toMatch(/đã nộp trong trợ lý lúc .* không cần ghi nhận bản giấy/);
    });
  });
});
