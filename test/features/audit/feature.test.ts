import { expect, it } from 'vitest';
import { auditFeature, writeAudit } from '../../../src/features/audit/feature.ts';
import type { PersonId } from '../../../src/lib/ids.ts';
import { eachDatabase } from '../../support/databases.ts';

it('a refusal is kept as what was wanted of whom', () => {
  const audited = auditFeature().facts?.['access.refused']?.audit?.({
    type: 'access.refused',
    permission: 'submission.read',
    subject: 'cb07',
  });
  expect(audited).toEqual({ subject: 'cb07', detail: { permission: 'submission.read' } });
});

eachDatabase((database) => {
  it('rows are added in order, with and without an actor', async () => {
    const rows = await database().transact(async (c) => {
      await writeAudit(c, {
        at: 1,
        actorId: 'lan' as PersonId,
        action: 'access.refused',
        subject: 'cb07',
        detail: { permission: 'submission.read' },
      });
      await writeAudit(c, { at: 2, actorId: null, action: 'invite.created', subject: 'minh', detail: undefined });
      return c.tx.select().from(c.t.audit).orderBy(c.t.audit.seq);
    });
    expect(rows.map(({ seq: _, ...row }) => row)).toEqual([
      { at: 1, actorId: 'lan', action: 'access.refused', subject: 'cb07', detail: { permission: 'submission.read' } },
      { at: 2, actorId: null, action: 'invite.created', subject: 'minh', detail: null },
    ]);
  });
});
