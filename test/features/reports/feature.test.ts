import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { loadContent } from '../../../src/content/load.ts';
import { createTranslator } from '../../../src/content/translate.ts';
import type { Database } from '../../../src/db/database.ts';
import { NEWCOMER, WARD } from '../../../src/demo/ward.ts';
import type { Acting, Cx, Outcome } from '../../../src/features/feature.ts';
import { weeklyDigest } from '../../../src/features/reports/digest.ts';
import { reportsFeature } from '../../../src/features/reports/feature.ts';
import { statusJson } from '../../../src/features/reports/json.ts';
import type { LocalDate } from '../../../src/lib/time.ts';
import { acting, addressOf, at, testCx } from '../../support/cx.ts';
import { eachDatabase } from '../../support/databases.ts';
import { demonstration } from '../../support/filled-with-demonstration.ts';

const loaded = await loadContent();
if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
const translator = createTranslator(loaded.content.catalogues);

const MONDAY = at('2022-03-21T08:00');
const LEADER = 'CB03-07';
const SECRETARY = 'CB06-01';
const MEMBER = 'CB06-07';

interface Answered {
  readonly text: string;
  /** `label -> command args` */
  readonly buttons: readonly string[];
  readonly facts: Outcome['facts'];
}

async function onDemo<T>(database: Database, work: (cx: Cx) => Promise<T>, now = MONDAY): Promise<T> {
  return database.transact((c) => work(testCx(c, { now })));
}

async function as(cx: Cx, code: string): Promise<Acting> {
  const [person] = await cx.directory.findMembers('/', code);
  if (person === undefined) throw new Error(`nobody is ${code}`);
  return acting(cx, { person, address: await addressOf(cx, code, 'console') });
}

async function run(cx: Cx, code: string, line: string): Promise<Answered> {
  const [name, ...args] = line.split(' ');
  const command = reportsFeature().commands?.find((one) => one.name === name || one.aliases.includes(name ?? ''));
  if (command === undefined) throw new Error(`no command ${name}`);
  const { says = [], facts } = await command.run(await as(cx, code), args.join(' '));
  return {
    text: says.map((one) => translator.text(one, 'vi')).join('\n---\n'),
    buttons: says
      .flatMap((one) => one.choices ?? [])
      .map(({ label, command: to }) => `${translator.text(label, 'vi')} -> ${to?.name} ${to?.args}`.trim()),
    facts,
  };
}

