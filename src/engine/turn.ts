/**
 * One turn of a dialog: (frame, input, world) → (conversation, says, facts). It does nothing itself; the runtime writes
 * down what it answers, and the frame goes through JSON between any two turns.
 */
import type { Instant } from '../lib/env.ts';
import type { PromptId } from '../lib/ids.ts';
import { HOUR, SECOND } from '../lib/time.ts';
import type { Conversation, Frame, Held } from './conversation.ts';
import type { Fact, Source } from './fact.ts';
import type { Flow, Move, Step } from './flow.ts';
import { resolve } from './resolve.ts';
import { type Choice, type Say, say } from './say.ts';

/** A text written later than this after its prompt is asked about before it counts. */
export const LATE_AFTER = 12 * HOUR;
/** A text this soon after an answered text question may belong to that answer. */
export const MORE_WITHIN = 20 * SECOND;
/** Platform times are whole seconds and clocks differ: a text this much older than its prompt may still answer it. */
const CLOCK_TOLERANCE = 5 * SECOND;

/** What reaches a dialog; commands never do. */
export type DialogInput =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'choice'; readonly key: string }
  | { readonly kind: 'photo'; readonly file: string; readonly caption: string }
  | { readonly kind: 'unsupported'; readonly what: string };

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
}

/** The surroundings of a turn: what the engine may not reach for itself. */
export interface Around {
  readonly now: Instant;
  newPromptId(): PromptId;
  /** A label in the reader's words, to compare with what was typed. */
  label(label: Choice['label']): string;
}

/** A place in a flow with all that a turn may look at. */
export interface At<W> {
  readonly flow: Flow<W>;
  readonly world: W;
  readonly frame: Frame;
  readonly resting: Frame | undefined;
  readonly around: Around;
}

/** Handles one input in the active dialog. The step of `frame` must exist in `world`; the caller has looked. */
export function turn<W>(at: At<W>, input: DialogInput, source: Source): Turn {
  const step = at.flow.step(at.frame.step, at.world, at.frame.ids);
  if (step === undefined) return over(at);
  if (at.frame.held !== undefined) return heldTurn(at, at.frame.held, input, source);
  switch (input.kind) {
    case 'choice':
      return choose(at, step, input.key, source);
    case 'text':
      return write(at, step, input.text, source);
    case 'photo': {
      const reading = step.photo?.(input.file, input.caption, source);
      if (reading === undefined) return remark(at, say('dialog.text-wanted'));
      return reading.ok ? follow(at, reading.move, 'text') : remark(at, reading.problem);
    }
    case 'unsupported':
      return remark(at, say('dialog.text-wanted'));
  }
}

/** Shows the question at which `frame` stands, as a new prompt. Used to begin, to go on and to repeat. */
export function ask<W>(at: At<W>): Turn {
  const { held } = at.frame;
  const shown = held !== undefined && at.flow.holding !== undefined ? at.flow.holding.ask(at.world, { ...at.frame, held }) : at.flow.step(at.frame.step, at.world, at.frame.ids)?.ask;
  if (shown === undefined) return over(at);
  const { answered: _, ...frame } = at.frame;
  return prompt({ ...at, frame }, [], [], shown);
}

/** Leaves the dialog where it stands. */
export function rest<W>(at: At<W>): Turn {
  return { conversation: { active: undefined, resting: at.frame }, says: [{ say: at.flow.resting(at.world, at.frame.step) }], facts: [] };
}

function choose<W>(at: At<W>, step: Step, key: string, source: Source): Turn {
  const move = own(step.on, key);
  return move === undefined ? again(at, say('dialog.choose')) : follow(at, move(source), key);
}

function write<W>(at: At<W>, step: Step, text: string, source: Source): Turn {
  const labelled = meant(at, step.ask, text, false);
  if (labelled !== undefined && own(step.on, labelled) !== undefined) return choose(at, step, labelled, source);
  if (step.text?.free === true) return writeFreely(at, step.text, text, source);
  const early = at.frame.answered !== undefined && source.at < at.frame.askedAt - CLOCK_TOLERANCE;
  // Where only some texts are answers, one that reads as an answer is one, even if it could be the number of an option.
  const reading = early ? undefined : step.text?.read(text, source);
  if (reading?.ok === true) return follow(at, reading.move, 'text');
  const numbered = early ? undefined : meant(at, step.ask, text, true);
  if (numbered !== undefined && own(step.on, numbered) !== undefined) return choose(at, step, numbered, source);
  const held = more(at, source.at) ?? elsewhere(at, step, source.at);
  if (held !== undefined && at.flow.holding !== undefined) return hold(at, held, text, source);
  return again(at, reading?.problem ?? say('dialog.choose'));
}

function writeFreely<W>(at: At<W>, reader: NonNullable<Step['text']>, text: string, source: Source): Turn {
  const held = more(at, source.at) ?? unasked(at, source.at);
  if (held !== undefined && at.flow.holding !== undefined) return hold(at, held, text, source);
  const reading = reader.read(text, source);
  return reading.ok ? follow(at, reading.move, 'text', { step: at.frame.step, at: source.at }) : again(at, reading.problem);
}

/** The option that a typed text stands for. */
function meant<W>(at: At<W>, shown: Say, text: string, numbers: boolean): string | undefined {
  const options = (shown.choices ?? []).map((choice) => ({ key: choice.key, label: at.around.label(choice.label) }));
  return resolve(text, options, numbers);
}

