/** Meetings and the replies to them. */
import { and, desc, eq, gte, inArray, isNull, lte, ne, or } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { FactOf } from '../../engine/fact.ts';
import type { Instant } from '../../lib/env.ts';
import type { CampaignId, MeetingId, PersonId, UnitId } from '../../lib/ids.ts';
import type { LocalDate, LocalMinute } from '../../lib/time.ts';
import type { Meeting, Replies, Reply } from './model.ts';
import './facts.ts';

const LIVE = ['scheduled', 'held', 'reported'] as const;

/**
 * Officers of one cell wait for each other from here to the end of the transaction, so that what is read next is what is
 * written to: the update changes nothing and is the lock in both databases.
 */
export async function lockCell(c: Connection, unitId: UnitId): Promise<void> {
  await c.tx
    .update(c.t.units)
    .set({ kind: 'cell' })
    .where(and(eq(c.t.units.id, unitId), eq(c.t.units.kind, 'cell')));
}

/** The scheduled, held or reported meeting of a cell in a round. */
export async function liveMeeting(c: Connection, campaignId: CampaignId, unitId: UnitId): Promise<Meeting | undefined> {
  const { meetings } = c.t;
  const [row] = await c.tx
    .select()
    .from(meetings)
    .where(and(eq(meetings.campaignId, campaignId), eq(meetings.unitId, unitId), inArray(meetings.state, [...LIVE])))
    .orderBy(desc(meetings.createdAt), desc(meetings.id))
    .limit(1);
  return row === undefined ? undefined : toMeeting(row);
}

export async function meetingById(c: Connection, id: string): Promise<Meeting | undefined> {
  const { meetings } = c.t;
  const [row] = await c.tx
    .select()
    .from(meetings)
    .where(eq(meetings.id, id as MeetingId));
  return row === undefined ? undefined : toMeeting(row);
}

type Row = Connection['t']['meetings']['$inferSelect'];

function toMeeting({ id, campaignId, unitId, state, startsAt, place, heldOn, present }: Row): Meeting {
  return { id, campaignId, unitId, state, startsAt, place, heldOn: heldOn ?? undefined, present: present ?? undefined };
}

/** Where the cell met, or meant to meet, last. */
export async function lastPlace(c: Connection, unitId: UnitId): Promise<string | undefined> {
  const { meetings } = c.t;
  const [row] = await c.tx
    .select({ place: meetings.place })
    .from(meetings)
    .where(and(eq(meetings.unitId, unitId), ne(meetings.place, '')))
    .orderBy(desc(meetings.updatedAt), desc(meetings.id))
    .limit(1);
  return row?.place;
}

/** What members of the cell have replied; who has left it since is not counted. */
export async function replies(
  c: Connection,
  { id, unitId }: Pick<Meeting, 'id' | 'unitId'>,
  day: LocalDate,
): Promise<Replies> {
  const { attendances, memberships } = c.t;
  const rows = await c.tx
    .selectDistinct({ personId: attendances.personId, reply: attendances.reply })
    .from(attendances)
    .innerJoin(memberships, eq(memberships.personId, attendances.personId))
    .where(and(eq(attendances.meetingId, id), inCell(c, unitId, day)));
  const coming = rows.filter((row) => row.reply === 'coming').length;
  return { coming, absent: rows.length - coming };
}

function inCell({ t: { memberships } }: Connection, unitId: UnitId, day: LocalDate) {
  return and(
    eq(memberships.unitId, unitId),
    lte(memberships.validFrom, day),
    or(isNull(memberships.validTo), gte(memberships.validTo, day)),
  );
}

export async function replyOf(c: Connection, meetingId: MeetingId, personId: PersonId): Promise<Reply | undefined> {
  const { attendances } = c.t;
  const [row] = await c.tx
    .select({ reply: attendances.reply })
    .from(attendances)
    .where(and(eq(attendances.meetingId, meetingId), eq(attendances.personId, personId)));
  return row?.reply;
}

