/** What is kept of reminders. */
import type { CampaignId, PersonId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';

/** One person's message of a day. */
export interface Made {
  readonly personId: PersonId;
  /** Types of its reasons, joined by commas. */
  readonly reasons: string;
  readonly digest: boolean;
}

declare module '../../engine/fact.ts' {
  interface Facts {
    'reminders.made': { readonly day: LocalDate; readonly made: readonly Made[] };
    'reminders.muted': { readonly personId: PersonId; readonly campaignId: CampaignId };
    'reminders.unmuted': { readonly personId: PersonId; readonly campaignId: CampaignId };
  }
}
