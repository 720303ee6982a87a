/** `/thoat`: out of all browsers at once. */
import { say, words } from '../../engine/say.ts';
import type { Acting, Outcome } from '../feature.ts';
import { openPlaces } from './places-store.ts';

/** The chat of the program's own page, as an address has it. */
const PAGE = 'web';

export async function signOut(acting: Acting): Promise<Outcome> {
  const { person, address, now } = acting;
  const open = await openPlaces(acting.c, person.id);
  if (open.length === 0) return { says: [say('people.signout.none')] };
  const others = (await acting.directory.addresses(person.id)).filter(
    (one) => one.channel !== PAGE && one.gone === undefined,
  );
  const back = words(others.length === 0 ? 'people.signout.back-by-code' : 'people.signout.back-by-messenger');
  return {
    facts: [{ type: 'places.ended', personId: person.id, at: now }],
    says: [
      address.channel === PAGE
        ? say('people.signout.done-here', { back })
        : say('people.signout.done', { count: open.length, back }),
    ],
  };
}
