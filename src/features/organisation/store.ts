/** Units, people, their places and duties in the database: the Directory port, and how an import writes them in bulk. */
import { and, eq, gte, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Instant } from '../../lib/env.ts';
import { fold } from '../../lib/fold.ts';
import type { PersonId, UnitId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Appointment, Directory, Member, MembershipStatus, Person, Role, Standing, Unit } from './model.ts';
import { covers } from './policy.ts';
import { byPersonName, byUnitName, pathsOf, search, type TreeProblem } from './rules.ts';

/** Look-ups into the organisation as it is on `today`, over one connection. */
export function directory(c: Connection, today: LocalDate): Directory {
  return {
    person: (id) => person(c, id),
    standing: (id) => standing(c, id, today),
    unit: (id) => unit(c, id),
    children: async (id) => (await unitsWhere(c, today, eq(c.t.units.parentId, id))).toSorted(byUnitName),
    findUnits: (scope, query) => findUnits(c, today, { scope, query }),
    findMembers: (scope, query) => findMembers(c, today, { scope, query }),
    members: (unitId) => membersOf(c, today, [unitId]).then(sortedMembers),
    officers: (unitId, roles) => officers(c, today, { unitId, roles }),
    takingPart: (ids) => takingPart(c, ids),
    addresses: (id) => addresses(c, id),
  };
}

async function takingPart({ tx, t }: Connection, ids: readonly PersonId[]): Promise<ReadonlySet<PersonId>> {
  if (ids.length === 0) return new Set();
  const { personId, decision, at, id } = t.consents;
  const rows = await tx
    .select({ personId, decision })
    .from(t.consents)
    .where(inArray(personId, [...ids]))
    .orderBy(at, id);
  const latest = new Map(rows.map((row) => [row.personId, row.decision]));
  return new Set(ids.filter((one) => latest.get(one) === 'given'));
}

async function person(c: Connection, id: PersonId): Promise<Person | undefined> {
  const query = c.prepared('organisation_person', (tx, t) =>
    tx
      .select(personColumns(t))
      .from(t.persons)
      .where(eq(t.persons.id, sql.placeholder('id')))
      .prepare('organisation_person'),
  );
  const [row] = await query.execute({ id });
  return row === undefined ? undefined : { ...row, locale: row.locale ?? undefined };
}

/** On the path of every event: two prepared statements. */
async function standing(c: Connection, id: PersonId, today: LocalDate): Promise<Standing> {
  const places = c.prepared('organisation_places', (tx, t) =>
    tx
      .select({ status: t.memberships.status, from: t.memberships.validFrom, unit: t.units })
      .from(t.memberships)
      .innerJoin(t.units, eq(t.units.id, t.memberships.unitId))
      .where(and(eq(t.memberships.personId, sql.placeholder('id')), inForce(t.memberships, sql.placeholder('today'))))
      .prepare('organisation_places'),
  );
  const duties = c.prepared('organisation_duties', (tx, t) =>
    tx
      .select({ role: t.roles.role, from: t.roles.validFrom, to: t.roles.validTo, unit: t.units })
      .from(t.roles)
      .innerJoin(t.units, eq(t.units.id, t.roles.unitId))
      .where(and(eq(t.roles.personId, sql.placeholder('id')), inForce(t.roles, sql.placeholder('today'))))
      .prepare('organisation_duties'),
  );
  const held = await places.execute({ id, today });
  // One place at a time; should an import have made two, the newer one counts.
  const place = held.toSorted((a, b) => (a.from < b.from ? 1 : -1))[0];
  const appointments = (await duties.execute({ id, today })).map(
    (row): Appointment => ({ role: row.role, unit: unitOf(row.unit), from: row.from, to: row.to ?? undefined }),
  );
  return {
    personId: id,
    cell: place === undefined ? undefined : unitOf(place.unit),
    status: place?.status,
    appointments,
  };
}

