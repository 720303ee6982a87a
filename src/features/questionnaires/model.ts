/** What is asked: versioned content, published by hash, never changed afterwards; and which questions are asked of whom. */
import type { Condition, Group, Question, Questionnaire, Single } from '../../content/schema.ts';
import type { Param } from '../../engine/say.ts';
import type { QuestionnaireHash } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';

export {
  type Group,
  ITEM_EXCERPT,
  type Question,
  type Questionnaire,
  questionnaire,
  type Single,
} from '../../content/schema.ts';

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
export function answerAsRead(question: Single, value: string): Param {
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
  return [...visible(questionnaire, given).values()];
}

function visible({ questions }: Questionnaire, given: Given): ReadonlyMap<string, Question> {
  const asked = new Map<string, Question>();
  for (const question of questions) {
    if (question.when === undefined || holds(question.when, countedOf(asked, given), asked))
      asked.set(question.id, question);
  }
  return asked;
}

/** Answers as conditions see them: of a group, whether there is an item of it. */
function countedOf(asked: ReadonlyMap<string, Question>, given: Given): Given {
  return (id) => {
    const question = asked.get(id);
    if (question?.kind !== 'repeat') return question === undefined ? undefined : given(id);
    const items = itemsIn(question, given);
    return items === 0 ? undefined : String(items);
  };
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

/** Where an answer in a group is kept: `commitments.2.due` is the question `due` of the second item. Ids have no dots. */
export const fieldKey = (group: string, item: number, field: string): string => `${group}.${item}.${field}`;

/** An item is there once its first question is answered: the check sees to it that this one is always asked and required. */
export const firstKey = (group: Group, item = 1): string => fieldKey(group.id, item, group.questions[0]?.id ?? '');

/** The question in the questionnaire's own list that a key belongs to. */
export function topOf(key: string): string {
  const dot = key.indexOf('.');
  return dot < 0 ? key : key.slice(0, dot);
}

/** Where an answer to this question may be kept, in the order in which it is asked. */
export function keysOf(question: Question): readonly string[] {
  if (question.kind !== 'repeat') return [question.id];
  return Array.from({ length: question.max }, (_, place) =>
    question.questions.map((field) => fieldKey(question.id, place + 1, field.id)),
  ).flat();
}

/** How many items there are. */
export function itemsIn(group: Group, given: Given): number {
  for (let item = group.max; item > 0; item -= 1) if (given(firstKey(group, item)) !== undefined) return item;
  return 0;
}

/** A question of an item; its `id` is where its answer is kept. */
export interface Field {
  readonly at: 'field';
  readonly group: Group;
  readonly item: number;
  readonly question: Single;
}

/** What a key means. */
export type Spot =
  | { readonly at: 'question'; readonly question: Single }
  | { readonly at: 'group'; readonly group: Group }
  | { readonly at: 'item'; readonly group: Group; readonly item: number }
  | Field;

export function spotOf({ questions }: Questionnaire, key: string): Spot | undefined {
  const whole = questions.find((one) => one.id === key);
  if (whole !== undefined)
    return whole.kind === 'repeat' ? { at: 'group', group: whole } : { at: 'question', question: whole };
  const [id, place, field] = key.split('.');
  const group = place === undefined ? undefined : questions.find((one) => one.id === id);
  const item = Number(place);
  if (group?.kind !== 'repeat' || !Number.isInteger(item) || item < 1 || item > group.max) return undefined;
  if (field === undefined) return { at: 'item', group, item };
  const question = group.questions.find((one) => one.id === field);
  return question === undefined ? undefined : fieldOf({ group, item }, question);
}

function fieldOf({ group, item }: Pick<Field, 'group' | 'item'>, question: Single): Field {
  const id = fieldKey(group.id, item, question.id);
  return { at: 'field', group, item, question: { ...question, id, private: group.private || question.private } };
}

/** The questions of an item that are asked. Their conditions are about earlier ones of the item, or about questions before the group. */
export function fieldsOf(
  questionnaire: Questionnaire,
  place: Pick<Field, 'group' | 'item'>,
  given: Given,
): readonly Field[] {
  const { group, item } = place;
  const fields = group.questions.map((question) => fieldOf(place, question));
  if (group.questions.every((one) => one.when === undefined)) return fields;
  const above = visible(questionnaire, given);
  const asked = new Map<string, Question>(above);
  const ids = new Set(group.questions.map(({ id }) => id));
  const before = countedOf(above, given);
  const counted: Given = (id) => {
    if (!ids.has(id)) return before(id);
    return asked.has(id) ? given(fieldKey(group.id, item, id)) : undefined;
  };
  for (const question of group.questions)
    if (question.when === undefined || holds(question.when, counted, asked)) asked.set(question.id, question);
  return fields.filter((_, place) => asked.has(group.questions[place]?.id ?? ''));
}