/** A text that may be the rest of the answer before: soon after it, or written before the open question was shown. */
function more<W>(at: At<W>, written: Instant): Held | undefined {
  const { answered, askedAt } = at.frame;
  if (answered === undefined) return undefined;
  const near = written - answered.at <= MORE_WITHIN || written < askedAt - CLOCK_TOLERANCE;
  return near ? { why: 'more', step: answered.step, at: written } : undefined;
}

/** A text whose writer may not have had the open question in mind: long after it, or before it was shown. */
function unasked<W>(at: At<W>, written: Instant): Held | undefined {
  const { askedAt, step } = at.frame;
  const fresh = written >= askedAt - CLOCK_TOLERANCE && written - askedAt <= LATE_AFTER;
  return fresh ? undefined : { why: 'late', step, at: written };
}

/** A text where none is expected, such as at the end of the questions. */
function elsewhere<W>(at: At<W>, step: Step, written: Instant): Held | undefined {
  const near = step.text === undefined ? at.flow.holding?.near?.(at.world, at.frame.step) : undefined;
  return near === undefined ? undefined : { why: 'more', step: near, at: written };
}

/** Keys come from outside: 'constructor' is no option. */
function own<V>(record: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function hold<W>(at: At<W>, held: Held, text: string, source: Source): Turn {
  const holding = at.flow.holding;
  if (holding === undefined) return over(at);
  const facts = [holding.keep(at.world, held.step, text, source)];
  const world = facts.reduce((before, fact) => at.flow.apply(before, fact), at.world);
  const frame = { ...at.frame, held };
  return prompt({ ...at, frame, world }, [], facts, holding.ask(world, frame));
}

function heldTurn<W>(at: At<W>, held: Held, input: DialogInput, source: Source): Turn {
  const holding = at.flow.holding;
  if (holding === undefined) return over(at);
  const place = { ...at.frame, held };
  const shown = holding.ask(at.world, place);
  const key = input.kind === 'choice' ? input.key : input.kind === 'text' ? meant(at, shown, input.text, true) : undefined;
  const move = key === undefined ? undefined : own(holding.on, key)?.(at.world, place, source);
  if (move === undefined || key === undefined) {
    if (input.kind === 'text') return hold(at, { ...held, at: source.at }, input.text, source);
    return prompt(at, [say('dialog.choose')], [], shown);
  }
  const { held: _, ...frame } = at.frame;
  return follow({ ...at, frame }, move, key, belongsNow(frame.step, held, move));
}

/** What a kept text became part of, so that a further bubble right after it is asked about as well. */
function belongsNow(current: string, held: Held, move: Move): Frame['answered'] {
  if (typeof move.to === 'object' && move.to.step !== current) return { step: current, at: held.at };
  return held.why === 'more' ? { step: held.step, at: held.at } : undefined;
}

/** Carries a move out: facts into the world, then the next question. */
function follow<W>(at: At<W>, move: Move, answered: string, written?: Frame['answered']): Turn {
  const facts = move.facts ?? [];
  const says = move.says ?? [];
  const world = facts.reduce((before, fact) => at.flow.apply(before, fact), at.world);
  const ids = joined(at.frame.ids, move.ids);
  if (move.to === 'end') return { conversation: { active: undefined, resting: at.resting }, says: plain(says), facts, answered };
  if (move.to === 'rest') {
    const rested = { ...at.frame, ids };
    return { conversation: { active: undefined, resting: rested }, says: plain(says), facts, answered };
  }
  const { answered: before, ...rested } = at.frame;
  const stepId = move.to === 'stay' ? at.frame.step : move.to.step;
  const last = written ?? (move.to === 'stay' ? before : undefined);
  const frame: Frame = { ...rested, ...(last === undefined ? {} : { answered: last }), step: stepId, ids };
  const step = at.flow.step(stepId, world, ids);
  if (step === undefined) return { ...over({ ...at, world }), facts, answered };
  return { ...prompt({ ...at, world, frame }, says, facts, step.ask), answered };
}

/** A word about the input, and the question again as a new prompt. */
function again<W>(at: At<W>, problem: Say): Turn {
  const step = at.flow.step(at.frame.step, at.world, at.frame.ids);
  return step === undefined ? over(at) : prompt(at, [problem], [], step.ask);
}

/** A word about the input; the question stays open as it is. */
function remark<W>(at: At<W>, remarkSay: Say): Turn {
  return { conversation: { active: at.frame, resting: at.resting }, says: [{ say: remarkSay }], facts: [] };
}

function over<W>(at: At<W>): Turn {
  return { conversation: { active: undefined, resting: at.resting }, says: [{ say: say('dialog.over') }], facts: [] };
}

function prompt<W>(at: At<W>, says: readonly Say[], facts: readonly Fact[], shown: Say): Turn {
  const id = at.around.newPromptId();
  const frame: Frame = { ...at.frame, promptId: id, askedAt: at.around.now };
  return {
    conversation: { active: frame, resting: at.resting },
    says: [...plain(says), { say: shown, prompt: { id, flow: at.flow.id, step: frame.step } }],
    facts,
  };
}

const plain = (says: readonly Say[]): Said[] => says.map((one) => ({ say: one }));

function joined(ids: Frame['ids'], more: Move['ids']): Frame['ids'] {
  if (more === undefined) return ids;
  return Object.fromEntries(Object.entries({ ...ids, ...more }).filter(([, value]) => value !== ''));
}
