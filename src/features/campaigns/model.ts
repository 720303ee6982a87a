/** A round of self-review: its governing document, deadlines, agenda and reminder ladders, all of it content. */
import { z } from 'zod';
import type { CampaignId, QuestionnaireHash, UnitId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';

const localized = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) });
/** Days relative to the last good day: 7 = seven days before, 0 = on it, -1 = the day after. */
const ladder = z.array(z.int().min(-30).max(60)).max(20);

export const campaignContent = z.strictObject({
  title: localized,
  /** The document that orders the round, e.g. number '121-KH/ĐU' dated 2022-03-14. */
  document: z.strictObject({ number: z.string().min(1), date: z.iso.date(), issuer: z.string().min(1) }),
  agenda: z.array(localized).min(1),
  reminders: z.strictObject({
    meetingUnscheduled: ladder,
    /** Held but not reported: every so many days. */
    meetingUnreportedEvery: z.int().min(1).max(30),
    submissionMissing: ladder,
  }),
});
export type CampaignContent = z.infer<typeof campaignContent>;

export interface Campaign {
  readonly id: CampaignId;
  readonly code: string;
  readonly unitId: UnitId;
  readonly questionnaire: QuestionnaireHash;
  readonly opensOn: LocalDate;
  /** The last day on which something can be submitted. */
  readonly closesOn: LocalDate;
  /** Last good days, inclusive: "before 05/4" is 04/4. */
  readonly meetingDeadline: LocalDate;
  readonly submissionDeadline: LocalDate;
  readonly content: CampaignContent;
}

export interface Campaigns {
  byId(id: CampaignId): Promise<Campaign | undefined>;
  /**
   * The round a unit takes part in on `day`: the latest one that has opened and whose unit is this one or above it.
   * Closed ones count until a later one opens, so that what was done can still be looked at.
   */
  current(unitPath: string, day: LocalDate): Promise<Campaign | undefined>;
}

/** Something can be submitted on `day`. */
export function isOpen(campaign: Pick<Campaign, 'opensOn' | 'closesOn'>, day: LocalDate): boolean {
  return campaign.opensOn <= day && day <= campaign.closesOn;
}
