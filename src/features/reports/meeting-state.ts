/** Which of a cell's meetings counts: one that was held before one that is planned, the latest of each. */

import type { UnitId } from '../../lib/ids.ts';
import { never } from '../../lib/never.ts';
import type { LocalDate, LocalMinute } from '../../lib/time.ts';
import type { MeetingState } from './model.ts';

/** A meeting's row as far as reports look at it. */
export interface MeetingRow {
  readonly unitId: UnitId;
  readonly state: 'scheduled' | 'held' | 'reported' | 'cancelled';
  readonly startsAt: LocalMinute;
  readonly place: string;
  readonly heldOn: LocalDate | null;
  readonly present: number | null;
}

export function latestMeetings(rows: readonly MeetingRow[]): ReadonlyMap<UnitId, MeetingState> {
  const ordered = [...rows].sort((a, b) => progress(a) - progress(b) || (a.startsAt < b.startsAt ? -1 : 1));
  return new Map(
    ordered.flatMap((row) => (row.state === 'cancelled' ? [] : [[row.unitId, meetingState(row)] as const])),
  );
}

function progress(row: MeetingRow): number {
  return ['cancelled', 'scheduled', 'held', 'reported'].indexOf(row.state);
}

function meetingState(row: MeetingRow): MeetingState {
  switch (row.state) {
    case 'cancelled':
      return { state: 'none' };
    case 'scheduled':
      return { state: 'scheduled', startsAt: row.startsAt, place: row.place };
    case 'held':
    case 'reported':
      return {
        state: row.state,
        on: row.heldOn ?? (row.startsAt.slice(0, 10) as LocalDate),
        present: row.present ?? undefined,
      };
    default:
      return never(row.state);
  }
}
