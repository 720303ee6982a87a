/** What reminders are decided from, for many people at once, and what is kept of them. */
import { and, asc, eq, gt, gte, inArray, isNull, lte, or } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Instant } from '../../lib/env.ts';
import type { CampaignId, PersonId, UnitId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Made } from './facts.ts';

type Tables = Connection['t'];

export interface PersonRow {
  readonly id: PersonId;
  readonly name: string;
}

/** The next `limit` people after `cursor` who have an address that works, by id. */
export async function reachableAfter(c: Connection, cursor: string, limit: number): Promise<readonly PersonRow[]> {
  const { persons } = c.t;
  return reachableWhere(c, gt(persons.id, cursor as PersonId))
    .orderBy(asc(persons.id))
    .limit(limit);
}

/** Those of `ids` who have an address that works. */
export async function reachableOf(c: Connection, ids: readonly PersonId[]): Promise<readonly PersonRow[]> {
  return ids.length === 0 ? [] : reachableWhere(c, inArray(c.t.persons.id, [...ids]));
}

function reachableWhere(c: Connection, which: ReturnType<typeof and>) {
  const { persons, addresses } = c.t;
  return c.tx
    .selectDistinct({ id: persons.id, name: persons.name })
    .from(persons)
    .innerJoin(addresses, and(eq(addresses.personId, persons.id), isNull(addresses.gone)))
    .where(which);
}

export interface PlaceRow {
  readonly personId: PersonId;
  readonly status: 'official' | 'probationary' | 'exempt';
  readonly path: string;
}

/** Where people belong on `day`, the newest place last. */
export async function places(c: Connection, ids: readonly PersonId[], day: LocalDate): Promise<readonly PlaceRow[]> {
  if (ids.length === 0) return [];
  const { memberships, units } = c.t;
  return c.tx
    .select({ personId: memberships.personId, status: memberships.status, path: units.path })
    .from(memberships)
    .innerJoin(units, eq(units.id, memberships.unitId))
    .where(and(inArray(memberships.personId, [...ids]), inForce(memberships, day)))
    .orderBy(asc(memberships.validFrom), asc(memberships.id));
}

function inForce(table: Tables['memberships'] | Tables['roles'], day: LocalDate) {
  return and(lte(table.validFrom, day), or(isNull(table.validTo), gte(table.validTo, day)));
}

export interface RoleRow {
  readonly personId: PersonId;
  readonly role: string;
  readonly unit: {
    readonly id: UnitId;
    readonly name: string;
    readonly path: string;
    readonly kind: 'cell' | 'committee';
  };
}

/** The duties people have on `day`. */
export async function rolesOf(c: Connection, ids: readonly PersonId[], day: LocalDate): Promise<readonly RoleRow[]> {
  if (ids.length === 0) return [];
  return rolesWhere(c, and(inArray(c.t.roles.personId, [...ids]), inForce(c.t.roles, day)));
}

/** Who are the secretaries of `unitIds` on `day`. */
export async function secretariesOf(
  c: Connection,
  unitIds: readonly UnitId[],
  day: LocalDate,
): Promise<readonly RoleRow[]> {
  if (unitIds.length === 0) return [];
  const { roles } = c.t;
  return rolesWhere(c, and(inArray(roles.unitId, [...unitIds]), eq(roles.role, 'secretary'), inForce(roles, day)));
}

async function rolesWhere(c: Connection, which: ReturnType<typeof and>): Promise<readonly RoleRow[]> {
  const { roles, units } = c.t;
  return c.tx
    .select({
      personId: roles.personId,
      role: roles.role,
      unit: { id: units.id, name: units.name, path: units.path, kind: units.kind },
    })
    .from(roles)
    .innerJoin(units, eq(units.id, roles.unitId))
    .where(which)
    .orderBy(asc(units.code), asc(roles.id));
}

export interface CampaignRow {
  readonly id: CampaignId;
  readonly unitId: UnitId;
}

/** Rounds that have opened, in the order in which a later one takes the place of an earlier one (as Campaigns.current has it). */
export async function openedCampaigns(c: Connection, day: LocalDate): Promise<readonly CampaignRow[]> {
  const { campaigns } = c.t;
  return c.tx
    .select({ id: campaigns.id, unitId: campaigns.unitId })
    .from(campaigns)
    .where(lte(campaigns.opensOn, day))
    .orderBy(asc(campaigns.opensOn), asc(campaigns.createdAt), asc(campaigns.id));
}