async function unit(c: Connection, id: UnitId): Promise<Unit | undefined> {
  const query = c.prepared('organisation_unit', (tx, t) =>
    tx
      .select()
      .from(t.units)
      .where(eq(t.units.id, sql.placeholder('id')))
      .prepare('organisation_unit'),
  );
  const [row] = await query.execute({ id });
  return row === undefined ? undefined : unitOf(row);
}

interface Search {
  /** A unit's path; '/' is the whole organisation. */
  readonly scope: string;
  readonly query: string;
}

/**
 * Scopes and searches are decided in TypeScript: collations, LIKE and substring functions differ between the databases, and
 * the units of a whole city are a few hundred rows.
 */
async function findUnits(c: Connection, today: LocalDate, { scope, query }: Search): Promise<readonly Unit[]> {
  const units = (await unitsWhere(c, today)).filter((one) => covers(scope, one.path));
  return search(units, fold(query), (one) => ({ code: fold(one.code), name: fold(one.name) })).toSorted(byUnitName);
}

async function findMembers(c: Connection, today: LocalDate, { scope, query }: Search): Promise<readonly Member[]> {
  const units = (await unitsWhere(c, today)).filter((one) => covers(scope, one.path));
  const members = await membersOf(
    c,
    today,
    units.map((one) => one.id),
  );
  return sortedMembers(search(members, fold(query), (one) => ({ code: fold(one.code), name: one.searchName })));
}

interface FoundMember extends Member {
  readonly searchName: string;
}

async function membersOf(c: Connection, today: LocalDate, unitIds: readonly UnitId[]): Promise<readonly FoundMember[]> {
  const found: FoundMember[] = [];
  for (const some of chunks(unitIds, ROWS_AT_ONCE)) {
    const { persons, memberships } = c.t;
    const rows = await c.tx
      .select({
        ...personColumns(c.t),
        searchName: persons.searchName,
        status: memberships.status,
        unitId: memberships.unitId,
      })
      .from(memberships)
      .innerJoin(persons, eq(persons.id, memberships.personId))
      .where(and(inArray(memberships.unitId, [...some]), inForce(memberships, today)));
    for (const row of rows) found.push({ ...row, locale: row.locale ?? undefined });
  }
  return found;
}

const sortedMembers = (members: readonly FoundMember[]): readonly Member[] =>
  members.map(({ searchName: _, ...member }) => member).toSorted(byPersonName);

async function officers(
  c: Connection,
  today: LocalDate,
  { unitId, roles }: { readonly unitId: UnitId; readonly roles: readonly Role[] },
): Promise<readonly Person[]> {
  if (roles.length === 0) return [];
  const name = `organisation_officers_${roles.length}`;
  const query = c.prepared(name, (tx, t) => {
    const wanted = roles.map((_, n) => sql.placeholder(`role${n}`));
    return tx
      .selectDistinct(personColumns(t))
      .from(t.roles)
      .innerJoin(t.persons, eq(t.persons.id, t.roles.personId))
      .where(
        and(
          eq(t.roles.unitId, sql.placeholder('unitId')),
          inArray(t.roles.role, wanted),
          inForce(t.roles, sql.placeholder('today')),
        ),
      )
      .prepare(name);
  });
  const rows = await query.execute({
    unitId,
    today,
    ...Object.fromEntries(roles.map((role, n) => [`role${n}`, role])),
  });
  return rows.map((row) => ({ ...row, locale: row.locale ?? undefined })).toSorted(byPersonName);
}

async function addresses(c: Connection, id: PersonId): ReturnType<Directory['addresses']> {
  const { addresses: table } = c.t;
  const rows = await c.tx
    .select({ id: table.id, channel: table.channel, gone: table.gone })
    .from(table)
    .where(eq(table.personId, id));
  return rows.map((row) => ({ ...row, gone: row.gone ?? undefined }));
}

async function unitsWhere(
  c: Connection,
  today: LocalDate,
  condition?: ReturnType<typeof eq>,
): Promise<readonly Unit[]> {
  const { units } = c.t;
  const begun = or(isNull(units.validFrom), lte(units.validFrom, today));
  const rows = await c.tx
    .select()
    .from(units)
    .where(and(begun, or(isNull(units.validTo), gte(units.validTo, today)), condition));
  return rows.map(unitOf);
}

