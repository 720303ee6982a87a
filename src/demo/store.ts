/** Rows of the demonstration, written in bulk. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Connection } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';
import { fold } from '../lib/fold.ts';

type Row<T extends keyof Tables> = Tables[T]['$inferInsert'];

export interface DemoRows {
  readonly addresses: readonly Row<'addresses'>[];
  readonly consents: readonly Row<'consents'>[];
  readonly meetings: readonly Row<'meetings'>[];
  readonly submissions: readonly Row<'submissions'>[];
  readonly revisions: readonly Row<'revisions'>[];
  readonly answers: readonly Row<'answers'>[];
  readonly papers: readonly Row<'papers'>[];
}

/** Eleven columns of so many rows stay below SQLite's 32,766 variables. */
const AT_ONCE = 500;

export async function insertDemo(c: Connection, rows: DemoRows): Promise<void> {
  const { tx, t } = c;
  for (const some of chunks(rows.addresses)) await tx.insert(t.addresses).values([...some]);
  for (const { id, personId } of rows.addresses)
    if (personId != null) await tx.update(t.persons).set({ lastAddressId: id }).where(eq(t.persons.id, personId));
  for (const some of chunks(rows.consents)) await tx.insert(t.consents).values([...some]);
  for (const some of chunks(rows.meetings)) await tx.insert(t.meetings).values([...some]);
  for (const some of chunks(rows.submissions)) await tx.insert(t.submissions).values([...some]);
  for (const some of chunks(rows.revisions)) await tx.insert(t.revisions).values([...some]);
  for (const some of chunks(rows.answers)) await tx.insert(t.answers).values([...some]);
  for (const some of chunks(rows.papers)) await tx.insert(t.papers).values([...some]);
}

function* chunks<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += AT_ONCE) yield all.slice(from, from + AT_ONCE);
}

/** Everybody with the unit they are in, as stored by the import. */
export async function demoPeople(c: Connection) {
  const { persons, memberships, units } = c.t;
  return c.tx
    .select({ id: persons.id, code: persons.code, unitId: units.id, cell: units.code, status: memberships.status })
    .from(persons)
    .innerJoin(memberships, eq(memberships.personId, persons.id))
    .innerJoin(units, eq(units.id, memberships.unitId))
    .orderBy(persons.id);
}

export async function demoCampaign(c: Connection, code: string) {
  const [row] = await c.tx
    .select({ id: c.t.campaigns.id, questionnaire: c.t.campaigns.questionnaire })
    .from(c.t.campaigns)
    .where(eq(c.t.campaigns.code, code));
  if (row === undefined) throw new Error(`the demonstration's campaign ${code} was not written`);
  return row;
}

export async function readMeta(c: Connection, key: string): Promise<string | undefined> {
  return (await c.tx.select({ value: c.t.meta.value }).from(c.t.meta).where(eq(c.t.meta.key, key)))[0]?.value;
}

export async function writeMeta(c: Connection, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    await c.tx.insert(c.t.meta).values({ key, value }).onConflictDoUpdate({ target: c.t.meta.key, set: { value } });
  }
}

/** A code that was neither used nor replaced. */
export async function isOpenInvite(c: Connection, codeHash: string): Promise<boolean> {
  const { invites } = c.t;
  const rows = await c.tx
    .select({ id: invites.id })
    .from(invites)
    .where(and(eq(invites.codeHash, codeHash), isNull(invites.closedAt)));
  return rows.length > 0;
}

/** A person with everything a list of the demonstration shows. */
export interface DemoPerson {
  readonly code: string;
  readonly name: string;
  readonly cell: string;
  readonly status: 'official' | 'probationary' | 'exempt';
  readonly roles: readonly { readonly role: string; readonly unit: string }[];
}

/** All of them, by code. */
export async function everyone(c: Connection): Promise<readonly DemoPerson[]> {
  const { tx, t } = c;
  const rows = await tx
    .select({
      id: t.persons.id,
      code: t.persons.code,
      name: t.persons.name,
      cell: t.units.name,
      status: t.memberships.status,
    })
    .from(t.persons)
    .innerJoin(t.memberships, eq(t.memberships.personId, t.persons.id))
    .innerJoin(t.units, eq(t.units.id, t.memberships.unitId));
  const roles = await tx
    .select({ personId: t.roles.personId, role: t.roles.role, unit: t.units.name })
    .from(t.roles)
    .innerJoin(t.units, eq(t.units.id, t.roles.unitId));
  return rows
    .map(({ id, ...person }) => ({
      ...person,
      roles: roles.filter((one) => one.personId === id).map(({ role, unit }) => ({ role, unit })),
    }))
    .toSorted((a, b) => byCode.compare(a.code, b.code));
}

/** What duties are called where lists show them, folded. */
const ROLE_WORDS: Readonly<Record<string, string>> = {
  'bi thu': 'secretary',
  'pho bi thu': 'deputy',
  'chi uy vien': 'committee',
  'uy vien': 'committee',
  'phu trach': 'assigned',
  'uy vien phu trach': 'assigned',
  'giam sat': 'supervisor',
  'lanh dao': 'leader',
  'lanh dao cap uy': 'leader',
  'van phong': 'office',
};

/**
 * People whose code is `query`, else whose name is, else who have the duty, else in whose name, code or cell
 * it is; those with a duty for an empty one.
 */
export async function findPeople(c: Connection, query: string): Promise<readonly DemoPerson[]> {
  const wanted = fold(query);
  const people = await everyone(c);
  if (wanted === '') return people.filter((one) => one.roles.length > 0);
  const exact = people.filter((one) => fold(one.code) === wanted || fold(one.name) === wanted);
  if (exact.length > 0) return exact;
  const role = ROLE_WORDS[wanted];
  return role !== undefined
    ? people.filter((one) => one.roles.some((held) => held.role === role))
    : people.filter(
        (one) => fold(one.name).includes(wanted) || fold(one.code).includes(wanted) || fold(one.cell) === wanted,
      );
}

const byCode = new Intl.Collator('vi', { numeric: true });
