/** The look at claimed rows before they are sent: nobody is woken at night, and a reminder goes out only while its reason stands. */
import { and, count, eq, inArray } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Say } from '../../engine/say.ts';
import type { AddressId, PersonId } from '../../lib/ids.ts';
import { inQuietHours } from '../../lib/quiet.ts';
import { HOUR } from '../../lib/time.ts';
import { readAddress } from '../incoming/people.ts';
import { allowedOn, readerOf } from '../incoming/record.ts';
import { meteredOf } from '../metering/readings.ts';
import { type Room, roomsFor } from '../metering/room.ts';
import { noteUntold } from '../metering/untold.ts';
import type { Work } from '../shell.ts';
import { putPieces, putSays, type Reader } from './compose.ts';
import { asOne, groupsOf, type Kept, type Reminder } from './one-message.ts';
import { type Outgoing, writeMark } from './outbox.ts';

/** Those of `rows` that are to be sent, in their order; what is said in the others is put off, goes another way, or is dropped. */
export async function lookAgain(work: Work, rows: readonly Outgoing[]): Promise<readonly Outgoing[]> {
  const due = await awake(work, rows);
  const reminders = due.filter((row) => row.reminderDay !== undefined);
  const stands = reminders.length === 0 ? undefined : await standing(work, reminders);
  const rooms = await roomsFor(work, due);
  const sent: Outgoing[] = [];
  const passed: Passed = { moved: new Set(), trying: new Set() };
  for (const group of groupsOf(due, (row) => rooms.has(row.channel))) {
    const kept: Kept[] = [];
    for (const row of group) {
      const now =
        row.reminderDay === undefined || stands === undefined ? undefined : await asItIsNow(work, row, stands);
      if (now?.stands === false && row.pieces === undefined) continue;
      const reminder = now?.stands === true ? now : undefined;
      const room = rooms.get(row.channel);
      if (room !== undefined && !(await carried(work, row, { room, passed, say: reminder?.say }))) continue;
      kept.push({ row, reminder });
    }
    const going = await asOne(work, kept);
    for (const row of going) rooms.get(row.channel)?.take();
    sent.push(...going);
  }
  return sent;
}

/** Addresses of the same claim whose further parts go the way of the first. */
interface Passed {
  readonly moved: Set<AddressId>;
  readonly trying: Set<AddressId>;
}

/** Does the counted channel take it now? Otherwise it has been put off, or has gone another way. */
async function carried(
  work: Work,
  row: Outgoing,
  { room, passed, say }: { readonly room: Room; readonly passed: Passed; readonly say: Say | undefined },
): Promise<boolean> {
  const { cx } = work;
  const { addressId, lane } = row;
  const carries = room.carries(addressId, lane);
  const waits = carries.how !== 'wait' ? cx.now + HOUR : carries.until;
  if (carries.how === 'wait' || (lane !== 'reply' && passed.trying.has(addressId))) {
    await writeMark(cx.c, { id: row.id, as: 'pending', dueAt: waits, why: 'quota suspected', tried: false }, cx.now);
    return false;
  }
  if (carries.how === 'no') {
    await elsewhere(work, row, passed.moved.has(addressId) ? undefined : say);
    if (row.reminderDay !== undefined) passed.moved.add(addressId);
    return false;
  }
  if (carries.how === 'try') {
    passed.trying.add(addressId);
    await room.try(cx.c);
    // Whether it gets there is what is being tried.
    const personId = await ownerOf(cx.c, addressId);
    if (personId !== undefined && lane !== 'digest') await noteUntold(cx, personId, row.reminderDay);
  }
  return true;
}

/** In quiet hours only those who asked something are answered. */
async function awake({ shell, cx }: Work, rows: readonly Outgoing[]): Promise<readonly Outgoing[]> {
  if (!inQuietHours(cx.now, shell.zone)) return rows;
  const due: Outgoing[] = [];
  for (const row of rows) {
    if (row.lane === 'reply') due.push(row);
    else {
      const dueAt = allowedOn(shell, row, cx.now);
      await writeMark(cx.c, { id: row.id, as: 'pending', dueAt, why: 'quiet hours', tried: false }, cx.now);
    }
  }
  return due;
}

