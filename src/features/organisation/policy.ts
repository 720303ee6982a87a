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
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const cellOfficer: readonly Permission[] = ['members.read', 'submission.read', 'paper.confirm', 'invite.create', 'meeting.schedule', 'status.read'];

/** Cell duties concern the cell alone; duties above see counts, never names or texts (design decision 4, domain 2.2). */
const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  secretary: cellOfficer,
  deputy: cellOfficer,
  committee: cellOfficer,
  assigned: ['status.read'],
  supervisor: ['status.read'],
  leader: ['status.read'],
  office: ['status.read'],
  admin: [],
};

/** Duties of a cell reach their own unit; all others reach everything below theirs. */
const CELL_ROLES: readonly Role[] = ['secretary', 'deputy', 'committee'];

export function isCellOfficer(appointment: Appointment): boolean {
  return CELL_ROLES.includes(appointment.role) && appointment.unit.kind === 'cell';
}

function inForce(appointment: Appointment, day: LocalDate): boolean {
  return appointment.from <= day && (appointment.to === undefined || day <= appointment.to);
}

/** May the holder of `appointments` do `permission` in `unit` on `day`? */
export function can(appointments: readonly Appointment[], permission: Permission, unit: Pick<Unit, 'path'>, day: LocalDate): boolean {
  return appointments.some((one) => inForce(one, day) && grants(one, permission) && unit.path.startsWith(one.unit.path));
}

/** The units in which `permission` is held directly, widest first. */
export function scopes(appointments: readonly Appointment[], permission: Permission, day: LocalDate): readonly Unit[] {
  const units = appointments.filter((one) => inForce(one, day) && grants(one, permission)).map((one) => one.unit);
  const unique = [...new Map(units.map((unit) => [unit.id, unit])).values()];
  return unique.sort((a, b) => a.path.length - b.path.length || a.code.localeCompare(b.code));
}

function grants(appointment: Appointment, permission: Permission): boolean {
  // Cell roles above a cell are leaders there: counts only (issue: "roles of cells belong to cells; all others above them are leader").
  if (CELL_ROLES.includes(appointment.role) && appointment.unit.kind !== 'cell') return permission === 'status.read';
  return GRANTS[appointment.role].includes(permission);
}