export type MeetingRow = Pick<
  Tables['meetings']['$inferSelect'],
  'campaignId' | 'unitId' | 'state' | 'startsAt' | 'place' | 'heldOn'
>;

/** Live meetings of `unitIds`, in any round. */
export async function meetingsOf(c: Connection, unitIds: readonly UnitId[]): Promise<readonly MeetingRow[]> {
  if (unitIds.length === 0) return [];
  const { meetings } = c.t;
  const { campaignId, unitId, state, startsAt, place, heldOn } = meetings;
  return c.tx
    .select({ campaignId, unitId, state, startsAt, place, heldOn })
    .from(meetings)
    .where(and(inArray(unitId, [...unitIds]), inArray(state, ['scheduled', 'held', 'reported'])))
    .orderBy(asc(meetings.createdAt), asc(meetings.id));
}

/** `campaign person` of everybody of `ids` who has begun, has handed in, said so on paper, or wants no reminders. */
export interface Done {
  readonly begun: ReadonlySet<string>;
  readonly submitted: ReadonlySet<string>;
  readonly paper: ReadonlySet<string>;
  readonly muted: ReadonlySet<string>;
}

export const doneKey = (campaignId: CampaignId, personId: PersonId): string => `${campaignId} ${personId}`;

export async function done(c: Connection, ids: readonly PersonId[]): Promise<Done> {
  const { submissions, papers, mutes } = c.t;
  const people = ids.length === 0 ? ['' as PersonId] : [...ids];
  const { campaignId, personId, state } = submissions;
  const begun = await c.tx.select({ campaignId, personId, state }).from(submissions).where(inArray(personId, people));
  const paper = await c.tx
    .select({ campaignId: papers.campaignId, personId: papers.personId })
    .from(papers)
    .where(inArray(papers.personId, people));
  const muted = await c.tx
    .select({ campaignId: mutes.campaignId, personId: mutes.personId })
    .from(mutes)
    .where(inArray(mutes.personId, people));
  const keys = (
    rows: readonly { readonly campaignId: CampaignId; readonly personId: PersonId }[],
  ): ReadonlySet<string> => new Set(rows.map((row) => doneKey(row.campaignId, row.personId)));
  const submitted = begun.filter((row) => row.state === 'submitted');
  return { begun: keys(begun), submitted: keys(submitted), paper: keys(paper), muted: keys(muted) };
}

/** Messages made for `ids` from `from` to `to`. */
export async function madeBetween(
  c: Connection,
  ids: readonly PersonId[],
  span: { readonly from: LocalDate; readonly to: LocalDate },
): Promise<readonly (Made & { readonly day: LocalDate })[]> {
  if (ids.length === 0) return [];
  const { reminders } = c.t;
  return c.tx
    .select()
    .from(reminders)
    .where(and(inArray(reminders.personId, [...ids]), gte(reminders.day, span.from), lte(reminders.day, span.to)));
}

/**
 * The rows that make a second message of a day impossible. No `on conflict`: should one exist after all, the run fails as a
 * whole with its messages, and the next one sees it.
 */
export async function insertMade(c: Connection, day: LocalDate, made: readonly Made[]): Promise<void> {
  if (made.length > 0) await c.tx.insert(c.t.reminders).values(made.map((one) => ({ ...one, day })));
}

interface Switch {
  readonly personId: PersonId;
  readonly campaignId: CampaignId;
}

export async function isMuted(c: Connection, { personId, campaignId }: Switch): Promise<boolean> {
  const { mutes } = c.t;
  return (await c.tx.$count(mutes, and(eq(mutes.personId, personId), eq(mutes.campaignId, campaignId)))) > 0;
}

export async function mute(c: Connection, { personId, campaignId }: Switch, at: Instant): Promise<void> {
  await c.tx.insert(c.t.mutes).values({ personId, campaignId, at }).onConflictDoNothing();
}

export async function unmute(c: Connection, { personId, campaignId }: Switch): Promise<void> {
  const { mutes } = c.t;
  await c.tx.delete(mutes).where(and(eq(mutes.personId, personId), eq(mutes.campaignId, campaignId)));
}
