/** `tusoi list units|people`: what is stored, for people and for scripts. */
import { Refusal } from '../opening.ts';
import { print, printJson, reading, unitCalled, withOpened } from './open.ts';

export interface ListOptions {
  readonly unit: string | undefined;
  readonly json: boolean;
}

export async function list(what: string | undefined, options: ListOptions): Promise<number> {
  if (what !== 'units' && what !== 'people')
    throw new Refusal('List what?', ['tusoi list units', 'tusoi list people [--unit CODE]']);
  const rows = what === 'units' ? await units(options) : await people(options);
  if (options.json) printJson(rows);
  else
    for (const row of rows)
      print(
        Object.values(row)
          .filter((value) => value !== null && value !== '')
          .join('  '),
      );
  if (!options.json && rows.length === 0) print('(none)');
  return 0;
}

function units({ unit }: ListOptions) {
  return withOpened((opened) =>
    reading(opened, async (cx) => {
      const scope = unit === undefined ? '/' : (await unitCalled(cx, unit)).path;
      const found = await cx.directory.findUnits(scope, '');
      return found.map(({ code, name, kind, sort }) => ({ code, name, kind, sort: sort ?? null }));
    }),
  );
}

function people({ unit }: ListOptions) {
  return withOpened((opened) =>
    reading(opened, async (cx) => {
      const scope = unit === undefined ? '/' : (await unitCalled(cx, unit)).path;
      const found = await cx.directory.findMembers(scope, '');
      return found.map(({ code, name, status }) => ({ code, name, status }));
    }),
  );
}
