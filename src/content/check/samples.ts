/** A few answers that stand for all, as far as conditions can tell them apart. Pure. */
import { never } from '../../lib/never.ts';
import type { Question } from '../schema.ts';

/** Something nobody would name in a condition. */
const OTHER = '\u0000';

/** Stored answers worth trying for a question of which conditions want the answers `wanted`; undefined where it may be skipped. */
export function samplesOf(question: Question, wanted: ReadonlySet<string>): readonly (string | undefined)[] {
  const answers = answersOf(question, wanted);
  return question.required && answers.length > 0 ? answers : [undefined, ...answers];
}

function answersOf(question: Question, wanted: ReadonlySet<string>): readonly string[] {
  switch (question.kind) {
    case 'choice':
      return someOf(
        question.choices.map((choice) => choice.key),
        wanted,
      );
    case 'multi':
      return selections(question, wanted);
    case 'scale':
      return someOf(
        Array.from({ length: question.max - question.min + 1 }, (_, step) => String(question.min + step)),
        wanted,
      );
    case 'number':
      return [...[...wanted].filter((value) => within(Number(value), question.min, question.max)), OTHER];
    case 'date':
      return [...[...wanted].filter((value) => within(value, question.min, question.max)), OTHER];
    case 'photo':
    case 'repeat':
      return [OTHER];
    case 'text':
      return [...wanted, OTHER];
    default:
      return never(question);
  }
}

/** The wanted ones that exist, and one that stands for the rest. */
function someOf(all: readonly string[], wanted: ReadonlySet<string>): readonly string[] {
  const rest = all.find((value) => !wanted.has(value));
  return [...all.filter((value) => wanted.has(value)), ...(rest === undefined ? [] : [rest])];
}

function within<T extends number | string>(value: T, min: T | undefined, max: T | undefined): boolean {
  return !Number.isNaN(value) && (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** Every selection of the wanted keys that can be filled up, or left, to the allowed number. */
function selections(question: Extract<Question, { kind: 'multi' }>, wanted: ReadonlySet<string>): readonly string[] {
  const keys = question.choices.map((choice) => choice.key);
  const rest = keys.filter((key) => !wanted.has(key));
  const least = question.min ?? 1;
  const most = question.max ?? keys.length;
  let found: readonly (readonly string[])[] = [[]];
  for (const key of keys.filter((one) => wanted.has(one)))
    found = found.flatMap((chosen) => [chosen, [...chosen, key]]);
  return found
    .filter((chosen) => chosen.length <= most && chosen.length + rest.length >= least)
    .map((chosen) => [...chosen, ...rest.slice(0, Math.max(0, least - chosen.length))].join(','));
}
