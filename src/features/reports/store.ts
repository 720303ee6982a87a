/**
 * Set-based counts for reports. Joining every membership with its submission costs 12–20 ms at 8,431 members; so what was
 * handed in is counted where it was recorded (one index range per cell) and only those who may be elsewhere or exempt
 * today are looked at one by one: the exempt, and everybody with a membership that has ended.
 */
import { and, count, eq, gte, inArray, isNotNull, isNull, like, lte, ne, or, sql } from 'drizzle-orm';
import { type AnyPgColumn, alias } from 'drizzle-orm/pg-core';
import type { Connection, Tx } from '../../db/database.ts';
import type { Tables } from '../../db/schema.ts';
import type { CampaignId, PersonId, UnitId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { latestMeetings } from './meeting-state.ts';
import type { CellRow, CellUnit, Handed, MemberRow } from './model.ts';

/** Which cells, which round, on which day. `path` is a unit's path: everything at or below it. */
export interface Scope {
  readonly path: string;
  readonly campaignId: CampaignId;
  readonly day: LocalDate;
}

const campaignId = sql.placeholder('campaignId');
const day = sql.placeholder('day');
const below = sql.placeholder('below');

/** Placeholders of every statement below. Paths are made of ids and slashes, so LIKE has no case to fold and nothing to escape. */
const values = (scope: Scope): Record<string, unknown> => ({ campaignId: scope.campaignId, day: scope.day, below: `${scope.path}%` });

/** One row per cell at or below `scope.path`, by code. */
export async function cellRows(c: Connection, scope: Scope): Promise<readonly CellRow[]> {
  const cells = await cellsBelow(c, scope);
  const members = byUnit(await memberCounts(c, scope));
  const exempt = new Map((await exemptCounts(c, scope)).map((row) => [row.unitId, row]));
  const owing = await owingSubmitted(c, scope, exempt);
  const gone = byUnit(await undeliverableCounts(c, scope));
  const meetings = latestMeetings(await meetingRows(c, scope));
  return cells.map((unit) => ({
    unit,
    members: members.get(unit.id) ?? 0,
    exempt: exempt.get(unit.id)?.n ?? 0,
    submitted: owing.get(unit.id) ?? 0,
    volunteers: exempt.get(unit.id)?.submitted ?? 0,
    undeliverable: gone.get(unit.id) ?? 0,
    meeting: meetings.get(unit.id) ?? { state: 'none' },
  }));
}

/**
 * Those who owe and have handed in, by the cell they are in today: counted where it was recorded, less the exempt, and the
 * people with an ended membership taken from where it was recorded to where they are.
 */
async function owingSubmitted(c: Connection, scope: Scope, exempt: ReadonlyMap<UnitId, { readonly submitted: number }>): Promise<ReadonlyMap<UnitId, number>> {
  const total = new Map<UnitId, number>();
  const add = (unitId: UnitId | null, n: number): void => {
    if (unitId !== null) total.set(unitId, (total.get(unitId) ?? 0) + n);
  };
  for (const row of await recordedSubmissions(c, scope)) add(row.unitId, row.n);
  for (const row of await recordedPapers(c, scope)) add(row.unitId, row.n);
  for (const [unitId, row] of exempt) add(unitId, -row.submitted);
  for (const mover of await movers(c, scope)) {
    add(mover.submittedIn ?? mover.paperIn, -1);
    // The exempt were taken off above where they are today; here that is all that is left to undo.
    add(mover.unitId, 1);
  }
  return total;
}

const byUnit = (rows: readonly { readonly unitId: UnitId; readonly n: number }[]): ReadonlyMap<UnitId, number> => new Map(rows.map((row) => [row.unitId, row.n]));

type Memberships = Pick<Tables['memberships'], 'validFrom' | 'validTo'>;
const validOn = (m: Memberships) => and(lte(m.validFrom, day), or(isNull(m.validTo), gte(m.validTo, day)));
const cellIds = (tx: Tx, t: Tables) => tx.select({ id: t.units.id }).from(t.units).where(and(like(t.units.path, below), eq(t.units.kind, 'cell')));

async function cellsBelow(c: Connection, scope: Scope): Promise<readonly CellUnit[]> {
  const cells = c.prepared('reports.cells', (tx, t) => {
    const { id, code, name, sort, path, kind, validFrom, validTo } = t.units;
    return tx
      .select({ id, code, name, sort })
      .from(t.units)
      .where(and(like(path, below), eq(kind, 'cell'), or(isNull(validFrom), lte(validFrom, day)), or(isNull(validTo), gte(validTo, day))))
      .orderBy(code)
      .prepare('reports.cells');
  });
  const rows = await cells.execute(values(scope));
  return rows.map((row) => ({ ...row, sort: row.sort ?? undefined })).sort((a, b) => byCode.compare(a.code, b.code));
}

/** CB2 before CB10, the same on both databases whatever their collation. */
const byCode = new Intl.Collator('vi', { numeric: true });

function memberCounts(c: Connection, scope: Scope) {
  return c
    .prepared('reports.members', (tx, t) =>
      tx
        .select({ unitId: t.memberships.unitId, n: count() })
        .from(t.memberships)
        .where(and(inArray(t.memberships.unitId, cellIds(tx, t)), validOn(t.memberships)))
        .groupBy(t.memberships.unitId)
        .prepare('reports.members'),
    )
    .execute(values(scope));
}

const isSubmitted = (t: Tables, person: AnyPgColumn) =>
  and(eq(t.submissions.campaignId, campaignId), eq(t.submissions.personId, person), eq(t.submissions.state, 'submitted'));
const isConfirmed = (t: Tables, person: AnyPgColumn) =>
  and(eq(t.papers.campaignId, campaignId), eq(t.papers.personId, person), eq(t.papers.state, 'confirmed'));

function exemptCounts(c: Connection, scope: Scope) {
  return c
    .prepared('reports.exempt', (tx, t) =>
      tx
        .select({ unitId: t.memberships.unitId, n: count(), submitted: count(sql`coalesce(${t.submissions.personId}, ${t.papers.personId})`) })
        .from(t.memberships)
        .leftJoin(t.submissions, isSubmitted(t, t.memberships.personId))
        .leftJoin(t.papers, isConfirmed(t, t.memberships.personId))
        .where(and(inArray(t.memberships.unitId, cellIds(tx, t)), eq(t.memberships.status, 'exempt'), validOn(t.memberships)))
        .groupBy(t.memberships.unitId)
        .prepare('reports.exempt'),
    )
    .execute(values(scope));
}

function recordedSubmissions(c: Connection, scope: Scope) {
  return c
    .prepared('reports.recorded', (tx, t) =>
      tx
        .select({ unitId: t.submissions.unitId, n: count() })
        .from(t.submissions)
        .where(and(eq(t.submissions.campaignId, campaignId), inArray(t.submissions.unitId, cellIds(tx, t)), eq(t.submissions.state, 'submitted')))
        .groupBy(t.submissions.unitId)
        .prepare('reports.recorded'),
    )
    .execute(values(scope));
}

/** Confirmed paper of people who have not also submitted in the chat: each person counts once. */
function recordedPapers(c: Connection, scope: Scope) {
  return c
    .prepared('reports.papers', (tx, t) =>
      tx
        .select({ unitId: t.papers.unitId, n: count() })
        .from(t.papers)
        .leftJoin(t.submissions, isSubmitted(t, t.papers.personId))
        .where(and(eq(t.papers.campaignId, campaignId), inArray(t.papers.unitId, cellIds(tx, t)), eq(t.papers.state, 'confirmed'), isNull(t.submissions.id)))
        .groupBy(t.papers.unitId)
        .prepare('reports.papers'),
    )
    .execute(values(scope));
}

/** Everybody with an ended membership who has handed in: where that was recorded, and the cell they are in today. */
function movers(c: Connection, scope: Scope) {
  return c
    .prepared('reports.movers', (tx, t) => {
      const before = alias(t.memberships, 'before');
      const today = t.memberships;
      return tx
        .selectDistinct({ personId: before.personId, submittedIn: t.submissions.unitId, paperIn: t.papers.unitId, unitId: today.unitId })
        .from(before)
        .leftJoin(t.submissions, isSubmitted(t, before.personId))
        .leftJoin(t.papers, isConfirmed(t, before.personId))
        .leftJoin(today, and(eq(today.personId, before.personId), validOn(today)))
        .where(and(isNotNull(before.validTo), or(isNotNull(t.submissions.id), isNotNull(t.papers.personId))))
        .prepare('reports.movers');
    })
    .execute(values(scope));
}

function undeliverableCounts(c: Connection, scope: Scope) {
  return c
    .prepared('reports.gone', (tx, t) => {
      const alive = alias(t.addresses, 'alive');
      return tx
        .select({ unitId: t.memberships.unitId, n: sql<number>`count(distinct ${t.memberships.personId})`.mapWith(Number) })
        .from(t.addresses)
        .innerJoin(t.memberships, eq(t.memberships.personId, t.addresses.personId))
        .leftJoin(alive, and(eq(alive.personId, t.addresses.personId), isNull(alive.gone)))
        .where(and(isNotNull(t.addresses.gone), isNull(alive.id), inArray(t.memberships.unitId, cellIds(tx, t)), validOn(t.memberships)))
        .groupBy(t.memberships.unitId)
        .prepare('reports.gone');
    })
    .execute(values(scope));
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

const unitId = sql.placeholder('unitId');
const personId = sql.placeholder('personId');

/** The members of one cell on a day, with what each has handed in. Names come from the directory. */
export async function memberRows(c: Connection, cell: { readonly unitId: UnitId; readonly campaignId: CampaignId; readonly day: LocalDate }): Promise<readonly MemberRow[]> {
  const select = c.prepared('reports.people', (tx, t) => {
    const m = t.memberships;
    return tx
      .select({ personId: m.personId, status: m.status, ...handedColumns(t) })
      .from(m)
      .leftJoin(t.submissions, and(eq(t.submissions.campaignId, campaignId), eq(t.submissions.personId, m.personId)))
      .leftJoin(t.papers, and(eq(t.papers.campaignId, campaignId), eq(t.papers.personId, m.personId)))
      .where(and(eq(m.unitId, unitId), validOn(m)))
      .prepare('reports.people');
  });
  const gone = new Set(await unreachableIn(c, cell));
  return (await select.execute(cell)).map((row) => ({ ...handedOf(row), status: row.status, unreachable: gone.has(row.personId) }));
}

/** What one person has handed in. */
export async function handedBy(c: Connection, who: { readonly personId: PersonId; readonly campaignId: CampaignId }): Promise<Handed> {
  const select = c.prepared('reports.own', (tx, t) =>
    tx
      .select({ personId: t.persons.id, ...handedColumns(t) })
      .from(t.persons)
      .leftJoin(t.submissions, and(eq(t.submissions.campaignId, campaignId), eq(t.submissions.personId, t.persons.id)))
      .leftJoin(t.papers, and(eq(t.papers.campaignId, campaignId), eq(t.papers.personId, t.persons.id)))
      .where(eq(t.persons.id, personId))
      .prepare('reports.own'),
  );
  const row = (await select.execute(who))[0];
  return row === undefined ? { personId: who.personId, state: undefined, submittedAt: undefined, paper: undefined } : handedOf(row);
}

const handedColumns = (t: Tables) => ({ state: t.submissions.state, submittedAt: t.submissions.submittedAt, paper: t.papers.state });

function handedOf(row: { readonly [K in keyof Handed]: Handed[K] | null }): Handed {
  return { personId: row.personId as PersonId, state: row.state ?? undefined, submittedAt: row.submittedAt ?? undefined, paper: row.paper ?? undefined };
}

async function unreachableIn(c: Connection, cell: { readonly unitId: UnitId; readonly day: LocalDate }): Promise<readonly PersonId[]> {
  const select = c.prepared('reports.unreachable', (tx, t) => {
    const alive = alias(t.addresses, 'alive');
    return tx
      .selectDistinct({ personId: t.memberships.personId })
      .from(t.memberships)
      .innerJoin(t.addresses, and(eq(t.addresses.personId, t.memberships.personId), isNotNull(t.addresses.gone)))
      .leftJoin(alive, and(eq(alive.personId, t.memberships.personId), isNull(alive.gone)))
      .where(and(eq(t.memberships.unitId, unitId), validOn(t.memberships), isNull(alive.id)))
      .prepare('reports.unreachable');
  });
  return (await select.execute({ unitId: cell.unitId, day: cell.day })).map((row) => row.personId);
}

/** The meeting of one cell as far as it has come. */
export async function meetingOf(c: Connection, cell: { readonly unitId: UnitId; readonly campaignId: CampaignId }) {
  const select = c.prepared('reports.meeting', (tx, t) => {
    const m = t.meetings;
    return tx
      .select({ unitId: m.unitId, state: m.state, startsAt: m.startsAt, place: m.place, heldOn: m.heldOn, present: m.present })
      .from(m)
      .where(and(eq(m.campaignId, campaignId), eq(m.unitId, unitId), ne(m.state, 'cancelled')))
      .prepare('reports.meeting');
  });
  return latestMeetings(await select.execute(cell)).get(cell.unitId) ?? ({ state: 'none' } as const);
}

/** Units at or below a path, for finding one by a name that is nearly right. */
export async function unitNames(c: Connection, path: string): Promise<readonly { readonly code: string; readonly name: string }[]> {
  const { code, name, path: of } = c.t.units;
  return c.tx.select({ code, name }).from(c.t.units).where(like(of, `${path}%`));
}
