/** Who has to be told in person because no channel had room for it. */
import { inArray } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { PersonId } from '../../lib/ids.ts';
import type { Moment } from '../shell.ts';

export async function noteUntold({ c, now }: Moment, personId: PersonId): Promise<void> {
  await c.tx.insert(c.t.untold).values({ personId, since: now }).onConflictDoNothing();
}

/** Something is on its way to them, or they have written and see what there is. */
export async function reached(c: Connection, people: readonly PersonId[]): Promise<void> {
  if (people.length > 0) await c.tx.delete(c.t.untold).where(inArray(c.t.untold.personId, [...people]));
}
