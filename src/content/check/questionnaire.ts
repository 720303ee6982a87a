/** What may be wrong with a questionnaire beyond its shape. Pure. */
import type { Question, Questionnaire } from '../schema.ts';
import { namedIn } from './conditions.ts';
import { groupProblems, type Placed, placedIn } from './groups.ts';
import { SHORTEST_LIMIT } from './messages.ts';
import { pathProblems } from './paths.ts';

/** A label that is longer cannot be typed instead of tapped (engine/resolve reads no further). */
const LONGEST_LABEL = 60;
/** "Câu 60/60." and what the flow says around a question. */
const AROUND = 60;

/** One sentence for each problem, naming the questionnaire and the question. */
export function questionnaireProblems(questionnaire: Questionnaire): readonly string[] {
  const placed = placedIn(questionnaire.questions);
  const problems = placed.flatMap(({ question, group }, place) => {
    const before = placed.slice(0, place);
    // What is asked within another group has several answers, or none; of its own group something is there anyway.
    const known = before.filter((one) => one.question !== group && (one.group === undefined || one.group === group));
    return [
      ...idProblems(question, before),
      ...rangeProblems(question),
      ...conditionProblems(
        question,
        known.map((one) => one.question),
      ),
      ...textProblems(question),
      ...(question.kind === 'repeat' ? groupProblems(question) : []),
    ].map((problem) => `${group === undefined ? '' : `${group.id}: `}${question.id}: ${problem}`);
  });
  // Which ways lead through it can only be said when the questions by themselves are sound.
  const all = problems.length > 0 ? problems : pathProblems(questionnaire);
  return all.map((problem) => `questionnaire ${questionnaire.id}: ${problem}`);
}

function idProblems({ id }: Question, before: readonly Placed[]): readonly string[] {
  return before.some(({ question }) => question.id === id) ? ['this id is used twice'] : [];
}

/** A question that no answer can satisfy is a dead end. */
function rangeProblems(question: Question): readonly string[] {
  const problems: string[] = [];
  if (
    question.kind !== 'choice' &&
    question.kind !== 'photo' &&
    question.min !== undefined &&
    question.max !== undefined &&
    question.min > question.max
  ) {
    problems.push(`no answer fits: min ${question.min} is more than max ${question.max}`);
  }
  if (question.kind === 'choice' || question.kind === 'multi') {
    const keys = question.choices.map((choice) => choice.key);
    for (const key of new Set(keys.filter((one, place) => keys.indexOf(one) !== place)))
      problems.push(`two choices have the key '${key}'`);
    if (question.kind === 'multi' && (question.min ?? 0) > keys.length)
      problems.push(`no answer fits: min ${question.min} is more than there are choices`);
  }
  return problems;
}

function conditionProblems(question: Question, before: readonly Question[]): readonly string[] {
  return namedIn(question.when).flatMap(({ id, is }) => {
    const about = before.find((one) => one.id === id);
    if (about === undefined) return [`its condition is about '${id}', which is no earlier question`];
    if (is === undefined) return [];
    if (about.kind === 'repeat')
      return [
        `its condition wants '${is}' of '${id}', which is asked several times: only answered: true or false can be asked`,
      ];
    if (about.kind === 'photo')
      return [
        `its condition wants '${is}' of '${id}', which a picture answers: only answered: true or false can be asked`,
      ];
    const known =
      about.kind === 'choice' || about.kind === 'multi' ? about.choices.some((choice) => choice.key === is) : true;
    return known ? [] : [`its condition wants '${is}', which is no choice of '${id}'`];
  });
}

function textProblems(question: Question): readonly string[] {
  const choices = question.kind === 'choice' || question.kind === 'multi' ? question.choices : [];
  return (['vi', 'en'] as const).flatMap((locale) => {
    const labels = choices.map((choice) => choice.label[locale]);
    const parts = [question.text[locale], question.help?.[locale] ?? '', ...labels.map((label) => `00. ${label}`)];
    const length = parts.join('\n').length + AROUND;
    const problems = labels
      .filter((label) => label.length > LONGEST_LABEL)
      .map((label) => `${locale}: the label '${label}' is over ${LONGEST_LABEL} characters`);
    if (length > SHORTEST_LIMIT)
      problems.push(
        `${locale}: ${length} characters with help and choices, the shortest channel takes ${SHORTEST_LIMIT}`,
      );
    return problems;
  });
}
