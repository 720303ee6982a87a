/** When reminders go out: once a day at 08:00, never in quiet hours, an overdue run once. Pure. */
import type { Instant } from '../../lib/env.ts';
import { inQuietHours } from '../../lib/quiet.ts';
import { dayOf, isLocalDate, type LocalDate, mondayOf, type Zone } from '../../lib/time.ts';
import { dailyAt, nextDaily } from './model.ts';

/** What the schedule's row keeps between runs; JSON of texts. */
type Data = Readonly<Record<string, string>>;

/** A run for `day`, in portions: people after `cursor` are still to be looked at. */
export interface Running {
  readonly day: LocalDate;
  readonly cursor: string;
  /** This week's digests are due: its Monday's run is this one, or was missed. */
  readonly digests: boolean;
  /** The day since which a run has been due. */
  readonly since: LocalDate;
}

export interface Next {
  readonly dueAt: Instant;
  readonly data: Data;
}

export type Plan = { readonly do: 'wait'; readonly next: Next } | ({ readonly do: 'run' } & Running);

/**
 * What a schedule that is due does now. Between 08:00 and 21:00 it runs for today, once, however overdue; otherwise it waits for
 * the next 08:00 and keeps in mind since when it has been waiting. A portion of an earlier day is not gone on with.
 */
export function plan(now: Instant, zone: Zone, due: { readonly dueAt: Instant; readonly data: Data }): Plan {
  const day = dayOf(now, zone);
  const { since: kept = '', day: begun, cursor = '' } = due.data;
  const since = isLocalDate(kept) ? kept : dayOf(due.dueAt, zone);
  if (now < dailyAt(day, zone) || inQuietHours(now, zone))
    return { do: 'wait', next: { dueAt: nextDaily(now, zone), data: { since } } };
  return { do: 'run', day, cursor: begun === day ? cursor : '', digests: mondayOf(day) >= since, since };
}

/** The rest of the people, at once. */
export function nextPortion(now: Instant, { day, since }: Running, cursor: string): Next {
  return { dueAt: now, data: { since, day, cursor } };
}

/** Everybody has been looked at: tomorrow again. */
export function nextRun(now: Instant, zone: Zone): Next {
  const dueAt = nextDaily(now, zone);
  return { dueAt, data: { since: dayOf(dueAt, zone) } };
}
