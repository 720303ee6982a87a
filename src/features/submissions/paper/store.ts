/** Who handed in on paper: said by the member, confirmed by the cell. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Connection } from '../../../db/database.ts';
import type { FactOf } from '../../../engine/fact.ts';
import type { CampaignId, PersonId } from '../../../lib/ids.ts';
import type { PaperState } from '../model.ts';

export async function paperOf(
  c: Connection,
  campaignId: CampaignId,
  personId: PersonId,
): Promise<PaperState | undefined> {
  const select = c.prepared('papers.one', (tx, { papers }) =>
    tx
      .select({ state: papers.state })
      .from(papers)
      .where(
        and(eq(papers.campaignId, sql.placeholder('campaignId')), eq(papers.personId, sql.placeholder('personId'))),
      )
      .prepare('papers.one'),
  );
  return (await select.execute({ campaignId, personId }))[0]?.state;
}

export async function papersOf(
  c: Connection,
  campaignId: CampaignId,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, PaperState>> {
  const { papers } = c.t;
  if (people.length === 0) return new Map();
  const rows = await c.tx
    .select({ personId: papers.personId, state: papers.state })
    .from(papers)
    .where(and(eq(papers.campaignId, campaignId), inArray(papers.personId, [...people])));
  return new Map(rows.map((row) => [row.personId, row.state]));
}

export async function claimPaper(
  c: Connection,
  { campaignId, personId, unitId, at }: FactOf<'paper.claimed'>,
): Promise<void> {
  await c.tx
    .insert(c.t.papers)
    .values({ campaignId, personId, unitId, state: 'claimed', claimedAt: at })
    .onConflictDoNothing();
}

export async function confirmPaper(
  c: Connection,
  { campaignId, personId, unitId, at, by }: FactOf<'paper.confirmed'>,
): Promise<void> {
  const confirmed = { unitId, state: 'confirmed', confirmedAt: at, confirmedBy: by } as const;
  await c.tx
    .insert(c.t.papers)
    .values({ campaignId, personId, ...confirmed })
    .onConflictDoUpdate({ target: [c.t.papers.campaignId, c.t.papers.personId], set: confirmed });
}

export async function removePaper(
  c: Connection,
  { campaignId, personId }: { readonly campaignId: CampaignId; readonly personId: PersonId },
): Promise<void> {
  await c.tx.delete(c.t.papers).where(and(eq(c.t.papers.campaignId, campaignId), eq(c.t.papers.personId, personId)));
}
