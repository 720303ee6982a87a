/**
 * Set-based counts for reports. Joining every membership with its submission costs 10–20 ms at 8,431 members; so what was
 * handed in is counted where and as what it was recorded (one index range per cell), and only those who may be elsewhere or
 * of another status today are looked at one by one: everybody with a membership that has ended.
 */
import { and, count, eq, gt, gte, inArray, isNotNull, isNull, like, lte, ne, or, sql } from 'drizzle-orm';
import { type AnyPgColumn, alias } from 'drizzle-orm/pg-core';
import type { Connection, Tx } from '../../../db/database.ts';
import type { Tables } from '../../../db/schema.ts';
import type { Instant } from '../../../lib/env.ts';
import type { CampaignId, PersonId, UnitId } from '../../../lib/ids.ts';
import type { LocalDate } from '../../../lib/time.ts';
import { latestMeetings } from '../meeting-state.ts';
import { type CellMeeting, type CellRow, type CellUnit, type Counts, unreadSince } from '../model.ts';

/** Which cells, which round, on which day. `path` is a unit's path: everything at or below it. */
export interface Scope {
  readonly path: string;
  readonly campaignId: CampaignId;
  readonly day: LocalDate;
  /** The moment of `day` at which is counted. */
  readonly now: Instant;
  /** Those for whom no channel has room. */
  readonly untold: ReadonlySet<PersonId>;
}

/** Every cell at or below `scope.path` with its meeting, by code. */
export async function cellMeetings(c: Connection, scope: Scope): Promise<readonly CellMeeting[]> {
  const meetings = latestMeetings(await meetingRows(c, scope));
  return (await cellsBelow(c, scope)).map((unit) => ({ unit, meeting: meetings.get(unit.id) ?? { state: 'none' } }));
}

/** Counts of each cell at or below `scope.path`. */
export async function cellRows(c: Connection, scope: Scope): Promise<readonly CellRow[]> {
  const cells = await cellMeetings(c, scope);
  const counts = await counted(c, scope, (unitId) => unitId);
  return cells.map((cell) => ({ ...cell, counts: counts(cell.unit.id) }));
}

/** The sums of `cells`, which are those at or below `scope.path`: half the work of counting each. */
export async function totals(c: Connection, scope: Scope, cells: readonly CellMeeting[]): Promise<Counts> {
  const inside = new Set(cells.map((cell) => cell.unit.id));
  return (await counted(c, scope, (unitId) => (inside.has(unitId) ? ALL : undefined)))(ALL);
}

/** In place of a unit where all cells are summed up. */
const ALL = 'all' as UnitId;
type Key = (unitId: UnitId) => UnitId | undefined;

async function counted(c: Connection, scope: Scope, key: Key): Promise<(unitId: UnitId) => Counts> {
  const each = key(ALL) === ALL;
  const members = tally();
  const exempt = tally();
  const submitted = tally();
  const volunteers = tally();
  const undeliverable = tally();
  const handedIn = (exempt: boolean | null) => (exempt === true ? volunteers : submitted);
  for (const row of await memberCounts(c, scope, each)) members.add(row.unitId, row.n);
  for (const row of await exemptCounts(c, scope, each)) exempt.add(row.unitId, row.n);
  for (const row of await recordedCounts(c, scope, each)) handedIn(row.exempt).add(row.unitId, row.n);
  // Taken from where it was recorded to where they are, as what they are.
  for (const mover of await movers(c, scope)) {
    handedIn(mover.recordedExempt).add(at(mover.recordedIn, key), -1);
    handedIn(mover.status === 'exempt').add(at(mover.unitId, key), 1);
  }
  for (const row of await unreachable(c, scope)) undeliverable.add(at(row.unitId, key), 1);
  return (unitId) => ({
    members: members.of(unitId),
    exempt: exempt.of(unitId),
    submitted: submitted.of(unitId),
    volunteers: volunteers.of(unitId),
    undeliverable: undeliverable.of(unitId),
  });
}

