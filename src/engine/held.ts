/** Texts of unclear belonging: kept, asked about, and what their writer makes of them. Pure. */
import type { Frame, Held } from './conversation.ts';
import type { Move } from './flow.ts';
import { beforeAsked, type DialogInput, type Here, meansItself, notHere, own } from './here.ts';
import { follow, over, prompt, remark, type Turn } from './moves.ts';
import { type Say, say } from './say.ts';
import { readAs, readWord, types } from './typing.ts';

export function hold<W>(here: Here<W>, held: Held, text: string): Turn {
  const { holding } = here.flow;
  if (holding === undefined) return over(here);
  const fact = holding.keep(here.world, held.step, { text, source: here.source });
  const world = here.flow.apply(here.world, fact);
  const frame = { ...here.frame, held };
  return prompt({ ...here, frame, world }, holding.ask(world, frame), { facts: [fact] });
}

export function heldTurn<W>(here: Here<W>, held: Held, input: DialogInput): Turn {
  const { holding } = here.flow;
  if (holding === undefined) return over(here);
  const place = { ...here.frame, held };
  const shown = holding.ask(here.world, place);
  const typed = input.kind === 'text' ? optionHeld(here, shown, input.text) : undefined;
  const spoken = typed === undefined && input.kind === 'text' ? spokenHeld(here, input.text) : undefined;
  if (spoken !== undefined) return spoken;
  const key = input.kind === 'choice' ? input.key : typed;
  const move = key === undefined ? undefined : own(holding.on, key)?.(here.world, place, here.source);
  if (move === undefined || key === undefined) {
    if (input.kind === 'text') return hold(here, { ...held, at: here.source.at }, input.text);
    return prompt(here, shown, { says: [say('dialog.choose')] });
  }
  const { held: _, ...frame } = here.frame;
  return follow({ ...here, frame }, move, { as: key, last: belongsNow(frame.step, held, move) });
}

/** A word that is understood at every question, but leads nowhere here: it is nobody's words to be kept. */
function spokenHeld<W>(here: Here<W>, text: string): Turn | undefined {
  if (!types(here.around)) return undefined;
  const word = readWord(text);
  if (word !== undefined && word !== 'next' && word !== 'previous')
    return word === 'help' ? remark(here, say('dialog.help')) : notHere(here, word, text);
  return meansItself(here, text) === undefined ? undefined : remark(here, say('dialog.not-here-edit'));
}

/** What was written before it was asked about is a further text of unclear belonging. */
function optionHeld<W>(here: Here<W>, shown: Say, text: string): string | undefined {
  if (types(here.around) && beforeAsked(here)) return undefined;
  // "không" is the beginning of "Không dùng".
  const found = readAs(shown, text, here.around);
  return found?.how === 'one' ? found.key : undefined;
}

/** What a kept text became part of, so that a further bubble right after it is asked about as well. */
function belongsNow(current: string, held: Held, move: Move): Frame['answered'] {
  if (typeof move.to === 'object' && move.to.step !== current) return { step: current, at: held.at };
  return held.why === 'more' ? { step: held.step, at: held.at } : undefined;
}
