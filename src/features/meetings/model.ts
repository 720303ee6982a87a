/** A cell's meeting in a round: at most one is live (scheduled, held or reported); cancelled ones stay as history. */
import type { CampaignId, MeetingId, UnitId } from '../../lib/ids.ts';
import type { LocalDate, LocalMinute } from '../../lib/time.ts';

export interface Meeting {
  readonly id: MeetingId;
  readonly campaignId: CampaignId;
  readonly unitId: UnitId;
  readonly state: 'scheduled' | 'held' | 'reported' | 'cancelled';
  /** Midnight of the day it was held for a meeting that never was on the books beforehand. */
  readonly startsAt: LocalMinute;
  readonly place: string;
  readonly heldOn: LocalDate | undefined;
  readonly present: number | undefined;
}

/** Was it on the books before it was held? A scheduled meeting always has a place. */
export const wasScheduled = ({ place }: Pick<Meeting, 'place'>): boolean => place !== '';

export type Reply = 'coming' | 'absent';

/** How many members have said that they will come, and how many that they cannot. */
export interface Replies {
  readonly coming: number;
  readonly absent: number;
}

export const LONGEST_PLACE = 200;
