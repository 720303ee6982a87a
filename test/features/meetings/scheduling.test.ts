import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import type { PersonId } from '../../../src/lib/ids.ts';
import { eachDatabase } from '../../support/databases.ts';
import { feature, held, MONDAY, meetings, schedule } from './officer.ts';
import { chat, day, type Heard, keysOf, read, readAll, seed } from './town.ts';

eachDatabase((database) => {
  const ready = async (): Promise<Database> => {
    await database().transact((c) => seed(c));
    return database();
  };

  it('is scheduled in a dialog, and everybody who takes part is invited', async () => {
    const db = await ready();
    const an = chat(db, feature, 'an');
    const view = await an.command('hop', '', MONDAY);
    expect(readAll(view)).toBe(
      'Chi bộ 6 chưa có lịch sinh hoạt “Tự soi, tự sửa”.\nThời hạn chung: trước ngày 05/4/2022 (hết ngày 04/4).\n[Chọn lịch] [Đã tổ chức]',
    );
    const days = await an.tap(view, 'schedule', MONDAY);
    expect(readAll(days)).toContain('[thứ Hai, 21/3] [thứ Ba, 22/3]');
    const times = await an.tap(days, '2022-04-04', MONDAY);
    expect(readAll(times)).toContain('[07 giờ 30] [08 giờ 00]');
    const places = await an.tap(times, '19h30', MONDAY);
    expect(keysOf(places)).toEqual(['meetings.ask-place']);
    const confirm = await an.type('Nhà văn hóa tổ dân phố 6', MONDAY);
    expect(readAll(confirm)).toContain('• Báo cáo của chi bộ, chi ủy\n• Góp ý cho chi ủy');
    expect(await meetings(db)).toEqual([]);
    const done = await an.tap(confirm, 'confirm', MONDAY);
    expect(await meetings(db)).toEqual([
      {
        state: 'scheduled',
        startsAt: '2022-04-04T19:30',
        place: 'Nhà văn hóa tổ dân phố 6',
        heldOn: null,
        present: null,
      },
    ]);
    // Not the one who did it, not who declined or has not joined, nobody of another cell.
    expect(done.told.map((one) => ('to' in one ? one.to : ''))).toEqual(['binh', 'chi', 'dung']);
    expect(done.told.map((one) => read(one.say))[0]).toBe(
      'Kính mời đồng chí dự buổi sinh hoạt “Tự soi, tự sửa” của Chi bộ 6 lúc 19 giờ 30 ngày 04/4/2022, tại Nhà văn hóa tổ dân phố 6.\n\nTrình tự:\n• Báo cáo của chi bộ, chi ủy\n• Góp ý cho chi ủy\n[Tôi dự] [Báo vắng]',
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
    expect(keysOf(await an.answer({ kind: 'choice', key: 'confirm' }, '2022-03-23T08:00'))).toEqual([
      'meetings.time-past',
      'meetings.ask-day',
    ]);
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
    const both = await Promise.all(
      [an, binh].map((officer) => officer.answer({ kind: 'choice', key: 'confirm' }, MONDAY)),
    );
    expect(both.flatMap(keysOf).sort()).toEqual(['meetings.already-scheduled', 'meetings.saved']);
    expect(both.map((one) => one.frame)).toEqual([undefined, undefined]);
    expect(await meetings(db)).toHaveLength(1);
    // Somebody still at the first question hears of it at once.
    const again = chat(db, feature, 'an');
    expect(keysOf(await again.command('hopviec', 'schedule c6', MONDAY))).toEqual([
      'meetings.already-scheduled',
      'meetings.scheduled',
    ]);
  });

  it('is moved; replies to the old time are void, and its buttons say so', async () => {
    const db = await ready();
    const invited = (await schedule(db)).told.find((one) => 'to' in one && one.to === 'chi');
    const chi = chat(db, feature, 'chi');
    const old: Heard = { says: invited === undefined ? [] : [invited.say], facts: [], told: [], frame: undefined };
    expect(keysOf(await chi.tap(old, 'coming', MONDAY))).toEqual(['meetings.reply-coming']);
    const an = chat(db, feature, 'an');
    const view = await an.command('hop', '', MONDAY);
    expect(readAll(view)).toBe(
      'Chi bộ 6: buổi sinh hoạt “Tự soi, tự sửa” lúc 19 giờ 30 ngày 29/3/2022, tại nhà văn hóa tổ 6.\nĐã trả lời dự: 1; báo vắng: 0.\n[Đổi lịch] [Hủy buổi sinh hoạt]',
    );
    await an.tap(view, 'move', MONDAY);
    await an.type('30/3', MONDAY);
    const place = await an.type('20h', MONDAY);
    const confirm = await an.tap(place, 'last', MONDAY);
    expect(readAll(confirm)).toContain(
      'chuyển buổi sinh hoạt “Tự soi, tự sửa” từ 19 giờ 30 ngày 29/3/2022 sang 20 giờ 00 ngày 30/3/2022',
    );
    const moved = await an.tap(confirm, 'confirm', MONDAY);
    expect(moved.told.map((one) => one.say.key)).toEqual([
      'meetings.told-moved',
      'meetings.told-moved',
      'meetings.told-moved',
    ]);
    expect(await meetings(db)).toEqual([{ ...held, state: 'scheduled', startsAt: '2022-03-30T20:00', heldOn: null }]);
    const stale = await chi.tap(old, 'coming', MONDAY);
    expect([keysOf(stale), stale.facts]).toEqual([['meetings.reply-moved'], []]);
    expect(keysOf(await chi.tap(stale, 'absent', MONDAY))).toEqual(['meetings.reply-absent']);
    expect(readAll(await an.command('hop', '', MONDAY))).toContain('Đã trả lời dự: 0; báo vắng: 1.');
  });

  it('counts the replies of those who are members today, not of whoever has left the cell', async () => {
    const db = await ready();
    await schedule(db);
    const an = chat(db, feature, 'an');
    const args = (await an.command('hop', '', MONDAY)).says[0]?.choices?.[0]?.command?.args.split(' ')[2] ?? '';
    for (const id of ['chi', 'binh'] as const) await chat(db, feature, id).command('dubuoi', `${args} coming`, MONDAY);
    expect(readAll(await an.command('hop', '', MONDAY))).toContain('Đã trả lời dự: 2; báo vắng: 0.');
    await db.transact(async ({ tx, t: { memberships } }) => {
      await tx
        .update(memberships)
        .set({ validTo: day('2022-03-20') })
        .where(eq(memberships.personId, 'chi' as PersonId));
    });
    expect(readAll(await an.command('hop', '', MONDAY))).toContain('Đã trả lời dự: 1; báo vắng: 0.');
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
    expect([keysOf(gone), gone.told.map((one) => one.say.key)]).toEqual([
      ['meetings.cancel-saved'],
      Array(3).fill('meetings.told-cancelled'),
    ]);
    const twice = await an.tap(sure, 'cancel-confirmed', MONDAY);
    expect([keysOf(twice), twice.facts]).toEqual([['meetings.already-cancelled', 'meetings.none'], []]);
    const tooLate = await chat(db, feature, 'chi').command(
      'dubuoi',
      `${sure.says[0]?.choices?.[0]?.command?.args.split(' ')[2] ?? ''} coming`,
      MONDAY,
    );
    expect(keysOf(tooLate)).toEqual(['meetings.reply-cancelled']);
    await schedule(db, 'binh', '2022-03-22T08:00');
    expect((await meetings(db)).map((one) => one.state)).toEqual(['cancelled', 'scheduled']);
  });
});