/** What is known of the addresses of some reminders. */
interface Stands {
  readonly readers: ReadonlyMap<AddressId, Reader>;
  readonly says: ReadonlyMap<PersonId, Say>;
  /** Of how many calls the reminder of today consists. */
  readonly parts: ReadonlyMap<AddressId, number>;
}

/** A fixed number of queries, however many reminders: a broadcast must not keep those waiting who answer. */
async function standing({ shell, cx }: Work, reminders: readonly Outgoing[]): Promise<Stands> {
  const { addresses, outbox, persons } = cx.c.t;
  const ids = [...new Set(reminders.map((row) => row.addressId))];
  const found = await cx.c.tx
    .select({ address: addresses, locale: persons.locale })
    .from(addresses)
    .innerJoin(persons, eq(persons.id, addresses.personId))
    .where(inArray(addresses.id, ids));
  const people = found.flatMap(({ address }) => (address.personId === null ? [] : [address.personId]));
  const feature = shell.registry.features.find((one) => one.recheck !== undefined);
  const parts = await cx.c.tx
    .select({ id: outbox.addressId, n: count() })
    .from(outbox)
    .where(
      and(
        inArray(outbox.addressId, ids),
        eq(outbox.reminderDay, cx.today),
        inArray(outbox.state, ['pending', 'sending', 'sent']),
      ),
    )
    .groupBy(outbox.addressId);
  return {
    readers: new Map(found.map(({ address, locale }) => [address.id, { ...address, locale: locale ?? shell.locale }])),
    says: (await feature?.recheck?.(cx, people, cx.today)) ?? new Map(),
    parts: new Map(parts.map(({ id, n }) => [id, n])),
  };
}

/** A reminder as it reads now, if it still has a reason. */
type Now = { readonly stands: false } | ({ readonly stands: true } & Reminder);

async function asItIsNow({ shell, cx }: Work, row: Outgoing, { readers, says, parts }: Stands): Promise<Now> {
  const reader = readers.get(row.addressId);
  const today = row.reminderDay === cx.today;
  const say = today && reader?.personId ? says.get(reader.personId) : undefined;
  if (say !== undefined && reader !== undefined)
    return { stands: true, say, reader, parts: parts.get(row.addressId) ?? 1 };
  // It waited in vain, for a platform that took nothing.
  if (!today && reader?.personId && meteredOf(shell, row.channel) !== undefined)
    await noteUntold(cx, reader.personId, row.reminderDay);
  const why = today ? 'its reason is gone' : 'its day is over';
  // What goes out with it does not depend on it.
  if (row.pieces === undefined) await writeMark(cx.c, { id: row.id, as: 'gone', why }, cx.now);
  return { stands: false };
}

/**
 * Its channel has no room for it. What is still known as a message goes to the person's other channel in that one's form; of
 * anything else only the words in this channel's form are left, so its reader is told in person.
 */
async function elsewhere(work: Work, row: Outgoing, say: Say | undefined): Promise<void> {
  const { cx } = work;
  const { lane, pieces, reminderDay } = row;
  await writeMark(cx.c, { id: row.id, as: 'gone', why: 'no room on its channel' }, cx.now);
  const personId = await ownerOf(cx.c, row.addressId);
  if (personId === undefined) return;
  if (say === undefined && pieces === undefined)
    return reminderDay === undefined ? noteUntold(cx, personId, undefined) : undefined;
  if (pieces !== undefined) {
    const reader = await readerOf(work, personId, 'notice');
    if (reader !== undefined) await putPieces(work, reader, { pieces, lane: 'notice', dueAt: cx.now });
  }
  if (say === undefined) return;
  const reader = await readerOf(work, personId, lane);
  if (reader !== undefined) await putSays(work, reader, { says: [{ say }], lane, dueAt: cx.now, reminderDay });
}

async function ownerOf(c: Connection, id: AddressId): Promise<PersonId | undefined> {
  return (await readAddress(c, id))?.personId ?? undefined;
}
