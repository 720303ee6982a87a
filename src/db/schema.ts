/** The whole schema, declared once for a given spelling of the column kinds. */
import type { Kit } from './kit.ts';
import { meteringTables } from './tables/metering.ts';
import { peopleTables } from './tables/people.ts';
import { spineTables } from './tables/spine.ts';
import { webTables } from './tables/web.ts';
import { workTables } from './tables/work.ts';

export function defineTables(k: Kit) {
  const people = peopleTables(k);
  return {
    ...people,
    ...workTables(k, people),
    ...spineTables(k, people),
    ...webTables(k, people),
    ...meteringTables(k, people),
  };
}

export type Tables = ReturnType<typeof defineTables>;
