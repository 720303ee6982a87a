/** What each member of a cell has handed in, for the lists of its own officers and for the member. */
import { and, eq, gt, gte, inArray, isNull, like, lte, ne, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Connection } from '../../db/database.ts';
import type { Tables } from '../../db/schema.ts';
import type { Instant } from '../../lib/env.ts';
import type { CampaignId, PersonId, UnitId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { latestMeetings } from './meeting-state.ts';
import { type Handed, type MeetingState, type MemberRow, unreadSince } from './model.ts';

const campaignId = sql.placeholder('campaignId');
const day = sql.placeholder('day');
const unitId = sql.placeholder('unitId');
const personId = sql.placeholder('personId');

/** The members of one cell on a day, with what each has handed in. Names come from the directory. */
export async function memberRows(
  c: Connection,
  {
    untold,
    ...cell
  }: {
    readonly unitId: UnitId;
    readonly campaignId: CampaignId;
    readonly day: LocalDate;
    readonly now: Instant;
    /** Those for whom no channel has room. */
    readonly untold: ReadonlySet<PersonId>;
  },
): Promise<readonly MemberRow[]> {
  const select = c.prepared('reports.people', (tx, t) => {
    const m = t.memberships;
    return tx
      .select({ personId: m.personId, status: m.status, ...handedColumns(t) })
      .from(m)
      .leftJoin(t.submissions, and(eq(t.submissions.campaignId, campaignId), eq(t.submissions.personId, m.personId)))
      .leftJoin(t.papers, and(eq(t.papers.campaignId, campaignId), eq(t.papers.personId, m.personId)))
      .where(and(eq(m.unitId, unitId), lte(m.validFrom, day), or(isNull(m.validTo), gte(m.validTo, day))))
      .prepare('reports.people');
  });
  const gone = new Set([...(await unreachableIn(c, cell)), ...(await unreadIn(c, cell)), ...untold]);
  const { now: _, ...where } = cell;
  return (await select.execute(where)).map((row) => ({
    ...handedOf(row),
    status: row.status,
    unreachable: gone.has(row.personId),
  }));
}

/** What one person has handed in. */
export async function handedBy(
  c: Connection,
  who: { readonly personId: PersonId; readonly campaignId: CampaignId },
): Promise<Handed> {
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
  return row === undefined
    ? { personId: who.personId, state: undefined, submittedAt: undefined, paper: undefined }
    : handedOf(row);
}

const handedColumns = (t: Tables) => ({
  state: t.submissions.state,
  submittedAt: t.submissions.submittedAt,
  paper: t.papers.state,
});

function handedOf(row: { readonly [K in keyof Handed]: Handed[K] | null }): Handed {
  return {
    personId: row.personId as PersonId,
    state: row.state ?? undefined,
    submittedAt: row.submittedAt ?? undefined,
    paper: row.paper ?? undefined,
  };
}

async function unreachableIn(
  c: Connection,
  cell: { readonly unitId: UnitId; readonly day: LocalDate },
): Promise<readonly PersonId[]> {
  const select = c.prepared('reports.unreachable', (tx, t) => {
    const alive = alias(t.addresses, 'alive');
    const m = t.memberships;
    return tx
      .selectDistinct({ personId: m.personId })
      .from(m)
      .innerJoin(t.addresses, and(eq(t.addresses.personId, m.personId), gt(t.addresses.gone, '')))
      .leftJoin(alive, and(eq(alive.personId, m.personId), isNull(alive.gone)))
      .where(
        and(eq(m.unitId, unitId), lte(m.validFrom, day), or(isNull(m.validTo), gte(m.validTo, day)), isNull(alive.id)),
      )
      .prepare('reports.unreachable');
  });
  return (await select.execute({ unitId: cell.unitId, day: cell.day })).map((row) => row.personId);
}

/** Those on whose page a reminder or summary has waited too long. */
async function unreadIn(
  c: Connection,
  cell: { readonly unitId: UnitId; readonly day: LocalDate; readonly now: Instant },
): Promise<readonly PersonId[]> {
  const select = c.prepared('reports.unread-in', (tx, t) => {
    const m = t.memberships;
    return tx
      .selectDistinct({ personId: m.personId })
      .from(t.webAwaited)
      .innerJoin(t.addresses, eq(t.addresses.id, t.webAwaited.addressId))
      .innerJoin(m, eq(m.personId, t.addresses.personId))
      .where(
        and(
          lte(t.webAwaited.since, sql.placeholder('since')),
          eq(m.unitId, unitId),
          lte(m.validFrom, day),
          or(isNull(m.validTo), gte(m.validTo, day)),
        ),
      )
      .prepare('reports.unread-in');
  });
  const { unitId: of, day: today, now } = cell;
  return (await select.execute({ unitId: of, day: today, since: unreadSince(now) })).map((row) => row.personId);
}

/** Those of `people` who have an address that works. */
export async function reachedAmong(c: Connection, people: readonly PersonId[]): Promise<readonly PersonId[]> {
  const { addresses } = c.t;
  if (people.length === 0) return [];
  const alive = await c.tx
    .selectDistinct({ id: addresses.personId })
    .from(addresses)
    .where(and(inArray(addresses.personId, [...people]), isNull(addresses.gone)));
  return alive.flatMap(({ id }) => (id === null ? [] : [id]));
}

/** The meeting of one cell as far as it has come. */
export async function meetingOf(
  c: Connection,
  cell: { readonly unitId: UnitId; readonly campaignId: CampaignId },
): Promise<MeetingState> {
  const select = c.prepared('reports.meeting', (tx, t) => {
    const m = t.meetings;
    return tx
      .select({
        unitId: m.unitId,
        state: m.state,
        startsAt: m.startsAt,
        place: m.place,
        heldOn: m.heldOn,
        present: m.present,
      })
      .from(m)
      .where(and(eq(m.campaignId, campaignId), eq(m.unitId, unitId), ne(m.state, 'cancelled')))
      .prepare('reports.meeting');
  });
  return latestMeetings(await select.execute(cell)).get(cell.unitId) ?? { state: 'none' };
}

/** Units at or below a path, for finding one by a name that is nearly right. */
export async function unitNames(
  c: Connection,
  path: string,
): Promise<readonly { readonly code: string; readonly name: string }[]> {
  const { code, name, path: of } = c.t.units;
  return c.tx
    .select({ code, name })
    .from(c.t.units)
    .where(like(of, `${path}%`));
}