const at = (unitId: UnitId | null, key: Key): UnitId | undefined => (unitId === null ? undefined : key(unitId));

function tally() {
  const counts = new Map<UnitId, number>();
  return {
    add: (unitId: UnitId | undefined, n: number): void =>
      void (unitId === undefined || counts.set(unitId, (counts.get(unitId) ?? 0) + n)),
    of: (unitId: UnitId): number => counts.get(unitId) ?? 0,
  };
}

const campaignId = sql.placeholder('campaignId');
const day = sql.placeholder('day');
const below = sql.placeholder('below');

/** Placeholders of the statements below. Paths are made of ids and slashes, so LIKE has no case to fold and nothing to escape. */
const values = (scope: Scope): Record<string, unknown> => ({
  campaignId: scope.campaignId,
  day: scope.day,
  below: `${scope.path}%`,
});

const validOn = (m: Pick<Tables['memberships'], 'validFrom' | 'validTo'>) =>
  and(lte(m.validFrom, day), or(isNull(m.validTo), gte(m.validTo, day)));
const isCell = ({ units: u }: Tables) =>
  and(
    like(u.path, below),
    eq(u.kind, 'cell'),
    or(isNull(u.validFrom), lte(u.validFrom, day)),
    or(isNull(u.validTo), gte(u.validTo, day)),
  );
const cellIds = (tx: Tx, t: Tables) => tx.select({ id: t.units.id }).from(t.units).where(isCell(t));
/** The unit's column, or one word for all of them: then the statement has no groups. */
const unitOr = (each: boolean, column: AnyPgColumn) => (each ? sql<UnitId>`${column}` : sql<UnitId>`'all'`);
const groups = (each: boolean, column: AnyPgColumn): AnyPgColumn[] => (each ? [column] : []);
const named = (name: string, each: boolean): string => (each ? `${name}.each` : `${name}.all`);

/** CB2 before CB10, the same on both databases whatever their collation. */
const byCode = new Intl.Collator('vi', { numeric: true });

async function cellsBelow(c: Connection, scope: Scope): Promise<readonly CellUnit[]> {
  const cells = c.prepared('reports.cells', (tx, t) => {
    const { id, code, name, sort } = t.units;
    return tx.select({ id, code, name, sort }).from(t.units).where(isCell(t)).prepare('reports.cells');
  });
  const rows = await cells.execute(values(scope));
  return rows.map((row) => ({ ...row, sort: row.sort ?? undefined })).sort((a, b) => byCode.compare(a.code, b.code));
}

function memberCounts(c: Connection, scope: Scope, each: boolean) {
  const name = named('reports.members', each);
  return c
    .prepared(name, (tx, t) =>
      tx
        .select({ unitId: unitOr(each, t.memberships.unitId), n: count() })
        .from(t.memberships)
        .where(and(inArray(t.memberships.unitId, cellIds(tx, t)), validOn(t.memberships)))
        .groupBy(...groups(each, t.memberships.unitId))
        .prepare(name),
    )
    .execute(values(scope));
}

function exemptCounts(c: Connection, scope: Scope, each: boolean) {
  const name = named('reports.exempt', each);
  return c
    .prepared(name, (tx, t) =>
      tx
        .select({ unitId: unitOr(each, t.memberships.unitId), n: count() })
        .from(t.memberships)
        .where(
          and(
            inArray(t.memberships.unitId, cellIds(tx, t)),
            eq(t.memberships.status, 'exempt'),
            validOn(t.memberships),
          ),
        )
        .groupBy(...groups(each, t.memberships.unitId))
        .prepare(name),
    )
    .execute(values(scope));
}

function recordedCounts(c: Connection, scope: Scope, each: boolean) {
  const name = named('reports.recorded', each);
  return c
    .prepared(name, (tx, t) =>
      tx
        .select({ unitId: unitOr(each, t.handedIn.unitId), exempt: t.handedIn.exempt, n: count() })
        .from(t.handedIn)
        .where(and(eq(t.handedIn.campaignId, campaignId), inArray(t.handedIn.unitId, cellIds(tx, t))))
        .groupBy(...groups(each, t.handedIn.unitId), t.handedIn.exempt)
        .prepare(name),
    )
    .execute(values(scope));
}

