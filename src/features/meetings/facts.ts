/** What happens to meetings. */
import type { CampaignId, MeetingId, PersonId, UnitId } from '../../lib/ids.ts';
import type { LocalDate, LocalMinute } from '../../lib/time.ts';
import type { Reply } from './model.ts';

/** Which meeting, and who did it: that person is not told of it again. */
interface Of {
  readonly meetingId: MeetingId;
  readonly campaignId: CampaignId;
  readonly unitId: UnitId;
  readonly by: PersonId;
}

declare module '../../engine/fact.ts' {
  interface Facts {
    'meeting.scheduled': Of & { readonly startsAt: LocalMinute; readonly place: string };
    'meeting.moved': Of & { readonly startsAt: LocalMinute; readonly place: string; readonly before: LocalMinute };
    'meeting.cancelled': Of & { readonly startsAt: LocalMinute };
    /** `scheduled` is false for a meeting that was not on the books before. */
    'meeting.held': Of & { readonly heldOn: LocalDate; readonly scheduled: boolean };
    /** Marked as held by mistake: it stands as it was scheduled, or was none if it never was. */
    'meeting.unheld': Of & { readonly scheduled: boolean };
    'meeting.reported': Of & { readonly heldOn: LocalDate; readonly present: number };
    'attendance.replied': { readonly meetingId: MeetingId; readonly personId: PersonId; readonly reply: Reply };
  }
}
