/** Where everything stands: /trangthai for members, officers and leaders. */
import type { Acting, Feature, Outcome } from '../feature.ts';
import { scopes } from '../organisation/policy.ts';
import { lookUp } from './lookup.ts';
import { ownView, unitView } from './views.ts';

/** The command `trangthai` and the two that only its buttons run. Writes nothing. */
export function reportsFeature(): Feature {
  return {
    name: 'reports',
    commands: [
      { name: 'trangthai', aliases: ['status'], describe: 'reports.command', menuFor: 'everyone', run: status },
      { name: 'trangthaitrang', aliases: [], hidden: true, run: turnPage },
      {
        name: 'trangthaitoi',
        aliases: [],
        hidden: true,
        run: async (acting) => ownView(acting, await acting.directory.standing(acting.person.id)),
      },
    ],
  };
}

/** Without a name: the widest view of one's duties, else the own progress. */
async function status(acting: Acting, args: string): Promise<Outcome> {
  if (args.trim() !== '') return named(acting, args.trim());
  const standing = await acting.directory.standing(acting.person.id);
  const [widest] = scopes(standing.appointments, 'status.read', acting.today);
  return widest === undefined ? ownView(acting, standing) : unitView(acting, widest);
}

async function named(acting: Acting, query: string, page = 0): Promise<Outcome> {
  const found = await lookUp(acting, query);
  return 'unit' in found ? unitView(acting, found.unit, page) : found.outcome;
}

/** `CODE PAGE`, from a button. */
async function turnPage(acting: Acting, args: string): Promise<Outcome> {
  const [, code = args, page = '0'] = args.match(/^(\S+) (\d{1,4})$/) ?? [];
  return named(acting, code, Number(page));
}
