/** Runs the reminders' schedule as the runtime does, and makes rows that take reasons away. */
import type { Connection, Database } from '../../../src/db/database.ts';
import type { ProactiveSay } from '../../../src/features/feature.ts';
import { remindersFeature } from '../../../src/features/reminders/feature.ts';
import type { MeetingId, PersonId, SubmissionId, UnitId } from '../../../src/lib/ids.ts';
import type { LocalMinute } from '../../../src/lib/time.ts';
import { at, contextAt, day, ROUND } from '../meetings/town.ts';

/** Officers of the ward and secretaries get a digest; the reports feature decides that. */
export const feature = remindersFeature({
  digest: async (_, person) => (['an', 'hoa', 'lan'].includes(person.id) ? { key: 'reminders.command' } : undefined),
});
export const handler = feature.schedules?.['reminders'];

export interface Row {
  readonly dueAt: number;
  readonly data: Readonly<Record<string, string>>;
}

/** What the runtime does with a due schedule: run, facts, next; portions until it waits for another day. */
export async function tick(
  c: Connection,
  now: number,
  due: Row,
): Promise<{ readonly says: readonly ProactiveSay[]; readonly next: Row; readonly portions: number }> {
  const says: ProactiveSay[] = [];
  let row = due;
  let portions = 0;
  while (row.dueAt <= now) {
    const cx = contextAt(c, now);
    const result = await handler?.run(cx, { key: 'reminders', ...row });
    if (result?.next === undefined) throw new Error('reminders ended');
    for (const fact of result.facts ?? [])
      if (fact.type === 'reminders.made') await feature.facts?.['reminders.made']?.write(cx, fact);
    says.push(...result.says);
    row = { dueAt: result.next.dueAt, data: result.next.data ?? {} };
    portions += 1;
  }
  return { says, next: row, portions };
}

export const due = (minute: string): Row => ({ dueAt: at(minute), data: {} });
export const brief = (says: readonly ProactiveSay[]): readonly string[] => says.map((one) => `${one.to} ${one.lane}`);

export async function run(db: Database, now: string, since = now): Promise<readonly ProactiveSay[]> {
  return db.transact(async (c) => (await tick(c, at(now), due(since))).says);
}

export const submit = (c: Connection, id: string) =>
  c.tx
    .insert(c.t.submissions)
    .values({
      id: `s-${id}` as SubmissionId,
      campaignId: ROUND,
      personId: id as PersonId,
      unitId: 'c6' as UnitId,
      state: 'submitted',
      createdAt: 0,
    })
    .onConflictDoNothing();
export const meet = (
  c: Connection,
  unit: string,
  state: 'scheduled' | 'held' | 'reported' | 'cancelled',
  date: string,
) =>
  c.tx.insert(c.t.meetings).values({
    id: `${unit}-${state}-${date}` as MeetingId,
    campaignId: ROUND,
    unitId: unit as UnitId,
    state,
    startsAt: `${date}T19:30` as LocalMinute,
    place: 'nhà văn hóa',
    heldOn: state === 'held' ? day(date) : null,
    createdAt: 0,
    updatedAt: 0,
  });
