/**
 * One turn of a dialog: (frame, input, world) → (conversation, says, facts). It does nothing itself; the runtime writes
 * down what it answers, and the frame goes through JSON between any two turns.
 */
import type { Instant } from '../lib/env.ts';
import type { AddressId, PromptId } from '../lib/ids.ts';
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

/** A place at which an input has just come in. */
type Here<W> = At<W> & { readonly source: Source };

/** Handles one input in the active dialog. The step of `frame` must exist in `world`; the caller has looked. */
export function turn<W>(at: At<W>, input: DialogInput, source: Source): Turn {
  const here = { ...at, source };
  if (at.around.masked !== true || at.flow.personal !== true || input.kind === 'choice') return take(here, input);
  const key = input.kind === 'text' ? optionTyped(here, input.text) : undefined;
  return key === undefined ? { ...turnAway(here), unread: true } : take(here, { kind: 'choice', key });
}

function take<W>(here: Here<W>, input: DialogInput): Turn {
  const step = openStep(here);
  if (step === undefined) return over(here);
  const ended = here.flow.ended?.(here.world, here.frame.held);
  if (ended !== undefined) return { ...over(here, ended), answered: input.kind === 'choice' ? input.key : 'text' };
  if (here.frame.held !== undefined) return heldTurn(here, here.frame.held, input);
  switch (input.kind) {
    case 'choice':
      return choose(here, step, input.key);
    case 'text':
      return write(here, step, input.text);
    case 'photo': {
      const reading = step.photo?.(input.file, input.caption, here.source);
      if (reading === undefined) return remark(here, say('dialog.text-wanted'));
      return reading.ok ? follow(here, reading.move, { as: 'text' }) : remark(here, reading.problem);
    }
    case 'unsupported':
      return remark(here, say('dialog.text-wanted'));
  }
}

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
function openQuestion<W>(at: At<W>): Say | undefined {
  const { held } = at.frame;
  const about = held === undefined ? undefined : at.flow.holding?.ask(at.world, { ...at.frame, held });
  return about ?? openStep(at)?.ask;
}

/** The option of the open question that was typed word for word. */
function optionTyped<W>(here: Here<W>, text: string): string | undefined {
  const shown = openQuestion(here);
  const key = shown === undefined ? undefined : meant(here, shown, { text, numbers: false });
  const options = here.frame.held === undefined ? openStep(here)?.on : here.flow.holding?.on;
  return key !== undefined && options !== undefined && Object.hasOwn(options, key) ? key : undefined;
}

/** The question again, and where to write; what came in leaves no trace. */
function turnAway<W>(here: Here<W>): Turn {
  const asked = ask(here);
  if (asked.conversation.active === undefined) return asked;
  return { ...asked, says: [...plain([say('dialog.write-there')]), ...asked.says] };
}

const openStep = <W>({ flow, frame, world }: At<W>): Step | undefined => flow.step(frame.step, world, frame.ids);

function choose<W>(here: Here<W>, step: Step, key: string): Turn {
  const move = own(step.on, key);
  return move === undefined ? again(here, say('dialog.choose')) : follow(here, move(here.source), { as: key });
}

function write<W>(here: Here<W>, step: Step, text: string): Turn {
  const labelled = meant(here, step.ask, { text, numbers: false });
  if (labelled !== undefined && own(step.on, labelled) !== undefined) return choose(here, step, labelled);
  if (step.text?.free === true) return writeFreely(here, step.text, text);
  const early = unseen(here) || (here.frame.answered !== undefined && beforeAsked(here));
  // Where only some texts are answers, one that reads as an answer is one, even if it could be the number of an option.
  const reading = early ? undefined : step.text?.read(text, here.source);
  if (reading?.ok === true) return follow(here, reading.move, { as: 'text' });
  const numbers = here.around.numbered && step.ask.free !== true;
  const numbered = early ? undefined : meant(here, step.ask, { text, numbers });
  if (numbered !== undefined && own(step.on, numbered) !== undefined) return choose(here, step, numbered);
  const held = more(here) ?? elsewhere(here);
  if (held !== undefined && here.flow.holding !== undefined) return hold(here, held, text);
  return again(here, reading?.problem ?? say(unseen(here) ? 'dialog.moved' : 'dialog.choose'));
}

function writeFreely<W>(here: Here<W>, reader: NonNullable<Step['text']>, text: string): Turn {
  const { source, frame, flow } = here;
  const held = more(here) ?? unasked(here);
  if (held !== undefined && flow.holding !== undefined) return hold(here, held, text);
  const reading = reader.read(text, source);
  if (!reading.ok) return again(here, reading.problem);
  return follow(here, reading.move, { as: 'text', last: { step: frame.step, at: source.at } });
}

/** The option that a typed text stands for. */
function meant<W>(
  at: At<W>,
  shown: Say,
  typed: { readonly text: string; readonly numbers: boolean },
): string | undefined {
  // Buttons beside lines are tapped only: what is typed is about the message as a whole.
  const choices = (shown.choices ?? []).filter((choice) => choice.entry === undefined);
  const options = choices.map((choice) => ({ key: choice.key, label: at.around.label(choice.label) }));
  return resolve(typed.text, options, typed.numbers && at.around.buttons !== true);
}

const beforeAsked = <W>({ source, frame }: Here<W>): boolean => source.at < frame.askedAt - CLOCK_TOLERANCE;

/** The question was asked in another chat of the same person. */
const unseen = <W>({ frame, around }: Here<W>): boolean =>
  frame.askedIn !== undefined && around.here !== undefined && frame.askedIn !== around.here;