type Dated = Connection['t']['memberships'] | Connection['t']['roles'];
type Day = LocalDate | ReturnType<typeof sql.placeholder>;

/** Both days count: a place held until 30/6 is held on 30/6. */
function inForce(table: Dated, day: Day) {
  return and(lte(table.validFrom, day), or(isNull(table.validTo), gte(table.validTo, day)));
}

const personColumns = ({ persons }: Connection['t']) => ({
  id: persons.id,
  code: persons.code,
  name: persons.name,
  locale: persons.locale,
});

function unitOf(row: Connection['t']['units']['$inferSelect']): Unit {
  const { id, code, name, kind, path } = row;
  return { id, code, name, kind, path, sort: row.sort ?? undefined, parentId: row.parentId ?? undefined };
}

// What an import and the demonstration write.

/** Rows of one INSERT: ten columns of them stay far below SQLite's 32,766 variables. */
const ROWS_AT_ONCE = 500;

function* chunks<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}

export interface NewUnit extends Omit<Unit, 'path'> {
  readonly validFrom?: LocalDate;
  readonly validTo?: LocalDate;
}

export interface NewPerson {
  readonly id: PersonId;
  readonly code: string;
  readonly name: string;
  readonly locale?: 'vi' | 'en';
  readonly createdAt: Instant;
}

interface Holding {
  readonly id: string;
  readonly personId: PersonId;
  readonly unitId: UnitId;
  readonly validFrom: LocalDate;
  readonly validTo?: LocalDate;
}
export interface NewMembership extends Holding {
  readonly status: MembershipStatus;
}
export interface NewRole extends Holding {
  readonly role: Role;
}

/** Writes units with their paths; parents may be among them or stored before. Nothing is written while there are problems. */
export async function insertUnits(c: Connection, units: readonly NewUnit[]): Promise<readonly TreeProblem[]> {
  const stored = await c.tx.select({ id: c.t.units.id, path: c.t.units.path }).from(c.t.units);
  const made = pathsOf(units, new Map(stored.map((one) => [one.id, one.path])));
  if (!made.ok) return made.problems;
  const rows = units.map((one) => ({
    ...one,
    name: one.name.normalize('NFC'),
    searchName: fold(one.name),
    path: made.paths.get(one.id) ?? '',
  }));
  for (const some of chunks(rows, ROWS_AT_ONCE)) await c.tx.insert(c.t.units).values([...some]);
  return [];
}

export async function insertPeople(c: Connection, people: readonly NewPerson[]): Promise<void> {
  const rows = people.map((one) => ({ ...one, name: one.name.normalize('NFC'), searchName: fold(one.name) }));
  for (const some of chunks(rows, ROWS_AT_ONCE)) await c.tx.insert(c.t.persons).values([...some]);
}

export async function insertMemberships(c: Connection, memberships: readonly NewMembership[]): Promise<void> {
  for (const some of chunks(memberships, ROWS_AT_ONCE)) await c.tx.insert(c.t.memberships).values([...some]);
}

export async function insertRoles(c: Connection, roles: readonly NewRole[]): Promise<void> {
  for (const some of chunks(roles, ROWS_AT_ONCE)) await c.tx.insert(c.t.roles).values([...some]);
}

/** Which codes are taken, for an import that must not make anybody twice. */
export async function takenCodes(
  c: Connection,
): Promise<{ readonly units: ReadonlyMap<string, UnitId>; readonly people: ReadonlyMap<string, PersonId> }> {
  const units = await c.tx.select({ code: c.t.units.code, id: c.t.units.id }).from(c.t.units);
  const people = await c.tx.select({ code: c.t.persons.code, id: c.t.persons.id }).from(c.t.persons);
  return {
    units: new Map(units.map((one) => [one.code, one.id])),
    people: new Map(people.map((one) => [one.code, one.id])),
  };
}
