import { type BrokenDatabase, brokenDatabase } from './broken-database.ts';
import { openTown, type Town, type TownOptions } from './town.ts';

export interface BreakableTown {
  readonly town: Town;
  readonly broken: BrokenDatabase;
}

/** A ward on a database that can be told to refuse, to fail, to doubt and to wait. */
export async function openBreakableTown(options: Omit<TownOptions, 'through'> = {}): Promise<BreakableTown> {
  const made: BrokenDatabase[] = [];
  const town = await openTown({
    ...options,
    through: (db) => {
      const broken = brokenDatabase(db);
      made.push(broken);
      return broken;
    },
  });
  const [broken] = made;
  if (broken === undefined) throw new Error('the ward was opened on another database');
  return { town, broken };
}
