/** What an import would change, compared with what is stored: pure, so that a dry run and the real one cannot differ. */
import { isDeepStrictEqual } from 'node:util';
import { type Placed, pathsOf } from '../features/organisation/rules.ts';
import type { PersonId, UnitId } from '../lib/ids.ts';
import { addDays, type LocalDate } from '../lib/time.ts';
import { type ImportFile, type ImportPerson, type ImportRole, place } from './file.ts';
import type { MembershipRow, RoleRow, Stored, UnitRow } from './store.ts';

/** One thing that would be written. `detail` is for the operator's eyes. */
export interface Change {
  readonly what: 'unit' | 'person' | 'place' | 'role' | 'campaign';
  readonly action: 'add' | 'change' | 'end';
  readonly code: string;
  readonly detail: string;
}

/** A dry run's answer, as plain data; nothing is written while there are problems. */
export interface ImportPlan {
  readonly changes: readonly Change[];
  readonly unchanged: number;
  readonly problems: readonly string[];
  /** What is allowed, but hardly what was meant. */
  readonly warnings: readonly string[];
}

export interface Against {
  readonly stored: Stored;
  readonly today: LocalDate;
}

export function planOf(file: ImportFile, against: Against): ImportPlan {
  const kinds = kindsOf(file, against.stored.units);
  const problems = [
    ...unitProblems(file, against.stored),
    ...personProblems(file, against, kinds),
    ...roleProblems(file, against.stored, kinds),
    ...campaignProblems(file, against.stored, kinds),
  ];
  const units = file.units.map((unit) => unitChange(unit, against.stored));
  const people = file.people.flatMap((person) => personChanges(person, against));
  const roles = file.roles.map((role) => roleChange(role, against));
  const campaign = file.campaign === undefined ? [] : [campaignChange(file.campaign, against.stored)];
  const all = [...units, ...people, ...roles, ...campaign];
  const changes = all.filter((one) => one !== undefined);
  return { changes, unchanged: all.length - changes.length, problems, warnings: roundWarnings(file, against.today) };
}

/** Old rounds may be imported for their texts, and coming ones early: said, because nobody can answer in either today. */
function roundWarnings({ campaign }: ImportFile, today: LocalDate): readonly string[] {
  if (campaign === undefined) return [];
  const { code, opensOn, closesOn } = campaign;
  if (closesOn < today)
    return [`the round ${code} was over on ${closesOn}: nobody can answer or submit in it any more`];
  return opensOn > today ? [`the round ${code} opens on ${opensOn}: until then members cannot begin`] : [];
}

type Kinds = ReadonlyMap<string, 'cell' | 'committee'>;

/** Kinds of all units there will be, by code. */
function kindsOf(file: ImportFile, units: readonly UnitRow[]): Kinds {
  return new Map([...units, ...file.units].map((unit) => [unit.code, unit.kind]));
}

function unitProblems(file: ImportFile, { units }: Stored): readonly string[] {
  const codes = new Map(units.map((unit) => [unit.id, unit.code]));
  // Codes stand in for ids: the tree of what will be, stored units as the file leaves them.
  const tree = new Map<string, Placed>(
    units.map((unit) => [
      unit.code,
      {
        id: unit.code as UnitId,
        code: unit.code,
        parentId:
          unit.parentId === null ? undefined : (codes.get(unit.parentId) as string | undefined as UnitId | undefined),
      },
    ]),
  );
  for (const unit of file.units)
    tree.set(unit.code, { id: unit.code as UnitId, code: unit.code, parentId: unit.parent as UnitId | undefined });
  const made = pathsOf([...tree.values()]);
  const indexes = new Map(file.units.map((unit, n) => [unit.code, n]));
  const where = (code: string): string => place('units', indexes.get(code) ?? 0, code);
  const wrong = made.ok
    ? []
    : made.problems.map((one) =>
        one.kind === 'unknown-parent'
          ? `${where(one.code)}.parent: expected the code of a unit, found '${tree.get(one.code)?.parentId ?? ''}'`
          : `${where(one.code)}.parent: expected a tree, but it leads back to itself`,
      );
  const kinds = kindsOf(file, units);
  const below = file.units.flatMap((unit, n) =>
    unit.parent !== undefined && kinds.get(unit.parent) === 'cell'
      ? [`${place('units', n, unit.code)}.parent: expected a committee, but '${unit.parent}' is a cell`]
      : [],
  );
  const turned = file.units.flatMap((unit, n) => {
    const before = units.find((one) => one.code === unit.code);
    return before !== undefined && before.kind !== unit.kind
      ? [`${place('units', n, unit.code)}.kind: expected '${before.kind}' as stored; a unit keeps its kind`]
      : [];
  });
  return [...wrong, ...below, ...turned];
}

function personProblems(file: ImportFile, { stored, today }: Against, kinds: Kinds): readonly string[] {
  return file.people.flatMap((person, n) => {
    const at = place('people', n, person.code);
    const kind = kinds.get(person.unit);
    if (kind === undefined)
      return [
        `${at}.unit: expected the code of a cell, found '${person.unit}', which is neither in the file nor stored`,
      ];
    if (kind !== 'cell') return [`${at}.unit: expected the code of a cell, but '${person.unit}' is a committee`];
    const current = currentPlace(person, { stored, today });
    const from = person.from ?? today;
    const moves = current !== undefined && !samePlace(current, person, stored.units);
    return moves && from < current.validFrom
      ? [`${at}.from: expected ${current.validFrom} or later, when the present place began, found ${from}`]
      : [];
  });
}

