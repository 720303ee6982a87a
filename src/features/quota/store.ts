/** Who looks after the program, and what they have been told. */
import { and, eq, gte, isNull, lte, or } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { FactOf } from '../../engine/fact.ts';
import type { PersonId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';

/** Everybody who is an administrator on `day`, in whatever unit: the bot is one for all. */
export async function administrators(c: Connection, day: LocalDate): Promise<readonly PersonId[]> {
  const { roles } = c.t;
  const rows = await c.tx
    .selectDistinct({ id: roles.personId })
    .from(roles)
    .where(and(eq(roles.role, 'admin'), lte(roles.validFrom, day), or(isNull(roles.validTo), gte(roles.validTo, day))));
  return rows.map(({ id }) => id).toSorted();
}

/** The row is there, unless nothing has been sent yet: then nothing was reached either. */
export async function markWarned(c: Connection, fact: FactOf<'quota.reached'>): Promise<void> {
  const { sentMonths } = c.t;
  const { channel, month, of, stage } = fact;
  await c.tx
    .update(sentMonths)
    .set(of === 'messages' ? { warnedMessages: stage } : { warnedPeople: stage })
    .where(and(eq(sentMonths.channel, channel), eq(sentMonths.month, month)));
}
