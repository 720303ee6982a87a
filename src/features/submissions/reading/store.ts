/** Who opened whose text, and when: rows that the author can see. */
import { and, desc, eq } from 'drizzle-orm';
import type { Connection } from '../../../db/database.ts';
import type { FactOf } from '../../../engine/fact.ts';
import type { Instant } from '../../../lib/env.ts';
import type { PersonId, RevisionId, UnitId } from '../../../lib/ids.ts';
import type { Cx } from '../../feature.ts';

export async function recordReading({ c, env }: Cx, fact: FactOf<'submission.read'>): Promise<void> {
  const { readerId, authorId, revisionId, at } = fact;
  await c.tx.insert(c.t.readings).values({ id: env.newId(), readerId, authorId, revisionId, at });
}

/** Who wrote this submitted text, and the cell that has it. */
export async function authorOf(
  { tx, t: { revisions, submissions } }: Connection,
  id: RevisionId,
): Promise<{ readonly personId: PersonId; readonly unitId: UnitId } | undefined> {
  const [row] = await tx
    .select({ personId: submissions.personId, unitId: submissions.unitId })
    .from(revisions)
    .innerJoin(submissions, eq(submissions.id, revisions.submissionId))
    .where(and(eq(revisions.id, id), eq(revisions.state, 'submitted')));
  return row;
}

/** The latest first. */
export async function readingsOf(
  c: Connection,
  authorId: PersonId,
  limit: number,
): Promise<readonly { readonly readerId: PersonId; readonly at: Instant }[]> {
  const { readings } = c.t;
  return c.tx
    .select({ readerId: readings.readerId, at: readings.at })
    .from(readings)
    .where(eq(readings.authorId, authorId))
    .orderBy(desc(readings.at), desc(readings.id))
    .limit(limit);
}
