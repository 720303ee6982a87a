import { describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import { meetingsFeature } from '../../../src/features/meetings/feature.ts';
import { eachDatabase } from '../../support/databases.ts';
import { chat, type Heard, keysOf, read, readAll, seed } from './town.ts';

const feature = meetingsFeature();
const MONDAY = '2022-03-21T08:00';

async function meetings(db: Database) {
  const rows = await db.read((c) => c.tx.select().from(c.t.meetings).orderBy(c.t.meetings.createdAt, c.t.meetings.id));
  return rows.map(({ state, startsAt, place, heldOn, present }) => ({ state, startsAt, place, heldOn, present }));
}

/** Schedules 29/3 19:30 at the house of culture. */
async function schedule(db: Database, who = 'an', when = MONDAY): Promise<Heard> {
  const officer = chat(db, feature, who);
  await officer.tap(await officer.command('hop', '', when), 'schedule', when);
  await officer.type('29/3', when);
  await officer.type('7 giờ rưỡi tối', when);
  await officer.type('  nhà văn hóa\ntổ 6 ', when);
  return officer.answer({ kind: 'choice', key: 'confirm' }, when);
}

const held = { state: 'held', startsAt: '2022-03-29T19:30', place: 'nhà văn hóa tổ 6', heldOn: '2022-03-29', present: null };

eachDatabase((database) => {
  const ready = async (): Promise<Database> => {
    await database().transact((c) => seed(c));
    return database();
  };

  it('is scheduled in a dialog, and everybody who takes part is invited', async () => {
    const db = await ready();
    const an = chat(db, feature, 'an');
    const view = await an.command('hop', '', MONDAY);
    expect(readAll(view)).toBe('Chi bộ 6 chưa có lịch sinh hoạt “Tự soi, tự sửa”.\nThời hạn chung: trước ngày 05/4/2022 (hết ngày 04/4).\n[Chọn lịch] [Đã tổ chức]');
    const days = await an.tap(view, 'schedule', MONDAY);
    expect(readAll(days)).toContain('[thứ Hai, 21/3] [thứ Ba, 22/3]');
    const times = await an.tap(days, '2022-04-04', MONDAY);
    expect(readAll(times)).toContain('[07 giờ 30] [08 giờ 00]');
    const places = await an.tap(times, '19h30', MONDAY);
    expect(keysOf(places)).toEqual(['meetings.ask-place']);
    const confirm = await an.type('Nhà văn hóa tổ dân phố 6', MONDAY);
    expect(readAll(confirm)).toContain('1. Báo cáo của chi bộ, chi ủy\n2. Góp ý cho chi ủy');
    expect(await meetings(db)).toEqual([]);
    const done = await an.tap(confirm, 'confirm', MONDAY);
    expect(await meetings(db)).toEqual([{ state: 'scheduled', startsAt: '2022-04-04T19:30', place: 'Nhà văn hóa tổ dân phố 6', heldOn: null, present: null }]);
    // Not the one who did it, not who declined or has not joined, nobody of another cell.
    expect(done.told.map((one) => ('to' in one ? one.to : ''))).toEqual(['binh', 'chi', 'dung']);
    expect(done.told.map((one) => read(one.say))[0]).toBe(
      'Kính mời đồng chí dự buổi sinh hoạt “Tự soi, tự sửa” của Chi bộ 6 lúc 19 giờ 30 ngày 04/4/2022, tại Nhà văn hóa tổ dân phố 6.\n\nTrình tự:\n1. Báo cáo của chi bộ, chi ủy\n2. Góp ý cho chi ủy\n[Tôi dự] [Báo vắng]',
    );
    expect(done.told.map((one) => read(one.say, 'en'))[0]).toContain('You are invited');
  });

  it('refuses what cannot be, each with its reason, and goes on where it was', async () => {
    const db = await ready();
    const an = chat(db, feature, 'an');
    await an.tap(await an.command('hop', '', MONDAY), 'schedule', MONDAY);
    expect(keysOf(await an.type('20/3', MONDAY))).toEqual(['meetings.day-past', 'meetings.ask-day']);
    expect(keysOf(await an.type('23/4', MONDAY))).toEqual(['meetings.day-closed', 'meetings.ask-day']);
    expect(keysOf(await an.type('sau Tết', MONDAY))).toEqual(['meetings.day-unread', 'meetings.ask-day']);
    expect(keysOf(await an.type('hôm nay', MONDAY))).toEqual(['meetings.ask-time']);
    expect(keysOf(await an.type('7h', MONDAY))).toEqual(['meetings.time-past', 'meetings.ask-time']);
    expect(keysOf(await an.type('muộn', MONDAY))).toEqual(['meetings.time-unread', 'meetings.ask-time']);
    expect(keysOf(await an.answer({ kind: 'choice', key: 'back' }, MONDAY))).toEqual(['meetings.ask-day']);
    expect(keysOf(await an.type('thứ bảy', MONDAY))).toEqual(['meetings.ask-time']);
    expect(keysOf(await an.type('19 giờ 30', MONDAY))).toEqual(['meetings.ask-place']);
    expect(keysOf(await an.type('?', MONDAY))).toEqual(['meetings.place-short', 'meetings.ask-place']);
    expect(keysOf(await an.type('x'.repeat(201), MONDAY))).toEqual(['meetings.place-long', 'meetings.ask-place']);
    expect(keysOf(await an.type('Hội trường', MONDAY))).toEqual(['meetings.confirm']);
    const left = await an.answer({ kind: 'choice', key: 'leave' }, MONDAY);
    expect([keysOf(left), left.frame, await meetings(db)]).toEqual([['meetings.left'], undefined, []]);
  });

  it('takes a day after the deadline with a neutral remark', async () => {
    const db = await ready();
    const an = chat(db, feature, 'an');
    await an.tap(await an.command('hop', '', MONDAY), 'schedule', MONDAY);
    const late = await an.type('05/4', MONDAY);
    expect(readAll(late)).toContain('Ngày này sau thời hạn chung (hết ngày 04/4/2022); trợ lý vẫn ghi lịch.');
    expect(keysOf(late)).toEqual(['meetings.after-deadline', 'meetings.ask-time']);
  });

  it('does not confirm a time that has passed while the dialog rested', async () => {
    const db = await ready();
    const an = chat(db, feature, 'an');
    await an.tap(await an.command('hop', '', MONDAY), 'schedule', MONDAY);
    await an.type('22/3', MONDAY);
    await an.type('19h30', MONDAY);
    await an.type('Hội trường', MONDAY);
    expect(keysOf(await an.answer({ kind: 'choice', key: 'confirm' }, '2022-03-23T08:00'))).toEqual(['meetings.time-past', 'meetings.ask-day']);
    expect(await meetings(db)).toEqual([]);
  });

  it('exists once when two officers schedule it at the same time', async () => {
    const db = await ready();
    const [an, binh] = [chat(db, feature, 'an'), chat(db, feature, 'binh')];
    for (const officer of [an, binh]) {
      await officer.tap(await officer.command('hop', '', MONDAY), 'schedule', MONDAY);
      await officer.type('29/3', MONDAY);
      await officer.type('19h30', MONDAY);
      await officer.type('Hội trường', MONDAY);
    }
    const both = await Promise.all([an, binh].map((officer) => officer.answer({ kind: 'choice', key: 'confirm' }, MONDAY)));
    expect(both.map(keysOf).flat().sort()).toEqual(['meetings.already-scheduled', 'meetings.saved']);
    expect(both.map((one) => one.frame)).toEqual([undefined, undefined]);
    expect(await meetings(db)).toHaveLength(1);
    // Somebody still at the first question hears of it at once.
    const again = chat(db, feature, 'an');
    expect(keysOf(await again.command('hopviec', 'schedule c6', MONDAY))).toEqual(['meetings.already-scheduled', 'meetings.scheduled']);
  });

  it('is moved; replies to the old time are void, and its buttons say so', async () => {
    const db = await ready();
    const invited = (await schedule(db)).told.find((one) => 'to' in one && one.to === 'chi');
    const chi = chat(db, feature, 'chi');
    const old: Heard = { says: invited === undefined ? [] : [invited.say], facts: [], told: [], frame: undefined };
    expect(keysOf(await chi.tap(old, 'coming', MONDAY))).toEqual(['meetings.reply-coming']);
    const an = chat(db, feature, 'an');
    const view = await an.command('hop', '', MONDAY);
    expect(readAll(view)).toBe('Chi bộ 6: buổi sinh hoạt “Tự soi, tự sửa” lúc 19 giờ 30 ngày 29/3/2022, tại nhà văn hóa tổ 6.\nĐã trả lời dự: 1; báo vắng: 0.\n[Đổi lịch] [Hủy buổi họp]');
    await an.tap(view, 'move', MONDAY);
    await an.type('30/3', MONDAY);
    const place = await an.type('20h', MONDAY);
    const confirm = await an.tap(place, 'last', MONDAY);
    expect(readAll(confirm)).toContain('chuyển buổi sinh hoạt “Tự soi, tự sửa” từ 19 giờ 30 ngày 29/3/2022 sang 20 giờ 00 ngày 30/3/2022');
    const moved = await an.tap(confirm, 'confirm', MONDAY);
    expect(moved.told.map((one) => one.say.key)).toEqual(['meetings.told-moved', 'meetings.told-moved', 'meetings.told-moved']);
    expect(await meetings(db)).toEqual([{ ...held, state: 'scheduled', startsAt: '2022-03-30T20:00', heldOn: null }]);
    const stale = await chi.tap(old, 'coming', MONDAY);
    expect([keysOf(stale), stale.facts]).toEqual([['meetings.reply-moved'], []]);
    expect(keysOf(await chi.tap(stale, 'absent', MONDAY))).toEqual(['meetings.reply-absent']);
    expect(readAll(await an.command('hop', '', MONDAY))).toContain('Đã trả lời dự: 0; báo vắng: 1.');
  });

  it('keeps the replies when only the place changes, and says nothing when nothing does', async () => {
    const db = await ready();
    await schedule(db);
    const chi = chat(db, feature, 'chi');
    const view = await chat(db, feature, 'an').command('hop', '', MONDAY);
    const args = view.says[0]?.choices?.[0]?.command?.args.split(' ')[2] ?? '';
    await chi.command('dubuoi', `${args} coming`, MONDAY);
    const an = chat(db, feature, 'an');
    const move = async (place: string): Promise<Heard> => {
      await an.command('hopviec', `move c6 ${args}`, MONDAY);
      await an.type('29/3', MONDAY);
      await an.type('19h30', MONDAY);
      await an.type(place, MONDAY);
      return an.answer({ kind: 'choice', key: 'confirm' }, MONDAY);
    };
    const same = await move('nhà văn hóa tổ 6');
    expect([keysOf(same), same.facts, same.told]).toEqual([['meetings.unchanged'], [], []]);
    expect((await move('Trường tiểu học')).told[0]?.say.key).toBe('meetings.told-place');
    expect(readAll(await an.command('hop', '', MONDAY))).toContain('Đã trả lời dự: 1; báo vắng: 0.');
  });

  it('is cancelled after a question, once, and a new one can be scheduled', async () => {
    const db = await ready();
    await schedule(db);
    const an = chat(db, feature, 'an');
    const view = await an.command('hop', '', MONDAY);
    const sure = await an.tap(view, 'cancel', MONDAY);
    expect([keysOf(sure), sure.facts]).toEqual([['meetings.ask-cancel'], []]);
    const gone = await an.tap(sure, 'cancel-confirmed', MONDAY);
    expect([keysOf(gone), gone.told.map((one) => one.say.key)]).toEqual([['meetings.cancel-saved'], Array(3).fill('meetings.told-cancelled')]);
    const twice = await an.tap(sure, 'cancel-confirmed', MONDAY);
    expect([keysOf(twice), twice.facts]).toEqual([['meetings.already-cancelled', 'meetings.none'], []]);
    const tooLate = await chat(db, feature, 'chi').command('dubuoi', `${sure.says[0]?.choices?.[0]?.command?.args.split(' ')[2] ?? ''} coming`, MONDAY);
    expect(keysOf(tooLate)).toEqual(['meetings.reply-cancelled']);
    await schedule(db, 'binh', '2022-03-22T08:00');
    expect((await meetings(db)).map((one) => one.state)).toEqual(['cancelled', 'scheduled']);
  });

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
    expect(keysOf(await an.type('đông đủ', '2022-03-30T08:00'))).toEqual(['meetings.present-unread', 'meetings.ask-present']);
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
    expect(await meetings(db)).toEqual([{ state: 'held', startsAt: '2022-03-20T00:00', place: '', heldOn: '2022-03-20', present: null }]);
    const hoa = chat(db, feature, 'hoa');
    await hoa.tap(await hoa.command('hop', '', MONDAY), 'hold', MONDAY);
    await hoa.type('hôm qua', MONDAY);
    expect((await hoa.type('2 đồng chí', MONDAY)).facts.map((fact) => fact.type)).toEqual(['meeting.held', 'meeting.reported']);
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
    expect(readAll(view)).toContain('có 4 đồng chí dự.\n[Sửa báo cáo]');
    await binh.tap(view, 'report', MONDAY);
    await binh.type('20/3', MONDAY);
    expect(keysOf(await binh.type('5', MONDAY))).toEqual(['meetings.report-saved']);
    expect((await meetings(db)).map((one) => one.present)).toEqual([5]);
  });

  it('takes replies only from members of the cell, and only before it begins', async () => {
    const db = await ready();
    await schedule(db);
    const view = await chat(db, feature, 'an').command('hop', '', MONDAY);
    const id = view.says[0]?.choices?.[0]?.command?.args.split(' ')[2] ?? '';
    const reply = async (who: string, args: string, when = MONDAY): Promise<readonly string[]> => keysOf(await chat(db, feature, who).command('dubuoi', args, when));
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
    expect([keysOf(foreign), foreign.facts]).toEqual([['common.refused'], [{ type: 'access.refused', permission: 'meeting.schedule', subject: 'C7' }]]);
    expect(keysOf(await an.command('hopviec', 'cancel c7', MONDAY))).toEqual(['common.refused']);
    expect(keysOf(await an.command('hop', 'chi bo 99', MONDAY))).toEqual(['meetings.no-such-cell']);
    expect(keysOf(await an.command('hopviec', 'nonsense', MONDAY))).toEqual(['meetings.no-such-cell']);
    expect(keysOf(await an.command('hopviec', 'nonsense c6', MONDAY))).toEqual(['meetings.none']);
    expect(keysOf(await an.command('hopviec', 'cancel-confirmed c6 nonsense', MONDAY))).toEqual(['meetings.gone-meanwhile', 'meetings.none']);
    expect(keysOf(await an.command('hop', '', '2022-03-13T08:00'))).toEqual(['meetings.no-campaign']);
    expect(keysOf(await an.command('hopviec', 'schedule c6', '2022-04-23T08:00'))).toEqual(['meetings.closed', 'meetings.none']);
  });
});

describe('somebody with several cells', () => {
  eachDatabase((database) => {
    it('picks one of them', async () => {
      await database().transact((c) => seed(c, [{ id: 'an', cell: 'c6', roles: [['secretary', 'c6'], ['deputy', 'c7']] }]));
      const an = chat(database(), feature, 'an');
      const which = await an.command('hop', '', MONDAY);
      expect(readAll(which)).toBe('Đồng chí xem buổi sinh hoạt của chi bộ nào?\n[Chi bộ 6] [Chi bộ 7]');
      expect(readAll(await an.tap(which, 'c2', MONDAY))).toContain('Chi bộ 7 chưa có lịch');
      expect(readAll(await an.command('hop', 'chi bo 6', MONDAY))).toContain('Chi bộ 6 chưa có lịch');
    });
  }, ['sqlite']);
});