/** A text that may be the rest of the answer before: soon after it, or written before the open question was shown. */
function more<W>(here: Here<W>): Held | undefined {
  const { at } = here.source;
  const { answered } = here.frame;
  if (answered === undefined) return undefined;
  return at - answered.at <= MORE_WITHIN || beforeAsked(here) ? { why: 'more', step: answered.step, at } : undefined;
}

/** A text whose writer may not have had the open question in mind: long after it, or before it was shown. */
function unasked<W>(here: Here<W>): Held | undefined {
  const { at } = here.source;
  const { askedAt, step } = here.frame;
  return unseen(here) || beforeAsked(here) || at - askedAt > LATE_AFTER ? { why: 'late', step, at } : undefined;
}

/** A text where none is expected, such as at the end of the questions. */
function elsewhere<W>({ flow, world, frame, source }: Here<W>): Held | undefined {
  const near = flow.holding?.near?.(world, frame.step);
  return near === undefined ? undefined : { why: 'more', step: near, at: source.at };
}

/** Keys come from outside: 'constructor' is no option. */
function own<V>(record: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function hold<W>(here: Here<W>, held: Held, text: string): Turn {
  const { holding } = here.flow;
  if (holding === undefined) return over(here);
  const fact = holding.keep(here.world, held.step, { text, source: here.source });
  const world = here.flow.apply(here.world, fact);
  const frame = { ...here.frame, held };
  return prompt({ ...here, frame, world }, holding.ask(world, frame), { facts: [fact] });
}

function heldTurn<W>(here: Here<W>, held: Held, input: DialogInput): Turn {
  const { holding } = here.flow;
  if (holding === undefined) return over(here);
  const place = { ...here.frame, held };
  const shown = holding.ask(here.world, place);
  const typed =
    input.kind === 'text' ? meant(here, shown, { text: input.text, numbers: here.around.numbered }) : undefined;
  const key = input.kind === 'choice' ? input.key : typed;
  const move = key === undefined ? undefined : own(holding.on, key)?.(here.world, place, here.source);
  if (move === undefined || key === undefined) {
    if (input.kind === 'text') return hold(here, { ...held, at: here.source.at }, input.text);
    return prompt(here, shown, { says: [say('dialog.choose')] });
  }
  const { held: _, ...frame } = here.frame;
  return follow({ ...here, frame }, move, { as: key, last: belongsNow(frame.step, held, move) });
}

/** What a kept text became part of, so that a further bubble right after it is asked about as well. */
function belongsNow(current: string, held: Held, move: Move): Frame['answered'] {
  if (typeof move.to === 'object' && move.to.step !== current) return { step: current, at: held.at };
  return held.why === 'more' ? { step: held.step, at: held.at } : undefined;
}

/** How the open prompt was answered; `last` when words were. */
interface Answered {
  readonly as: string;
  readonly last?: Frame['answered'];
}

/** Carries a move out: facts into the world, then the next question. */
function follow<W>(at: At<W>, move: Move, { as: answered, last: written }: Answered): Turn {
  const { facts = [], says = [] } = move;
  const world = facts.reduce((before, fact) => at.flow.apply(before, fact), at.world);
  const ids = joined(at.frame.ids, move.ids);
  if (move.to === 'end' || move.to === 'rest') {
    const resting = move.to === 'end' ? at.resting : { ...at.frame, ids };
    return { conversation: { active: undefined, resting }, says: plain(says), facts, answered };
  }
  const { answered: before, ...frame } = at.frame;
  const last = written ?? (move.to === 'stay' ? before : undefined);
  const step = move.to === 'stay' ? frame.step : move.to.step;
  const next = { ...at, world, frame: { ...frame, ...(last === undefined ? {} : { answered: last }), step, ids } };
  const shown = openStep(next)?.ask;
  return { ...(shown === undefined ? over(next) : prompt(next, shown, { says })), facts, answered };
}

/** A word about the input, and the question again as a new prompt. */
function again<W>(at: At<W>, problem: Say): Turn {
  const step = openStep(at);
  return step === undefined ? over(at) : prompt(at, step.ask, { says: [problem] });
}

/** A word about the input; the question stays open as it is. */
function remark<W>(at: At<W>, remarkSay: Say): Turn {
  return { conversation: { active: at.frame, resting: at.resting }, says: [{ say: remarkSay }], facts: [] };
}

function over<W>(at: At<W>, why: Say = say('dialog.over')): Turn {
  return { conversation: { active: undefined, resting: at.resting }, says: [{ say: why }], facts: [] };
}

/** Asks: what came of the input before is said and kept first. */
function prompt<W>(
  at: At<W>,
  shown: Say,
  before: Partial<{ says: readonly Say[]; facts: readonly Fact[] }> = {},
): Turn {
  const id = at.around.newPromptId();
  const { now, here } = at.around;
  const frame: Frame = { ...at.frame, promptId: id, askedAt: now, ...(here === undefined ? {} : { askedIn: here }) };
  return {
    conversation: { active: frame, resting: at.resting },
    says: [...plain(before.says ?? []), { say: shown, prompt: { id, flow: at.flow.id, step: frame.step } }],
    facts: before.facts ?? [],
  };
}

const plain = (says: readonly Say[]): Said[] => says.map((one) => ({ say: one }));

function joined(ids: Frame['ids'], more: Move['ids']): Frame['ids'] {
  if (more === undefined) return ids;
  return Object.fromEntries(Object.entries({ ...ids, ...more }).filter(([, value]) => value !== ''));
}
