/** Where everything stands: /trangthai for members, officers and leaders. */
import { words } from '../../engine/say.ts';
import type { Acting, Feature, Outcome } from '../feature.ts';
import { scopes } from '../organisation/policy.ts';
import { meterWords } from '../quota/model.ts';
import { widestFirst } from './buttons.ts';
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
  const [widest] = widestFirst(standing, acting.today);
  const view = await (widest === undefined ? ownView(acting, standing) : unitView(acting, widest));
  return scopes(standing.appointments, 'quota.read', acting.today).length === 0 ? view : withMeters(acting, view);
}

/** For whoever looks after the program: in the same message, since messages are what is counted. */
async function withMeters(acting: Acting, view: Outcome): Promise<Outcome> {
  const lines = (await acting.meters()).map((one) => meterWords(one, acting.zone));
  const [first, ...rest] = view.says ?? [];
  if (lines.length === 0 || first === undefined) return view;
  const { key, params, ...others } = first;
  const report = words(key, params);
  return { ...view, says: [{ ...others, ...words('quota.with-report', { report, lines }) }, ...rest] };
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
