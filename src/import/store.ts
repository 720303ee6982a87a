/** What an import looks at and changes beyond adding rows. */
import { eq, inArray } from 'drizzle-orm';
import type { Connection } from '../db/database.ts';
import type { Campaign } from '../features/campaigns/model.ts';
import { fold } from '../lib/fold.ts';
import type { CampaignId, PersonId, QuestionnaireHash, UnitId } from '../lib/ids.ts';
import type { LocalDate } from '../lib/time.ts';

export type UnitRow = Connection['t']['units']['$inferSelect'];
export type MembershipRow = Connection['t']['memberships']['$inferSelect'];
export type RoleRow = Connection['t']['roles']['$inferSelect'];
export type CampaignRow = Connection['t']['campaigns']['$inferSelect'];

/** The organisation as it is stored. */
export interface Stored {
  readonly units: readonly UnitRow[];
  readonly people: ReadonlyMap<string, { readonly id: PersonId; readonly name: string }>;
  readonly memberships: ReadonlyMap<PersonId, readonly MembershipRow[]>;
  readonly roles: ReadonlyMap<PersonId, readonly RoleRow[]>;
  readonly campaign: CampaignRow | undefined;
  /** The latest published version of the questionnaire that the file names. */
  readonly questionnaire: QuestionnaireHash | undefined;
}

export async function stored(
  c: Connection,
  names: { readonly campaign: string | undefined; readonly questionnaire: string | undefined },
): Promise<Stored> {
  const { tx, t } = c;
  const people = await tx.select({ id: t.persons.id, code: t.persons.code, name: t.persons.name }).from(t.persons);
  const versions =
    names.questionnaire === undefined
      ? []
      : await tx.select().from(t.questionnaires).where(eq(t.questionnaires.name, names.questionnaire));
  const newest = versions.toSorted((a, b) => b.version - a.version || b.publishedAt - a.publishedAt)[0];
  const campaigns =
    names.campaign === undefined ? [] : await tx.select().from(t.campaigns).where(eq(t.campaigns.code, names.campaign));
  return {
    units: await tx.select().from(t.units),
    people: new Map(people.map((one) => [one.code, one])),
    memberships: byPerson(await tx.select().from(t.memberships)),
    roles: byPerson(await tx.select().from(t.roles)),
    campaign: campaigns[0],
    questionnaire: newest?.hash,
  };
}

export async function renameUnit(
  c: Connection,
  id: UnitId,
  to: { readonly name: string; readonly sort: string | undefined; readonly parentId: UnitId | undefined },
): Promise<void> {
  const { name, sort, parentId } = to;
  await c.tx
    .update(c.t.units)
    .set({ name: name.normalize('NFC'), searchName: fold(name), sort: sort ?? null, parentId: parentId ?? null })
    .where(eq(c.t.units.id, id));
}

export async function setPath(c: Connection, id: UnitId, path: string): Promise<void> {
  await c.tx.update(c.t.units).set({ path }).where(eq(c.t.units.id, id));
}

export async function allUnits(c: Connection): Promise<readonly UnitRow[]> {
  return c.tx.select().from(c.t.units);
}

export async function renamePerson(c: Connection, id: PersonId, name: string): Promise<void> {
  await c.tx
    .update(c.t.persons)
    .set({ name: name.normalize('NFC'), searchName: fold(name) })
    .where(eq(c.t.persons.id, id));
}

/** Ends dated places on `last`; one that would end before it began is never in force, and stays as the trace of it. */
export async function endMemberships(c: Connection, ids: readonly string[], last: LocalDate): Promise<void> {
  if (ids.length > 0)
    await c.tx
      .update(c.t.memberships)
      .set({ validTo: last })
      .where(inArray(c.t.memberships.id, [...ids]));
}

export async function endRole(c: Connection, id: string, last: LocalDate | undefined): Promise<void> {
  await c.tx
    .update(c.t.roles)
    .set({ validTo: last ?? null })
    .where(eq(c.t.roles.id, id));
}

export async function updateCampaign(
  c: Connection,
  id: CampaignId,
  to: Pick<Campaign, 'opensOn' | 'closesOn' | 'meetingDeadline' | 'submissionDeadline' | 'content'>,
): Promise<void> {
  await c.tx.update(c.t.campaigns).set(to).where(eq(c.t.campaigns.id, id));
}

function byPerson<R extends { readonly personId: PersonId }>(rows: readonly R[]): ReadonlyMap<PersonId, readonly R[]> {
  const grouped = new Map<PersonId, R[]>();
  for (const row of rows) {
    const some = grouped.get(row.personId);
    if (some === undefined) grouped.set(row.personId, [row]);
    else some.push(row);
  }
  return grouped;
}
