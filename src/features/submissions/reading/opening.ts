/** A part of a submitted text that was handed out earlier: whoever opens it must still be allowed to, and its author sees it. */
import type { Fact } from '../../../engine/fact.ts';
import type { PersonId, RevisionId } from '../../../lib/ids.ts';
import type { Cx } from '../../feature.ts';
import type { Unit } from '../../organisation/model.ts';
import { can } from '../../organisation/policy.ts';
import { authorOf } from './store.ts';

export async function mayRead(
  { directory, today }: Pick<Cx, 'directory' | 'today'>,
  readerId: PersonId,
  unit: Unit,
): Promise<boolean> {
  const { appointments } = await directory.standing(readerId);
  return can(appointments, 'submission.read', unit, today);
}

export async function opens(
  cx: Cx,
  { readerId, revisionId }: { readonly readerId: PersonId; readonly revisionId: RevisionId },
): Promise<readonly Fact[] | undefined> {
  const submitted = await authorOf(cx.c, revisionId);
  const unit = submitted === undefined ? undefined : await cx.directory.unit(submitted.unitId);
  if (submitted === undefined || unit === undefined || !(await mayRead(cx, readerId, unit))) return undefined;
  return [{ type: 'submission.read', readerId, authorId: submitted.personId, revisionId, at: cx.now }];
}
