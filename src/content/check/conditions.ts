/** Conditions of questions, looked at from outside: what they name, and whether they hold for given answers. Pure. */
import type { Condition, Question } from '../schema.ts';

/** Stored answers by question: a key, keys joined by commas, a number or date as text; absent while not answered or not asked. */
export type Answers = ReadonlyMap<string, string>;

/** Every question a condition names, with the answer it wants. */
export function namedIn(
  condition: Condition | undefined,
): readonly { readonly id: string; readonly is: string | undefined }[] {
  return partsOf(condition).flatMap((part) =>
    'question' in part ? [{ id: part.question, is: 'is' in part ? part.is : undefined }] : [],
  );
}

/** The condition and all conditions inside it. */
export function partsOf(condition: Condition | undefined): readonly Condition[] {
  if (condition === undefined) return [];
  if ('all' in condition) return [condition, ...condition.all.flatMap(partsOf)];
  if ('any' in condition) return [condition, ...condition.any.flatMap(partsOf)];
  if ('not' in condition) return [condition, ...partsOf(condition.not)];
  return [condition];
}

export function holds(condition: Condition, answers: Answers, kinds: ReadonlyMap<string, Question['kind']>): boolean {
  if ('all' in condition) return condition.all.every((one) => holds(one, answers, kinds));
  if ('any' in condition) return condition.any.some((one) => holds(one, answers, kinds));
  if ('not' in condition) return !holds(condition.not, answers, kinds);
  const value = answers.get(condition.question);
  if ('answered' in condition) return (value !== undefined) === condition.answered;
  if (value === undefined) return false;
  return kinds.get(condition.question) === 'multi' ? value.split(',').includes(condition.is) : value === condition.is;
}

/** In words, for problems. */
export function spoken(condition: Condition): string {
  if ('all' in condition) return condition.all.map(spoken).join(' and ');
  if ('any' in condition) return `(${condition.any.map(spoken).join(' or ')})`;
  if ('not' in condition) return `not (${spoken(condition.not)})`;
  if ('answered' in condition) return `${condition.question} is ${condition.answered ? '' : 'not '}answered`;
  return `${condition.question} is ${condition.is}`;
}
