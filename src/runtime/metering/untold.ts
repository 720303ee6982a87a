/** Who has to be told in person because no channel had room for it. */
import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Say } from '../../engine/say.ts';
import type { Cx } from '../../features/feature.ts';
import type { AddressId, PersonId } from '../../lib/ids.ts';
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

/** Something of the program's own accord is on its way to these addresses. */
export async function onTheWay({ shell, cx: { c } }: Work, addressIds: readonly AddressId[]): Promise<void> {
  if (addressIds.length === 0 || !countsAny(shell)) return;
  const { addresses, untold } = c.t;
  const owners = c.tx
    .select({ id: addresses.personId })
    .from(addresses)
    .where(and(inArray(addresses.id, [...addressIds]), isNotNull(addresses.personId)));
  await c.tx.delete(untold).where(inArray(untold.personId, owners));
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

/** Those of whom something still stands and whom no channel has room to tell. */
export async function stillUntold(work: Work): Promise<ReadonlySet<PersonId>> {
  if (!countsAny(work.shell)) return new Set();
  const { tx, t } = work.cx.c;
  const rows = await tx.select().from(t.untold);
  if (rows.length === 0) return new Set();
  const says = await standing(work, rows);
  const left = rows.filter((row) => row.notice || says.has(row.personId));
  const reached = await reachedBesides(work, left);
  return new Set(left.map(({ personId }) => personId).filter((id) => !reached.has(id)));
}

/** Those of `rows` who have somewhere a channel with room by now. */
async function reachedBesides(work: Work, rows: readonly Row[]): Promise<ReadonlySet<PersonId>> {
  const { tx, t } = work.cx.c;
  const lanes = new Map(rows.map((row) => [row.personId, row.reminderDay === null ? 'notice' : 'reminder'] as const));
  if (lanes.size === 0) return new Set();
  const alive = await tx
    .select({ id: t.addresses.id, channel: t.addresses.channel, personId: t.addresses.personId })
    .from(t.addresses)
    .where(and(inArray(t.addresses.personId, [...lanes.keys()]), isNull(t.addresses.gone)));
  const reached = new Set<PersonId>();
  for (const channel of new Set(alive.map((one) => one.channel).filter((name) => work.shell.channels.has(name)))) {
    const here = alive.filter((one) => one.channel === channel);
    const room = await roomOn(work, { channel, addresses: here.map(({ id }) => id), claimed: 0 });
    for (const { id, personId } of here) {
      const lane = personId === null ? undefined : lanes.get(personId);
      if (personId !== null && lane !== undefined && room?.allows(id, lane) !== false) reached.add(personId);
    }
  }
  return reached;
}
