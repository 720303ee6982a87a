/** The places of the reflection: which question a step is, where one goes on from it and back, and what it is called. Pure. */
import type { Move } from '../../../engine/flow.ts';
import { type Param, words } from '../../../engine/say.ts';
import {
  type Field,
  fieldKey,
  fieldsOf,
  firstKey,
  type Group,
  itemsIn,
  nextQuestion,
  previousQuestion,
  type Question,
  type Questionnaire,
  type Single,
  type Spot,
  spotOf,
  topOf,
} from '../../questionnaires/model.ts';
import { type AnswerState, type Answers, noAnswer, storedValue } from '../model.ts';
import { asked, inside } from '../report.ts';

/** The frame's id that names the field that was picked in its item to be changed: from there one comes back to what was picked from. */
export const PICKED = 'picked';

/** What was asked and answered so far. */
export interface Written {
  readonly questionnaire: Questionnaire;
  readonly answers: Answers;
}

type Ids = Readonly<Record<string, string>>;
type Road = Pick<Move, 'to' | 'ids'>;

/** Of a group, of one of its items, of a question: the key under which `spotOf` finds it. */
export const stepOf = (key: string): string => `q:${key}`;
export const questionIdOf = (step: string): string | undefined => (step.startsWith('q:') ? step.slice(2) : undefined);

export function spotAt(written: Written, step: string): Spot | undefined {
  const key = questionIdOf(step);
  return key === undefined ? undefined : spotOf(written.questionnaire, key);
}

/** The question that is asked at this step, alone or within an item. */
export function questionAt(written: Written, step: string): Single | undefined {
  const spot = spotAt(written, step);
  return spot?.at === 'question' || spot?.at === 'field' ? spot.question : undefined;
}

export const answerAt = ({ answers }: Written, id: string): AnswerState => answers.get(id) ?? noAnswer;
export const given =
  ({ answers }: Written) =>
  (id: string): string | undefined =>
    storedValue(answers.get(id));
export const isEmpty = ({ given: parts, skipped }: AnswerState): boolean => parts.length === 0 && !skipped;

export const itemsOf = (written: Written, group: Group): number => itemsIn(group, given(written));
export const fieldsAt = (written: Written, place: Pick<Field, 'group' | 'item'>): readonly Field[] =>
  fieldsOf(written.questionnaire, place, given(written));

/** "3 of 8": among the questions asked of this person. A group counts as one. */
export function progress(written: Written, key: string): { readonly n: number; readonly total: number } {
  const id = topOf(key);
  const questions = asked(written.questionnaire, written.answers);
  const place = questions.findIndex((one) => one.id === id);
  // A question whose condition has just ceased to hold keeps the number it had: what comes before it, and itself.
  if (place < 0) return { n: 1 + numberBefore(written, questions, id), total: questions.length + 1 };
  return { n: place + 1, total: questions.length };
}

function numberBefore(written: Written, questions: readonly Question[], id: string): number {
  const order = written.questionnaire.questions.map((one) => one.id);
  return questions.filter((one) => order.indexOf(one.id) < order.indexOf(id)).length;
}

/** A question as it is called in a sentence: "3", or "4 (commitment 2, part 1)". */
export function nameOf(written: Written, key: string): Param {
  const { n } = progress(written, key);
  const spot = key === topOf(key) ? undefined : spotOf(written.questionnaire, key);
  if (spot?.at !== 'field') return n;
  const { group, item } = spot;
  return words('submissions.place-item', { n, item: inside(group.item), number: item, place: placeOf(written, spot) });
}

/** Which of the questions of its item it is. */
export const placeOf = (written: Written, field: Field): number =>
  1 + fieldsAt(written, field).findIndex((one) => one.question.id === field.question.id);

/** Neither answered nor skipped yet; of a group, something in it. */
export function untouched(written: Written): readonly Question[] {
  return asked(written.questionnaire, written.answers).filter((one) => openKey(written, one) !== undefined);
}

/** Where the draft goes on: the first question not gone through, else the summary. */
export function openStep(written: Written): string {
  for (const question of asked(written.questionnaire, written.answers)) {
    const key = openKey(written, question);
    if (key !== undefined) return stepOf(key);
  }
  return 'summary';
}

/** The first place in a question that was neither answered nor skipped. */
export function openKey(written: Written, question: Question): string | undefined {
  const isOpen = (key: string): boolean => isEmpty(answerAt(written, key));
  if (question.kind !== 'repeat') return isOpen(question.id) ? question.id : undefined;
  const items = itemsOf(written, question);
  if (items === 0) return isOpen(firstKey(question)) ? firstKey(question) : undefined;
  for (let item = 1; item <= items; item += 1) {
    const field = openField(written, { group: question, item });
    if (field !== undefined) return field.question.id;
  }
  return undefined;
}

