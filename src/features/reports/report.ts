/** From rows to what a report shows: sums, counts by sort of cell, what is overdue, how many days are left. Pure. */
import { addDays, daysBetween, type LocalDate, mondayOf } from '../../lib/time.ts';
import type { Campaign } from '../campaigns/model.ts';
import type { CellMeeting, CellRow, CellUnit, Counts } from './model.ts';

/** Everything is a share of `owing` = members − exempt, never of members. */
export interface Totals extends Counts {
  readonly owing: number;
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

export function summaryOf(
  cells: readonly CellMeeting[],
  counts: Counts,
  round: { readonly campaign: Pick<Campaign, 'meetingDeadline'>; readonly day: LocalDate },
): Summary {
  const late = round.day > round.campaign.meetingDeadline;
  const scheduled = cells.filter((cell) => cell.meeting.state === 'scheduled').length;
  const held = heldOf(cells);
  return {
    totals: { ...counts, owing: counts.members - counts.exempt },
    meetings: { ...held, scheduled, unscheduled: held.cells - held.held - scheduled },
    sorts: bySort(cells),
    overdue: late ? cells.filter((cell) => !wasHeld(cell)).map((cell) => cell.unit) : [],
  };
}

/** The counts of several cells together. */
export function sumOf(rows: readonly CellRow[]): Counts {
  const sum = (of: keyof Counts): number => rows.reduce((total, row) => total + row.counts[of], 0);
  return {
    members: sum('members'),
    exempt: sum('exempt'),
    submitted: sum('submitted'),
    volunteers: sum('volunteers'),
    undeliverable: sum('undeliverable'),
  };
}

const wasHeld = (row: CellMeeting): boolean => row.meeting.state === 'held' || row.meeting.state === 'reported';
const heldOf = (rows: readonly CellMeeting[]): Held => ({ held: rows.filter(wasHeld).length, cells: rows.length });

function bySort(rows: readonly CellMeeting[]): Summary['sorts'] {
  const groups = new Map<string, CellMeeting[]>();
  for (const row of rows) {
    if (row.unit.sort !== undefined) groups.set(row.unit.sort, [...(groups.get(row.unit.sort) ?? []), row]);
  }
  return [...groups].map(([sort, some]) => ({ sort, ...heldOf(some) }));
}

/** One entry where both last good days are the same. */
export function leftOf(
  campaign: Pick<Campaign, 'meetingDeadline' | 'submissionDeadline'>,
  day: LocalDate,
): readonly Left[] {
  const { meetingDeadline, submissionDeadline } = campaign;
  const left = (what: Left['what'], last: LocalDate): Left => ({ what, last, days: daysBetween(day, last) });
  if (meetingDeadline === submissionDeadline) return [left('both', submissionDeadline)];
  return [left('meeting', meetingDeadline), left('submission', submissionDeadline)];
}

/** Where the round stands on `day`. */
export function phaseOf(
  campaign: Pick<Campaign, 'opensOn' | 'closesOn'>,
  day: LocalDate,
): 'before' | 'running' | 'closed' {
  if (day < campaign.opensOn) return 'before';
  return day <= campaign.closesOn ? 'running' : 'closed';
}

/**
 * The week a summary sent on `day` is about: the last one that is over, Monday to Sunday, also when what was due on Monday goes
 * out later. Undefined where the round had no day in it.
 */
export function weekOf(
  campaign: Pick<Campaign, 'opensOn' | 'closesOn'>,
  day: LocalDate,
): { readonly from: LocalDate; readonly to: LocalDate } | undefined {
  const from = addDays(mondayOf(day), -7);
  const to = addDays(from, 6);
  return to < campaign.opensOn || from > campaign.closesOn ? undefined : { from, to };
}
