/** What is asked: versioned content, published by hash, never changed afterwards; and which questions are asked of whom. */
import type { Condition, Question, Questionnaire } from '../../content/schema.ts';
import type { Param } from '../../engine/say.ts';
import type { QuestionnaireHash } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';

export { type Question, type Questionnaire, questionnaire } from '../../content/schema.ts';

/** Published questionnaires; a version once published never changes, so what was loaded may be kept. */
export interface Questionnaires {
  byHash(hash: QuestionnaireHash): Promise<Questionnaire>;
}

/**
 * What is stored as the answer of a question, undefined while there is none: a choice's key, keys of a multiple choice
 * joined by commas, a plain decimal number, an ISO date, or the text itself.
 */
export type Given = (questionId: string) => string | undefined;

/** A stored answer as its reader sees it; of pictures and documents `value` is what was written under them. */
export function answerAsRead(question: Question, value: string): Param {
  switch (question.kind) {
    case 'text':
    case 'photo':
      return value;
    case 'choice':
    case 'multi': {
      const keys = value.split(',');
      return question.choices.filter((choice) => keys.includes(choice.key)).map((choice) => choice.label);
    }
    case 'scale':
    case 'number':
      return Number(value);
    case 'date':
      return { day: value as LocalDate };
  }
}

/** The questions that are asked, in order. An answer to a question that is not asked (any more) counts for nothing. */
export function visibleQuestions(questionnaire: Questionnaire, given: Given): readonly Question[] {
  if (!orderOf(questionnaire).conditional) return questionnaire.questions;
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

function beside(
  questionnaire: Questionnaire,
  id: string,
  given: Given,
): { readonly previous: Question | undefined; readonly next: Question | undefined } {
  const { places } = orderOf(questionnaire);
  const place = (question: string): number => places.get(question) ?? -1;
  const visible = visibleQuestions(questionnaire, given);
  return {
    previous: visible.findLast((one) => place(one.id) < place(id)),
    next: visible.find((one) => place(one.id) > place(id)),
  };
}

interface Order {
  readonly places: ReadonlyMap<string, number>;
  /** Some question is not asked of everybody. */
  readonly conditional: boolean;
}

/** Looked at several times in each turn of a dialog; a questionnaire never changes. */
const orders = new WeakMap<Questionnaire, Order>();

function orderOf(questionnaire: Questionnaire): Order {
  const known = orders.get(questionnaire);
  if (known !== undefined) return known;
  const { questions } = questionnaire;
  const places = new Map(questions.map((question, index) => [question.id, index]));
  const order = { places, conditional: questions.some((question) => question.when !== undefined) };
  orders.set(questionnaire, order);
  return order;
}

/** Does the condition hold? Missing answers are unequal to everything. */
function holds(condition: Condition, given: Given, asked: ReadonlyMap<string, Question>): boolean {
  if ('all' in condition) return condition.all.every((one) => holds(one, given, asked));
  if ('any' in condition) return condition.any.some((one) => holds(one, given, asked));
  if ('not' in condition) return !holds(condition.not, given, asked);
  const value = given(condition.question);
  if ('answered' in condition) return (value !== undefined) === condition.answered;
  if (value === undefined) return false;
  return asked.get(condition.question)?.kind === 'multi'
    ? value.split(',').includes(condition.is)
    : value === condition.is;
}
