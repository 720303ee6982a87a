/** What the reflection looks at, and how a fact changes it: one draft revision with its answers. Pure. */
import type { Fact, FactOf } from '../../../engine/fact.ts';
import type { Move } from '../../../engine/flow.ts';
import { type Say, say } from '../../../engine/say.ts';
import type { Instant } from '../../../lib/env.ts';
import type { UnitId } from '../../../lib/ids.ts';
import type { LocalDate, Zone } from '../../../lib/time.ts';
import type { Question, Questionnaire } from '../../questionnaires/model.ts';
import { nextQuestion, previousQuestion } from '../../questionnaires/model.ts';
import { type AnswerState, type Answers, type Draft, noAnswer, photoPart, storedValue } from '../model.ts';
import { asked } from '../report.ts';

export interface ReflectionWorld {
  readonly draft: Draft;
  readonly questionnaire: Questionnaire;
  readonly answers: Answers;
  readonly now: Instant;
  readonly today: LocalDate;
  readonly zone: Zone;
  /** Who would receive it today; loaded only where the summary may be shown. */
  readonly receivers: Receivers | undefined;
  /** The reader's channel shows nothing of what was written, and takes nothing written. */
  readonly masked?: boolean;
  /** Where a document goes up that cannot be sent on the reader's channel; undefined where it can. */
  readonly documentsGo?: 'page' | 'paper' | undefined;
}

export interface Receivers {
  readonly unitId: UnitId;
  readonly cell: string;
  readonly count: number;
}

type Ids = Readonly<Record<string, string>>;

export const stepOf = (questionId: string): string => `q:${questionId}`;
export const questionIdOf = (step: string): string | undefined => (step.startsWith('q:') ? step.slice(2) : undefined);

export function questionAt(world: ReflectionWorld, step: string): Question | undefined {
  const id = questionIdOf(step);
  return world.questionnaire.questions.find((one) => one.id === id);
}

export const answerAt = (world: ReflectionWorld, id: string): AnswerState => world.answers.get(id) ?? noAnswer;
export const given =
  (world: ReflectionWorld) =>
  (id: string): string | undefined =>
    storedValue(world.answers.get(id));
export const isEmpty = ({ given: parts, skipped }: AnswerState): boolean => parts.length === 0 && !skipped;

/** "3 of 8": among the questions asked of this person. */
export function progress(world: ReflectionWorld, questionId: string): { readonly n: number; readonly total: number } {
  const questions = asked(world.questionnaire, world.answers);
  const place = questions.findIndex((one) => one.id === questionId);
  // A question whose condition has just ceased to hold keeps the number it had: what comes before it, and itself.
  if (place < 0) return { n: 1 + numberBefore(world, questions, questionId), total: questions.length + 1 };
  return { n: place + 1, total: questions.length };
}

function numberBefore(world: ReflectionWorld, questions: readonly Question[], questionId: string): number {
  const order = world.questionnaire.questions.map((one) => one.id);
  return questions.filter((one) => order.indexOf(one.id) < order.indexOf(questionId)).length;
}

/** Neither answered nor skipped yet. */
export function untouched(world: ReflectionWorld): readonly Question[] {
  return asked(world.questionnaire, world.answers).filter((one) => isEmpty(answerAt(world, one.id)));
}

/** Where the draft goes on: the first question not gone through, else the summary. */
export function openStep(world: ReflectionWorld): string {
  const first = untouched(world)[0];
  return first === undefined ? 'summary' : stepOf(first.id);
}

/** After a question: back to where it was amended from, else the next one asked. */
export function onward(world: ReflectionWorld, questionId: string, ids: Ids): Pick<Move, 'to' | 'ids'> {
  const back = amendedFrom(world, ids);
  if (back !== undefined) return back;
  const next = nextQuestion(world.questionnaire, questionId, given(world));
  return { to: { step: next === undefined ? 'summary' : stepOf(next.id) } };
}

/** The summary or the question at which the wish to amend was typed; an amended answer may have taken that question away. */
function amendedFrom(world: ReflectionWorld, ids: Ids): Pick<Move, 'to' | 'ids'> | undefined {
  const { back } = ids;
  if (back === undefined) return undefined;
  const there = back === 'summary' || asked(world.questionnaire, world.answers).some((one) => stepOf(one.id) === back);
  return { to: { step: there ? back : openStep(world) }, ids: { back: '' } };
}

export function backward(world: ReflectionWorld, questionId: string, ids: Ids): Pick<Move, 'to' | 'ids'> | undefined {
  const back = amendedFrom(world, ids);
  if (back !== undefined) return back;
  const previous = previousQuestion(world.questionnaire, questionId, given(world));
  return previous === undefined ? undefined : { to: { step: stepOf(previous.id) } };
}

/** A move that keeps `fact` and goes on from its question, as things stand with the fact. */
export function keeping(
  world: ReflectionWorld,
  fact: FactOf<'answer.given'> | FactOf<'photo.given'> | FactOf<'answer.skipped'> | FactOf<'held.used'>,
  ids: Ids,
): Move {
  return { ...onward(apply(world, fact), fact.questionId, ids), facts: [fact] };
}

export const replacedSay = (world: ReflectionWorld, questionId: string): Say =>
  say('submissions.replaced', { n: progress(world, questionId).n });

/** The books after a fact of this flow: the same as reading them again. */
export function apply(world: ReflectionWorld, fact: Fact): ReflectionWorld {
  switch (fact.type) {
    case 'answer.given':
      return changed(world, fact.questionId, { given: [fact.text], skipped: false });
    case 'photo.given': {
      const before = fact.part === 0 ? [] : answerAt(world, fact.questionId).given;
      const part = photoPart({ id: fact.photo.id, caption: fact.caption });
      return changed(world, fact.questionId, { given: [...before, part], skipped: false });
    }
    case 'answer.skipped':
      return changed(world, fact.questionId, { given: [], skipped: true });
    case 'text.held':
      return changed(world, fact.questionId, { held: [...answerAt(world, fact.questionId).held, fact.text] });
    case 'held.used':
      return moved(world, fact.heldAt, (held) => changed(world, fact.questionId, { given: held, skipped: false }));
    case 'held.added': {
      const before = answerAt(world, fact.questionId).given;
      return moved(world, fact.heldAt, (held) =>
        changed(world, fact.questionId, { given: [...before, ...held], skipped: false }),
      );
    }
    case 'held.dropped':
      return changed(world, fact.questionId, { held: [] });
    default:
      return world;
  }
}

function changed(world: ReflectionWorld, questionId: string, change: Partial<AnswerState>): ReflectionWorld {
  const answers = new Map(world.answers).set(questionId, { ...answerAt(world, questionId), ...change });
  return { ...world, answers };
}

function moved(
  world: ReflectionWorld,
  heldAt: string,
  into: (held: readonly string[]) => ReflectionWorld,
): ReflectionWorld {
  return changed(into(answerAt(world, heldAt).held), heldAt, { held: [] });
}
