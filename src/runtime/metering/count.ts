/** Counts what was sent where a platform counts it: once a group of marks, in their transaction. */
import { inArray, sql } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import { isOpen } from '../../db/tables/spine.ts';
import { newStage, QUOTA } from '../../features/quota/model.ts';
import type { Instant } from '../../lib/env.ts';
import type { OutboxId } from '../../lib/ids.ts';
import { dayOf, monthOf } from '../../lib/time.ts';
import { setSchedule } from '../later/schedules.ts';
import type { Moment } from '../shell.ts';
import { type Counting, meteredOf, readingOf } from './readings.ts';

/** A message of which the platform was asked, and what came of it. */
export interface Asked {
  readonly id: OutboxId;
  readonly channel: string;
  readonly as: 'sent' | 'unknown' | 'failed' | 'gone' | 'pending';
}

/** What one group of marks means for one channel. */
export interface Charge {
  readonly channel: string;
  readonly sent: number;
  /** The platform took a message. */
  readonly accepted: boolean;
  readonly suspectedSince: Instant | undefined;
}

/**
 * What is to be counted of a group that is about to be marked. A row counts as it leaves the open ones, so a group that is
 * written twice (its commit was in doubt) counts once.
 */
export async function chargesOf(shell: Counting, c: Connection, asked: readonly Asked[]): Promise<readonly Charge[]> {
  const counted = asked.filter(({ channel }) => meteredOf(shell, channel) !== undefined);
  if (counted.length === 0) return [];
  const taken = counted.filter(({ as }) => as === 'sent' || as === 'unknown');
  const open = await openAmong(
    c,
    taken.map(({ id }) => id),
  );
  return [...new Set(counted.map(({ channel }) => channel))].flatMap((channel) => {
    const sent = taken.filter((one) => one.channel === channel && open.has(one.id)).length;
    const accepted = taken.some((one) => one.channel === channel && one.as === 'sent');
    const suspectedSince = shell.channels.get(channel)?.suspectedSince?.();
    return sent === 0 && suspectedSince === undefined ? [] : [{ channel, sent, accepted, suspectedSince }];
  });
}

async function openAmong(c: Connection, ids: readonly OutboxId[]): Promise<ReadonlySet<OutboxId>> {
  if (ids.length === 0) return new Set();
  const { outbox } = c.t;
  const rows = await c.tx
    .select({ id: outbox.id, open: sql<number>`case when ${isOpen(outbox)} then 1 else 0 end` })
    .from(outbox)
    .where(inArray(outbox.id, [...ids]));
  return new Set(rows.filter(({ open }) => open === 1).map(({ id }) => id));
}

export async function charge(shell: Counting, moment: Moment, charges: readonly Charge[]): Promise<void> {
  for (const one of charges) await chargeOne(shell, moment, one);
}

async function chargeOne(shell: Counting, { c, now }: Moment, { channel: name, ...one }: Charge): Promise<void> {
  const { sentMonths } = c.t;
  const month = monthOf(dayOf(now, shell.zone));
  const since = one.suspectedSince ?? null;
  const kept = sql`coalesce(${sentMonths.suspectedSince}, ${since})`;
  await c.tx
    .insert(sentMonths)
    .values({ channel: name, month, sent: one.sent, suspectedSince: since })
    .onConflictDoUpdate({
      target: [sentMonths.channel, sentMonths.month],
      set: {
        sent: sql`${sentMonths.sent} + ${one.sent}`,
        suspectedSince: since === null && one.accepted ? null : kept,
      },
    });
  const channel = shell.channels.get(name);
  if (channel === undefined) return;
  const reading = await readingOf(shell, { c, now }, channel);
  if ([reading.messages, reading.people].some((gauge) => newStage(gauge) !== undefined))
    await setSchedule(c, { key: QUOTA, kind: QUOTA, dueAt: now });
}