/** Everybody with an ended membership who has handed in: where and as what that was recorded, and what they are today. */
async function movers(c: Connection, scope: Scope) {
  const query = c.prepared('reports.movers', (tx, t) => {
    const before = alias(t.memberships, 'before');
    const today = t.memberships;
    const { handedIn } = t;
    return (
      tx
        .select({
          personId: before.personId,
          recordedIn: handedIn.unitId,
          recordedExempt: handedIn.exempt,
          unitId: today.unitId,
          status: today.status,
        })
        .from(before)
        .leftJoin(handedIn, and(eq(handedIn.campaignId, campaignId), eq(handedIn.personId, before.personId)))
        .leftJoin(today, and(eq(today.personId, before.personId), validOn(today)))
        // A range instead of "is not null": SQLite searches the index for it without statistics.
        .where(and(gt(before.validTo, sql`''`), isNotNull(handedIn.personId)))
        .prepare('reports.movers')
    );
  });
  // Once each, however often they have moved.
  return new Map((await query.execute(values(scope))).map((row) => [row.personId, row])).values();
}

async function unreachable(c: Connection, scope: Scope) {
  const query = c.prepared('reports.gone', (tx, t) => {
    const alive = alias(t.addresses, 'alive');
    return tx
      .select({ personId: t.addresses.personId, unitId: t.memberships.unitId })
      .from(t.addresses)
      .leftJoin(alive, and(eq(alive.personId, t.addresses.personId), isNull(alive.gone)))
      .leftJoin(t.memberships, and(eq(t.memberships.personId, t.addresses.personId), validOn(t.memberships)))
      .where(and(gt(t.addresses.gone, sql`''`), isNull(alive.id)))
      .prepare('reports.gone');
  });
  const gone = await query.execute(values(scope));
  // Once each, whatever it is that keeps the program's words from them.
  const others = [...(await unread(c, scope)), ...(await untold(c, scope))];
  return new Map([...gone, ...others].map((row) => [row.personId, row])).values();
}

/** Those on whose page a reminder or summary has waited too long. Mostly nobody: the table has a row a chat at the most. */
function unread(c: Connection, { day: today, now }: Scope) {
  return c
    .prepared('reports.unread', (tx, t) =>
      tx
        .select({ personId: t.addresses.personId, unitId: t.memberships.unitId })
        .from(t.webAwaited)
        .innerJoin(t.addresses, eq(t.addresses.id, t.webAwaited.addressId))
        .leftJoin(t.memberships, and(eq(t.memberships.personId, t.addresses.personId), validOn(t.memberships)))
        .where(and(lte(t.webAwaited.since, sql.placeholder('since')), isNotNull(t.addresses.personId)))
        .prepare('reports.unread'),
    )
    .execute({ day: today, since: unreadSince(now) });
}

/** Where those are for whom no channel has room. Mostly nobody: where nothing is counted, nothing is asked. */
async function untold(c: Connection, { day: today, untold: people }: Scope) {
  if (people.size === 0) return [];
  const { memberships: m } = c.t;
  return c.tx
    .select({ personId: m.personId, unitId: m.unitId })
    .from(m)
    .where(
      and(inArray(m.personId, [...people]), lte(m.validFrom, today), or(isNull(m.validTo), gte(m.validTo, today))),
    );
}

function meetingRows(c: Connection, scope: Scope) {
  return c
    .prepared('reports.meetings', (tx, t) => {
      const { unitId, state, startsAt, place, heldOn, present, campaignId: of } = t.meetings;
      return tx
        .select({ unitId, state, startsAt, place, heldOn, present })
        .from(t.meetings)
        .where(and(eq(of, campaignId), inArray(unitId, cellIds(tx, t)), ne(state, 'cancelled')))
        .prepare('reports.meetings');
    })
    .execute(values(scope));
}
