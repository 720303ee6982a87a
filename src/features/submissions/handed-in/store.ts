/** Who has handed in, in whatever way, each once: kept beside submissions and papers for the counts of reports. */
import { and, eq, gte, isNotNull, isNull, lte, or } from 'drizzle-orm';
import type { Connection } from '../../../db/database.ts';
import type { CampaignId, PersonId, UnitId } from '../../../lib/ids.ts';
import type { LocalDate } from '../../../lib/time.ts';

export interface HandedIn {
  readonly campaignId: CampaignId;
  readonly personId: PersonId;
  /** Where it was recorded. */
  readonly unitId: UnitId;
}

/** Submitted, or paper confirmed: recorded with what the person is on `day`; what came last is where it counts. */
export async function handIn(c: Connection, { campaignId, personId, unitId }: HandedIn, day: LocalDate): Promise<void> {
  const { handedIn, memberships: m } = c.t;
  const [place] = await c.tx
    .select({ status: m.status })
    .from(m)
    .where(and(eq(m.personId, personId), lte(m.validFrom, day), or(isNull(m.validTo), gte(m.validTo, day))))
    .limit(1);
  const as = { unitId, exempt: place?.status === 'exempt' };
  await c.tx
    .insert(handedIn)
    .values({ campaignId, personId, ...as })
    .onConflictDoUpdate({ target: [handedIn.campaignId, handedIn.personId], set: as });
}

/** The paper was taken back; who has submitted in the chat has handed in all the same. */
export async function takeBack(
  c: Connection,
  { campaignId, personId }: Pick<HandedIn, 'campaignId' | 'personId'>,
): Promise<void> {
  const { handedIn, submissions } = c.t;
  const submitted = await c.tx.$count(
    submissions,
    and(eq(submissions.campaignId, campaignId), eq(submissions.personId, personId), eq(submissions.state, 'submitted')),
  );
  if (submitted > 0) return;
  await c.tx.delete(handedIn).where(and(eq(handedIn.campaignId, campaignId), eq(handedIn.personId, personId)));
}

/** Makes the rows anew from submissions and papers, after these were written in bulk: with `day`'s statuses. */
export async function handInAll(c: Connection, day: LocalDate): Promise<void> {
  const { submissions: s, papers: p, handedIn } = c.t;
  const submitted = await c.tx
    .select({ campaignId: s.campaignId, personId: s.personId, unitId: s.unitId })
    .from(s)
    .where(eq(s.state, 'submitted'));
  const confirmed = await c.tx
    .select({ campaignId: p.campaignId, personId: p.personId, unitId: p.unitId })
    .from(p)
    .where(eq(p.state, 'confirmed'));
  await c.tx.delete(handedIn).where(isNotNull(handedIn.personId));
  for (const one of [...confirmed, ...submitted]) await handIn(c, one, day);
}
