import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Appointment, ROLES, type Role, type Unit } from '../../../src/features/organisation/model.ts';
import {
  audiences,
  can,
  covers,
  isCellOfficer,
  PERMISSIONS,
  scopes,
} from '../../../src/features/organisation/policy.ts';
import type { UnitId } from '../../../src/lib/ids.ts';
import type { LocalDate } from '../../../src/lib/time.ts';

const day = '2022-03-21' as LocalDate;

function unit(path: string): Unit {
  const ids = path.split('/').filter((one) => one !== '');
  const id = ids.at(-1) ?? '';
  return {
    id: id as UnitId,
    code: id,
    name: id,
    kind: id.startsWith('cell') ? 'cell' : 'committee',
    sort: undefined,
    parentId: ids.at(-2) as UnitId | undefined,
    path,
  };
}

const city = unit('/city/');
const ward = unit('/city/ward/');
const cell6 = unit('/city/ward/cell6/');
const cell60 = unit('/city/ward/cell60/');
const other = unit('/city/other/');
const units = [city, ward, cell6, cell60, other];

function appointed(role: Role, where: Unit, from = '2020-01-01'): Appointment {
  return { role, unit: where, from: from as LocalDate, to: undefined };
}

function matrix(): string {
  const scoped = [
    ['the same unit', (where: Unit) => where],
    ['a unit below', (where: Unit) => (where === ward ? cell6 : undefined)],
    ['the unit above', (where: Unit) => (where === ward ? city : ward)],
    ['a neighbour', (where: Unit) => (where === ward ? other : cell60)],
  ] as const;
  const lines: string[] = [];
  for (const [at, where] of [
    ['a cell', cell6],
    ['a committee', ward],
  ] as const) {
    for (const role of ROLES) {
      lines.push(`${role} at ${at}`);
      for (const [scope, find] of scoped) {
        const target = find(where);
        if (target === undefined) continue;
        const may = PERMISSIONS.filter((permission) => can([appointed(role, where)], permission, target, day));
        lines.push(`  ${scope.padEnd(14)} ${may.length === 0 ? '-' : may.join(', ')}`);
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

describe('policy', () => {
  it('prints who may do what, and where', async () => {
    await expect(matrix()).toMatchFileSnapshot('./policy.matrix.txt');
  });

  it('gives nothing without an appointment', () => {
    for (const permission of PERMISSIONS) expect(can([], permission, cell6, day)).toBe(false);
  });

  it('keeps the secretary of cell 6 out of cell 60, whose id begins alike', () => {
    expect(can([appointed('secretary', cell6)], 'submission.read', cell60, day)).toBe(false);
    expect(covers('/city/ward/cell6/', '/city/ward/cell60/')).toBe(false);
  });

  it('never takes an empty path or one without its last slash for a scope', () => {
    expect(covers('', cell6.path)).toBe(false);
    expect(covers('/city/ward/cell6', cell60.path)).toBe(false);
  });

  it('counts an appointment on its first and its last day and on no other', () => {
    const dated = [{ ...appointed('secretary', cell6, '2022-03-01'), to: day }];
    const allowed = (on: string): boolean => can(dated, 'meeting.schedule', cell6, on as LocalDate);
    expect(['2022-02-28', '2022-03-01', '2022-03-21', '2022-03-22'].map(allowed)).toEqual([false, true, true, false]);
  });

  it('takes the secretary of a committee for a leader, not for an officer of a cell', () => {
    expect(isCellOfficer(appointed('secretary', ward))).toBe(false);
    expect(audiences([appointed('secretary', ward)], day)).toEqual(['everyone', 'leader']);
    expect(audiences([appointed('secretary', cell6)], day)).toEqual(['everyone', 'cell-officer']);
    expect(audiences([appointed('admin', city)], day)).toEqual(['everyone']);
    expect(audiences([appointed('deputy', cell6), appointed('leader', ward)], day)).toEqual([
      'everyone',
      'cell-officer',
      'leader',
    ]);
  });

  it('lists the widest scope first and each unit once', () => {
    const held = [
      appointed('assigned', cell60),
      appointed('leader', ward),
      appointed('secretary', cell6),
      appointed('deputy', cell6),
    ];
    expect(scopes(held, 'status.read', day).map((one) => one.code)).toEqual(['ward', 'cell6', 'cell60']);
    expect(scopes(held, 'submission.read', day).map((one) => one.code)).toEqual(['cell6']);
  });

  const anyUnit = fc.constantFrom(...units);
  const anyDay = fc.constantFrom('2021-12-31', '2022-03-21', '2022-06-30').map((text) => text as LocalDate);
  const anyAppointment = fc.record({
    role: fc.constantFrom(...ROLES),
    unit: anyUnit,
    from: anyDay,
    to: fc.option(anyDay, { nil: undefined }),
  });
  const anyPermission = fc.constantFrom(...PERMISSIONS);

  const asked = fc.record({
    held: fc.array(anyAppointment, { minLength: 1, maxLength: 4 }),
    more: fc.array(anyAppointment, { maxLength: 3 }),
    permission: anyPermission,
    where: anyUnit,
    narrow: anyUnit,
    on: anyDay,
  });

  it('never allows less for more appointments', () => {
    fc.assert(
      fc.property(asked, ({ held, more, permission, where, on }) => {
        fc.pre(can(held, permission, where, on));
        expect(can([...more, ...held], permission, where, on)).toBe(true);
      }),
    );
  });

  it('allows below a unit whatever it allows in it', () => {
    fc.assert(
      fc.property(asked, ({ held, permission, where, narrow, on }) => {
        fc.pre(covers(where.path, narrow.path) && can(held, permission, where, on));
        expect(can(held, permission, narrow, on)).toBe(true);
      }),
    );
  });

  it('allows something somewhere exactly when there is a scope for it', () => {
    fc.assert(
      fc.property(fc.array(anyAppointment, { maxLength: 4 }), anyPermission, anyDay, (held, permission, on) => {
        expect(scopes(held, permission, on).length > 0).toBe(units.some((where) => can(held, permission, where, on)));
      }),
    );
  });

  it('shows names and texts to nobody but officers of the very cell', () => {
    fc.assert(
      fc.property(fc.array(anyAppointment, { maxLength: 5 }), anyUnit, anyDay, (held, where, on) => {
        for (const permission of ['members.read', 'submission.read'] as const) {
          if (can(held, permission, where, on))
            expect(held.some((one) => isCellOfficer(one) && one.unit.id === where.id)).toBe(true);
        }
      }),
    );
  });
});
