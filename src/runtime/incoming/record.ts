/** Facts into the books: rows first, then what follows from them — audit, messages to others, schedules. */
import { and, desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Fact } from '../../engine/fact.ts';
import type { Notice } from '../../engine/say.ts';
import type { Cx } from '../../features/feature.ts';
import { nextDaily } from '../../features/reminders/model.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId, PersonId } from '../../lib/ids.ts';
import { nextAllowed } from '../../lib/quiet.ts';
import { setSchedule } from '../later/schedules.ts';
import { meteredOf } from '../metering/readings.ts';
import { roomOn } from '../metering/room.ts';
import { noteUntold } from '../metering/untold.ts';
import { putSays, type Reader } from '../outgoing/compose.ts';
import type { Lane, Outgoing } from '../outgoing/outbox.ts';
import type { Shell, Work } from '../shell.ts';

/** Writes facts down in order. Answers with the rows to be sent to others at once. */
export async function record(
  work: Work,
  facts: readonly Fact[],
  actorId: PersonId | null,
): Promise<readonly Outgoing[]> {
  const { shell, cx } = work;
  for (const fact of facts) {
    shell.heard(fact);
    const handlers = shell.registry.factHandlers(fact.type);
    if (handlers.length === 0) throw new Error(`nobody writes down the fact ${fact.type}`);
    for (const handler of handlers) {
      await handler.write(cx, fact as never);
      const audited = handler.audit?.(fact as never);
      if (audited === undefined) continue;
      await shell.audit(cx.c, {
        at: cx.now,
        actorId,
        action: fact.type,
        subject: audited.subject,
        detail: audited.detail,
      });
    }
  }
  const rows: Outgoing[] = [];
  for (const fact of facts) {
    for (const handler of shell.registry.factHandlers(fact.type)) {
      for (const notice of (await handler.tells?.(cx, fact as never)) ?? []) rows.push(...(await notify(work, notice)));
      for (const schedule of handler.schedules?.(cx, fact as never) ?? []) await setSchedule(cx.c, schedule);
    }
  }
  return rows;
}

/**
 * The direct consequence of somebody's act, to somebody else; in quiet hours it waits for the morning. Where messages are
 * counted, it waits there for the reminders of the day, with which it is one message.
 */
async function notify(work: Work, notice: Notice): Promise<readonly Outgoing[]> {
  const { shell, cx } = work;
  // What protects the reader is worth as much as an answer.
  const lane = notice.urgent === true ? 'reply' : 'notice';
  const reader = 'toAddress' in notice ? await readerAt(work, notice.toAddress) : await readerOf(work, notice.to, lane);
  if (reader === undefined) return [];
  const says = [{ say: notice.say }];
  const waited = notice.soon === true ? nextAllowed(cx.now, shell.zone) : allowedOn(shell, reader, cx.now);
  const allowed = notice.urgent === true ? cx.now : waited;
  if (allowed === cx.now) return putSays(work, reader, { says, lane });
  await putSays(work, reader, { says, lane: 'notice', dueAt: allowed });
  // Not handed to the dispatcher, which sends at once what it is given; it finds the row when it is due.
  return [];
}

/** When something that nobody asked for may go out there: `now`, or in the morning. */
export function allowedOn(
  shell: Pick<Shell, 'channels' | 'zone'>,
  { channel }: Pick<Reader, 'channel'>,
  now: Instant,
): Instant {
  const allowed = nextAllowed(now, shell.zone);
  return allowed === now || meteredOf(shell, channel) === undefined ? allowed : nextDaily(now, shell.zone);
}

/**
 * Where a person is told something of the program's own accord: on a channel that rings rather than on a page that somebody
 * has to look at; there, the address they last spoke from, else the newest. A channel that has no room for it is passed over;
 * who is reached on no other goes onto the list of those to be told in person. Undefined when there is no way.
 */
export async function readerOf(work: Work, personId: PersonId, lane: Lane): Promise<Reader | undefined> {
  const readers = await readersOf(work, personId);
  for (const reader of readers) {
    const room = await roomOn(work, { channel: reader.channel, addresses: [reader.id], claimed: 0 });
    if (room?.carries(reader.id, lane).how === 'no') continue;
    await lockOther(work.cx, reader.id);
    return reader;
  }
  // What a summary tells can be asked for at any time, by those who are to know it.
  if (readers.length > 0 && lane !== 'digest')
    await noteUntold(work.cx, personId, lane === 'reminder' ? work.cx.today : undefined);
  return undefined;
}

/** Everywhere a person can be told something, the best place first. */
export async function readersOf({ shell, cx }: Work, personId: PersonId): Promise<readonly Reader[]> {
  const { addresses, persons } = cx.c.t;
  const rows = await cx.c.tx
    .select({ address: addresses, last: persons.lastAddressId, locale: persons.locale })
    .from(addresses)
    .innerJoin(persons, eq(persons.id, addresses.personId))
    .where(and(eq(addresses.personId, personId), isNotNull(addresses.personId)))
    .orderBy(desc(addresses.linkedAt));
  const rank = ({ address, last }: (typeof rows)[number]): number =>
    (shell.channels.get(address.channel)?.capabilities.silent === true ? 2 : 0) + (address.id === last ? 0 : 1);
  return rows
    .filter((row) => row.address.gone === null && shell.channels.has(row.address.channel))
    .toSorted((a, b) => rank(a) - rank(b))
    .map((row) => ({ ...row.address, locale: row.locale ?? shell.locale }));
}

async function readerAt({ shell, cx }: Work, addressId: AddressId): Promise<Reader | undefined> {
  const row = (await cx.c.tx.select().from(cx.c.t.addresses).where(eq(cx.c.t.addresses.id, addressId)))[0];
  if (row === undefined || !shell.channels.has(row.channel)) return undefined;
  await lockOther(cx, addressId);
  return { ...row, locale: row.locale ?? shell.locale };
}

/** The order of an address's messages is given under its lock, also where another person's act makes them. */
async function lockOther(cx: Cx, id: AddressId): Promise<void> {
  const lock = cx.c.prepared('address.lock-other', (tx, t) =>
    tx
      .update(t.addresses)
      .set({ turn: sql`${t.addresses.turn} + 1` })
      .where(eq(t.addresses.id, sql.placeholder('id')))
      .prepare('address.lock-other'),
  );
  await lock.execute({ id });
}
