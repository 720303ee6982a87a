/** Paths of the tree from parent links, and the order in which Vietnamese lists show names. Pure. */
import type { UnitId } from '../../lib/ids.ts';

/** A unit as it comes from an import: it knows its parent, not its path. */
export interface Placed {
  readonly id: UnitId;
  readonly code: string;
  readonly parentId: UnitId | undefined;
}

/** Why no tree can be made of the links; `code` names the unit to look at. */
export interface TreeProblem {
  readonly kind: 'cycle' | 'unknown-parent' | 'double';
  readonly code: string;
}

export type Paths =
  | { readonly ok: true; readonly paths: ReadonlyMap<UnitId, string> }
  | { readonly ok: false; readonly problems: readonly TreeProblem[] };

/**
 * '/root/…/self/' for each of `units`. Parents are looked for among `units` and in `known` (units stored before).
 * Each cycle, unknown parent and doubled id is reported once; what hangs below one is not.
 */
export function pathsOf(units: readonly Placed[], known: ReadonlyMap<UnitId, string> = new Map()): Paths {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const problems: TreeProblem[] = doubles(units);
  const paths = new Map<UnitId, string>();
  const broken = new Set<UnitId>();
  for (const unit of units) {
    const { chain, stopped } = climb(unit, byId, (id) => paths.has(id) || broken.has(id));
    const foot = chain.at(-1) ?? unit;
    const above = foot.parentId === undefined ? '/' : (paths.get(foot.parentId) ?? known.get(foot.parentId));
    if (stopped === 'cycle' || above === undefined) {
      if (stopped === 'cycle') problems.push({ kind: 'cycle', code: foot.code });
      else if (foot.parentId !== undefined && !broken.has(foot.parentId))
        problems.push({ kind: 'unknown-parent', code: foot.code });
      for (const one of chain) broken.add(one.id);
      continue;
    }
    let path = above;
    for (const one of chain.toReversed()) {
      path += `${one.id}/`;
      paths.set(one.id, path);
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, paths };
}

/** From `unit` upwards over units without a path yet; stops below the first that is decided, stored before, unknown or the root. */
function climb(
  unit: Placed,
  byId: ReadonlyMap<UnitId, Placed>,
  decided: (id: UnitId) => boolean,
): { readonly chain: readonly Placed[]; readonly stopped: 'cycle' | 'top' } {
  const chain: Placed[] = [];
  const seen = new Set<UnitId>();
  let one: Placed | undefined = unit;
  while (one !== undefined && !decided(one.id)) {
    if (seen.has(one.id)) return { chain, stopped: 'cycle' };
    seen.add(one.id);
    chain.push(one);
    one = one.parentId === undefined ? undefined : byId.get(one.parentId);
  }
  return { chain, stopped: 'top' };
}

function doubles(units: readonly Placed[]): TreeProblem[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const unit of units) (seen.has(unit.code) ? twice : seen).add(unit.code);
  return [...twice].map((code) => ({ kind: 'double', code }));
}

const collator = new Intl.Collator('vi', { numeric: true });

/** Given name (the last word) first, then the whole name, as Vietnamese lists are; the code decides between namesakes. */
export function byPersonName(
  a: { readonly name: string; readonly code: string },
  b: { readonly name: string; readonly code: string },
): number {
  return (
    collator.compare(givenName(a.name), givenName(b.name)) ||
    collator.compare(a.name, b.name) ||
    collator.compare(a.code, b.code)
  );
}

/** 'Chi bộ 2' before 'Chi bộ 10'. */
export function byUnitName(
  a: { readonly name: string; readonly code: string },
  b: { readonly name: string; readonly code: string },
): number {
  return collator.compare(a.name, b.name) || collator.compare(a.code, b.code);
}

function givenName(name: string): string {
  return name.trim().split(/\s+/).at(-1) ?? '';
}

/**
 * What a search for `query` (folded) finds: what has exactly this code, else this name, else all whose name contains it.
 * Someone who types "chi bo 1" means Chi bộ 1 and is not asked about 10 and 11.
 */
export function search<T>(
  all: readonly T[],
  query: string,
  words: (one: T) => { readonly code: string; readonly name: string },
): readonly T[] {
  const coded = all.filter((one) => words(one).code === query);
  if (coded.length > 0) return coded;
  const named = all.filter((one) => words(one).name === query);
  return named.length > 0 ? named : all.filter((one) => words(one).name.includes(query));
}