const openField = (written: Written, place: Pick<Field, 'group' | 'item'>): Field | undefined =>
  fieldsAt(written, place).find(({ question }) => isEmpty(answerAt(written, question.id)));

/** Where a question begins: of a group, the first question of the first item, or what there is of it already. */
export function entryOf(written: Written, question: Question): string {
  if (question.kind !== 'repeat') return stepOf(question.id);
  return stepOf(itemsOf(written, question) === 0 ? firstKey(question) : question.id);
}

/** After a question: to the rest of its item, back to where it was amended from, else to the next one asked. */
export function onward(written: Written, key: string, ids: Ids): Road {
  const id = topOf(key);
  const road = (id === key ? undefined : onwardWithin(written, key, ids)) ?? amendedFrom(written, ids);
  if (road !== undefined) return road;
  const next = nextQuestion(written.questionnaire, id, given(written));
  return { to: { step: next === undefined ? 'summary' : entryOf(written, next) } };
}

/** What is open in the item, then whether there is to be one more; a group that was skipped is left. */
function onwardWithin(written: Written, key: string, ids: Ids): Road | undefined {
  const spot = spotOf(written.questionnaire, key);
  if (spot?.at !== 'field') return undefined;
  const items = itemsOf(written, spot.group);
  if (items === 0) return undefined;
  const open = openField(written, spot);
  if (open !== undefined) return { to: { step: stepOf(open.question.id) } };
  const picked = ids[PICKED]?.startsWith(fieldKey(spot.group.id, spot.item, '')) === true;
  return picked || items < spot.group.max ? { to: { step: stepOf(spot.group.id) } } : undefined;
}

/** The summary or the question at which the wish to amend was typed; an amended answer may have taken that question away. */
function amendedFrom(written: Written, ids: Ids): Road | undefined {
  const { back } = ids;
  if (back === undefined) return undefined;
  const there = back === 'summary' || isThere(written, back);
  return { to: { step: there ? back : openStep(written) }, ids: { back: '' } };
}

/** Is this place still among what is asked? */
export function isThere(written: Written, step: string): boolean {
  const spot = spotAt(written, step);
  if (spot === undefined) return false;
  const { id } = spot.at === 'question' ? spot.question : spot.group;
  if (!asked(written.questionnaire, written.answers).some((one) => one.id === id)) return false;
  if (spot.at === 'question') return true;
  const items = itemsOf(written, spot.group);
  if (spot.at === 'group') return items > 0;
  if (spot.at === 'item') return spot.item <= items;
  // The one after the last is being begun.
  return spot.item <= items + 1 && placeOf(written, spot) > 0;
}

export function backward(written: Written, key: string, ids: Ids): Road | undefined {
  const spot = spotOf(written.questionnaire, key);
  const within = spot?.at === 'field' ? fieldBackward(written, spot, ids) : undefined;
  const road = within ?? amendedFrom(written, ids);
  if (road !== undefined) return road;
  if (spot?.at === 'group') {
    const last = lastField(written, { group: spot.group, item: itemsOf(written, spot.group) });
    if (last !== undefined) return { to: { step: stepOf(last.question.id) } };
  }
  const previous = previousQuestion(written.questionnaire, topOf(key), given(written));
  return previous === undefined ? undefined : { to: { step: entryOf(written, previous) } };
}

/** To the item it was picked in, or to the question before; from the first one of an item to where that was begun. Undefined: out of the group. */
function fieldBackward(written: Written, field: Field, ids: Ids): Road | undefined {
  const { group, item } = field;
  const items = itemsOf(written, group);
  if (ids[PICKED] === field.question.id) return { to: { step: stepOf(`${group.id}.${item}`) } };
  const before = fieldsAt(written, field)[placeOf(written, field) - 2];
  if (before !== undefined) return { to: { step: stepOf(before.question.id) } };
  if (items > 0 && (item > items || ids['back'] !== undefined)) return { to: { step: stepOf(group.id) } };
  const last = ids['back'] === undefined ? lastField(written, { group, item: item - 1 }) : undefined;
  return last === undefined ? undefined : { to: { step: stepOf(last.question.id) } };
}

const lastField = (written: Written, place: Pick<Field, 'group' | 'item'>): Field | undefined =>
  place.item < 1 ? undefined : fieldsAt(written, place).at(-1);
