/** What a turn leads to: the places of a dialog, and how to ask, to follow a move, to remark and to end. Pure. */

import type { Instant } from '../lib/env.ts';
import type { AddressId, PromptId } from '../lib/ids.ts';
import type { Conversation, Frame } from './conversation.ts';
import type { Fact } from './fact.ts';
import type { Flow, Move, Step } from './flow.ts';
import { type Choice, type Say, say } from './say.ts';

/** A message of the turn; `prompt` when it asks for an answer. */
export interface Said {
  readonly say: Say;
  readonly prompt?: { readonly id: PromptId; readonly flow: string; readonly step: string };
}

export interface Turn {
  readonly conversation: Conversation;
  readonly says: readonly Said[];
  readonly facts: readonly Fact[];
  /** The option or 'text' that answered the open prompt; absent when it stays open. */
  readonly answered?: string;
  /** What came in was not looked at, because this channel is not to carry it: it has no business staying there either. */
  readonly unread?: true;
}

/** The surroundings of a turn: what the engine may not reach for itself. */
export interface Around {
  readonly now: Instant;
  newPromptId(): PromptId;
  /** A label in the reader's words, to compare with what was typed. */
  label(label: Choice['label']): string;
  /** The reader sees the options as a numbered list. Where they are buttons, a typed number means something else. */
  readonly numbered: boolean;
  /** Choices are shown as buttons, without numbers: a typed number is no place in their list. */
  readonly buttons?: boolean;
  /** The chat in which the turn takes place. */
  readonly here?: AddressId;
  /** What is personal is neither shown nor taken in this chat: only options count, tapped or typed. */
  readonly masked?: boolean;
}

/** A place in a flow with all that a turn may look at. */
export interface At<W> {
  readonly flow: Flow<W>;
  readonly world: W;
  readonly frame: Frame;
  readonly resting: Frame | undefined;
  readonly around: Around;
}

export const openStep = <W>({ flow, frame, world }: At<W>): Step | undefined => flow.step(frame.step, world, frame.ids);

/** Shows the question at which `frame` stands, as a new prompt. Used to begin, to go on and to repeat. */
export function ask<W>(at: At<W>): Turn {
  const ended = at.flow.ended?.(at.world, at.frame.held);
  if (ended !== undefined) return over(at, ended);
  const shown = openQuestion(at);
  if (shown === undefined) return over(at);
  const { answered: _, ...frame } = at.frame;
  return prompt({ ...at, frame }, shown);
}

/** What the member is being asked: about a kept text, else the step's own question. */
export function openQuestion<W>(at: At<W>): Say | undefined {
  const { held } = at.frame;
  const about = held === undefined ? undefined : at.flow.holding?.ask(at.world, { ...at.frame, held });
  return about ?? openStep(at)?.ask;
}

/** How the open prompt was answered; `last` when words were. */
export interface Answered {
  readonly as: string;
  readonly last?: Frame['answered'];
}

/** Carries a move out: facts into the world, then the next question. */
export function follow<W>(at: At<W>, move: Move, { as: answered, last: written }: Answered): Turn {
  const { facts = [], says = [] } = move;
  const world = facts.reduce((before, fact) => at.flow.apply(before, fact), at.world);
  const ids = joined(at.frame.ids, move.ids);
  if (move.to === 'end' || move.to === 'rest') {
    const resting = move.to === 'end' ? at.resting : { ...at.frame, ids };
    return { conversation: { active: undefined, resting }, says: plain(says), facts, answered };
  }
  const { answered: before, page, step: left } = at.frame;
  const last = written ?? (move.to === 'stay' ? before : undefined);
  const step = move.to === 'stay' ? left : move.to.step;
  // Who ticks something on the second page goes on there.
  const frame = movedTo(at.frame, { step, ids, page: step === left ? page : undefined, answered: last });
  const next: At<W> = { flow: at.flow, world, frame, resting: at.resting, around: at.around };
  const shown = openStep(next)?.ask;
  const { conversation, says: said } = shown === undefined ? over(next) : prompt(next, shown, { says });
  return { conversation, says: said, facts, answered };
}

/** A word about the input, and the question again as a new prompt. */
export function again<W>(at: At<W>, problem: Say): Turn {
  const step = openStep(at);
  return step === undefined ? over(at) : prompt(at, step.ask, { says: [problem] });
}

/** A word about the input; the question stays open as it is. */
export function remark<W>(at: At<W>, remarkSay: Say): Turn {
  return { conversation: { active: at.frame, resting: at.resting }, says: [{ say: remarkSay }], facts: [] };
}

export function over<W>(at: At<W>, why: Say = say('dialog.over')): Turn {
  return { conversation: { active: undefined, resting: at.resting }, says: [{ say: why }], facts: [] };
}

/** Asks: what came of the input before is said and kept first. */
export function prompt<W>(
  at: At<W>,
  shown: Say,
  before: Partial<{ says: readonly Say[]; facts: readonly Fact[] }> = {},
): Turn {
  const id = at.around.newPromptId();
  const { now, here } = at.around;
  const { step, page } = at.frame;
  const asked = { say: onPage(shown, page), prompt: { id, flow: at.flow.id, step } };
  return {
    conversation: { active: openFrame(at.frame, shown, { id, now, here }), resting: at.resting },
    says: before.says === undefined ? [asked] : [...plain(before.says), asked],
    facts: before.facts ?? [],
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The same dialog at another place, before anything is asked there. Field by field: see `openFrame`. */
function movedTo(
  { flow, version, promptId, askedAt, askedIn, held }: Frame,
  {
    step,
    ids,
    page,
    answered,
  }: Pick<Frame, 'step' | 'ids'> & { readonly [K in 'page' | 'answered']: Frame[K] | undefined },
): Frame {
  const frame: Writable<Frame> = { flow, version, step, promptId, askedAt, ids };
  if (askedIn !== undefined) frame.askedIn = askedIn;
  if (page !== undefined) frame.page = page;
  if (answered !== undefined) frame.answered = answered;
  if (held !== undefined) frame.held = held;
  return frame;
}

interface Opened {
  readonly id: PromptId;
  readonly now: Instant;
  readonly here: AddressId | undefined;
}

/** The same place with a prompt that was just shown. Field by field, as each turn ends here and copying objects is slow. */
function openFrame(before: Frame, { photo, documents }: Say, { id, now, here }: Opened): Frame {
  const { flow, version, step, ids, page, answered, held } = before;
  const askedIn = here ?? before.askedIn;
  const frame: Writable<Frame> = { flow, version, step, promptId: id, askedAt: now, ids };
  if (askedIn !== undefined) frame.askedIn = askedIn;
  if (photo === true) frame.takesPhoto = true;
  if (documents === true) frame.takesDocuments = true;
  if (page !== undefined) frame.page = page;
  if (answered !== undefined) frame.answered = answered;
  if (held !== undefined) frame.held = held;
  return frame;
}

const onPage = (shown: Say, page: number | undefined): Say => (page === undefined ? shown : { ...shown, page });

export const plain = (says: readonly Say[]): Said[] => says.map((one) => ({ say: one }));

function joined(ids: Frame['ids'], more: Move['ids']): Frame['ids'] {
  if (more === undefined) return ids;
  return Object.fromEntries(Object.entries({ ...ids, ...more }).filter(([, value]) => value !== ''));
}
