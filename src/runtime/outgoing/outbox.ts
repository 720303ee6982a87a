/** The outbox as rows: one row is one platform call, kept until it is done. */
import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Call } from '../../channels/channel.ts';
import type { Connection } from '../../db/database.ts';
import type { Tables } from '../../db/schema.ts';
import { isOpen, isPending, isSending } from '../../db/tables/spine.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId, OutboxId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Piece } from './pieces.ts';

export type Lane = 'reply' | 'notice' | 'reminder' | 'digest';
/** In the order in which they are served. */
export const LANES: readonly Lane[] = ['reply', 'notice', 'reminder', 'digest'];

/** One call on its way. */
export interface Outgoing {
  readonly id: OutboxId;
  readonly seq: number;
  readonly addressId: AddressId;
  readonly channel: string;
  readonly platformId: string;
  readonly lane: Lane;
  readonly call: Call;
  readonly attempts: number;
  readonly lastError: string | undefined;
  readonly reminderDay: LocalDate | undefined;
  /** Its words and choices apart, where it may go out together with others (a reminder's own are found anew). */
  readonly pieces: readonly Piece[] | undefined;
}

export interface NewOutgoing extends Omit<Outgoing, 'seq' | 'attempts' | 'lastError'> {
  readonly dueAt: Instant;
  /** The dispatcher that sends it at once; undefined leaves it for whoever claims it. */
  readonly owner: string | undefined;
}

export async function putOut(c: Connection, row: NewOutgoing, now: Instant): Promise<Outgoing> {
  const insert = c.prepared('outbox.put', (tx, t) =>
    tx
      .insert(t.outbox)
      .values({
        id: sql.placeholder('id'),
        addressId: sql.placeholder('addressId'),
        channel: sql.placeholder('channel'),
        platformId: sql.placeholder('platformId'),
        lane: sql.placeholder('lane'),
        kind: sql.placeholder('kind'),
        call: sql.placeholder('call'),
        pieces: sql.placeholder('pieces'),
        state: sql.placeholder('state'),
        dueAt: sql.placeholder('dueAt'),
        owner: sql.placeholder('owner'),
        reminderDay: sql.placeholder('reminderDay'),
        createdAt: sql.placeholder('now'),
      })
      .returning({ seq: t.outbox.seq })
      .prepare('outbox.put'),
  );
  // Field by field: this is done for every message, and leaving fields out of an object is slow.
  const { id, addressId, channel, platformId, lane, call, pieces, reminderDay, dueAt, owner } = row;
  const made = await insert.execute({
    id,
    addressId,
    channel,
    platformId,
    lane,
    call,
    pieces: pieces ?? null,
    kind: call.kind,
    state: owner === undefined ? 'pending' : 'sending',
    dueAt,
    owner: owner ?? null,
    reminderDay: reminderDay ?? null,
    now,
  });
  const seq = made[0]?.seq ?? 0;
  return {
    id,
    seq,
    addressId,
    channel,
    platformId,
    lane,
    call,
    attempts: 0,
    lastError: undefined,
    reminderDay,
    pieces,
  };
}

/** What is to be noted about a row; applied in groups. */
export type Mark =
  | { readonly id: OutboxId; readonly as: 'sent'; readonly messageId: string | undefined }
  | { readonly id: OutboxId; readonly as: 'failed' | 'unknown' | 'gone'; readonly why: string }
  | {
      readonly id: OutboxId;
      readonly as: 'pending';
      readonly dueAt: Instant;
      readonly why: string;
      readonly tried: boolean;
    };

export async function writeMark(c: Connection, mark: Mark, now: Instant): Promise<void> {
  if (mark.as === 'sent') {
    const sent = c.prepared('outbox.sent', (tx, t) =>
      tx
        .update(t.outbox)
        .set({
          state: 'sent',
          call: sql`null`,
          pieces: sql`null`,
          owner: sql`null`,
          messageId: sql`${sql.placeholder('messageId')}`,
          attempts: sql`${t.outbox.attempts} + 1`,
          doneAt: sql`${sql.placeholder('now')}`,
        })
        .where(eq(t.outbox.id, sql.placeholder('id')))
        .prepare('outbox.sent'),
    );
    await sent.execute({ id: mark.id, messageId: mark.messageId ?? null, now });
    return;
  }
  const { outbox } = c.t;
  const common = { owner: null, lastError: mark.why };
  if (mark.as === 'pending') {
    const attempts = mark.tried ? { attempts: sql`${outbox.attempts} + 1` } : {};
    await c.tx
      .update(outbox)
      .set({ ...common, ...attempts, state: 'pending', dueAt: mark.dueAt })
      .where(eq(outbox.id, mark.id));
    return;
  }
  await c.tx
    .update(outbox)
    .set({ ...common, state: mark.as, call: null, pieces: null, attempts: sql`${outbox.attempts} + 1`, doneAt: now })
    .where(eq(outbox.id, mark.id));
}

