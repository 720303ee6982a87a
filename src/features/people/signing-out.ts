/** `/thoat`: out of all browsers at once. */
import { type Choice, say, type Words, words } from '../../engine/say.ts';
import type { Acting, Outcome } from '../feature.ts';
import { CELL_ROLES } from '../organisation/policy.ts';
import { type OpenPlace, openPlaces } from './places-store.ts';

/** The chat of the program's own page, as an address has it. */
const PAGE = 'web';
const KEEP = 'giu';

/** Asks once more: without a messenger there is no way back but somebody who makes a code. */
export async function signOut(acting: Acting): Promise<Outcome> {
  const open = await openPlaces(acting.c, acting.person.id);
  if (open.length === 0) return { says: [say('people.signout.none')] };
  const back = await wayBack(acting);
  const choices: readonly Choice[] = [
    { key: 'out', label: words('people.signout.button'), command: { name: 'thoatchon', args: newest(open) } },
    {
      key: 'keep',
      label: words('people.signout.button-keep'),
      command: { name: 'thoatchon', args: KEEP },
      beside: true,
    },
  ];
  return {
    says: [
      acting.address.channel === PAGE
        ? say('people.signout.ask-here', { back }, choices)
        : say('people.signout.ask', { count: open.length, back }, choices),
    ],
  };
}

/** The button names the browser opened last: pressed after another one was opened, it only asks again. */
export async function signOutChosen(acting: Acting, args: string): Promise<Outcome> {
  if (args === KEEP) return { says: [say('people.signout.kept')] };
  const { person, address, now } = acting;
  const open = await openPlaces(acting.c, person.id);
  if (open.length === 0 || newest(open) !== args) return signOut(acting);
  const back = await wayBack(acting);
  return {
    facts: [{ type: 'places.ended', personId: person.id, at: now }],
    says: [
      address.channel === PAGE
        ? say('people.signout.done-here', { back })
        : say('people.signout.done', { count: open.length, back }),
    ],
  };
}

const newest = (open: readonly OpenPlace[]): string => String(Math.max(...open.map((place) => place.createdAt)));

async function wayBack(acting: Acting): Promise<Words> {
  if ((await chatsBeside(acting, acting.person.id)) > 0) return words('people.signout.back-by-messenger');
  return words((await canBeInvited(acting)) ? 'people.signout.back-by-code' : 'people.signout.back-by-admin');
}

async function chatsBeside({ directory }: Acting, id: Acting['person']['id']): Promise<number> {
  const all = await directory.addresses(id);
  return all.filter((one) => one.channel !== PAGE && one.gone === undefined).length;
}

/** Is there anybody else in the cell's committee who uses the program, and so could make the code? */
async function canBeInvited({ directory, person }: Acting): Promise<boolean> {
  const { cell } = await directory.standing(person.id);
  if (cell === undefined) return false;
  for (const officer of await directory.officers(cell.id, CELL_ROLES)) {
    if (officer.id === person.id) continue;
    if ((await directory.addresses(officer.id)).some((one) => one.gone === undefined)) return true;
  }
  return false;
}
