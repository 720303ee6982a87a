/** Walks every way through a questionnaire: is every question reached, does every condition ever hold, is anybody asked nothing? Pure. */
import type { Condition, Question, Questionnaire } from '../schema.ts';
import { type Answers, holds, namedIn, partsOf, spoken } from './conditions.ts';
import { samplesOf } from './samples.ts';

/** More than a questionnaire made by people has; beyond it the conditions want simplifying anyway. */
const MOST_WAYS = 50_000;

export function pathProblems(questionnaire: Questionnaire): readonly string[] {
  const walk = new Walk(questionnaire.questions.flatMap(withItem));
  walk.from(0, new Map(), 0);
  return walk.problems();
}

/** One item stands for all: its questions come after its group and are asked where there is one. */
function withItem(question: Question): readonly Question[] {
  if (question.kind !== 'repeat') return [question];
  const there: Condition = { question: question.id, answered: true };
  return [
    question,
    ...question.questions.map((one) => ({ ...one, when: one.when === undefined ? there : { all: [there, one.when] } })),
  ];
}

class Walk {
  readonly #questions: readonly Question[];
  readonly #kinds: ReadonlyMap<string, Question['kind']>;
  /** What is tried for each question that a condition names; the others lead nowhere else. */
  readonly #samples: ReadonlyMap<string, readonly (string | undefined)[]>;
  readonly #reached = new Set<string>();
  readonly #held = new Set<Condition>();
  #ways = 0;
  #asksNothing = false;

  constructor(questions: readonly Question[]) {
    this.#questions = questions;
    this.#kinds = new Map(questions.map((question) => [question.id, question.kind]));
    const named = questions.flatMap((question) => namedIn(question.when));
    this.#samples = new Map(
      questions.flatMap((question) => {
        const wanted = named.filter((one) => one.id === question.id);
        return wanted.length === 0
          ? []
          : [[question.id, samplesOf(question, new Set(wanted.flatMap((one) => one.is ?? [])))]];
      }),
    );
  }

  from(place: number, answers: Answers, asked: number): void {
    if (this.#ways >= MOST_WAYS) return;
    const question = this.#questions[place];
    if (question === undefined) {
      this.#ways += 1;
      if (asked === 0) this.#asksNothing = true;
      return;
    }
    for (const part of partsOf(question.when)) if (holds(part, answers, this.#kinds)) this.#held.add(part);
    if (question.when !== undefined && !holds(question.when, answers, this.#kinds)) {
      this.from(place + 1, answers, asked);
      return;
    }
    this.#reached.add(question.id);
    for (const value of this.#samples.get(question.id) ?? [undefined]) {
      this.from(place + 1, value === undefined ? answers : new Map([...answers, [question.id, value]]), asked + 1);
    }
  }

  problems(): readonly string[] {
    if (this.#ways >= MOST_WAYS)
      return [`more than ${MOST_WAYS} ways lead through it: its conditions want simplifying`];
    const unreached = this.#questions.filter((question) => !this.#reached.has(question.id));
    const vain = this.#questions
      .filter((question) => this.#reached.has(question.id))
      .flatMap((question) =>
        partsOf(question.when).flatMap((part) =>
          this.#held.has(part) ? [] : [`${question.id}: the condition '${spoken(part)}' never holds`],
        ),
      );
    return [
      ...unreached.map((question) => `${question.id}: is never asked, its condition cannot hold`),
      ...vain,
      ...(this.#asksNothing ? ['a dead end: answers exist with which no question at all is asked'] : []),
    ];
  }
}
