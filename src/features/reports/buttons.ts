/** Buttons of /status: down to the child units, up again, and to one's other roles. */
import { type Choice, words } from '../../engine/say.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Acting } from '../feature.ts';
import type { Standing, Unit } from '../organisation/model.ts';
import { can, covers, isCellOfficer, scopes } from '../organisation/policy.ts';

/** With the ways back, on and to one’s own, nine: where choices are typed, a list of its own does not page this one again. */
const ON_A_PAGE = 6;
const DUTIES = 4;

const to = (key: string, label: Choice['label'], unit: Pick<Unit, 'code'>): Choice => ({
  key,
  label,
  command: { name: 'trangthai', args: unit.code },
});

/** A unit as somebody with this standing looks at it. */
export interface At {
  readonly unit: Unit;
  readonly standing: Standing;
}

/** `page` counts from 0 and may be anything: it comes from a button, which may be old or forged. */
export async function unitButtons(acting: Acting, { unit, standing }: At, page: number): Promise<readonly Choice[]> {
  const children = await acting.directory.children(unit.id);
  const near = [...down(unit, children, page), ...(await up(acting, { unit, standing }))];
  return [...near, ...others(acting, { unit, standing }, near), ...(standing.cell === undefined ? [] : [own()])];
}

function down(unit: Unit, children: readonly Unit[], wanted: number): readonly Choice[] {
  const pages = Math.ceil(children.length / ON_A_PAGE);
  const page = Math.min(Math.max(wanted, 0), Math.max(pages - 1, 0));
  const shown = children.slice(page * ON_A_PAGE, (page + 1) * ON_A_PAGE);
  const units = shown.map((child, n): Choice => ({ ...to(`u${n}`, child.name, child), beside: n % 2 === 1 }));
  const turn = (key: 'previous' | 'next', at: number): Choice => ({
    key,
    label: words(`reports.button-${key}`),
    command: { name: 'trangthaitrang', args: `${unit.code} ${at}` },
    beside: key === 'next' && page > 0,
  });
  return [
    ...units,
    ...(page > 0 ? [turn('previous', page - 1)] : []),
    ...(page < pages - 1 ? [turn('next', page + 1)] : []),
  ];
}

async function up(acting: Acting, { unit, standing }: At): Promise<readonly Choice[]> {
  const parent = unit.parentId === undefined ? undefined : await acting.directory.unit(unit.parentId);
  if (parent === undefined || !can(standing.appointments, 'status.read', parent, acting.today)) return [];
  return [to('up', words('reports.button-up', { unit: parent.name }), parent)];
}

/** One's other duties, as far as no button above leads there: the widest of them, and the cells of which one is an officer. */
function others(acting: Acting, { unit, standing }: At, near: readonly Choice[]): readonly Choice[] {
  const reached = new Set([unit.code, ...near.map((choice) => choice.command?.args)]);
  return duties(acting, standing)
    .filter((one) => !reached.has(one.code))
    .map((one, n) => to(`r${n}`, one.name, one));
}

/**
 * Where one looks after something, the widest first: a committee before a cell, and a cell whose members one may name before
 * one of which one sees figures only.
 */
export function widestFirst({ appointments }: Standing, day: LocalDate): readonly Unit[] {
  const rank = (unit: Unit): number =>
    unit.kind === 'committee' ? 0 : can(appointments, 'members.read', unit, day) ? 1 : 2;
  return scopes(appointments, 'status.read', day).toSorted((a, b) => rank(a) - rank(b));
}

function duties(acting: Acting, standing: Standing): readonly Unit[] {
  const { appointments } = standing;
  const all = widestFirst(standing, acting.today);
  const officer = new Set(appointments.filter(isCellOfficer).map((one) => one.unit.id));
  return all
    .filter((one) => officer.has(one.id) || !all.some((wider) => wider.id !== one.id && covers(wider.path, one.path)))
    .slice(0, DUTIES);
}

const own = (): Choice => ({
  key: 'own',
  label: words('reports.button-own'),
  command: { name: 'trangthaitoi', args: '' },
});

/** For a member's own view: to one's duties. */
export function dutyButtons(acting: Acting, standing: Standing): readonly Choice[] {
  return duties(acting, standing).map((one, n) => to(`r${n}`, one.name, one));
}
