/**
 * The inbox: every event of a platform is taken once. Those that have to wait stand in a line, one for each chat; a failed
 * one is kept until an operator replays or drops it.
 */
import { and, asc, eq, lte, sql } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import { isFailed, isNew } from '../../db/tables/spine.ts';
import type { InboundEvent } from '../../engine/input.ts';
import type { Instant } from '../../lib/env.ts';
import { portions } from './portions.ts';

/**
 * Notes that these came in, and answers with those that were not noted before. Rows are born 'done': they are committed
 * together with all that the events led to, or not at all.
 */
export async function takeIn(
  c: Connection,
  events: readonly InboundEvent[],
  now: Instant,
): Promise<readonly InboundEvent[]> {
  const fresh: InboundEvent[] = [];
  for (const some of portions(events)) {
    const noted = new Set(await noteAll(c, some, now));
    // Told of twice in one batch, an event is taken once.
    for (const event of some) if (noted.delete(nameOf(event))) fresh.push(event);
  }
  return fresh;
}

const nameOf = ({ channel, key }: { readonly channel: string; readonly key: string }): string => `${channel} ${key}`;

async function noteAll(c: Connection, events: readonly InboundEvent[], now: Instant): Promise<readonly string[]> {
  const name = `inbox.take.${events.length}`;
  const insert = c.prepared(name, (tx, t) =>
    tx
      .insert(t.inbox)
      .values(
        events.map((_, at) => ({
          channel: sql.placeholder(`channel${at}`),
          key: sql.placeholder(`key${at}`),
          platformId: sql.placeholder(`platformId${at}`),
          receivedAt: sql.placeholder('now'),
          state: 'done' as const,
        })),
      )
      .onConflictDoNothing()
      .returning({ channel: t.inbox.channel, key: t.inbox.key })
      .prepare(name),
  );
  const values: Record<string, unknown> = { now };
  for (const [at, { channel, key, platformId }] of events.entries()) {
    values[`channel${at}`] = channel;
    values[`key${at}`] = key;
    values[`platformId${at}`] = platformId;
  }
  return (await insert.execute(values)).map(nameOf);
}

/** A chat on its platform. */
export type Chat = Pick<InboundEvent, 'channel' | 'platformId'>;

export const chatKey = ({ channel, platformId }: Chat): string => `${channel} ${platformId}`;

/** An event that was just taken in is kept instead, to be handled after those of its chat that wait already. */
export async function putInLine(c: Connection, event: InboundEvent): Promise<void> {
  const { inbox } = c.t;
  await c.tx
    .update(inbox)
    .set({ state: 'new', event })
    .where(and(eq(inbox.channel, event.channel), eq(inbox.key, event.key)));
}

/** Of all that come to an event in a line one takes it; to the others it is no more there. */
export async function takeFromLine(c: Connection, event: InboundEvent): Promise<boolean> {
  const { inbox } = c.t;
  const taken = await c.tx
    .update(inbox)
    .set({ state: 'done', event: null })
    .where(and(eq(inbox.channel, event.channel), eq(inbox.key, event.key), isNew(inbox)))
    .returning({ key: inbox.key });
  return taken.length === 1;
}

/** The chats in which something waits. With `before`: has waited since then. */
export async function chatsInLine(c: Connection, before?: Instant): Promise<readonly Chat[]> {
  if (before !== undefined) {
    const { channel, platformId, receivedAt } = c.t.inbox;
    return c.tx
      .selectDistinct({ channel, platformId })
      .from(c.t.inbox)
      .where(and(isNew(c.t.inbox), lte(receivedAt, before)));
  }
  // Asked for every batch.
  const select = c.prepared('inbox.chats-in-line', (tx, t) =>
    tx
      .selectDistinct({ channel: t.inbox.channel, platformId: t.inbox.platformId })
      .from(t.inbox)
      .where(isNew(t.inbox))
      .prepare('inbox.chats-in-line'),
  );
  return select.execute();
}

/** What waits in a chat, in the order in which it came. */
export async function lineOf(c: Connection, { channel, platformId }: Chat): Promise<readonly InboundEvent[]> {
  const { inbox } = c.t;
  const rows = await c.tx
    .select({ event: inbox.event, receivedAt: inbox.receivedAt })
    .from(inbox)
    .where(and(isNew(inbox), eq(inbox.channel, channel), eq(inbox.platformId, platformId)))
    .orderBy(asc(inbox.receivedAt))
    .limit(LINE_AT_ONCE);
  // Written by putInLine above and by nothing else. What came in one batch came at one time, in the order of the chat.
  return rows
    .map(({ event, receivedAt }) => ({ event: event as InboundEvent, receivedAt }))
    .sort((a, b) => a.receivedAt - b.receivedAt || a.event.order - b.event.order)
    .map(({ event }) => event);
}

const LINE_AT_ONCE = 200;

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
  const rows = await c.tx.select().from(inbox).where(isFailed(inbox)).orderBy(asc(inbox.receivedAt));
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
