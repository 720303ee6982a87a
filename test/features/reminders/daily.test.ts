import { expect, it } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import type { CampaignId, PersonId, UnitId } from '../../../src/lib/ids.ts';
import { eachDatabase } from '../../support/databases.ts';
import {
  at,
  chat,
  contextAt,
  day,
  keysOf,
  PEOPLE,
  ROUND,
  read,
  type Somebody,
  seed,
  translator,
  zone,
} from '../meetings/town.ts';
import { brief, due, feature, meet, run, submit, tick } from './run.ts';

eachDatabase((database) => {
  const ready = async (people?: readonly Somebody[]): Promise<Database> => {
    await database().transact((c) => seed(c, people));
    return database();
  };

  it('are one message a person, of all reasons, on the day on which several coincide', async () => {
    const db = await ready();
    await db.transact((c) => meet(c, 'c7', 'scheduled', '2022-04-04'));
    // A Sunday: one day left for submissions and for the meeting.
    const says = await run(db, '2022-04-03T08:00');
    expect(brief(says)).toEqual(['an reminder', 'binh reminder', 'chi reminder', 'hoa reminder', 'khanh reminder']);
    const texts = new Map(says.map((one) => [one.to as string, read(one.say)]));
    expect(texts.get('an')).toContain('• Theo văn bản số 121-KH/ĐU, chi bộ hoàn thành sinh hoạt chuyên đề');
    expect(texts.get('an')).toContain(
      '• Theo văn bản số 121-KH/ĐU, bản tự soi nộp trước ngày 05/4/2022 (hết ngày 04/4)',
    );
    expect(texts.get('hoa')).toContain('Ngày mai Chi bộ 7 sinh hoạt chuyên đề lúc 19 giờ 30 ngày 04/4/2022');
    expect(texts.get('khanh')).not.toContain('•');
    const rows = await db.read((c) => c.tx.select().from(c.t.reminders));
    expect(rows.find((row) => row.personId === 'an')).toEqual({
      personId: 'an',
      day: '2022-04-03',
      reasons: 'meeting-unscheduled,submission-missing',
      digest: false,
    });
  });

  it('carry the digest on Monday, once a week, also when Monday was slept through', async () => {
    const db = await ready();
    expect(brief(await run(db, '2022-03-28T08:00'))).toEqual(['an reminder', 'hoa reminder', 'lan digest']);
    expect(brief(await run(db, '2022-03-28T08:00'))).toEqual([]);
    expect(brief(await run(db, '2022-03-29T08:00', '2022-03-28T08:00'))).toEqual([]);
    expect(brief(await run(db, '2022-04-06T10:00', '2022-03-30T08:00'))).toEqual([
      'an digest',
      'hoa digest',
      'lan digest',
    ]);
    expect(brief(await run(db, '2022-04-07T08:00'))).toEqual([]);
  });

  it('are not made for who is reminded already, at night, or of what is done', async () => {
    const db = await ready();
    expect(await run(db, '2022-03-30T21:00', '2022-03-30T08:00')).toEqual([]);
    expect(await run(db, '2022-03-30T07:59', '2022-03-29T08:00')).toEqual([]);
    await db.transact(async (c) => {
      await submit(c, 'chi');
      await c.tx.insert(c.t.papers).values({
        campaignId: ROUND,
        personId: 'binh' as PersonId,
        unitId: 'c6' as UnitId,
        state: 'claimed',
        claimedAt: 0,
      });
      await c.tx.insert(c.t.mutes).values({ campaignId: ROUND, personId: 'khanh' as PersonId, at: 0 });
      await c.tx.insert(c.t.consents).values({
        id: 'w',
        personId: 'hoa' as PersonId,
        decision: 'withdrawn',
        textVersion: '1',
        at: at('2022-03-20T08:00'),
        channel: 'console',
      });
    });
    expect(brief(await run(db, '2022-03-30T20:59', '2022-03-30T08:00'))).toEqual(['an reminder']);
    expect(brief(await run(db, '2022-03-30T20:59', '2022-03-30T08:00'))).toEqual([]);
  });

  it('go to the deputy while the secretary cannot be reached', async () => {
    const people = PEOPLE.map((one) => (one.id === 'an' ? { ...one, gone: true } : one));
    const db = await ready(people);
    const says = await run(db, '2022-04-01T08:00');
    expect(brief(says)).toEqual(['binh reminder', 'hoa reminder']);
    expect(says.map((one) => read(one.say))[0]).toContain('Kính gửi đồng chí Phó Bí thư Đồng chí binh.');
  });

  it('are looked at again before they are sent', async () => {
    const db = await ready();
    await run(db, '2022-04-03T08:00');
    const again = (id: string, now: string, on = '2022-04-03'): Promise<string | undefined> =>
      db.transact(async (c) => {
        const one = (await feature.recheck?.(contextAt(c, at(now)), [id as PersonId], day(on)))?.get(id as PersonId);
        return one === undefined ? undefined : translator.text(one, 'vi');
      });
    expect(await again('an', '2022-04-03T08:05')).toContain('•');
    await db.transact((c) => submit(c, 'an'));
    expect(await again('an', '2022-04-03T08:06')).toMatch(
      /^Kính gửi đồng chí Bí thư Đồng chí an\.\nTheo văn bản số 121-KH\/ĐU, chi bộ hoàn thành/,
    );
    // A meeting for tomorrow has arisen since: it waits, and the old reason is gone.
    await db.transact((c) => meet(c, 'c6', 'scheduled', '2022-04-04'));
    expect(await again('an', '2022-04-03T08:07')).toBeUndefined();
    expect(await again('chi', '2022-04-03T08:07')).toContain('bản tự soi');
    expect(await again('chi', '2022-04-04T08:07')).toBeUndefined();
    expect(await again('dung', '2022-04-03T08:07')).toBeUndefined();
    await db.transact((c) => c.tx.update(c.t.addresses).set({ gone: 'blocked' }));
    expect(await again('chi', '2022-04-03T08:08')).toBeUndefined();
  });

  it('are made in portions, for everybody once', async () => {
    const crowd = Array.from(
      { length: 450 },
      (_, index): Somebody => ({ id: `p${String(index).padStart(4, '0')}`, cell: index % 2 === 0 ? 'c6' : 'c7' }),
    );
    const db = await ready(crowd);
    const { says, portions, next } = await db.transact((c) => tick(c, at('2022-03-30T08:00'), due('2022-03-30T08:00')));
    expect(says.map((one) => one.to)).toEqual(crowd.map((one) => one.id));
    expect(portions).toBe(10);
    expect(next).toEqual({ dueAt: at('2022-03-31T08:00'), data: { since: '2022-03-31' } });
  });

  it('can be switched off and on again, for this round, as often as one likes', async () => {
    const db = await ready();
    const chi = chat(db, feature, 'chi');
    const now = '2022-03-30T07:00';
    const shown = await chi.command('nhac', '', now);
    expect(read(shown.says[0] ?? { key: 'reminders.command' })).toContain('đang bật');
    const off = await chi.tap(shown, 'off', now);
    expect([keysOf(off), off.facts.length]).toEqual([['reminders.off'], 1]);
    expect((await chi.tap(shown, 'off', now)).facts).toEqual([]);
    expect(keysOf(await chi.command('nhac', '', now))).toEqual(['reminders.off']);
    expect(brief(await run(db, '2022-03-30T08:00'))).not.toContain('chi reminder');
    expect(keysOf(await chi.command('nhac', 'Bật', '2022-04-02T08:00'))).toEqual(['reminders.on']);
    expect(brief(await run(db, '2022-04-03T08:00'))).toContain('chi reminder');
    expect(keysOf(await chat(db, feature, 'dung').command('nhac', 'tat', now))).toEqual(['reminders.exempt']);
    expect(keysOf(await chat(db, feature, 'lan').command('nhac', '', now))).toEqual(['reminders.no-campaign']);
  });

  it('a button of an earlier round switches nothing off in the next one', async () => {
    const db = await ready();
    const chi = chat(db, feature, 'chi');
    const [reminder] = (await run(db, '2022-03-30T08:00')).filter((one) => one.to === 'chi');
    expect(reminder?.say.choices?.map((one) => one.command)).toEqual([
      { name: 'soidot', args: ROUND },
      { name: 'nopgiay', args: ROUND },
      { name: 'nhacdot', args: `tat ${ROUND}` },
    ]);
    await db.transact(async ({ t, tx }) => {
      const [before] = await tx.select().from(t.campaigns);
      if (before === undefined) throw new Error('there is no round');
      const next = { id: 'next' as CampaignId, code: 'NEXT', opensOn: day('2022-09-01'), closesOn: day('2022-10-01') };
      await tx.insert(t.campaigns).values({ ...before, ...next });
    });
    const later = '2022-09-02T08:00';
    const tapped = await chi.command('nhacdot', `tat ${ROUND}`, later);
    expect([keysOf(tapped), tapped.facts]).toEqual([['common.earlier-round'], []]);
    expect(keysOf(await chi.command('nhac', '', later))).toEqual(['reminders.on']);
  });

  it('begin with the next morning', () => {
    expect(feature.initialSchedules?.(at('2022-03-21T07:30'), zone)).toEqual([
      { key: 'reminders', kind: 'reminders', dueAt: at('2022-03-21T08:00') },
    ]);
  });
});
