/** Texts of unclear belonging: kept at once as rows, and their author is asked what they are. Pure. */
import type { Fact, FactOf } from '../../../engine/fact.ts';
import type { HeldPlace, Holding, Move } from '../../../engine/flow.ts';
import { type Choice, type Param, type Say, say, type Words, words, writeChoice } from '../../../engine/say.ts';
import { firstKey, type Question, type Single } from '../../questionnaires/model.ts';
import { asked, itemsOfGroup, shortened } from '../report.ts';
import { understand, understandText } from '../rules.ts';
import { groupAt } from './items.flow.ts';
import {
  answerAt,
  given,
  isEmpty,
  itemsOf,
  nameOf,
  progress,
  questionAt,
  questionIdOf,
  spotAt,
  stepOf,
} from './places.flow.ts';
import { keeping, type ReflectionWorld, replacedSay } from './world.flow.ts';

const EXCERPT = 200;

export const holding: Holding<ReflectionWorld> = {
  keep(world, step, { text, source }): Fact {
    const questionId = questionIdOf(step) ?? step;
    const part = answerAt(world, questionId).held.length;
    return { type: 'text.held', revisionId: world.draft.revisionId, questionId, part, text, source };
  },
  ask(world, place) {
    const asking = place.held.why === 'late' ? askLate(world, place) : askMore(world, place);
    if (world.masked !== true) return asking;
    return say('submissions.held-masked', undefined, [writeChoice, ...(asking.choices ?? [])]);
  },
  on: {
    add: (world, place) => adding(world, place),
    use: (world, place) => using(world, place),
    drop: (world, { held }) => ({ to: 'stay', facts: [dropped(world, held)], says: [say('submissions.held-dropped')] }),
  },
  near: (world, current) => (questionAt(world, current) === undefined ? lastWritten(world, current) : undefined),
};

function askLate(world: ReflectionWorld, place: HeldPlace): Say {
  const { held } = place;
  const question = questionAt(world, held.step);
  if (question === undefined) return askMore(world, place);
  const { n, total } = progress(world, question.id);
  const choices = [
    ...(usable(world, held, question) ? [choice('use', words('submissions.button-use'))] : []),
    choice('drop', words('submissions.button-no')),
  ];
  return say('submissions.held-late', { ...keptParams(world, held), n, total, question: question.text }, choices);
}

function askMore(world: ReflectionWorld, { held, step }: HeldPlace): Say {
  const before = questionAt(world, held.step);
  const now = openAt(world, step);
  const number = (question: Single): Param => nameOf(world, question.id);
  const choices = [
    ...(before !== undefined && addable(world, held, before)
      ? [choice('add', words('submissions.button-add', { n: number(before) }))]
      : []),
    ...(now !== undefined && usable(world, held, now)
      ? [choice('use', words('submissions.button-answer', { n: number(now) }))]
      : []),
    choice('drop', words('submissions.button-drop')),
  ];
  const params = keptParams(world, held);
  if (now === undefined || now.id === before?.id) return say('submissions.held-elsewhere', params, choices);
  return say('submissions.held-more', { ...params, n: number(now), question: now.text }, choices);
}

/** The question that is open; where it is asked whether there is to be one more item, the one that this would begin with. */
function openAt(world: ReflectionWorld, step: string): Single | undefined {
  const spot = spotAt(world, step);
  if (spot?.at !== 'group') return questionAt(world, step);
  const item = itemsOf(world, spot.group) + 1;
  return item > spot.group.max ? undefined : questionAt(world, stepOf(firstKey(spot.group, item)));
}

/** How many texts are kept, and what the author has just written. */
function keptParams(
  world: ReflectionWorld,
  held: HeldPlace['held'],
): { readonly kept: Words; readonly excerpt: string } {
  const texts = textsOf(world, held);
  const kept =
    texts.length > 1 ? words('submissions.held-several', { count: texts.length }) : words('submissions.held-one');
  return { kept, excerpt: shortened(texts.at(-1) ?? '', EXCERPT) };
}

