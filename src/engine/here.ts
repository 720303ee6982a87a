/** A place in a dialog at which an input has just come in, and what can be told of it before it is read. Pure. */
import { HOUR, SECOND } from '../lib/time.ts';
import type { Held } from './conversation.ts';
import type { Source } from './fact.ts';
import type { Picture } from './input.ts';
import { type At, plain, remark, type Turn } from './moves.ts';
import { readOrdinal } from './resolve.ts';
import { say } from './say.ts';
import { types, type Word } from './typing.ts';

/** What reaches a dialog; commands never do. */
export type DialogInput =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'choice'; readonly key: string }
  | { readonly kind: 'photo' | 'document'; readonly caption: string; readonly picture?: Picture }
  | { readonly kind: 'unsupported'; readonly what: string };

/** A text written later than this after its prompt is asked about before it counts. */
const LATE_AFTER = 12 * HOUR;
/** A text this soon after an answered text question may belong to that answer. */
const MORE_WITHIN = 20 * SECOND;
/** Platform times are whole seconds and clocks differ: a text this much older than its prompt may still answer it. */
const CLOCK_TOLERANCE = 5 * SECOND;

/** A place at which an input has just come in. */
export type Here<W> = At<W> & { readonly source: Source };

export const meansItself = <W>(
  { flow, world, frame }: Here<W>,
  text: string,
): ReturnType<NonNullable<typeof flow.typed>> => flow.typed?.(world, text, frame);

/** A word without an option here; a dialog can be left from wherever it stands. */
export function notHere<W>(here: Here<W>, word: Word, text: string): Turn {
  const { flow, world, frame } = here;
  if (word === 'submit') return remark(here, say('dialog.not-here-submit'));
  if (word !== 'later') return remark(here, say('dialog.not-here', { word: text.trim() }));
  const resting = flow.holding === undefined ? here.resting : frame;
  return {
    conversation: { active: undefined, resting },
    says: plain([flow.resting(world, frame.step)]),
    facts: [],
    answered: 'later',
  };
}

export const beforeAsked = <W>({ source, frame }: Here<W>): boolean => source.at < frame.askedAt - CLOCK_TOLERANCE;

/** The question was asked in another chat of the same person. */
export const unseen = <W>({ frame, around }: Here<W>): boolean =>
  frame.askedIn !== undefined && around.here !== undefined && frame.askedIn !== around.here;

/** A text that may be the rest of the answer before: soon after it, or written before the open question was shown. */
export function more<W>(here: Here<W>): Held | undefined {
  const { at } = here.source;
  const { answered } = here.frame;
  if (answered === undefined) return undefined;
  return at - answered.at <= MORE_WITHIN || beforeAsked(here) ? { why: 'more', step: answered.step, at } : undefined;
}

/** A text whose writer may not have had the open question in mind: long after it, or before it was shown. */
export function unasked<W>(here: Here<W>): Held | undefined {
  const { at } = here.source;
  const { askedAt, step } = here.frame;
  return unseen(here) || beforeAsked(here) || at - askedAt > LATE_AFTER ? { why: 'late', step, at } : undefined;
}

/** Is a text written now taken for the answer as it is, rather than asked about or sent back? */
export const takesText = <W>(here: Here<W>): boolean => here.frame.held === undefined && unasked(here) === undefined;

/** A bare number where everything is typed was more likely meant for a list than as an answer in words: it is asked about. */
export function unlikely<W>({ around, frame, source }: Here<W>, text: string): Held | undefined {
  return types(around) && readOrdinal(text) !== undefined
    ? { why: 'late', step: frame.step, at: source.at }
    : undefined;
}

/** A text where none is expected, such as at the end of the questions. */
export function elsewhere<W>({ flow, world, frame, source }: Here<W>): Held | undefined {
  const near = flow.holding?.near?.(world, frame.step);
  return near === undefined ? undefined : { why: 'more', step: near, at: source.at };
}

/** Keys come from outside: 'constructor' is no option. */
export function own<V>(record: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
