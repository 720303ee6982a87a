/** What may be wrong with a question that is asked several times, beyond what may be with each of its questions. Pure. */
import { type Group, ITEM_EXCERPT, type Question, type Single } from '../schema.ts';
import { SHORTEST_LIMIT } from './messages.ts';

/** "Câu 60/60 · … 10 · 10/10.", hints, and what one can do beside editing: add, done, delete, back, later. */
const AROUND = 300;
/** "10. Sửa … 10" in a numbered list. */
const EDIT = 14;

/** A question as it is asked, with the group it is asked in. */
export interface Placed {
  readonly question: Question;
  readonly group: Group | undefined;
}

/** All questions in the order of asking; a group comes before its own. */
export function placedIn(questions: readonly Question[]): readonly Placed[] {
  return questions.flatMap((question): readonly Placed[] => {
    const within = question.kind === 'repeat' ? question.questions : [];
    return [{ question, group: undefined }, ...within.map((one) => ({ question: one, group: question as Group }))];
  });
}

export function groupProblems(group: Group): readonly string[] {
  const [first] = group.questions;
  return [...(first === undefined ? [] : firstProblems(first)), ...roomProblems(group)];
}

/** An item is there as soon as its first question is answered, and as long as it is. */
function firstProblems(first: Single): readonly string[] {
  const problem = `its first question, ${first.id},`;
  return [
    ...(first.required ? [] : [`${problem} must be required: an item is there once it is answered`]),
    ...(first.when === undefined ? [] : [`${problem} must not depend on a condition`]),
    ...(first.kind === 'multi' ? [`${problem} must be of another kind than multi, which may be emptied again`] : []),
  ];
}

/** What is shown at once with as many items as there may be. */
function roomProblems(group: Group): readonly string[] {
  return (['vi', 'en'] as const).flatMap((locale) => {
    const name = group.item[locale].length;
    const head = group.text[locale].length + (group.help?.[locale] ?? '').length + AROUND;
    const [first] = group.questions;
    const views: readonly (readonly [string, number])[] = [
      ['with its first question', head + (first === undefined ? 0 : askedLength(first, locale))],
      [`with ${group.max} items`, head + group.max * (2 * name + EDIT + ITEM_EXCERPT + 6)],
      ['for one whole item', AROUND + group.questions.reduce((sum, one) => sum + shownLength(one, locale), name)],
    ];
    return views
      .filter(([, length]) => length > SHORTEST_LIMIT)
      .map(([what, length]) => `${locale}: ${length} characters ${what}, the shortest channel takes ${SHORTEST_LIMIT}`);
  });
}

type Locale = 'vi' | 'en';

const labelsOf = (question: Single, locale: Locale): readonly string[] =>
  question.kind === 'choice' || question.kind === 'multi' ? question.choices.map(({ label }) => label[locale]) : [];

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length + 5, 0);

const askedLength = (question: Single, locale: Locale): number =>
  question.text[locale].length + (question.help?.[locale] ?? '').length + lengthOf(labelsOf(question, locale));

/** Shortened question and answer, and the way to edit it; several choices are not shortened. */
function shownLength(question: Single, locale: Locale): number {
  const answer = question.kind === 'multi' ? lengthOf(labelsOf(question, locale)) : ITEM_EXCERPT;
  return ITEM_EXCERPT + answer + EDIT + 6;
}
