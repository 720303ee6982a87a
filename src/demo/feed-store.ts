/** What went out in the demonstration, for its feed, and which duties its readers have. */
import { and, asc, desc, eq, gte, inArray, ne } from 'drizzle-orm';
import type { Connection } from '../db/database.ts';
import type { Instant } from '../lib/env.ts';
import type { AddressId, PersonId } from '../lib/ids.ts';

export type Duty = 'secretary' | 'leader' | 'member';

/** A message that was sent, with its reader's name and highest duty. */
export interface SentRow {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: 'reply' | 'notice' | 'reminder' | 'digest';
  readonly code: string;
  readonly name: string;
  readonly duty: Duty;
}

/**
 * What was sent at `from` or later, in the order in which it was. Their numbers tell nothing: a message that was held back
 * for the morning has a lower one than what was said in the evening.
 */
export async function sentFrom(c: Connection, from: Instant): Promise<readonly SentRow[]> {
  const { outbox } = c.t;
  const rows = await selectSent(c)
    .where(and(gte(outbox.doneAt, from), eq(outbox.state, 'sent')))
    .orderBy(asc(outbox.doneAt), asc(outbox.seq));
  return withDuties(c, rows);
}

/** The latest of what nobody had asked for, oldest first: about `atLeast`, and all of a moment or nothing of it. */
export async function latelySent(c: Connection, atLeast: number): Promise<readonly SentRow[]> {
  const { outbox } = c.t;
  const unasked = and(eq(outbox.state, 'sent'), ne(outbox.lane, 'reply'));
  const [oldest] = await c.tx
    .select({ at: outbox.doneAt })
    .from(outbox)
    .where(unasked)
    .orderBy(desc(outbox.doneAt))
    .limit(1)
    .offset(atLeast - 1);
  const rows = await selectSent(c)
    .where(and(unasked, gte(outbox.doneAt, oldest?.at ?? 0)))
    .orderBy(asc(outbox.doneAt), asc(outbox.seq));
  return withDuties(c, rows);
}

function selectSent({ tx, t: { addresses, outbox, persons } }: Connection) {
  return tx
    .select({
      seq: outbox.seq,
      at: outbox.doneAt,
      kind: outbox.lane,
      personId: persons.id,
      code: persons.code,
      name: persons.name,
    })
    .from(outbox)
    .innerJoin(addresses, eq(addresses.id, outbox.addressId))
    .innerJoin(persons, eq(persons.id, addresses.personId))
    .$dynamic();
}

type Found = Omit<SentRow, 'at' | 'duty'> & { readonly at: Instant | null; readonly personId: PersonId };

async function withDuties(c: Connection, rows: readonly Found[]): Promise<readonly SentRow[]> {
  const duties = rows.length === 0 ? new Map<PersonId, Duty>() : await highestDuties(c);
  return rows.map(({ personId, at, ...row }) => ({ ...row, at: at ?? 0, duty: duties.get(personId) ?? 'member' }));
}

/** Of those who have one. */
async function highestDuties({ tx, t: { roles } }: Connection): Promise<ReadonlyMap<PersonId, Duty>> {
  const rows = await tx
    .select({ personId: roles.personId, role: roles.role })
    .from(roles)
    .where(inArray(roles.role, ['leader', 'secretary']));
  const secretaries = rows.filter(({ role }) => role === 'secretary').map(({ personId }) => [personId, 'secretary']);
  const leaders = rows.filter(({ role }) => role === 'leader').map(({ personId }) => [personId, 'leader']);
  return new Map<PersonId, Duty>([...secretaries, ...leaders] as [PersonId, Duty][]);
}

/** Who is behind these addresses, and their highest duty. */
export async function readersAt(
  c: Connection,
  addresses: readonly AddressId[],
): Promise<ReadonlyMap<AddressId, { readonly personId: PersonId; readonly duty: Duty }>> {
  const duties = await highestDuties(c);
  const wanted = new Set(addresses);
  const rows = await c.tx.select({ id: c.t.addresses.id, personId: c.t.addresses.personId }).from(c.t.addresses);
  return new Map(
    rows.flatMap(({ id, personId }) =>
      personId === null || !wanted.has(id) ? [] : [[id, { personId, duty: duties.get(personId) ?? 'member' }]],
    ),
  );
}