eachDatabase(
  (database) => {
    it('shows a leader the whole ward without a name, with buttons down, by pages, and to the own cell', async () => {
      await onDemo(database(), async (cx) => {
        const names = (await cx.directory.findMembers('/', '')).map((one) => one.name);
        const top = await run(cx, LEADER, 'trangthai');
        expect(top.text).toContain(
          'Đảng bộ phường Phúc Đồng, đến 08 giờ 00 ngày 21/3/2022.\nSinh hoạt chuyên đề: 4/17 chi bộ (tổ dân phố 3/11, Công an 1/1, nhà trường 0/5).\nĐã có lịch: 5; chưa có lịch: 8.\nĐảng viên: 700; miễn sinh hoạt: 125; thuộc diện: 575; đã nộp: ',
        );
        expect(names.some((name) => top.text.includes(name))).toBe(false);
        expect(top.buttons.slice(0, 2)).toEqual(['Chi bộ 1 -> trangthai CB01', 'Chi bộ 2 -> trangthai CB02']);
        expect(top.buttons).toContain('Trang sau -> trangthaitrang PD 1');
        expect(top.buttons.slice(7)).toEqual(['Việc của tôi -> trangthaitoi']);
        const middle = await run(cx, LEADER, 'trangthaitrang PD 1');
        expect(middle.buttons).toHaveLength(9);
        const last = await run(cx, LEADER, 'trangthaitrang PD 99');
        expect(last.buttons[0]).toMatch(/^Chi bộ Trường/);
        expect(last.buttons).toContain('Trang trước -> trangthaitrang PD 1');
        const cell = await run(cx, LEADER, 'trangthai chi bo 6');
        expect(cell.text).toContain('Chi bộ 6, đến');
        expect(names.some((name) => cell.text.includes(name))).toBe(false);
        expect(cell.buttons).toContain('Lên Đảng bộ phường Phúc Đồng -> trangthai PD');
      });
    }, 60_000);

    it('shows a secretary the own cell with the names of those who have not handed in', async () => {
      await onDemo(database(), async (cx) => {
        const cell = await run(cx, SECRETARY, 'status');
        const newcomer = (await cx.directory.findMembers('/', NEWCOMER))[0];
        expect(cell.text).toContain(
          'Chi bộ 6, đến 08 giờ 00 ngày 21/3/2022.\nSinh hoạt chuyên đề: 19 giờ 30 ngày 29/3/2022, tại nhà văn hóa tổ dân phố 6.\nĐảng viên: 66; miễn sinh hoạt: 16; thuộc diện: 50;',
        );
        expect(cell.text).toContain(`• ${newcomer?.name}`);
        const missing = Number(cell.text.match(/Chưa nhận được \((\d+)\)/)?.[1]);
        const submitted = Number(cell.text.match(/đã nộp: (\d+)\/50/)?.[1]);
        expect(missing + submitted).toBe(50);
        expect(cell.buttons).toEqual(['Việc của tôi -> trangthaitoi']);
      });
    }, 60_000);

    it('gives somebody with several roles the widest view and buttons to the others', async () => {
      await onDemo(database(), async (cx) => {
        const { id } = (await as(cx, 'CBTHPT-01')).person;
        const [ward] = await cx.directory.findUnits('/', WARD);
        if (ward === undefined) throw new Error('no ward');
        await cx.c.tx
          .insert(cx.c.t.roles)
          .values({ id: 'r', personId: id, unitId: ward.id, role: 'leader', validFrom: '2022-01-01' as LocalDate });
        const top = await run(cx, 'CBTHPT-01', 'trangthai');
        expect(top.text).toMatch(/^Đảng bộ phường Phúc Đồng/);
        expect(top.buttons.slice(-2)).toEqual([
          'Chi bộ Trường THPT -> trangthai CBTHPT',
          'Việc của tôi -> trangthaitoi',
        ]);
        expect((await run(cx, 'CBTHPT-01', 'trangthai CBTHPT')).text).toContain(
          'Danh sách này chỉ chi ủy chi bộ xem được.',
        );
        expect((await run(cx, 'CBTHPT-01', 'trangthaitoi')).buttons.slice(1)).toEqual([
          'Đảng bộ phường Phúc Đồng -> trangthai PD',
          'Chi bộ Trường THPT -> trangthai CBTHPT',
        ]);
      });
    }, 60_000);

    it('shows a secretary who also follows other cells the own cell first, with names, and offers those beside it', async () => {
      await onDemo(database(), async (cx) => {
        const cell = await run(cx, 'CBTHPT-01', 'trangthai');
        expect(cell.text).toMatch(/^Chi bộ Trường THPT, đến/);
        expect(cell.text).toContain('Danh sách này chỉ chi ủy chi bộ xem được.');
        expect(cell.buttons).toEqual([
          'Chi bộ 5 -> trangthai CB05',
          'Chi bộ 11 -> trangthai CB11',
          'Việc của tôi -> trangthaitoi',
        ]);
        const { id: personId } = (await as(cx, 'CBTHPT-01')).person;
        const assigned = { personId, role: 'assigned' as const, validFrom: '2022-01-01' as LocalDate };
        for (const code of ['CB01', 'CB02', 'CB03']) {
          for (const { id: unitId } of await cx.directory.findUnits('/', code))
            await cx.c.tx.insert(cx.c.t.roles).values({ ...assigned, id: cx.env.newId(), unitId });
        }
        // However many cells one follows, the own one is among the buttons.
        expect((await run(cx, 'CBTHPT-01', 'trangthaitoi')).buttons).toContain(
          'Chi bộ Trường THPT -> trangthai CBTHPT',
        );
      });
    }, 60_000);

    it('refuses a secretary of cell 6 who asks for cell 7, by name, by code, by an old button, and logs it', async () => {
      await onDemo(database(), async (cx) => {
        for (const line of ['trangthai chi bo 7', 'trangthai CB07', 'trangthaitrang CB07 0']) {
          const refused = await run(cx, SECRETARY, line);
          expect(refused.text).toBe(
            'Đồng chí không được phân công xem số liệu của Chi bộ 7. Lượt yêu cầu này đã được ghi nhật ký. Nếu cần, đồng chí liên hệ văn phòng cấp ủy.',
          );
          expect(refused.facts).toEqual([{ type: 'access.refused', permission: 'status.read', subject: 'CB07' }]);
        }
        expect((await run(cx, MEMBER, 'trangthai PD')).facts).toEqual([
          { type: 'access.refused', permission: 'status.read', subject: 'PD' },
        ]);
      });
    }, 60_000);

    it("shows a member the own progress only, also under the own cell's name", async () => {
      await onDemo(database(), async (cx) => {
        const own = await run(cx, MEMBER, 'trangthai');
        expect(own.text).toMatch(
          /^Đồng chí .+, Chi bộ 6, đến 08 giờ 00 ngày 21\/3\/2022\.\nBản tự soi: chưa bắt đầu\.\nSinh hoạt chuyên đề: 19 giờ 30 ngày 29\/3\/2022/,
        );
        expect(own.buttons).toEqual(['Soạn bài -> soi']);
        expect((await run(cx, MEMBER, 'trangthai chi bo 6')).text).toBe(own.text);
      });
    }, 60_000);

    it('answers an unknown name with the nearest, an unclear one with a choice, and any junk politely', async () => {
      await onDemo(database(), async (cx) => {
        const near = await run(cx, LEADER, 'trangthai chi bo cong am');
        expect(near.text).toContain('Không tìm thấy tổ chức nào có mã hoặc tên “chi bo cong am”. Gần giống');
        expect(near.buttons[0]).toBe('Chi bộ Công an -> trangthai CBCA');
        const several = await run(cx, LEADER, 'trangthai mam non');
        expect(several.text).toBe('Có 2 tổ chức khớp với “mam non”. Đề nghị đồng chí chọn một.');
        expect(several.buttons).toEqual([
          'Chi bộ Trường Mầm non A -> trangthai CBMNA',
          'Chi bộ Trường Mầm non B -> trangthai CBMNB',
        ]);
        for (const junk of ['%', "' or 1=1", 'x'.repeat(5000), '{unit}', '\u0000']) {
          expect((await run(cx, LEADER, `trangthai ${junk}`)).text).toMatch(/^Không tìm thấy|^Có \d+|^Đảng bộ|^Chi bộ/);
          expect((await run(cx, MEMBER, `trangthaitrang ${junk}`)).text).not.toBe('');
        }
      });
    }, 60_000);

    it('says so before any round was opened, and after it closed', async () => {
      await onDemo(
        database(),
        async (cx) =>
          expect((await run(cx, LEADER, 'trangthai')).text).toBe(
            'Đảng bộ phường Phúc Đồng: hiện chưa có đợt sinh hoạt nào được mở.',
          ),
        at('2022-03-13T09:00'),
      );
      await database().transact(async (c) => {
        const cx = testCx(c, { now: at('2022-04-25T09:00') });
        expect((await run(cx, LEADER, 'trangthai')).text).toContain('Đợt sinh hoạt đã kết thúc ngày 22/4/2022.');
        expect((await run(cx, MEMBER, 'trangthai')).buttons).toEqual([]);
      });
    }, 60_000);

    it('sums the week up for secretaries and leaders, for a deputy only while no secretary can be reached, and for nobody else', async () => {
      await onDemo(database(), async (cx) => {
        const day = '2022-03-21' as LocalDate;
        const digest = async (code: string): Promise<string | undefined> => {
          const words = await weeklyDigest(cx, (await as(cx, code)).person.id, day);
          return words === undefined ? undefined : translator.text(words, 'vi');
        };
        expect(await digest(SECRETARY)).toMatch(/^Chi bộ 6, tuần từ ngày 14\/3 đến ngày 20\/3\/2022\./);
        const lists = async (code: string) =>
          ((await weeklyDigest(cx, (await as(cx, code)).person.id, day))?.choices ?? []).map(
            ({ label, command }) => `${translator.text(label, 'vi')} -> ${command?.name} ${command?.args}`,
          );
        expect(await lists(SECRETARY)).toEqual(['Xem danh sách -> trangthai CB06']);
        expect(await lists(LEADER)).toEqual([]);
        expect(await digest(LEADER)).toMatch(
          /^Đảng bộ phường Phúc Đồng, tuần từ ngày 14\/3 đến ngày 20\/3\/2022\.\nSinh hoạt chuyên đề: 4\/17 chi bộ/,
        );
        for (const code of ['CB06-02', 'CB06-03', MEMBER, 'CB05-09']) expect(await digest(code)).toBeUndefined();
        const secretary = (await as(cx, SECRETARY)).person.id;
        const { addresses, consents, roles } = cx.c.t;
        const gone = (why: string | null) =>
          cx.c.tx.update(addresses).set({ gone: why }).where(eq(addresses.personId, secretary));
        await gone('blocked');
        expect(await digest('CB06-02')).toMatch(/^Chi bộ 6, tuần/);
        await gone(null);
        expect(await digest('CB06-02')).toBeUndefined();
        const withdrawn = { decision: 'withdrawn' as const, textVersion: '2022-1', at: MONDAY, channel: 'console' };
        await cx.c.tx.insert(consents).values({ id: cx.env.newId(), personId: secretary, ...withdrawn });
        expect(await digest('CB06-02')).toMatch(/^Chi bộ 6, tuần/);
        await cx.c.tx.delete(roles).where(eq(roles.personId, secretary));
        expect(await digest('CB06-02')).toMatch(/^Chi bộ 6, tuần/);
      });
    }, 60_000);

    it('gives the command line the same figures, by cell', async () => {
      await onDemo(database(), async (cx) => {
        const [unit] = await cx.directory.findUnits('/', WARD);
        if (unit === undefined) throw new Error('no ward');
        const json = await statusJson(cx, unit);
        expect(json).toMatchObject({
          unit: 'PD',
          campaign: '121-KH-DU',
          phase: 'running',
          totals: { members: 700, exempt: 125, owing: 575 },
          meetings: { held: 4, cells: 17 },
          overdue: [],
        });
        expect('cells' in json && json.cells.map((cell) => cell.owing)).toEqual([
          47, 38, 42, 33, 43, 50, 32, 39, 35, 40, 31, 15, 22, 18, 34, 31, 25,
        ]);
        expect(JSON.parse(JSON.stringify(json))).toEqual(json);
      });
    }, 60_000);
  },
  undefined,
  demonstration,
);
