/** Why a person should be reminded of something today, and what that is decided from. */
import type { Instant } from '../../lib/env.ts';
import type { PersonId, UnitId } from '../../lib/ids.ts';
import { addDays, atTime, dayOf, type LocalDate, type LocalMinute, type Zone } from '../../lib/time.ts';
import type { Campaign } from '../campaigns/model.ts';

/** The schedule of the daily run. */
export const REMINDERS = 'reminders';

const HOUR = 8;

/** When the reminders of a day go out: 08:00. */
export const dailyAt = (day: LocalDate, zone: Zone): Instant => atTime(day, HOUR, zone);

/** The next 08:00, always later than `after`. */
export function nextDaily(after: Instant, zone: Zone): Instant {
  const today = dayOf(after, zone);
  const due = dailyAt(today, zone);
  return due > after ? due : dailyAt(addDays(today, 1), zone);
}

/** What of a round matters to reminders. */
export type Round = Pick<
  Campaign,
  'id' | 'opensOn' | 'closesOn' | 'meetingDeadline' | 'submissionDeadline' | 'content'
>;

export type CellMeeting =
  | { readonly state: 'none' }
  | { readonly state: 'scheduled'; readonly startsAt: LocalMinute; readonly place: string }
  | { readonly state: 'held'; readonly on: LocalDate }
  | { readonly state: 'reported' };

/** A cell whose meeting the person looks after. */
export interface Duty {
  readonly unit: { readonly id: UnitId; readonly name: string };
  readonly role: 'secretary' | 'deputy';
  /** The secretary can be reached; then the deputy is left in peace. */
  readonly secretaryReached: boolean;
  readonly round: Round;
  readonly meeting: CellMeeting;
}

/** The person's own part in the round of their cell. */
export interface Part {
  readonly round: Round;
  readonly submitted: boolean;
  /** There is a draft to go on with. */
  readonly begun: boolean;
  /** Handed in on paper: claimed by the member or confirmed by the cell. */
  readonly paper: boolean;
  readonly muted: boolean;
}

/** One person on one day. */
export interface Circumstances {
  readonly personId: PersonId;
  readonly name: string;
  /** The latest decision is to take part. */
  readonly consented: boolean;
  /** An address works. */
  readonly addressable: boolean;
  readonly exempt: boolean;
  readonly part: Part | undefined;
  readonly duties: readonly Duty[];
  /** Holds a duty of any kind: a weekly digest may be due. */
  readonly officer: boolean;
}

export type Reason =
  | { readonly type: 'meeting-unscheduled'; readonly duty: Duty; readonly daysLeft: number }
  | { readonly type: 'meeting-tomorrow'; readonly duty: Duty; readonly startsAt: LocalMinute; readonly place: string }
  | { readonly type: 'meeting-unreported'; readonly duty: Duty; readonly on: LocalDate; readonly held: boolean }
  | {
      readonly type: 'submission-missing';
      readonly round: Round;
      readonly begun: boolean;
      readonly daysLeft: number;
      readonly last: boolean;
    };
