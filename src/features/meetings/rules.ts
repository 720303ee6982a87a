/** What can be done with a cell's meeting and when it may lie. Pure. */
import { never } from '../../lib/never.ts';
import { addDays, daysBetween, type LocalDate, type LocalMinute } from '../../lib/time.ts';
import type { Campaign } from '../campaigns/model.ts';
import type { Meeting } from './model.ts';

/** The days of a round that matter to a meeting, and now. */
export interface When {
  readonly campaign: Pick<Campaign, 'opensOn' | 'closesOn' | 'meetingDeadline'>;
  readonly today: LocalDate;
  /** Now, in the organisation's zone. */
  readonly minute: LocalMinute;
}

export type Deed = 'schedule' | 'move' | 'cancel' | 'hold' | 'report' | 'unhold';

const DAYS_OFFERED = 6;
/** From this hour on today is no longer offered, though it can still be typed. */
const TOO_LATE_TODAY = 'T17:00';

export const dayPart = (minute: LocalMinute): LocalDate => minute.slice(0, 10) as LocalDate;

/**
 * What may be done now; a report can be corrected, what was marked by mistake taken back, and a meeting that nobody scheduled
 * can still have been held.
 */
export function possible(live: Pick<Meeting, 'state' | 'startsAt'> | undefined, when: When): readonly Deed[] {
  const open = when.today <= when.campaign.closesOn;
  const state = live?.state;
  switch (state) {
    case undefined:
    case 'cancelled':
      return open ? ['schedule', 'hold'] : ['hold'];
    case 'scheduled': {
      const begun = live !== undefined && dayPart(live.startsAt) <= when.today;
      return [...(begun ? (['hold', 'report'] as const) : []), ...(open ? (['move'] as const) : []), 'cancel'];
    }
    case 'held':
    case 'reported':
      return ['report', 'unhold'];
    default:
      return never(state);
  }
}

/** Why a meeting cannot be put on `day`. */
export function dayProblem(day: LocalDate, { campaign, today }: When): 'past' | 'closed' | undefined {
  if (day < today) return 'past';
  return day > campaign.closesOn ? 'closed' : undefined;
}

/** Why a meeting cannot begin at `minute`. */
export function minuteProblem(minute: LocalMinute, when: When): 'past' | 'closed' | undefined {
  return minute <= when.minute ? 'past' : dayProblem(dayPart(minute), when);
}

/** Why a meeting cannot have been held on `day`. */
export function heldProblem(day: LocalDate, { campaign, today }: When): 'future' | 'before' | 'closed' | undefined {
  if (day > today) return 'future';
  if (day < campaign.opensOn) return 'before';
  return day > campaign.closesOn ? 'closed' : undefined;
}

/** Days to offer: the next ones, and the last good one; once that is over, the next ones until the round closes. */
export function daysToOffer({ campaign, today, minute }: When): readonly LocalDate[] {
  const first = minute.slice(10) < TOO_LATE_TODAY ? today : addDays(today, 1);
  const last = first <= campaign.meetingDeadline ? campaign.meetingDeadline : campaign.closesOn;
  const count = Math.min(daysBetween(first, last) + 1, DAYS_OFFERED);
  const days = Array.from({ length: Math.max(0, count) }, (_, index) => addDays(first, index));
  return days.length === 0 || days.includes(campaign.meetingDeadline) || first > campaign.meetingDeadline
    ? days
    : [...days, campaign.meetingDeadline];
}

/** Days to offer for a report: the scheduled (or reported) one first, then today and yesterday. */
export function heldDaysToOffer(
  live: Pick<Meeting, 'startsAt' | 'heldOn'> | undefined,
  when: When,
): readonly LocalDate[] {
  const known = live === undefined ? [] : [live.heldOn ?? dayPart(live.startsAt)];
  const days = [...known, when.today, addDays(when.today, -1)].filter((day) => heldProblem(day, when) === undefined);
  return [...new Set(days)];
}
