/** Which questions are asked of whom, and in which order: conditions over what was answered before. Pure. */
import type { Condition, Question, Questionnaire } from './model.ts';

/**
 * What is stored as the answer of a question, undefined while there is none: a choice's key, keys of a multiple choice
 * joined by commas, a plain decimal number, an ISO date, or the text itself.
 */
export type Given = (questionId: string) => string | undefined;

/** The questions that are asked, in order. An answer to a question that is not asked (any more) counts for nothing. */
export function visibleQuestions(questionnaire: Questionnaire, given: Given): readonly Question[] {
  const asked = new Map<string, Question>();
  const counted = (id: string): string | undefined => (asked.has(id) ? given(id) : undefined);
  for (const question of questionnaire.questions) {
    if (question.when === undefined || holds(question.when, counted, asked)) asked.set(question.id, question);
  }
  return [...asked.values()];
}

/** The next question asked after the one with this id, whether or not that one is still asked itself. */
export function nextQuestion(questionnaire: Questionnaire, after: string, given: Given): Question | undefined {
  return beside(questionnaire, after, given).next;
}

export function previousQuestion(questionnaire: Questionnaire, before: string, given: Given): Question | undefined {
  return beside(questionnaire, before, given).previous;
}

function beside(questionnaire: Questionnaire, id: string, given: Given): { readonly previous: Question | undefined; readonly next: Question | undefined } {
  const places = new Map(questionnaire.questions.map((question, index) => [question.id, index]));
  const place = (question: string): number => places.get(question) ?? -1;
  const visible = visibleQuestions(questionnaire, given);
  return {
    previous: visible.findLast((one) => place(one.id) < place(id)),
    next: visible.find((one) => place(one.id) > place(id)),
  };
}

/** Does the condition hold? Missing answers are unequal to everything. */
function holds(condition: Condition, given: Given, asked: ReadonlyMap<string, Question>): boolean {
  if ('all' in condition) return condition.all.every((one) => holds(one, given, asked));
  if ('any' in condition) return condition.any.some((one) => holds(one, given, asked));
  if ('not' in condition) return !holds(condition.not, given, asked);
  const value = given(condition.question);
  if ('answered' in condition) return (value !== undefined) === condition.answered;
  if (value === undefined) return false;
  return asked.get(condition.question)?.kind === 'multi' ? value.split(',').includes(condition.is) : value === condition.is;
}

/** What the shape alone does not show: ids twice, conditions on later questions or unknown choices, ranges that hold nothing. */
export function questionnaireProblems(questionnaire: Questionnaire): readonly string[] {
  const before = new Map<string, Question>();
  const problems: string[] = [];
  for (const question of questionnaire.questions) {
    if (before.has(question.id)) problems.push(`${question.id}: the id is used twice`);
    problems.push(...ownProblems(question), ...conditionProblems(question, before));
    before.set(question.id, question);
  }
  return problems;
}

function ownProblems(question: Question): readonly string[] {
  const problems: string[] = [];
  if (question.kind !== 'choice' && question.min !== undefined && question.max !== undefined && question.min > question.max) {
    problems.push(`${question.id}: min is greater than max`);
  }
  if (question.kind === 'choice' || question.kind === 'multi') {
    const keys = question.choices.map((choice) => choice.key);
    if (new Set(keys).size < keys.length) problems.push(`${question.id}: two choices have the same key`);
    if (question.kind === 'multi' && (question.min ?? 0) > keys.length) problems.push(`${question.id}: min is greater than the number of choices`);
  }
  return problems;
}

function conditionProblems(question: Question, before: ReadonlyMap<string, Question>): readonly string[] {
  return namedIn(question.when).flatMap((named) => {
    const about = before.get(named.question);
    if (about === undefined) return [`${question.id}: its condition names "${named.question}", which is no earlier question`];
    const known = about.kind === 'choice' || about.kind === 'multi' ? about.choices.some((choice) => choice.key === named.is) : true;
    return named.is === undefined || known ? [] : [`${question.id}: "${named.is}" is no choice of "${named.question}"`];
  });
}

function namedIn(condition: Condition | undefined): readonly { readonly question: string; readonly is: string | undefined }[] {
  if (condition === undefined) return [];
  if ('all' in condition) return condition.all.flatMap(namedIn);
  if ('any' in condition) return condition.any.flatMap(namedIn);
  if ('not' in condition) return namedIn(condition.not);
  return [{ question: condition.question, is: 'is' in condition ? condition.is : undefined }];
}
