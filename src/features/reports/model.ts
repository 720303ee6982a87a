/** What reports are made of: where each cell and each member stands in a campaign on a given day. */
import type { Instant } from '../../lib/env.ts';
import type { PersonId, UnitId } from '../../lib/ids.ts';
import { DAY, type LocalDate, type LocalMinute } from '../../lib/time.ts';
import type { MembershipStatus } from '../organisation/model.ts';

/** The cell's meeting of the campaign, as far as it has come. */
export type MeetingState =
  | { readonly state: 'none' }
  | { readonly state: 'scheduled'; readonly startsAt: LocalMinute; readonly place: string }
  | { readonly state: 'held' | 'reported'; readonly on: LocalDate; readonly present: number | undefined };

export interface CellUnit {
  readonly id: UnitId;
  readonly code: string;
  readonly name: string;
  readonly sort: string | undefined;
}

/** Persons of one cell or of many. `submitted` is among those who owe; `volunteers` are exempt and counted apart. */
export interface Counts {
  readonly members: number;
  readonly exempt: number;
  readonly submitted: number;
  readonly volunteers: number;
  /** To be told in person: all their addresses are gone, a reminder has waited on their page for a day, or no channel had room. */
  readonly undeliverable: number;
}

export interface CellMeeting {
  readonly unit: CellUnit;
  readonly meeting: MeetingState;
}

export interface CellRow extends CellMeeting {
  readonly counts: Counts;
}

/** What a member has handed in. */
export interface Handed {
  readonly personId: PersonId;
  readonly state: 'draft' | 'submitted' | undefined;
  readonly submittedAt: Instant | undefined;
  readonly paper: 'claimed' | 'confirmed' | undefined;
}

/** What a member has handed in, for the lists of the own cell's officers. */
export interface MemberRow extends Handed {
  readonly status: MembershipStatus;
  readonly unreachable: boolean;
}

/** A reminder on the page that nobody has looked at for so long did not reach its reader. */
const UNREAD_AFTER = DAY;

/** Whatever has waited since then or longer is unread. */
export const unreadSince = (now: Instant): Instant => now - UNREAD_AFTER;

/** Does it count as handed in? Paper counts like any other way, once the cell has confirmed it. */
export function hasSubmitted(handed: Handed | undefined): boolean {
  return handed?.state === 'submitted' || handed?.paper === 'confirmed';
}