function roleProblems(file: ImportFile, stored: Stored, kinds: Kinds): readonly string[] {
  const people = new Set([...stored.people.keys(), ...file.people.map((one) => one.code)]);
  return file.roles.flatMap((role, n) => {
    const at = place('roles', n, role.person);
    return [
      ...(people.has(role.person)
        ? []
        : [
            `${at}.person: expected the code of a person, found '${role.person}', which is neither in the file nor stored`,
          ]),
      ...(kinds.has(role.unit)
        ? []
        : [`${at}.unit: expected the code of a unit, found '${role.unit}', which is neither in the file nor stored`]),
    ];
  });
}

function campaignProblems({ campaign }: ImportFile, stored: Stored, kinds: Kinds): readonly string[] {
  if (campaign === undefined) return [];
  const before = stored.units.find((unit) => unit.id === stored.campaign?.unitId);
  return [
    ...(kinds.has(campaign.unit)
      ? []
      : [
          `campaign.unit: expected the code of a unit, found '${campaign.unit}', which is neither in the file nor stored`,
        ]),
    ...(stored.questionnaire === undefined
      ? [`campaign.questionnaire: expected a published questionnaire, found '${campaign.questionnaire}'`]
      : []),
    ...(before !== undefined && before.code !== campaign.unit
      ? [`campaign.unit: expected '${before.code}' as stored; a campaign keeps its unit`]
      : []),
  ];
}

function unitChange(unit: ImportFile['units'][number], { units }: Stored): Change | undefined {
  const before = units.find((one) => one.code === unit.code);
  if (before === undefined) return { what: 'unit', action: 'add', code: unit.code, detail: unit.name };
  const parent = units.find((one) => one.id === before.parentId)?.code;
  const same =
    before.name === unit.name.normalize('NFC') && (before.sort ?? undefined) === unit.sort && parent === unit.parent;
  return same ? undefined : { what: 'unit', action: 'change', code: unit.code, detail: unit.name };
}

/** Undefined entries are things found as they are. */
function personChanges(person: ImportPerson, against: Against): readonly (Change | undefined)[] {
  const before = against.stored.people.get(person.code);
  const from = person.from ?? against.today;
  const into: Change = {
    what: 'place',
    action: 'add',
    code: person.code,
    detail: `${person.unit}, ${person.status}, from ${from}`,
  };
  if (before === undefined) return [{ what: 'person', action: 'add', code: person.code, detail: person.name }, into];
  const renamed: Change | undefined =
    before.name === person.name.normalize('NFC')
      ? undefined
      : { what: 'person', action: 'change', code: person.code, detail: person.name };
  const current = currentPlace(person, against);
  if (current === undefined) return [renamed, into];
  if (samePlace(current, person, against.stored.units)) return [renamed, undefined];
  return [renamed, { what: 'place', action: 'end', code: person.code, detail: `until ${addDays(from, -1)}` }, into];
}

/** Where somebody is now or will be: the latest place that is not over. */
export function currentPlace(
  person: Pick<ImportPerson, 'code'>,
  { stored, today }: Against,
): MembershipRow | undefined {
  const id = stored.people.get(person.code)?.id;
  const open = (id === undefined ? [] : (stored.memberships.get(id) ?? [])).filter(
    (row) => row.validTo === null || (row.validTo >= today && row.validTo >= row.validFrom),
  );
  return open.toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0];
}

export function samePlace(row: MembershipRow, person: ImportPerson, units: readonly UnitRow[]): boolean {
  return row.status === person.status && units.find((unit) => unit.id === row.unitId)?.code === person.unit;
}

function roleChange(role: ImportRole, against: Against): Change | undefined {
  const detail = `${role.role} of ${role.unit}`;
  const row = currentRole(role, against);
  if (row === undefined) return { what: 'role', action: 'add', code: role.person, detail };
  return (row.validTo ?? undefined) === role.to
    ? undefined
    : { what: 'role', action: 'change', code: role.person, detail: `${detail} until ${role.to ?? 'further notice'}` };
}

/** The stored row that a role of the file is about: one in force or to come, or one that ended as the file says. */
export function currentRole(role: ImportRole, { stored, today }: Against): RoleRow | undefined {
  const personId: PersonId | undefined = stored.people.get(role.person)?.id;
  const unitId = stored.units.find((unit) => unit.code === role.unit)?.id;
  const rows = personId === undefined ? [] : (stored.roles.get(personId) ?? []);
  return rows.find(
    (row) =>
      row.role === role.role &&
      row.unitId === unitId &&
      (row.validTo === null || row.validTo >= today || row.validTo === role.to),
  );
}

function campaignChange(
  campaign: NonNullable<ImportFile['campaign']>,
  { campaign: before }: Stored,
): Change | undefined {
  const { code, opensOn, closesOn, meetingDeadline, submissionDeadline } = campaign;
  const detail = `${opensOn} to ${closesOn}, meetings by ${meetingDeadline}, submissions by ${submissionDeadline}`;
  if (before === undefined) return { what: 'campaign', action: 'add', code, detail };
  const same = isDeepStrictEqual(
    { opensOn, closesOn, meetingDeadline, submissionDeadline, content: contentOf(campaign) },
    {
      opensOn: before.opensOn,
      closesOn: before.closesOn,
      meetingDeadline: before.meetingDeadline,
      submissionDeadline: before.submissionDeadline,
      content: before.content,
    },
  );
  return same ? undefined : { what: 'campaign', action: 'change', code, detail };
}

export function contentOf({ title, document, agenda, reminders }: NonNullable<ImportFile['campaign']>) {
  return { title, document, agenda, reminders };
}
