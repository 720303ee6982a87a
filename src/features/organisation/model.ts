/** Units, people, their dated places and duties; and the port through which other features look them up. */
import type { AddressId, PersonId, UnitId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';

export const ROLES = [
  'secretary',
  'deputy',
  'committee',
  'assigned',
  'supervisor',
  'leader',
  'office',
  'admin',
] as const;
export type Role = (typeof ROLES)[number];
export type MembershipStatus = 'official' | 'probationary' | 'exempt';

/** A node of the organisation's tree. */
export interface Unit {
  readonly id: UnitId;
  readonly code: string;
  readonly name: string;
  readonly kind: 'cell' | 'committee';
  /** What sort of cell ('residential', 'police', 'school' …), for counts by kind. */
  readonly sort: string | undefined;
  readonly parentId: UnitId | undefined;
  /** '/rootId/…/id/': a scope is a prefix of it. */
  readonly path: string;
}

export interface Person {
  readonly id: PersonId;
  readonly code: string;
  readonly name: string;
  readonly locale: 'vi' | 'en' | undefined;
}

/** A dated appointment, with the unit it is in. */
export interface Appointment {
  readonly role: Role;
  readonly unit: Unit;
  readonly from: LocalDate;
  readonly to: LocalDate | undefined;
}

/** Where a person stands in the organisation on a given day: only what is in force on that day. */
export interface Standing {
  readonly personId: PersonId;
  readonly cell: Unit | undefined;
  readonly status: MembershipStatus | undefined;
  readonly appointments: readonly Appointment[];
}

/** A member of a cell with what lists show of them. */
export interface Member extends Person {
  readonly status: MembershipStatus;
  readonly unitId: UnitId;
}

/** Look-ups into the organisation for the other features; every list is limited to a scope (a unit's path). */
export interface Directory {
  person(id: PersonId): Promise<Person | undefined>;
  standing(id: PersonId): Promise<Standing>;
  unit(id: UnitId): Promise<Unit | undefined>;
  children(id: UnitId): Promise<readonly Unit[]>;
  /** Units within `scope` with exactly this code, else this name, else a name that contains `query` (folded); by name. '' finds all. */
  findUnits(scope: string, query: string): Promise<readonly Unit[]>;
  /** Members within `scope`, found in the same way, sorted as Vietnamese names are. */
  findMembers(scope: string, query: string): Promise<readonly Member[]>;
  /** The members of one cell today, sorted as Vietnamese names are. */
  members(unitId: UnitId): Promise<readonly Member[]>;
  /** Who holds one of `roles` in exactly this unit today. */
  officers(unitId: UnitId, roles: readonly Role[]): Promise<readonly Person[]>;
  /** Those of `ids` whose latest decision is to take part. */
  takingPart(ids: readonly PersonId[]): Promise<ReadonlySet<PersonId>>;
  /** The addresses a person has now. */
  addresses(
    id: PersonId,
  ): Promise<readonly { readonly id: AddressId; readonly channel: string; readonly gone: string | undefined }[]>;
}
