/** The way for whoever writes where what they write does not arrive: the page, or paper. */
import { type Say, say } from '../../engine/say.ts';
import { minuteOf } from '../../lib/time.ts';
import type { Acting, Outcome, Stranger } from '../feature.ts';
import { makeLinkCode } from './linking/commands.ts';

const PAGE = 'web';

/** A member: on the page they go on at the same question. */
export function hiddenMember(acting: Acting): Outcome {
  const { fact, links } = makeLinkCode(acting);
  const page = links.find(({ channel }) => channel === PAGE);
  if (page === undefined) return { says: [say('people.hidden.paper')] };
  const until = { clock: minuteOf(fact.expiresAt, acting.zone) };
  return { facts: [fact], says: [say('people.hidden.page', { link: page.url, until })] };
}

/** Somebody who could not even send a code: the committee can give one for the page. */
export function hiddenStranger(from: Stranger): Say {
  const page = from.joinLinks('').some(({ channel }) => channel === PAGE);
  return say(page ? 'people.hidden.stranger-page' : 'people.hidden.stranger-paper');
}
