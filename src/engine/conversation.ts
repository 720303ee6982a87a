/**
 * Where a person stands, on whatever channel. Plain JSON: it is written after every turn and read back before the next.
 * Answers are not in it; they are rows from the moment they are given.
 */
import type { Instant } from '../lib/env.ts';
import type { AddressId, PromptId } from '../lib/ids.ts';

/** A place in one flow. */
export interface Frame {
  readonly flow: string;
  /** Of the flow's content (a questionnaire's hash, …): a deployment does not change what was begun. */
  readonly version: string;
  readonly step: string;
  /** The prompt that is open. */
  readonly promptId: PromptId;
  readonly askedAt: Instant;
  /** Where it was asked: what is written in another chat of the same person was not written under it. */
  readonly askedIn?: AddressId;
  /** The question takes pictures: one that comes in is worth being fetched. */
  readonly takesPhoto?: true;
  /** It takes documents as well. */
  readonly takesDocuments?: true;
  /** The page of a long list of choices that is shown, from 1; absent on the first. */
  readonly page?: number;
  /** Where the member stands was said under another answer since the question was asked. */
  readonly told?: true;
  /** What the flow is about: ids only. */
  readonly ids: Readonly<Record<string, string>>;
  /** The text question answered last, for texts that arrive in several bubbles. */
  readonly answered?: { readonly step: string; readonly at: Instant };
  /** A text that was kept and is being asked about. */
  readonly held?: Held;
}

/** `late`: written long after the prompt, or before it was shown. `more`: perhaps the rest of an answer given before. */
export interface Held {
  readonly why: 'late' | 'more';
  /** The step whose answer it may belong to. */
  readonly step: string;
  readonly at: Instant;
}

export interface Conversation {
  /** The dialog in progress. */
  readonly active: Frame | undefined;
  /** Left with "later", /huy, or for another dialog; `/tieptuc` goes on there. */
  readonly resting: Frame | undefined;
}

export const atRest: Conversation = { active: undefined, resting: undefined };
