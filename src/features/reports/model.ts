/** What reports are made of: where each cell and each member stands in a campaign on a given day. */
import type { Instant } from '../../lib/env.ts';
import type { PersonId, UnitId } from '../../lib/ids.ts';
import type { LocalDate, LocalMinute } from '../../lib/time.ts';
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
  /** Nothing can be delivered to them: they have addresses, and all of them are gone. */
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

/** Does it count as handed in? Paper counts like any other way, once the cell has confirmed it. */
export function hasSubmitted(handed: Handed | undefined): boolean {
  return handed?.state === 'submitted' || handed?.paper === 'confirmed';
}