/** Members of the cell on `day` who have an address that works. */
export async function reachable(c: Connection, unitId: UnitId, day: LocalDate): Promise<readonly PersonId[]> {
  const { memberships, addresses } = c.t;
  const rows = await c.tx
    .selectDistinct({ id: memberships.personId })
    .from(memberships)
    .innerJoin(addresses, and(eq(addresses.personId, memberships.personId), isNull(addresses.gone)))
    .where(inCell(c, unitId, day))
    .orderBy(memberships.personId);
  return rows.map((row) => row.id);
}

export async function insertMeeting(c: Connection, fact: FactOf<'meeting.scheduled'>, at: Instant): Promise<void> {
  const { meetingId, campaignId, unitId, startsAt, place } = fact;
  await c.tx
    .insert(c.t.meetings)
    .values({ id: meetingId, campaignId, unitId, state: 'scheduled', startsAt, place, createdAt: at, updatedAt: at });
}

/** A new time makes the old replies worthless; a new place alone does not. */
export async function moveMeeting(c: Connection, fact: FactOf<'meeting.moved'>, at: Instant): Promise<void> {
  await change(
    c,
    { id: fact.meetingId, from: ['scheduled'] },
    { startsAt: fact.startsAt, place: fact.place, updatedAt: at },
  );
  if (fact.startsAt !== fact.before)
    await c.tx.delete(c.t.attendances).where(eq(c.t.attendances.meetingId, fact.meetingId));
}

export async function cancelMeeting(c: Connection, meetingId: MeetingId, at: Instant): Promise<void> {
  await change(c, { id: meetingId, from: ['scheduled'] }, { state: 'cancelled', updatedAt: at });
}

export async function holdMeeting(c: Connection, fact: FactOf<'meeting.held'>, at: Instant): Promise<void> {
  const { meetingId, campaignId, unitId, heldOn } = fact;
  if (fact.scheduled)
    return change(c, { id: meetingId, from: ['scheduled', 'held'] }, { state: 'held', heldOn, updatedAt: at });
  const startsAt = `${heldOn}T00:00` as LocalMinute;
  await c.tx.insert(c.t.meetings).values({
    id: meetingId,
    campaignId,
    unitId,
    state: 'held',
    startsAt,
    place: '',
    heldOn,
    createdAt: at,
    updatedAt: at,
  });
}

/** What had been scheduled may still take place; what never was stays as history. */
export async function unholdMeeting(c: Connection, fact: FactOf<'meeting.unheld'>, at: Instant): Promise<void> {
  await change(
    c,
    { id: fact.meetingId, from: ['held', 'reported'] },
    { state: fact.scheduled ? 'scheduled' : 'cancelled', heldOn: null, present: null, updatedAt: at },
  );
}

export async function reportMeeting(c: Connection, fact: FactOf<'meeting.reported'>, at: Instant): Promise<void> {
  await change(
    c,
    { id: fact.meetingId, from: ['held', 'reported'] },
    {
      state: 'reported',
      heldOn: fact.heldOn,
      present: fact.present,
      updatedAt: at,
    },
  );
}

/** Changes a meeting that is in one of `from`; handlers have looked under the lock, so anything else is a bug. */
async function change(
  c: Connection,
  { id, from }: { readonly id: MeetingId; readonly from: readonly Meeting['state'][] },
  set: Partial<Row>,
): Promise<void> {
  const { meetings } = c.t;
  const rows = await c.tx
    .update(meetings)
    .set(set)
    .where(and(eq(meetings.id, id), inArray(meetings.state, [...from])))
    .returning({ id: meetings.id });
  if (rows.length !== 1) throw new Error(`meeting ${id} is not ${from.join(' or ')}`);
}

export async function saveReply(c: Connection, fact: FactOf<'attendance.replied'>, at: Instant): Promise<void> {
  const { attendances } = c.t;
  const { meetingId, personId, reply } = fact;
  await c.tx
    .insert(attendances)
    .values({ meetingId, personId, reply, at })
    .onConflictDoUpdate({ target: [attendances.meetingId, attendances.personId], set: { reply, at } });
}
