/**
 * Who may do what: permissions as verbs, roles as an exhaustive record, dated appointments, scopes that imply what lies below.
 * Pure; the printed matrix of role × permission is in test/features/organisation/policy.test.ts.
 */
import type { LocalDate } from '../../lib/time.ts';
import type { Appointment, Role, Unit } from './model.ts';

export const PERMISSIONS = [
  /** Names of who has not submitted, of the exempt, of the unreachable. */
  'members.read',
  'submission.read',
  'paper.confirm',
  'invite.create',
  'meeting.schedule',
  'status.read',
  /** How much is used of what a platform counts. */
  'quota.read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const cellOfficer: readonly Permission[] = [
  'members.read',
  'submission.read',
  'paper.confirm',
  'invite.create',
  'meeting.schedule',
  'status.read',
];

/** Cell duties concern the cell alone; duties above see counts, never names or texts (design decision 4, domain 2.2). */
const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  secretary: cellOfficer,
  deputy: cellOfficer,
  committee: cellOfficer,
  assigned: ['status.read'],
  supervisor: ['status.read'],
  leader: ['status.read'],
  office: ['status.read'],
  admin: ['quota.read'],
};

/** Duties of a cell; nothing but the cell lies below their unit. All others reach everything below theirs. */
export const CELL_ROLES: readonly Role[] = ['secretary', 'deputy', 'committee'];

export function isCellOfficer(appointment: Appointment): boolean {
  return CELL_ROLES.includes(appointment.role) && appointment.unit.kind === 'cell';
}

/** Who a command menu is made for; everybody is the audience of 'everyone'. */
export type Audience = 'everyone' | 'cell-officer' | 'leader';

export function audiences(appointments: readonly Appointment[], day: LocalDate): readonly Audience[] {
  const now = appointments.filter((one) => inForce(one, day));
  const officer = now.some(isCellOfficer);
  const leader = now.some((one) => !isCellOfficer(one) && grants(one, 'status.read'));
  return ['everyone', ...(officer ? (['cell-officer'] as const) : []), ...(leader ? (['leader'] as const) : [])];
}

/** Is the unit with the path `inner` the one with the path `outer`, or below it? Paths end with a slash, so '/1/' does not cover '/12/'. */
export function covers(outer: string, inner: string): boolean {
  return outer.endsWith('/') && inner.startsWith(outer);
}

function inForce(appointment: Appointment, day: LocalDate): boolean {
  return appointment.from <= day && (appointment.to === undefined || day <= appointment.to);
}

/** May the holder of `appointments` do `permission` in `unit` on `day`? */
// biome-ignore lint/complexity/useMaxParams: one sentence: who may do what, where, when
export function can(
  appointments: readonly Appointment[],
  permission: Permission,
  unit: Pick<Unit, 'path'>,
  day: LocalDate,
): boolean {
  return appointments.some((one) => inForce(one, day) && grants(one, permission) && covers(one.unit.path, unit.path));
}

/** The units in which `permission` is held directly, widest (nearest to the root) first. */
export function scopes(appointments: readonly Appointment[], permission: Permission, day: LocalDate): readonly Unit[] {
  const units = appointments.filter((one) => inForce(one, day) && grants(one, permission)).map((one) => one.unit);
  const unique = [...new Map(units.map((unit) => [unit.id, unit])).values()];
  return unique.sort((a, b) => depth(a) - depth(b) || collator.compare(a.code, b.code));
}

/** Counted in units, not in characters: ids may differ in length. */
const depth = (unit: Unit): number => unit.path.split('/').length;
const collator = new Intl.Collator('vi', { numeric: true });

function grants(appointment: Appointment, permission: Permission): boolean {
  // A secretary of a committee is a leader there: counts only. Names and texts belong to the cell (domain 2.2).
  if (CELL_ROLES.includes(appointment.role) && appointment.unit.kind !== 'cell') return permission === 'status.read';
  return GRANTS[appointment.role].includes(permission);
}
