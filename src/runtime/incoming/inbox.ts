/** The inbox: every event of a platform is taken once, and a failed one is kept until an operator replays or drops it. */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { InboundEvent } from '../../engine/input.ts';
import type { Instant } from '../../lib/env.ts';

/**
 * Notes that `event` came in; false when it was noted before. The row is born 'done': it is committed together with all
 * that the event led to, or not at all.
 */
export async function takeIn(c: Connection, event: InboundEvent, now: Instant): Promise<boolean> {
  const insert = c.prepared('inbox.take', (tx, t) =>
    tx
      .insert(t.inbox)
      .values({
        channel: sql.placeholder('channel'),
        key: sql.placeholder('key'),
        platformId: sql.placeholder('platformId'),
        receivedAt: sql.placeholder('now'),
        state: 'done',
      })
      // One that was kept while its picture was being fetched is taken by whoever comes first.
      .onConflictDoUpdate({
        target: [t.inbox.channel, t.inbox.key],
        set: { state: 'done', event: sql`null` },
        setWhere: eq(t.inbox.state, 'new'),
      })
      .returning({ key: t.inbox.key })
      .prepare('inbox.take'),
  );
  const { channel, key, platformId } = event;
  return (await insert.execute({ channel, key, platformId, now })).length === 1;
}

export interface Failure {
  readonly code: string;
  readonly error: string;
  /** The person's turn at the failure, undefined for strangers. */
  readonly turn: number | undefined;
}

/** Keeps an event that could not be handled, with all that is needed to handle it again. */
export async function markFailed(c: Connection, event: InboundEvent, failure: Failure): Promise<void> {
  const { inbox } = c.t;
  await c.tx
    .update(inbox)
    .set({ state: 'failed', event, code: failure.code, error: failure.error, turn: failure.turn ?? null })
    .where(and(eq(inbox.channel, event.channel), eq(inbox.key, event.key)));
}

export interface FailedEvent extends Failure {
  readonly event: InboundEvent;
  readonly receivedAt: Instant;
}

export async function failedEvents(c: Connection): Promise<readonly FailedEvent[]> {
  const { inbox } = c.t;
  const rows = await c.tx.select().from(inbox).where(eq(inbox.state, 'failed')).orderBy(asc(inbox.receivedAt));
  return rows.map((row) => ({
    // Written by markFailed above and by nothing else.
    event: row.event as InboundEvent,
    receivedAt: row.receivedAt,
    code: row.code ?? '',
    error: row.error ?? '',
    turn: row.turn ?? undefined,
  }));
}

/** The failed event was handled after all, or given up: its text is no longer kept here. */
export async function closeFailed(c: Connection, event: Pick<InboundEvent, 'channel' | 'key'>): Promise<void> {
  const { inbox } = c.t;
  await c.tx
    .update(inbox)
    .set({ state: 'replayed', event: null })
    .where(and(eq(inbox.channel, event.channel), eq(inbox.key, event.key)));
}
