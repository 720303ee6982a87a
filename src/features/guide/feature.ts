/** `/help` and `/menu`: what can be done here, by those who ask. */
import { type Choice, say, type Words, words } from '../../engine/say.ts';
import type { Acting, Command, Feature, Outcome } from '../feature.ts';
import { type Audience, audiences, scopes } from '../organisation/policy.ts';
import { shown, typedAs, useful } from './model.ts';

/** `commands` is asked at every use: the list is complete only when all features are there, this one included. */
export function guideFeature(commands: () => readonly Command[]): Feature {
  return {
    name: 'guide',
    commands: [
      {
        name: 'help',
        // Its own name first: the first alias is what lists in English show.
        aliases: ['help', 'trogiup', 'giup'],
        describe: 'guide.describe.help',
        withoutConsent: true,
        run: (acting) => help(acting, commands()),
      },
      {
        name: 'menu',
        aliases: [],
        describe: 'guide.describe.menu',
        withoutConsent: true,
        run: (acting) => menu(acting, commands()),
      },
    ],
  };
}

interface Allowed {
  readonly audiences: readonly Audience[];
  readonly commands: readonly (Command & { readonly describe: NonNullable<Command['describe']> })[];
}

async function help(acting: Acting, all: readonly Command[]): Promise<Outcome> {
  const allowed = await allowedTo(acting, all);
  const lines = (audience: Audience): readonly Words[] =>
    allowed.commands
      .filter((one) => (one.menuFor ?? 'everyone') === audience)
      .map((one) =>
        words('guide.line', { command: `/${typedAs(one, acting.person.locale ?? 'vi')}`, what: words(one.describe) }),
      );
  const section = (audience: 'cell-officer' | 'leader'): readonly Words[] => {
    const found = lines(audience);
    return found.length === 0 ? [] : [words(`guide.heading-${audience}`), ...found];
  };
  const params = { everyone: lines('everyone'), officer: section('cell-officer'), leader: section('leader') };
  return { says: [say('guide.help', params, buttons(acting, allowed))] };
}

async function menu(acting: Acting, all: readonly Command[]): Promise<Outcome> {
  return { says: [say('guide.menu', undefined, buttons(acting, await allowedTo(acting, all)))] };
}

async function allowedTo(acting: Acting, all: readonly Command[]): Promise<Allowed> {
  const { appointments } = await acting.directory.standing(acting.person.id);
  const mine = audiences(appointments, acting.today);
  const may = all.filter((one) => one.needs === undefined || scopes(appointments, one.needs, acting.today).length > 0);
  return { audiences: mine, commands: shown(may, mine) };
}

function buttons({ conversation }: Acting, allowed: Allowed): readonly Choice[] {
  const open = conversation.active !== undefined || conversation.resting !== undefined;
  return useful(allowed.commands, allowed.audiences, open).map(
    ({ name, describe }): Choice => ({ key: name, label: words(describe), command: { name, args: '' } }),
  );
}
