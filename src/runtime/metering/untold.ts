/** Who has to be told in person because no channel had room for it. */
import { and, eq, gt, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Say } from '../../engine/say.ts';
import type { Cx } from '../../features/feature.ts';
import type { OutboxId, PersonId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Registry } from '../registry.ts';
import { type Counting, countsAny } from './readings.ts';
import { roomOn } from './room.ts';

/** What of the shell is needed to know what somebody is still to be told. */
interface Work {
  readonly shell: Counting & { readonly registry: Registry };
  readonly cx: Cx;
}

/** `reminderDay` is the day of a reminder that found no room; undefined for a notice, of which the words are not kept. */
export async function noteUntold(
  { c, now }: Pick<Cx, 'c' | 'now'>,
  personId: PersonId,
  reminderDay: LocalDate | undefined,
): Promise<void> {
  const { untold } = c.t;
  const day = reminderDay ?? null;
  const notice = day === null;
  await c.tx
    .insert(untold)
    .values({ personId, since: now, reminderDay: day, notice })
    .onConflictDoUpdate({
      target: untold.personId,
      set: notice ? { notice } : { reminderDay: sql`coalesce(${untold.reminderDay}, ${day})` },
    });
}

/** Nobody has to tell them anything any more. */
export async function forgetUntold(c: Connection, personId: PersonId): Promise<void> {
  await c.tx.delete(c.t.untold).where(eq(c.t.untold.personId, personId));
}

/** These messages were taken: whoever got one that was no answer has been told. */
export async function told({ tx, t }: Connection, sent: readonly OutboxId[]): Promise<void> {
  if (sent.length === 0) return;
  const readers = tx
    .select({ id: t.addresses.personId })
    .from(t.outbox)
    .innerJoin(t.addresses, eq(t.addresses.id, t.outbox.addressId))
    .where(and(inArray(t.outbox.id, [...sent]), ne(t.outbox.lane, 'reply'), isNotNull(t.addresses.personId)));
  await tx.delete(t.untold).where(inArray(t.untold.personId, readers));
}

type Row = Connection['t']['untold']['$inferSelect'];

async function standing({ shell, cx }: Work, rows: readonly Row[]): Promise<ReadonlyMap<PersonId, Say>> {
  const since = new Map(rows.flatMap((row) => (row.reminderDay === null ? [] : [[row.personId, row.reminderDay]])));
  const feature = since.size === 0 ? undefined : shell.registry.features.find((one) => one.owed !== undefined);
  return (await feature?.owed?.(cx, since)) ?? new Map();
}

/**
 * What no channel could carry when it was due and still stands, to be said with an answer: it costs no further message. Whoever
 * has been told it, or of whom there is nothing left to tell, is told by nobody else.
 */
export async function takeOwed(work: Work, personId: PersonId): Promise<Say | undefined> {
  if (!countsAny(work.shell)) return undefined;
  const { tx, t } = work.cx.c;
  const row = (await tx.select().from(t.untold).where(eq(t.untold.personId, personId)))[0];
  if (row === undefined || row.reminderDay === null) return undefined;
  const said = (await standing(work, [row])).get(personId);
  if (row.notice) await tx.update(t.untold).set({ reminderDay: null }).where(eq(t.untold.personId, personId));
  else await forgetUntold(work.cx.c, personId);
  // Its buttons would stand in the way of those of the answer.
  if (said === undefined) return undefined;
  const { choices: _, ...words } = said;
  return words;
}

/** Those of whom something still stands, and who have no further channel since then that has room. */
export async function stillUntold(work: Work): Promise<ReadonlySet<PersonId>> {
  if (!countsAny(work.shell)) return new Set();
  const { tx, t } = work.cx.c;
  const rows = await tx.select().from(t.untold);
  if (rows.length === 0) return new Set();
  const says = await standing(work, rows);
  const left = rows.filter((row) => row.notice || says.has(row.personId));
  const reached = await reachedSince(work, left);
  return new Set(left.map(({ personId }) => personId).filter((id) => !reached.has(id)));
}

/** Those of `rows` who have linked a channel since, that has room. Room where there was none tells nobody what was not said. */
async function reachedSince(work: Work, rows: readonly Row[]): Promise<ReadonlySet<PersonId>> {
  const { tx, t } = work.cx.c;
  if (rows.length === 0) return new Set();
  const people = rows.map(({ personId }) => personId);
  const linked = await tx
    .select({ address: t.addresses, row: t.untold })
    .from(t.addresses)
    .innerJoin(t.untold, eq(t.untold.personId, t.addresses.personId))
    .where(and(inArray(t.untold.personId, people), isNull(t.addresses.gone), gt(t.addresses.linkedAt, t.untold.since)));
  const reached = new Set<PersonId>();
  for (const { address, row } of linked) {
    if (!work.shell.channels.has(address.channel)) continue;
    const room = await roomOn(work, { channel: address.channel, addresses: [address.id], claimed: 0 });
    const lane = row.reminderDay === null ? 'notice' : 'reminder';
    if ((room?.carries(address.id, lane).how ?? 'yes') === 'yes') reached.add(row.personId);
  }
  return reached;
}
