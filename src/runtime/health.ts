/** What an operator wants to know about the books: what is overdue, in doubt, or stuck. */
import { and, eq, gt, isNotNull, lt, max } from 'drizzle-orm';
import type { Connection } from '../db/database.ts';
import { isFailed, isOpen } from '../db/tables/spine.ts';
import type { Instant } from '../lib/env.ts';
import { DAY, MINUTE } from '../lib/time.ts';

/** A schedule or message this much past its time means that no bot is running, or that one is stuck. */
const LATE = 10 * MINUTE;
/** Doubts and refusals older than this have been looked at, or will not be. */
const LOOKED_AT_AFTER = 7 * DAY;

export interface Health {
  readonly overdueSchedules: number;
  /** Messages that should have gone out by now. */
  readonly stuckMessages: number;
  /** Of the last week: sent or not, nobody can say; not sent again. */
  readonly unknownMessages: number;
  /** Of the last week: refused by the platform for good. */
  readonly failedMessages: number;
  /** Addresses of members that cannot be reached. */
  readonly goneAddresses: number;
  readonly failedEvents: readonly { readonly code: string; readonly receivedAt: Instant; readonly error: string }[];
  /** When the newest event came in: later than now means that the clock was set back. */
  readonly newestEvent: Instant | undefined;
}

export async function health(c: Connection, now: Instant): Promise<Health> {
  const { addresses, inbox, outbox, schedules } = c.t;
  const recent = gt(outbox.doneAt, now - LOOKED_AT_AFTER);
  const failed = await c.tx
    .select({ code: inbox.code, receivedAt: inbox.receivedAt, error: inbox.error })
    .from(inbox)
    .where(isFailed(inbox));
  const newest = (await c.tx.select({ at: max(inbox.receivedAt) }).from(inbox))[0]?.at;
  return {
    overdueSchedules: await c.tx.$count(schedules, lt(schedules.dueAt, now - LATE)),
    stuckMessages: await c.tx.$count(outbox, and(isOpen(outbox), lt(outbox.dueAt, now - LATE))),
    unknownMessages: await c.tx.$count(outbox, and(eq(outbox.state, 'unknown'), recent)),
    failedMessages: await c.tx.$count(outbox, and(eq(outbox.state, 'failed'), recent)),
    goneAddresses: await c.tx.$count(addresses, and(isNotNull(addresses.personId), isNotNull(addresses.gone))),
    failedEvents: failed.map(({ code, receivedAt, error }) => ({ code: code ?? '', receivedAt, error: error ?? '' })),
    newestEvent: newest ?? undefined,
  };
}
