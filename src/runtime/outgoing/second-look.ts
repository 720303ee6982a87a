/** The look at claimed rows before they are sent: nobody is woken at night, and a reminder goes out only while its reason stands. */
import { and, count, eq, inArray } from 'drizzle-orm';
import type { Say } from '../../engine/say.ts';
import type { AddressId, PersonId } from '../../lib/ids.ts';
import { nextAllowed } from '../../lib/quiet.ts';
import { savePrompt } from '../incoming/conversations.ts';
import { setShown } from '../incoming/people.ts';
import type { Work } from '../shell.ts';
import { compose, promptOf, type Reader } from './compose.ts';
import { type Outgoing, writeMark } from './outbox.ts';

/** Those of `rows` that are to be sent, in their order; what is said in the others is put off or dropped. */
export async function lookAgain(work: Work, rows: readonly Outgoing[]): Promise<readonly Outgoing[]> {
  const { shell, cx } = work;
  const allowed = nextAllowed(cx.now, shell.zone);
  const night = allowed > cx.now;
  const due: Outgoing[] = [];
  for (const row of rows) {
    if (night && row.lane !== 'reply') {
      const later = { id: row.id, as: 'pending', dueAt: allowed, why: 'quiet hours', tried: false } as const;
      await writeMark(cx.c, later, cx.now);
    } else due.push(row);
  }
  const reminders = due.filter((row) => row.reminderDay !== undefined);
  if (reminders.length === 0) return due;
  const sent: Outgoing[] = [];
  const stands = await standing(work, reminders);
  for (const row of due) {
    const still = row.reminderDay === undefined ? row : await reminder(work, row, stands);
    if (still !== undefined) sent.push(still);
  }
  return sent;
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

async function reminder(work: Work, row: Outgoing, { readers, says, parts }: Stands): Promise<Outgoing | undefined> {
  const { cx } = work;
  const reader = readers.get(row.addressId);
  const today = row.reminderDay === cx.today;
  const say = today && reader?.personId ? says.get(reader.personId) : undefined;
  if (say === undefined || reader === undefined) {
    await writeMark(cx.c, { id: row.id, as: 'gone', why: today ? 'its reason is gone' : 'its day is over' }, cx.now);
    return undefined;
  }
  return (parts.get(row.addressId) ?? 1) > 1 ? row : reworded(work, row, { say, reader });
}

/** The reminder as it reads now: one of several reasons may be gone. */
async function reworded(
  { shell, cx }: Work,
  row: Outgoing,
  { say, reader }: { readonly say: Say; readonly reader: Reader },
): Promise<Outgoing> {
  const { c } = cx;
  const { prompt, choices } = await promptOf({ shell, cx }, reader, { say });
  const composed = compose(shell, reader, { say, promptId: prompt?.id, choices });
  const calls = shell.channels.get(reader.channel)?.render(composed) ?? [];
  const call = calls[0];
  if (call === undefined || calls.length > 1) return row;
  if (prompt !== undefined) {
    await savePrompt(cx, prompt, reader.id);
    await setShown(c, reader.id, prompt.id);
  }
  await c.tx.update(c.t.outbox).set({ call }).where(eq(c.t.outbox.id, row.id));
  return { ...row, call };
}
