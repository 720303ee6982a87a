import { expect, it } from 'vitest';
import { openPostgres } from '../../../src/db/postgres.ts';
import { describePostgres } from '../../support/postgres-server.ts';
import { feature, MONDAY, meetings } from './officer.ts';
import { chat, keysOf, seed } from './town.ts';

describePostgres('officers of one cell at the same time', (url) => {
  it('make one meeting, cancel it once, and the slower ones are told', async () => {
    const db = await openPostgres({ url: url() });
    await db.migrate();
    await db.transact((c) =>
      seed(
        c,
        ['an', 'binh', 'chi', 'dung', 'em'].map((id) => ({ id, cell: 'c6', roles: [['committee', 'c6']] })),
      ),
    );
    for (const [round, place] of ['Hội trường', 'Nhà văn hóa', 'Trường học'].entries()) {
      const officers = ['an', 'binh', 'chi', 'dung', 'em'].map((id) => chat(db, feature, id));
      for (const officer of officers) {
        await officer.tap(await officer.command('hop', '', MONDAY), 'schedule', MONDAY);
        await officer.type('29/3', MONDAY);
        await officer.type('19h30', MONDAY);
        await officer.type(place, MONDAY);
      }
      const confirmed = await Promise.all(
        officers.map((one) => one.answer({ kind: 'choice', key: 'confirm' }, MONDAY)),
      );
      expect(confirmed.flatMap(keysOf).sort()).toEqual([
        ...Array(4).fill('meetings.already-scheduled'),
        'meetings.saved',
      ]);
      expect((await meetings(db)).filter((one) => one.state === 'scheduled')).toHaveLength(1);
      const questions = await Promise.all(officers.map((one) => one.command('hopviec', 'cancel c6', MONDAY)));
      const cancelled = await Promise.all(
        officers.map(async (one, index) => {
          const question = questions[index];
          return question === undefined ? undefined : one.tap(question, 'cancel-confirmed', MONDAY);
        }),
      );
      expect(cancelled.filter((one) => one?.facts.length === 1)).toHaveLength(1);
      expect((await meetings(db)).map((one) => one.state)).toEqual(Array(round + 1).fill('cancelled'));
    }
    await db.close();
  }, 60_000);
});
