/** Messages that can still go out in one: their final words, with the choices apart, and what they offer together. Pure. */
import type { Locale } from '../../content/format.ts';
import type { Said } from '../../engine/moves.ts';
import type { PromptOption } from '../../engine/say.ts';

/** A choice as this reader sees it. */
export interface Offered extends PromptOption {
  readonly beside: boolean;
  /** The line of the message's text beside which it stands. */
  readonly line?: number;
  /** Opens this address; such a choice answers nothing, so it is no option of the prompt. */
  readonly href?: string;
  /** As in engine/say.Choice. */
  readonly decides?: string;
}

/** What one message says and offers, in final words; no channel's form yet. */
export interface Piece {
  readonly text: string;
  readonly choices: readonly Offered[];
  readonly locale: Locale;
}

/** A question is answered by itself, and so is what brings more than words or is shown in its own way. */
export const isLoose = ({ say, prompt }: Said): boolean =>
  prompt === undefined &&
  say.file === undefined &&
  say.photo === undefined &&
  say.free === undefined &&
  say.typed === undefined &&
  say.whole === undefined &&
  say.page === undefined;

/** As long as a choice's key may be (engine/say.Choice). */
const LONGEST_KEY = 24;

/**
 * The choices of all of them in one list, each with its own command. What is offered twice is offered once, as it was said
 * last: of a meeting that was moved, only the new time can be answered.
 */
export function choicesOf(pieces: readonly Piece[]): readonly Offered[] {
  const [first, ...others] = pieces;
  if (first === undefined) return [];
  if (others.length === 0) return first.choices;
  const different = new Map<string, Offered>();
  for (const choice of pieces.flatMap(({ choices }) => choices)) {
    const same = sameness(choice);
    different.delete(same);
    different.set(same, choice);
  }
  return [...different.values()].map((choice, index) => ({
    ...choice,
    key: `${index + 1}.${choice.key}`.slice(0, LONGEST_KEY),
  }));
}

/** Every address that is opened is a new one of the same page. */
const sameness = ({ label, command, href, decides }: Offered): string =>
  JSON.stringify(decides === undefined ? [label, command, href !== undefined] : [decides]);
