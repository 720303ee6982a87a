/** What a database is for: nothing yet, a real organisation, or the demonstration for ever. */
import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';

export type Purpose = 'empty' | 'organisation' | 'demonstration';

/** The mark that the demonstration leaves and nothing takes away. */
const MARK = 'demonstration';

export async function purposeOf(db: Database): Promise<Purpose> {
  return db.read(async ({ tx, t }) => {
    const mark = await tx.select().from(t.meta).where(eq(t.meta.key, MARK));
    if (mark.length > 0) return 'demonstration';
    return (await tx.$count(t.units)) > 0 ? 'organisation' : 'empty';
  });
}
