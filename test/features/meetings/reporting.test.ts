import { describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import { eachDatabase } from '../../support/databases.ts';
import { feature, held, MONDAY, meetings, schedule } from './officer.ts';
import { chat, keysOf, readAll, seed } from './town.ts';

eachDatabase((database) => {
  const ready = async (): Promise<Database> => {
    await database().transact((c) => seed(c));
    return database();
  };

  it('is marked as held on its day, twice without harm, and reported later', async () => {
    const db = await ready();
    await schedule(db);
    const an = chat(db, feature, 'an');
    const early = await an.command('hopviec', 'hold c6', MONDAY);
    expect([keysOf(early), early.facts]).toEqual([['meetings.not-yet', 'meetings.scheduled'], []]);
    const view = await an.command('hop', '', '2022-03-29T21:00');
    const marked = await an.tap(view, 'hold', '2022-03-29T21:00');
    expect(keysOf(marked)).toEqual(['meetings.held-marked']);
    expect(await meetings(db)).toEqual([held]);
    const twice = await an.tap(view, 'hold', '2022-03-29T21:01');
    expect([keysOf(twice), twice.facts]).toEqual([['meetings.already-held', 'meetings.held'], []]);
    const when = await an.tap(marked, 'report', '2022-03-30T08:00');
    const number = await an.tap(when, '2022-03-29', '2022-03-30T08:00');
    expect(readAll(number)).toContain('Đồng chí gõ một số từ 0 đến 6.');
    expect(keysOf(await an.type('đông đủ', '2022-03-30T08:00'))).toEqual([
      'meetings.present-unread',
      'meetings.ask-present',
    ]);
    expect(keysOf(await an.type('7', '2022-03-30T08:00'))).toEqual(['meetings.present-many', 'meetings.ask-present']);
    const done = await an.type('2', '2022-03-30T08:00');
    expect(readAll(done)).toBe('Đã ghi báo cáo của Chi bộ 6, sinh hoạt ngày 29/3/2022, 2/6 đồng chí dự.');
    expect(done.facts.map((fact) => fact.type)).toEqual(['meeting.reported']);
    expect(await meetings(db)).toEqual([{ ...held, state: 'reported', present: 2 }]);
  });

  it('is reported without having been scheduled, at once or with the number following', async () => {
    const db = await ready();
    const an = chat(db, feature, 'an');
    const when = await an.tap(await an.command('hop', '', MONDAY), 'hold', MONDAY);
    expect(keysOf(await an.type('mai', MONDAY))).toEqual(['meetings.held-future', 'meetings.ask-held']);
    expect(keysOf(await an.type('13/3', MONDAY))).toEqual(['meetings.held-before', 'meetings.ask-held']);
    await an.tap(when, '2022-03-20', MONDAY);
    const later = await an.answer({ kind: 'choice', key: 'later' }, MONDAY);
    expect(keysOf(later)).toEqual(['meetings.held-saved']);
    expect(await meetings(db)).toEqual([
      { state: 'held', startsAt: '2022-03-20T00:00', place: '', heldOn: '2022-03-20', present: null },
    ]);
    const hoa = chat(db, feature, 'hoa');
    await hoa.tap(await hoa.command('hop', '', MONDAY), 'hold', MONDAY);
    await hoa.type('hôm qua', MONDAY);
    expect((await hoa.type('2 đồng chí', MONDAY)).facts.map((fact) => fact.type)).toEqual([
      'meeting.held',
      'meeting.reported',
    ]);
    expect((await meetings(db)).map((one) => one.present)).toEqual([null, 2]);
  });

  it('is reported by one of two officers; the other is told, and may correct it', async () => {
    const db = await ready();
    const [an, binh] = [chat(db, feature, 'an'), chat(db, feature, 'binh')];
    for (const officer of [an, binh]) {
      await officer.tap(await officer.command('hop', '', MONDAY), 'hold', MONDAY);
      await officer.type('20/3', MONDAY);
    }
    expect(keysOf(await an.type('4', MONDAY))).toEqual(['meetings.report-saved']);
    const second = await binh.type('5', MONDAY);
    expect([keysOf(second), second.facts]).toEqual([['meetings.already-reported'], []]);
    const view = await binh.command('hop', '', MONDAY);
    expect(readAll(view)).toContain('có 4 đồng chí dự.\n[Sửa báo cáo] [Chưa tổ chức]');
    await binh.tap(view, 'report', MONDAY);
    await binh.type('20/3', MONDAY);
    expect(keysOf(await binh.type('5', MONDAY))).toEqual(['meetings.report-saved']);
    expect((await meetings(db)).map((one) => one.present)).toEqual([5]);
  });

  it('that was marked as held by mistake is scheduled as before, and can be moved, cancelled or held again', async () => {
    const db = await ready();
    await schedule(db);
    const an = chat(db, feature, 'an');
    const morning = '2022-03-29T08:00';
    await an.tap(await an.command('hop', '', morning), 'hold', morning);
    expect(await meetings(db)).toEqual([held]);
    const view = await an.command('hop', '', morning);
    const undone = await an.tap(view, 'unhold', morning);
    expect(readAll(undone)).toBe('Đã bỏ ghi nhận tổ chức sinh hoạt của Chi bộ 6. Xem hoặc đổi lịch bằng lệnh /hop.');
    expect(undone.told).toEqual([]);
    expect(await meetings(db)).toEqual([{ ...held, state: 'scheduled', heldOn: null }]);
    expect(keysOf(await an.tap(view, 'unhold', morning))).toEqual(['meetings.gone-meanwhile', 'meetings.scheduled']);
    expect(readAll(await an.command('hop', '', morning))).toContain(
      '[Đã tổ chức] [Báo cáo] [Đổi lịch] [Hủy buổi sinh hoạt]',
    );
  });

  it('that was never scheduled and not held either leaves nothing behind, and its buttons say so', async () => {
    const db = await ready();
    const an = chat(db, feature, 'an');
    await an.tap(await an.command('hop', '', MONDAY), 'hold', MONDAY);
    await an.type('20/3', MONDAY);
    await an.type('4', MONDAY);
    const view = await an.command('hop', '', MONDAY);
    await an.tap(view, 'unhold', MONDAY);
    expect(readAll(await an.command('hop', '', MONDAY))).toMatch(
      /^Chi bộ 6 chưa có lịch .*\n.*\n\[Chọn lịch\] \[Đã tổ chức\]$/,
    );
    expect(keysOf(await an.tap(view, 'report', MONDAY))).toEqual(['meetings.gone-meanwhile', 'meetings.none']);
    expect((await meetings(db)).map(({ state, present }) => [state, present])).toEqual([['cancelled', null]]);
  });

  it('takes replies only from members of the cell, and only before it begins', async () => {
    const db = await ready();
    await schedule(db);
    const view = await chat(db, feature, 'an').command('hop', '', MONDAY);
    const id = view.says[0]?.choices?.[0]?.command?.args.split(' ')[2] ?? '';
    const reply = async (who: string, args: string, when = MONDAY): Promise<readonly string[]> =>
      keysOf(await chat(db, feature, who).command('dubuoi', args, when));
    expect(await reply('chi', `${id} coming`)).toEqual(['meetings.reply-coming']);
    expect(await reply('chi', `${id} coming`)).toEqual(['meetings.reply-coming']);
    expect(await reply('chi', `${id} absent`)).toEqual(['meetings.reply-absent']);
    expect(await reply('hoa', `${id} coming`)).toEqual(['meetings.reply-unknown']);
    expect(await reply('chi', `${id} perhaps`)).toEqual(['meetings.reply-unknown']);
    expect(await reply('chi', '')).toEqual(['meetings.reply-unknown']);
    expect(await reply('chi', `${id} coming`, '2022-03-29T19:30')).toEqual(['meetings.reply-over']);
    const rows = await db.read((c) => c.tx.select().from(c.t.attendances));
    expect(rows.map(({ personId, reply: said }) => [personId, said])).toEqual([['chi', 'absent']]);
  });

  it('of another cell is refused and logged; unknown words are only unknown', async () => {
    const db = await ready();
    const an = chat(db, feature, 'an');
    const foreign = await an.command('hop', 'chi bo 7', MONDAY);
    expect([keysOf(foreign), foreign.facts]).toEqual([
      ['common.refused'],
      [{ type: 'access.refused', permission: 'meeting.schedule', subject: 'C7' }],
    ]);
    expect(keysOf(await an.command('hopviec', 'cancel c7', MONDAY))).toEqual(['common.refused']);
    expect(keysOf(await an.command('hop', 'chi bo 99', MONDAY))).toEqual(['meetings.no-such-cell']);
    expect(keysOf(await an.command('hopviec', 'nonsense', MONDAY))).toEqual(['meetings.no-such-cell']);
    expect(keysOf(await an.command('hopviec', 'nonsense c6', MONDAY))).toEqual(['meetings.none']);
    expect(keysOf(await an.command('hopviec', 'cancel-confirmed c6 nonsense', MONDAY))).toEqual([
      'meetings.gone-meanwhile',
      'meetings.none',
    ]);
    expect(keysOf(await an.command('hop', '', '2022-03-13T08:00'))).toEqual(['meetings.no-campaign']);
    expect(keysOf(await an.command('hopviec', 'schedule c6', '2022-04-23T08:00'))).toEqual([
      'meetings.closed',
      'meetings.none',
    ]);
  });
});

describe('somebody with several cells', () => {
  eachDatabase(
    (database) => {
      it('picks one of them', async () => {
        await database().transact((c) =>
          seed(c, [
            {
              id: 'an',
              cell: 'c6',
              roles: [
                ['secretary', 'c6'],
                ['deputy', 'c7'],
              ],
            },
          ]),
        );
        const an = chat(database(), feature, 'an');
        const which = await an.command('hop', '', MONDAY);
        expect(readAll(which)).toBe('Đồng chí xem buổi sinh hoạt của chi bộ nào?\n[Chi bộ 6] [Chi bộ 7]');
        expect(readAll(await an.tap(which, 'c2', MONDAY))).toContain('Chi bộ 7 chưa có lịch');
        expect(readAll(await an.command('hop', 'chi bo 6', MONDAY))).toContain('Chi bộ 6 chưa có lịch');
      });
    },
    ['sqlite'],
  );
});
