/**
 * Flow, Step, Move: a graph of questions; one question; where an answer leads. All pure: a flow looks at its World (loaded by
 * the feature before the turn) and answers with moves; the runtime writes what they say down.
 */

import type { Held } from './conversation.ts';
import type { Fact, Source } from './fact.ts';
import type { Picture } from './input.ts';
import type { Say } from './say.ts';

/** Where an answer leads. `end` closes the dialog, `rest` leaves it to be gone on with by /tieptuc, `stay` asks the same again. */
export interface Move {
  readonly to: { readonly step: string } | 'end' | 'rest' | 'stay';
  readonly facts?: readonly Fact[];
  /** Said before the next question. */
  readonly says?: readonly Say[];
  /** Joined into the frame's ids; a value of '' takes the id away. */
  readonly ids?: Readonly<Record<string, string>>;
}

/** What a typed text was understood as, or what to tell the writer. */
export type Reading =
  | { readonly ok: true; readonly move: Move }
  /** `instead`: the problem takes the place of the question, with the question's choices. */
  | { readonly ok: false; readonly problem: Say; readonly instead?: true };

/** A photo, or a document, that came in. */
export interface Sent {
  readonly picture: Picture | undefined;
  readonly caption: string;
}

export interface Step {
  /** The question, with everything that can be tapped. Choices named in `on` answer it; choices with a command are menus. */
  readonly ask: Say;
  /** Takes a tapped (or typed) option. */
  readonly on: Readonly<Record<string, (source: Source) => Move>>;
  /**
   * Takes a written answer; absent where only the options count. `free`: any text may be an answer, so numbers are not
   * taken for options and a text of unclear belonging is kept and asked about.
   */
  readonly text?: { readonly free: boolean; read(text: string, source: Source): Reading };
  /** Takes a photo, or a document where `ask` says so; absent where none is expected. Without a picture it came in before the question that takes one. */
  readonly photo?: (sent: Sent, source: Source) => Reading;
  /** Said to what is no such photo; a sentence of every dialog's where it is absent. */
  readonly wanted?: Say;
}

/** What is held, and the open question's place in the flow. */
export interface HeldPlace {
  readonly held: Held;
  readonly step: string;
  readonly ids: Readonly<Record<string, string>>;
}

/** What a flow does with texts of unclear belonging; only flows of free texts have it. */
export interface Holding<W> {
  /** The text is kept at once, as part of what is asked about. */
  keep(world: W, step: string, written: { readonly text: string; readonly source: Source }): Fact;
  ask(world: W, place: HeldPlace): Say;
  /** Options of `ask`, same keys; undefined where the option is not offered. A move to another step has answered the open one. */
  on: Readonly<Record<string, (world: W, place: HeldPlace, source: Source) => Move | undefined>>;
  /** The step to whose answer a text may belong that is written at `current`, where no text is expected. */
  near?(world: W, current: string): string | undefined;
}

export interface Flow<W> {
  readonly id: string;
  /**
   * What is written here is about the writer and for few eyes: with private writing it is neither shown on the channels of
   * others nor taken from them. Meetings are not meant: their place, time and counts are the cell's and go out as notices.
   */
  readonly personal?: true;
  step(id: string, world: W, ids: Readonly<Record<string, string>>): Step | undefined;
  /**
   * Said instead of any question once nothing can be answered any more, such as after a deadline: whatever comes in then,
   * the dialog ends with it. `held` is a text that was being asked about; it stays what it is.
   */
  ended?(world: W, held: Held | undefined): Say | undefined;
  /** The world after a fact of this flow, so that the next question of the same turn sees it. */
  apply(world: W, fact: Fact): W;
  /** Said when the dialog was left with "later" or /huy. */
  resting(world: W, step: string): Say;
  /** One line under the answer to a command in mid-dialog: where the member stands. `open`: what is written now is the answer. */
  reminder(world: W, step: string, open: boolean): Say;
  readonly holding?: Holding<W>;
  /** Whole texts that mean the same at every step, where answers are typed; undefined for every other text. */
  typed?(world: W, text: string, place: Pick<HeldPlace, 'step' | 'ids'>): Reading | undefined;
}
