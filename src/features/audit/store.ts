/** The audit trail: only ever added to. */
import type { Connection } from '../../db/database.ts';
import type { Instant } from '../../lib/env.ts';
import type { PersonId } from '../../lib/ids.ts';

/** Ids, dates and counts; never names or personal text. */
export interface AuditRow {
  readonly at: Instant;
  /** Null when the program or its operator did it. */
  readonly actorId: PersonId | null;
  /** The type of the fact. */
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

export async function write(c: Connection, row: AuditRow): Promise<void> {
  await c.tx.insert(c.t.audit).values({ ...row, detail: row.detail ?? null });
}
