/** Plans an import against what is stored, and writes it: all of it in one transaction, or nothing. */
import type { Connection, Database } from '../db/database.ts';
import { insertCampaign } from '../features/campaigns/store.ts';
import { pathsOf } from '../features/organisation/rules.ts';
import { insertMemberships, insertPeople, insertRoles, insertUnits } from '../features/organisation/store.ts';
import type { Env } from '../lib/env.ts';
import type { CampaignId, PersonId, UnitId } from '../lib/ids.ts';
import { addDays, dayOf, type LocalDate, type Zone } from '../lib/time.ts';
import type { ImportFile } from './file.ts';
import { type Against, contentOf, currentPlace, currentRole, type ImportPlan, planOf, samePlace } from './plan.ts';
import {
  allUnits,
  endMemberships,
  endRole,
  renamePerson,
  renameUnit,
  setPath,
  stored,
  updateCampaign,
} from './store.ts';

export interface Importing {
  readonly env: Env;
  readonly zone: Zone;
}

/** The dry run: what `applyImport` would write, and every problem it has with what is stored. */
export async function planImport(c: Connection, file: ImportFile, { env, zone }: Importing): Promise<ImportPlan> {
  return planOf(file, await against(c, file, dayOf(env.now(), zone)));
}

/** Writes the import unless it has problems; the answer is the plan that was carried out. */
export async function applyImport(database: Database, file: ImportFile, importing: Importing): Promise<ImportPlan> {
  return database.transact((c) => writeImport(c, file, importing));
}

/** The same inside a transaction that is open. */
export async function writeImport(c: Connection, file: ImportFile, { env, zone }: Importing): Promise<ImportPlan> {
  const before = await against(c, file, dayOf(env.now(), zone));
  const plan = planOf(file, before);
  if (plan.problems.length > 0 || plan.changes.length === 0) return plan;
  const units = await writeUnits(c, file, { before, env });
  const people = await writePeople(c, file, { before, env });
  const codes: Codes = { units, people };
  await writePlaces(c, file, { before, env, codes });
  await writeRoles(c, file, { before, env, codes });
  await writeCampaign(c, file, { before, env, codes });
  return plan;
}

interface Writing {
  readonly before: Against;
  readonly env: Env;
}
interface Codes {
  readonly units: ReadonlyMap<string, UnitId>;
  readonly people: ReadonlyMap<string, PersonId>;
}

async function against(c: Connection, file: ImportFile, today: LocalDate): Promise<Against> {
  return {
    stored: await stored(c, { campaign: file.campaign?.code, questionnaire: file.campaign?.questionnaire }),
    today,
  };
}

async function writeUnits(c: Connection, file: ImportFile, { before, env }: Writing): Promise<Codes['units']> {
  const known = new Set(before.stored.units.map((unit) => unit.code));
  const ids = new Map<string, UnitId>(before.stored.units.map((unit) => [unit.code, unit.id]));
  for (const unit of file.units) if (!known.has(unit.code)) ids.set(unit.code, env.newId<UnitId>());
  const idOf = (code: string | undefined): UnitId | undefined => (code === undefined ? undefined : ids.get(code));
  const fresh = file.units.filter((unit) => !known.has(unit.code));
  await insertUnits(
    c,
    fresh.map((unit) => ({
      id: ids.get(unit.code) ?? env.newId<UnitId>(),
      code: unit.code,
      name: unit.name,
      kind: unit.kind,
      sort: unit.sort,
      parentId: idOf(unit.parent),
    })),
  );
  for (const unit of file.units) {
    const id = known.has(unit.code) ? ids.get(unit.code) : undefined;
    if (id !== undefined) await renameUnit(c, id, { name: unit.name, sort: unit.sort, parentId: idOf(unit.parent) });
  }
  await mendPaths(c);
  return ids;
}

/** A unit that moved takes everything below it along. */
async function mendPaths(c: Connection): Promise<void> {
  const units = await allUnits(c);
  const made = pathsOf(units.map((unit) => ({ ...unit, parentId: unit.parentId ?? undefined })));
  if (!made.ok) throw new Error(`an import left no tree: ${made.problems.map((one) => one.code).join(', ')}`);
  for (const unit of units) {
    const path = made.paths.get(unit.id);
    if (path !== undefined && path !== unit.path) await setPath(c, unit.id, path);
  }
}

async function writePeople(c: Connection, file: ImportFile, { before, env }: Writing): Promise<Codes['people']> {
  const ids = new Map<string, PersonId>([...before.stored.people].map(([code, one]) => [code, one.id]));
  const fresh = file.people
    .filter((person) => !ids.has(person.code))
    .map((person) => ({ id: env.newId<PersonId>(), code: person.code, name: person.name, createdAt: env.now() }));
  await insertPeople(c, fresh);
  for (const person of file.people) {
    const known = before.stored.people.get(person.code);
    if (known !== undefined && known.name !== person.name.normalize('NFC'))
      await renamePerson(c, known.id, person.name);
  }
  for (const person of fresh) ids.set(person.code, person.id);
  return ids;
}

async function writePlaces(
  c: Connection,
  file: ImportFile,
  { before, env, codes }: Writing & { readonly codes: Codes },
): Promise<void> {
  const added: Parameters<typeof insertMemberships>[1][number][] = [];
  for (const person of file.people) {
    const current = currentPlace(person, before);
    if (current !== undefined && samePlace(current, person, before.stored.units)) continue;
    const validFrom = person.from ?? before.today;
    if (current !== undefined) await endMemberships(c, [current.id], addDays(validFrom, -1));
    added.push({
      id: env.newId(),
      personId: known(codes.people, person.code),
      unitId: known(codes.units, person.unit),
      status: person.status,
      validFrom,
    });
  }
  await insertMemberships(c, added);
}

async function writeRoles(
  c: Connection,
  file: ImportFile,
  { before, env, codes }: Writing & { readonly codes: Codes },
): Promise<void> {
  const added: Parameters<typeof insertRoles>[1][number][] = [];
  for (const role of file.roles) {
    const row = currentRole(role, before);
    if (row === undefined) {
      const until = role.to === undefined ? {} : { validTo: role.to };
      added.push({
        id: env.newId(),
        personId: known(codes.people, role.person),
        unitId: known(codes.units, role.unit),
        role: role.role,
        validFrom: role.from ?? before.today,
        ...until,
      });
    } else if ((row.validTo ?? undefined) !== role.to) await endRole(c, row.id, role.to);
  }
  await insertRoles(c, added);
}

async function writeCampaign(
  c: Connection,
  { campaign }: ImportFile,
  { before, env, codes }: Writing & { readonly codes: Codes },
): Promise<void> {
  const { questionnaire, campaign: row } = before.stored;
  if (campaign === undefined || questionnaire === undefined) return;
  const { code, opensOn, closesOn, meetingDeadline, submissionDeadline } = campaign;
  const days = { opensOn, closesOn, meetingDeadline, submissionDeadline, content: contentOf(campaign) };
  // A round that is stored keeps the version of the questions it began with.
  if (row !== undefined) await updateCampaign(c, row.id, days);
  else
    await insertCampaign(
      c,
      { id: env.newId<CampaignId>(), code, unitId: known(codes.units, campaign.unit), questionnaire, ...days },
      env.now(),
    );
}

/** The plan has checked that every code is known. */
function known<T>(ids: ReadonlyMap<string, T>, code: string): T {
  const id = ids.get(code);
  if (id === undefined) throw new Error(`an import lost the code ${code}`);
  return id;
}
