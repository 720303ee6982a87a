/** When reminders go out: once a day at 08:00, never in quiet hours, an overdue run once. Pure. */
import type { Instant } from '../../lib/env.ts';
import { inQuietHours } from '../../lib/quiet.ts';
import { addDays, atTime, dayOf, isLocalDate, type LocalDate, mondayOf, type Zone } from '../../lib/time.ts';

const HOUR = 8;

/** The next 08:00, always later than `after`. */
export function nextDaily(after: Instant, zone: Zone): Instant {
  const today = dayOf(after, zone);
  const due = atTime(today, HOUR, 0, zone);
  return due > after ? due : atTime(addDays(today, 1), HOUR, 0, zone);
}

/** Where a run that was made in portions stands. */
export interface Progress {
  readonly day: LocalDate;
  /** The person it got to. */
  readonly cursor: string;
  readonly digests: boolean;
}

export type Run =
  | { readonly do: 'wait'; readonly until: Instant }
  | ({ readonly do: 'run' } & Progress);

/**
 * What a schedule that is due at `dueAt` does now. Between 08:00 and 21:00 it runs for today, however overdue; otherwise it
 * waits for the next 08:00. A portion of an earlier day is not gone on with. Digests are due if a Monday's run is this one or
 * was missed in the same week.
 */
export function plan(now: Instant, zone: Zone, due: { readonly dueAt: Instant; readonly data: Readonly<Record<string, string>> }): Run {
  const day = dayOf(now, zone);
  if (now < atTime(day, HOUR, 0, zone) || inQuietHours(now, zone)) return { do: 'wait', until: nextDaily(now, zone) };
  const before = readProgress(due.data);
  if (before?.day === day) return { do: 'run', ...before };
  const digests = mondayOf(day) >= dayOf(due.dueAt, zone) || (before?.digests === true && mondayOf(before.day) === mondayOf(day));
  return { do: 'run', day, cursor: '', digests };
}

export function progressData({ day, cursor, digests }: Progress): Readonly<Record<string, string>> {
  return { day, cursor, digests: digests ? 'yes' : 'no' };
}

function readProgress(data: Readonly<Record<string, string>>): Progress | undefined {
  const { day = '', cursor = '', digests } = data;
  return isLocalDate(day) ? { day, cursor, digests: digests === 'yes' } : undefined;
}