const textsOf = (world: ReflectionWorld, held: HeldPlace['held']): readonly string[] =>
  answerAt(world, questionIdOf(held.step) ?? held.step).held;

/** Would what is held do as the answer of this question? */
function usable(world: ReflectionWorld, held: HeldPlace['held'], question: Single): boolean {
  return question.kind === 'text'
    ? understandText(question, textsOf(world, held)).ok
    : readLate(world, held, question) !== undefined;
}

/** A number, a day, a choice that was written late: of several the last is meant. One that came soon was taken as it came. */
function readLate(world: ReflectionWorld, held: HeldPlace['held'], question: Single): FactOf<'held.used'>['read'] {
  const texts = textsOf(world, held);
  const last = texts.at(-1);
  if (question.kind === 'text' || held.why !== 'late' || last === undefined) return undefined;
  const understood = understand(question, last, world.today);
  return understood.ok ? { part: texts.length - 1, text: understood.value } : undefined;
}

/** Length alone can be in the way of adding: what was given was an answer before. */
function addable(world: ReflectionWorld, held: HeldPlace['held'], question: Single): boolean {
  return (
    question.kind === 'text' &&
    understandText(question, [...answerAt(world, question.id).given, ...textsOf(world, held)]).ok
  );
}

function using(world: ReflectionWorld, { held, step, ids }: HeldPlace): Move | undefined {
  const question = openAt(world, step);
  if (question === undefined || !usable(world, held, question)) return undefined;
  const heldAt = questionIdOf(held.step) ?? held.step;
  const replaces = !isEmpty(answerAt(world, question.id));
  const { revisionId } = world.draft;
  const read = readLate(world, held, question);
  const about = { revisionId, questionId: question.id, heldAt, replaces, ...(read === undefined ? {} : { read }) };
  const move = keeping(world, { type: 'held.used', ...about }, ids);
  const answered = given(world)(question.id) !== undefined;
  return answered ? { ...move, says: [replacedSay(world, question.id)] } : move;
}

function adding(world: ReflectionWorld, { held }: HeldPlace): Move | undefined {
  const question = questionAt(world, held.step);
  if (held.why === 'late' || question === undefined || !addable(world, held, question)) return undefined;
  const parts = answerAt(world, question.id).given.length;
  const fact: Fact = {
    type: 'held.added',
    revisionId: world.draft.revisionId,
    questionId: question.id,
    heldAt: question.id,
    parts,
  };
  return { to: 'stay', facts: [fact], says: [say('submissions.held-added', { n: nameOf(world, question.id) })] };
}

function dropped(world: ReflectionWorld, held: HeldPlace['held']): Fact {
  return { type: 'held.dropped', revisionId: world.draft.revisionId, questionId: questionIdOf(held.step) ?? held.step };
}

/** The last question answered in words: a text written at the summary is most likely a postscript to it; one written at a group, to its own. */
function lastWritten(world: ReflectionWorld, current: string): string | undefined {
  const within = groupAt(world, current);
  const questions = within === undefined ? asked(world.questionnaire, world.answers) : [within];
  const texts = questions.flatMap((one) => textsIn(world, one));
  const last = texts.findLast((id) => given(world)(id) !== undefined) ?? texts.at(-1);
  return last === undefined ? undefined : stepOf(last);
}

/** Where texts are answers, in the order of asking; in a group, where items are. */
function textsIn(world: ReflectionWorld, question: Question): readonly string[] {
  if (question.kind !== 'repeat') return question.kind === 'text' ? [question.id] : [];
  return itemsOfGroup(world.questionnaire, question, world.answers).flatMap(({ fields }) =>
    fields.flatMap(({ question: { id, kind } }) => (kind === 'text' ? [id] : [])),
  );
}

function choice(key: 'add' | 'use' | 'drop', label: Words): Choice {
  return { key, label };
}
