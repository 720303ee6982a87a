/** Submissions and their revisions in the database; the answers in them are next door. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { FactOf } from '../../engine/fact.ts';
import type { Instant } from '../../lib/env.ts';
import type { AnswerId, CampaignId, PersonId, SubmissionId, UnitId } from '../../lib/ids.ts';
import type { Cx } from '../feature.ts';
import type { Revision, Submission } from './model.ts';
import { dropUnusedOf } from './photos/store.ts';

/** What this person has filled in in this campaign. */
export async function submissionOf(
  c: Connection,
  campaignId: CampaignId,
  personId: PersonId,
): Promise<Submission | undefined> {
  const select = c.prepared('submissions.of-person', (tx, t) =>
    withRevisions(
      tx,
      t,
      and(
        eq(t.submissions.campaignId, sql.placeholder('campaignId')),
        eq(t.submissions.personId, sql.placeholder('personId')),
      ),
    ).prepare('submissions.of-person'),
  );
  return submissionIn(await select.execute({ campaignId, personId }));
}

export async function submissionById(c: Connection, id: SubmissionId): Promise<Submission | undefined> {
  return submissionIn(await withRevisions(c.tx, c.t, eq(c.t.submissions.id, id)));
}

function withRevisions(
  tx: Connection['tx'],
  { submissions, revisions }: Connection['t'],
  condition: ReturnType<typeof and>,
) {
  return tx
    .select({ submission: submissions, revision: revisions })
    .from(submissions)
    .innerJoin(revisions, eq(revisions.submissionId, submissions.id))
    .where(condition)
    .orderBy(asc(revisions.number));
}

type Found = Awaited<ReturnType<typeof withRevisions>>;

function submissionIn(rows: Found): Submission | undefined {
  const row = rows[0]?.submission;
  if (row === undefined) return undefined;
  const newest = (state: 'draft' | 'submitted'): Revision | undefined => {
    const found = rows.findLast(({ revision }) => revision.state === state)?.revision;
    if (found === undefined) return undefined;
    return {
      id: found.id,
      number: found.number,
      questionnaire: found.questionnaire,
      submittedAt: found.submittedAt ?? undefined,
    };
  };
  const { id, campaignId, personId, unitId } = row;
  const last = rows.at(-1)?.revision.number ?? 0;
  return {
    id,
    campaignId,
    personId,
    unitId,
    submittedAt: row.submittedAt ?? undefined,
    draft: newest('draft'),
    submitted: newest('submitted'),
    revisions: last,
  };
}

/** Who has submitted to the committee of this unit. */
export async function submittedIn(
  c: Connection,
  campaignId: CampaignId,
  unitId: UnitId,
): Promise<readonly { readonly id: SubmissionId; readonly personId: PersonId }[]> {
  const { submissions } = c.t;
  return c.tx
    .select({ id: submissions.id, personId: submissions.personId })
    .from(submissions)
    .where(
      and(eq(submissions.campaignId, campaignId), eq(submissions.unitId, unitId), eq(submissions.state, 'submitted')),
    );
}

/** When each of these people has submitted, for those who have. */
export async function submittedBy(
  c: Connection,
  campaignId: CampaignId,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, Instant>> {
  const { submissions } = c.t;
  if (people.length === 0) return new Map();
  const rows = await c.tx
    .select({ personId: submissions.personId, at: submissions.submittedAt })
    .from(submissions)
    .where(
      and(
        eq(submissions.campaignId, campaignId),
        eq(submissions.state, 'submitted'),
        inArray(submissions.personId, [...people]),
      ),
    );
  return new Map(rows.map((row) => [row.personId, row.at ?? 0]));
}

export async function startSubmission({ c }: Cx, fact: FactOf<'submission.started'>): Promise<void> {
  const { submissionId, campaignId, personId, unitId, revisionId, questionnaire, at } = fact;
  const submission = c.prepared('submissions.start', (tx, t) =>
    tx
      .insert(t.submissions)
      .values({
        id: sql.placeholder('submissionId'),
        campaignId: sql.placeholder('campaignId'),
        personId: sql.placeholder('personId'),
        unitId: sql.placeholder('unitId'),
        state: 'draft',
        createdAt: sql.placeholder('at'),
      })
      .prepare('submissions.start'),
  );
  const revision = c.prepared('submissions.first-revision', (tx, t) =>
    tx
      .insert(t.revisions)
      .values({
        id: sql.placeholder('revisionId'),
        submissionId: sql.placeholder('submissionId'),
        number: 1,
        questionnaire: sql.placeholder('questionnaire'),
        state: 'draft',
        startedAt: sql.placeholder('at'),
      })
      .prepare('submissions.first-revision'),
  );
  await submission.execute({ submissionId, campaignId, personId, unitId, at });
  await revision.execute({ revisionId, submissionId, questionnaire, at });
}

/** With the messages the answers came from, so that editing such a message amends the new revision. */
export async function startRevision({ c, env }: Cx, fact: FactOf<'revision.started'>): Promise<void> {
  const { revisions, answers } = c.t;
  const { revisionId, submissionId, number, questionnaire, at } = fact;
  await c.tx
    .insert(revisions)
    .values({ id: revisionId, submissionId, number, questionnaire, state: 'draft', startedAt: at });
  const rows = await c.tx
    .select()
    .from(answers)
    .where(and(eq(answers.revisionId, fact.copyOf), inArray(answers.state, ['given', 'skipped'])));
  const copies = rows.map((row) => ({ ...row, id: env.newId<AnswerId>(), revisionId }));
  if (copies.length > 0) await c.tx.insert(answers).values(copies);
}

/** The earlier submitted revision stays as history; a claim of paper is moot now. */
export async function submit({ c }: Cx, fact: FactOf<'submission.submitted'>): Promise<void> {
  const { submissions, revisions, papers } = c.t;
  await c.tx
    .update(revisions)
    .set({ state: 'submitted', submittedAt: fact.at })
    .where(eq(revisions.id, fact.revisionId));
  await c.tx
    .update(submissions)
    .set({ state: 'submitted', submittedAt: fact.at, unitId: fact.unitId })
    .where(eq(submissions.id, fact.submissionId));
  await c.tx
    .delete(papers)
    .where(
      and(eq(papers.campaignId, fact.campaignId), eq(papers.personId, fact.personId), eq(papers.state, 'claimed')),
    );
}

/** Drafts and texts still asked about go; what was submitted stays. A submission that never was one goes whole. */
export async function eraseDrafts(c: Connection, personId: PersonId): Promise<void> {
  const { submissions, revisions, answers } = c.t;
  const own = c.tx.select({ id: submissions.id }).from(submissions).where(eq(submissions.personId, personId));
  const rows = await c.tx
    .select({ id: revisions.id, state: revisions.state })
    .from(revisions)
    .where(inArray(revisions.submissionId, own));
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return;
  const drafts = rows.filter((row) => row.state === 'draft').map((row) => row.id);
  await c.tx.delete(answers).where(and(inArray(answers.revisionId, ids), eq(answers.state, 'held')));
  if (drafts.length > 0) {
    await c.tx.delete(answers).where(inArray(answers.revisionId, drafts));
    await c.tx.delete(revisions).where(inArray(revisions.id, drafts));
  }
  await c.tx.delete(submissions).where(and(eq(submissions.personId, personId), eq(submissions.state, 'draft')));
  await dropUnusedOf(c, personId);
}
