/** What went out in the demonstration, for its feed. */
import { and, asc, eq, gt } from 'drizzle-orm';
import type { Connection } from '../db/database.ts';
import type { Instant } from '../lib/env.ts';

/** A message that was sent, with its reader's name and highest duty. */
export interface SentRow {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: 'reply' | 'notice' | 'reminder' | 'digest';
  readonly name: string;
  readonly duty: 'secretary' | 'leader' | 'member';
}

/** What was sent after the row `seq`, oldest first. */
export async function sentSince(c: Connection, seq: number): Promise<readonly SentRow[]> {
  const { tx, t } = c;
  const rows = await tx
    .select({
      seq: t.outbox.seq,
      at: t.outbox.doneAt,
      kind: t.outbox.lane,
      personId: t.persons.id,
      name: t.persons.name,
    })
    .from(t.outbox)
    .innerJoin(t.addresses, eq(t.addresses.id, t.outbox.addressId))
    .innerJoin(t.persons, eq(t.persons.id, t.addresses.personId))
    .where(and(gt(t.outbox.seq, seq), eq(t.outbox.state, 'sent')))
    .orderBy(asc(t.outbox.seq));
  const roles = await tx.select({ personId: t.roles.personId, role: t.roles.role }).from(t.roles);
  const holds = (id: string, role: string): boolean => roles.some((one) => one.personId === id && one.role === role);
  return rows.map(({ personId, at, ...row }) => {
    const duty = holds(personId, 'leader') ? 'leader' : holds(personId, 'secretary') ? 'secretary' : 'member';
    return { ...row, at: at ?? 0, duty };
  });
}
