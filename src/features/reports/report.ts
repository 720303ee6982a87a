/** From rows to what a report shows: sums, counts by sort of cell, what is overdue, how many days are left. Pure. */
import { type LocalDate, addDays, daysBetween } from '../../lib/time.ts';
import type { Campaign } from '../campaigns/model.ts';
import type { CellRow, CellUnit } from './model.ts';

/** Persons, summed over cells. Everything is a share of `owing` = members − exempt, never of members. */
export interface Totals {
  readonly members: number;
  readonly exempt: number;
  readonly owing: number;
  readonly submitted: number;
  readonly volunteers: number;
  readonly undeliverable: number;
}

export interface Held {
  readonly held: number;
  readonly cells: number;
}

export interface Summary {
  readonly totals: Totals;
  readonly meetings: Held & { readonly scheduled: number; readonly unscheduled: number };
  /** By the sort of cell; cells without a sort are in none of them. In the order of the cells. */
  readonly sorts: readonly (Held & { readonly sort: string })[];
  /** Cells whose meeting was not held by the last good day, once that has passed. */
  readonly overdue: readonly CellUnit[];
}

/** What is asked for by when, as of `day`: negative days once the last good day has passed. */
export interface Left {
  readonly what: 'meeting' | 'submission' | 'both';
  readonly last: LocalDate;
  readonly days: number;
}

export function summaryOf(rows: readonly CellRow[], campaign: Pick<Campaign, 'meetingDeadline'>, day: LocalDate): Summary {
  const late = day > campaign.meetingDeadline;
  const scheduled = rows.filter((row) => row.meeting.state === 'scheduled').length;
  const held = heldOf(rows);
  return {
    totals: totalsOf(rows),
    meetings: { ...held, scheduled, unscheduled: held.cells - held.held - scheduled },
    sorts: bySort(rows),
    overdue: late ? rows.filter((row) => !wasHeld(row)).map((row) => row.unit) : [],
  };
}

export function totalsOf(rows: readonly CellRow[]): Totals {
  const sum = (pick: (row: CellRow) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  const members = sum((row) => row.members);
  const exempt = sum((row) => row.exempt);
  return {
    members,
    exempt,
    owing: members - exempt,
    submitted: sum((row) => row.submitted),
    volunteers: sum((row) => row.volunteers),
    undeliverable: sum((row) => row.undeliverable),
  };
}

const wasHeld = (row: CellRow): boolean => row.meeting.state === 'held' || row.meeting.state === 'reported';
const heldOf = (rows: readonly CellRow[]): Held => ({ held: rows.filter(wasHeld).length, cells: rows.length });

function bySort(rows: readonly CellRow[]): Summary['sorts'] {
  const groups = new Map<string, CellRow[]>();
  for (const row of rows) {
    if (row.unit.sort !== undefined) groups.set(row.unit.sort, [...(groups.get(row.unit.sort) ?? []), row]);
  }
  return [...groups].map(([sort, some]) => ({ sort, ...heldOf(some) }));
}

/** One entry where both last good days are the same. */
export function leftOf(campaign: Pick<Campaign, 'meetingDeadline' | 'submissionDeadline'>, day: LocalDate): readonly Left[] {
  const { meetingDeadline, submissionDeadline } = campaign;
  const left = (what: Left['what'], last: LocalDate): Left => ({ what, last, days: daysBetween(day, last) });
  if (meetingDeadline === submissionDeadline) return [left('both', submissionDeadline)];
  return [left('meeting', meetingDeadline), left('submission', submissionDeadline)];
}

/** Where the round stands on `day`. */
export function phaseOf(campaign: Pick<Campaign, 'opensOn' | 'closesOn'>, day: LocalDate): 'before' | 'running' | 'closed' {
  if (day < campaign.opensOn) return 'before';
  return day <= campaign.closesOn ? 'running' : 'closed';
}

/**
 * The week a summary sent on `day` is about: the seven days before it. Undefined when none is due: before the round had a
 * day in that week, and later than a week after it closed.
 */
export function weekOf(campaign: Pick<Campaign, 'opensOn' | 'closesOn'>, day: LocalDate): { readonly from: LocalDate; readonly to: LocalDate } | undefined {
  if (day <= campaign.opensOn || day > addDays(campaign.closesOn, 7)) return undefined;
  return { from: addDays(day, -7), to: addDays(day, -1) };
}
