/** Buttons of /status: down to the child units, up again, and to one's other roles. */
import { type Choice, words } from '../../engine/say.ts';
import type { Acting } from '../feature.ts';
import type { Standing, Unit } from '../organisation/model.ts';
import { can, scopes } from '../organisation/policy.ts';

const ON_A_PAGE = 8;
const OTHERS = 4;

const to = (key: string, label: Choice['label'], unit: Pick<Unit, 'code'>): Choice => ({ key, label, command: { name: 'trangthai', args: unit.code } });

/** `page` counts from 0 and may be anything: it comes from a button, which may be old or forged. */
export async function unitButtons(acting: Acting, unit: Unit, standing: Standing, page: number): Promise<readonly Choice[]> {
  const children = await acting.directory.children(unit.id);
  return [...down(unit, children, page), ...(await up(acting, unit, standing)), ...others(acting, unit, standing, children), ...(standing.cell === undefined ? [] : [own()])];
}

function down(unit: Unit, children: readonly Unit[], wanted: number): readonly Choice[] {
  const pages = Math.ceil(children.length / ON_A_PAGE);
  const page = Math.min(Math.max(wanted, 0), Math.max(pages - 1, 0));
  const shown = children.slice(page * ON_A_PAGE, (page + 1) * ON_A_PAGE);
  const units = shown.map((child, n): Choice => ({ ...to(`u${n}`, child.name, child), beside: n % 2 === 1 }));
  const turn = (key: string, label: 'reports.button-previous' | 'reports.button-next', at: number): Choice => ({
    key,
    label: words(label),
    command: { name: 'trangthaitrang', args: `${unit.code} ${at}` },
  });
  const previous = page > 0 ? [turn('previous', 'reports.button-previous', page - 1)] : [];
  const next = page < pages - 1 ? [turn('next', 'reports.button-next', page + 1)] : [];
  return [...units, ...previous, ...next];
}

async function up(acting: Acting, unit: Unit, standing: Standing): Promise<readonly Choice[]> {
  const parent = unit.parentId === undefined ? undefined : await acting.directory.unit(unit.parentId);
  if (parent === undefined || !can(standing.appointments, 'status.read', parent, acting.today)) return [];
  return [to('up', words('reports.button-up', { unit: parent.name }), parent)];
}

/** One's other duties, as far as no button above leads there already. */
function others(acting: Acting, unit: Unit, standing: Standing, children: readonly Unit[]): readonly Choice[] {
  const near = new Set([unit.id, unit.parentId, ...children.map((child) => child.id)]);
  // A child may be on another page: the own cell gets its button all the same.
  const mine = scopes(standing.appointments, 'status.read', acting.today).filter((one) => !near.has(one.id) || (one.id !== unit.id && one.id !== unit.parentId && children.length > ON_A_PAGE));
  return mine.slice(0, OTHERS).map((one, n) => to(`r${n}`, one.name, one));
}

export const own = (): Choice => ({ key: 'own', label: words('reports.button-own'), command: { name: 'trangthaitoi', args: '' } });

/** For a member's own view: to the widest of one's duties. */
export function dutyButtons(acting: Acting, standing: Standing): readonly Choice[] {
  return scopes(standing.appointments, 'status.read', acting.today).slice(0, OTHERS).map((one, n) => to(`r${n}`, one.name, one));
}
