/** Schedules as rows: what is due later, under a unique key, so that a restart forgets nothing and two processes do nothing twice. */
import { and, asc, eq, lte } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Instant } from '../../lib/env.ts';

export interface Schedule {
  readonly key: string;
  readonly kind: string;
  readonly dueAt: Instant;
  readonly data: Readonly<Record<string, string>>;
}

/** Makes, moves or (without `dueAt`) takes away a schedule. */
export async function setSchedule(
  c: Connection,
  schedule: {
    readonly key: string;
    readonly kind: string;
    readonly dueAt: Instant | undefined;
    readonly data?: Schedule['data'];
  },
): Promise<void> {
  const { schedules } = c.t;
  const { key, kind, dueAt, data = {} } = schedule;
  if (dueAt === undefined) {
    await c.tx.delete(schedules).where(eq(schedules.key, key));
    return;
  }
  await c.tx
    .insert(schedules)
    .values({ key, kind, dueAt, data })
    .onConflictDoUpdate({ target: schedules.key, set: { kind, dueAt, data } });
}

/** Makes the schedule unless its key exists. */
export async function addSchedule(c: Connection, schedule: Omit<Schedule, 'data'>): Promise<void> {
  await c.tx
    .insert(c.t.schedules)
    .values({ ...schedule, data: {} })
    .onConflictDoNothing();
}

export async function dueSchedules(c: Connection, now: Instant, limit: number): Promise<readonly Schedule[]> {
  const { schedules } = c.t;
  return c.tx
    .select()
    .from(schedules)
    .where(lte(schedules.dueAt, now))
    .orderBy(asc(schedules.dueAt), asc(schedules.key))
    .limit(limit);
}

/** Is it due and not done with? */
export async function isDue(c: Connection, key: string, now: Instant): Promise<boolean> {
  const { schedules } = c.t;
  return (await c.tx.$count(schedules, and(eq(schedules.key, key), lte(schedules.dueAt, now)))) > 0;
}

/** Takes a due schedule for this transaction; false when another process has run or moved it since it was read. */
export async function takeSchedule(c: Connection, schedule: Schedule): Promise<boolean> {
  const { schedules } = c.t;
  const rows = await c.tx
    .update(schedules)
    .set({ dueAt: schedule.dueAt })
    .where(and(eq(schedules.key, schedule.key), eq(schedules.dueAt, schedule.dueAt)))
    .returning({ key: schedules.key });
  return rows.length === 1;
}

/** Moves a schedule that could not be run, unless another process has run or moved it meanwhile. */
export async function postpone(c: Connection, schedule: Schedule, dueAt: Instant): Promise<void> {
  const { schedules } = c.t;
  await c.tx
    .update(schedules)
    .set({ dueAt })
    .where(and(eq(schedules.key, schedule.key), eq(schedules.dueAt, schedule.dueAt)));
}

export async function nextSchedule(c: Connection): Promise<Schedule | undefined> {
  const { schedules } = c.t;
  return (await c.tx.select().from(schedules).orderBy(asc(schedules.dueAt)).limit(1))[0];
}