type OutboxRow = Tables['outbox']['$inferSelect'];

function outgoing(row: OutboxRow): Outgoing {
  return {
    id: row.id,
    seq: row.seq,
    addressId: row.addressId,
    channel: row.channel,
    platformId: row.platformId,
    lane: row.lane,
    // Written by putOut above and by nothing else; a row that is not done has one.
    call: row.call as Call,
    attempts: row.attempts,
    lastError: row.lastError ?? undefined,
    reminderDay: row.reminderDay ?? undefined,
    pieces: (row.pieces ?? undefined) as readonly Piece[] | undefined,
  };
}

/** Rows that are due and unclaimed, the first lanes first, in each lane as they became due. */
export async function dueRows(
  c: Connection,
  now: Instant,
  { lanes, limit }: { readonly lanes: readonly Lane[]; readonly limit: number },
): Promise<readonly Outgoing[]> {
  const found: Outgoing[] = [];
  for (const lane of lanes) {
    if (found.length >= limit) break;
    const select = c.prepared(`outbox.due.${lane}`, (tx, t) =>
      tx
        .select()
        .from(t.outbox)
        .where(and(isPending(t.outbox), eq(t.outbox.lane, lane), lte(t.outbox.dueAt, sql.placeholder('now'))))
        .orderBy(asc(t.outbox.dueAt), asc(t.outbox.seq))
        .limit(sql.placeholder('limit'))
        .prepare(`outbox.due.${lane}`),
    );
    found.push(...(await select.execute({ now, limit: limit - found.length })).map(outgoing));
  }
  return found;
}

/** Takes a row for `owner`; undefined when somebody else was faster. The condition is repeated in the UPDATE itself. */
export async function claim(c: Connection, id: OutboxId, owner: string): Promise<Outgoing | undefined> {
  const update = c.prepared('outbox.claim', (tx, t) =>
    tx
      .update(t.outbox)
      .set({ state: 'sending', owner: sql`${sql.placeholder('owner')}` })
      .where(and(eq(t.outbox.id, sql.placeholder('id')), eq(t.outbox.state, 'pending')))
      .returning()
      .prepare('outbox.claim'),
  );
  const row = (await update.execute({ id, owner }))[0];
  return row === undefined ? undefined : outgoing(row);
}

/** A row that is still to be sent; `owner` is undefined while nobody has claimed it. */
export interface WaitingRow extends Pick<Outgoing, 'id' | 'lane'> {
  readonly owner: string | undefined;
  readonly dueAt: Instant;
  /** It can go out together with others. */
  readonly loose: boolean;
}

/** What an address has not been sent yet, in order. */
export async function waitingRows(c: Connection, address: AddressId): Promise<readonly WaitingRow[]> {
  const select = c.prepared('outbox.waiting', (tx, t) =>
    tx
      .select({
        id: t.outbox.id,
        lane: t.outbox.lane,
        dueAt: t.outbox.dueAt,
        owner: t.outbox.owner,
        loose: sql<number>`case when ${t.outbox.pieces} is null then 0 else 1 end`,
      })
      .from(t.outbox)
      .where(and(eq(t.outbox.addressId, sql.placeholder('address')), isOpen(t.outbox)))
      .orderBy(asc(t.outbox.seq))
      .prepare('outbox.waiting'),
  );
  const rows = await select.execute({ address });
  return rows.map((row) => ({ ...row, owner: row.owner ?? undefined, loose: row.loose === 1 }));
}

/** These go out with `into`, as the one call it is now. */
export async function joinRows(
  c: Connection,
  joined: readonly OutboxId[],
  into: Pick<Outgoing, 'id' | 'call' | 'pieces'>,
): Promise<void> {
  const { outbox } = c.t;
  const { id, call, pieces } = into;
  await c.tx
    .update(outbox)
    .set({ call, pieces: pieces ?? null })
    .where(eq(outbox.id, id));
  if (joined.length > 0) await c.tx.delete(outbox).where(inArray(outbox.id, [...joined]));
}

/** Rows that some dispatcher is sending, or was when it died. */
export async function sendingRows(c: Connection): Promise<readonly (Outgoing & { readonly owner: string })[]> {
  const select = c.prepared('outbox.sending', (tx, t) =>
    tx.select().from(t.outbox).where(isSending(t.outbox)).orderBy(asc(t.outbox.seq)).prepare('outbox.sending'),
  );
  return (await select.execute()).map((row) => ({ ...outgoing(row), owner: row.owner ?? '' }));
}

/** When the next row becomes due, or undefined when none waits. */
export async function nextDue(c: Connection): Promise<Instant | undefined> {
  const { outbox } = c.t;
  const row = (
    await c.tx.select({ dueAt: outbox.dueAt }).from(outbox).where(isPending(outbox)).orderBy(asc(outbox.dueAt)).limit(1)
  )[0];
  return row?.dueAt;
}
