/** The audit trail: only ever added to. */
import { sql } from 'drizzle-orm';
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
  const insert = c.prepared('audit.write', (tx, t) =>
    tx
      .insert(t.audit)
      .values({
        at: sql.placeholder('at'),
        actorId: sql.placeholder('actorId'),
        action: sql.placeholder('action'),
        subject: sql.placeholder('subject'),
        detail: sql.placeholder('detail'),
      })
      .prepare('audit.write'),
  );
  await insert.execute({ ...row, detail: row.detail ?? null });
}
