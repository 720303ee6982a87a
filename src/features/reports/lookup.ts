/** Which unit is meant by a code or a name, and whether the asker may see it. */
import { type Say, say } from '../../engine/say.ts';
import { fold } from '../../lib/fold.ts';
import type { Acting, Outcome } from '../feature.ts';
import type { Unit } from '../organisation/model.ts';
import { can, scopes } from '../organisation/policy.ts';
import { unitNames } from './store.ts';

const SHOWN = 8;
const NEAREST = 3;
/** What is said back of a query: a name, not a novel. */
const LONGEST_QUERY = 60;

export type Lookup = { readonly unit: Unit } | { readonly outcome: Outcome };

/** Finds the unit meant by `query`; otherwise the polite answer to give. */
export async function lookUp(acting: Acting, query: string): Promise<Lookup> {
  const standing = await acting.directory.standing(acting.person.id);
  const found = await acting.directory.findUnits('/', query);
  const visible = found.filter(
    (unit) => can(standing.appointments, 'status.read', unit, acting.today) || unit.id === standing.cell?.id,
  );
  const [only, second] = visible;
  if (only !== undefined)
    return second === undefined ? { unit: only } : { outcome: { says: [several(visible, query)] } };
  const [foreign] = found;
  if (foreign !== undefined) return { outcome: refusal(foreign) };
  const places = scopes(standing.appointments, 'status.read', acting.today).map((unit) => unit.path);
  return { outcome: { says: [await unknown(acting, query, places)] } };
}

/** Refused politely, and logged: the row says what was asked for. */
export function refusal(unit: Pick<Unit, 'name' | 'code'>): Outcome {
  return {
    says: [say('reports.refused', { unit: unit.name })],
    facts: [{ type: 'access.refused', permission: 'status.read', subject: unit.code }],
  };
}

const short = (query: string): string => (query.length > LONGEST_QUERY ? `${query.slice(0, LONGEST_QUERY)}…` : query);

function several(units: readonly Unit[], query: string): Say {
  const shown = units.slice(0, SHOWN);
  const params = { count: units.length, query: short(query) };
  return units.length > SHOWN
    ? say('reports.several-more', { ...params, shown: SHOWN }, choices(shown))
    : say('reports.several', params, choices(shown));
}

async function unknown(acting: Acting, query: string, places: readonly string[]): Promise<Say> {
  const mine = new Map<string, { readonly code: string; readonly name: string }>();
  for (const path of places) for (const unit of await unitNames(acting.c, path)) mine.set(unit.code, unit);
  const near = nearest([...mine.values()], query);
  const params = { query: short(query) };
  return near.length === 0 ? say('reports.unknown', params) : say('reports.unknown-near', params, choices(near));
}

function choices(units: readonly { readonly code: string; readonly name: string }[]) {
  const names = new Set(units.map((unit) => unit.name));
  // Cells of different wards are often called alike: then the code tells them apart.
  const label = (unit: { readonly code: string; readonly name: string }): string =>
    names.size === units.length ? unit.name : `${unit.name} (${unit.code})`;
  return units.map((unit, n) => ({
    key: `u${n}`,
    label: label(unit),
    command: { name: 'trangthai', args: unit.code },
  }));
}

/** Units whose name or code differs from the query by few letters: at most a third of it. */
export function nearest<U extends { readonly code: string; readonly name: string }>(
  units: readonly U[],
  query: string,
): readonly U[] {
  const wanted = fold(query).slice(0, LONGEST_QUERY);
  const most = Math.max(1, Math.floor(wanted.length / 3));
  return units
    .map((unit) => ({ unit, far: Math.min(distance(wanted, fold(unit.name)), distance(wanted, fold(unit.code))) }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far)
    .slice(0, NEAREST)
    .map(({ unit }) => unit);
}

/** Levenshtein: how many letters to put in, take out or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
