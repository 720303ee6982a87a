/** What the tests of meetings share: the feature, its rows, and a meeting that has been scheduled. */
import type { Database } from '../../../src/db/database.ts';
import { meetingsFeature } from '../../../src/features/meetings/feature.ts';
import { chat, type Heard } from './town.ts';

export const feature = meetingsFeature();
export const MONDAY = '2022-03-21T08:00';

export async function meetings(db: Database) {
  const rows = await db.read((c) => c.tx.select().from(c.t.meetings).orderBy(c.t.meetings.createdAt, c.t.meetings.id));
  return rows.map(({ state, startsAt, place, heldOn, present }) => ({ state, startsAt, place, heldOn, present }));
}

/** Schedules 29/3 19:30 at the house of culture. */
export async function schedule(db: Database, who = 'an', when = MONDAY): Promise<Heard> {
  const officer = chat(db, feature, who);
  await officer.tap(await officer.command('hop', '', when), 'schedule', when);
  await officer.type('29/3', when);
  await officer.type('7 giờ rưỡi tối', when);
  await officer.type('  nhà văn hóa\ntổ 6 ', when);
  return officer.answer({ kind: 'choice', key: 'confirm' }, when);
}

export const held = {
  state: 'held',
  startsAt: '2022-03-29T19:30',
  place: 'nhà văn hóa tổ 6',
  heldOn: '2022-03-29',
  present: null,
};
