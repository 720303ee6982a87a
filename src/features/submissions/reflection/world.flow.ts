/** What the reflection looks at, and how a fact changes it: one draft revision with its answers. Pure. */
import type { Fact, FactOf } from '../../../engine/fact.ts';
import type { Move } from '../../../engine/flow.ts';
import { type Say, say } from '../../../engine/say.ts';
import type { Instant } from '../../../lib/env.ts';
import type { UnitId } from '../../../lib/ids.ts';
import type { LocalDate, Zone } from '../../../lib/time.ts';
import { type AnswerState, afterRemoval, type Draft, photoPart } from '../model.ts';
import { answerAt, nameOf, onward, type Written } from './places.flow.ts';

export interface ReflectionWorld extends Written {
  readonly draft: Draft;
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

/** The round has closed: nothing is taken any more. */
export const isClosed = ({ today, draft }: ReflectionWorld): boolean => today > draft.closesOn;

type Ids = Readonly<Record<string, string>>;

/** A move that keeps `fact` and goes on from its question, as things stand with the fact. */
export function keeping(
  world: ReflectionWorld,
  fact: FactOf<'answer.given'> | FactOf<'photo.given'> | FactOf<'answer.skipped'> | FactOf<'held.used'>,
  ids: Ids,
): Move {
  const { to, ids: changedIds } = onward(apply(world, fact), fact.questionId, ids);
  return changedIds === undefined ? { to, facts: [fact] } : { to, ids: changedIds, facts: [fact] };
}

export const replacedSay = (world: ReflectionWorld, questionId: string): Say =>
  say('submissions.replaced', { n: nameOf(world, questionId) });

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
      return moved(world, fact.heldAt, (held) =>
        changed(world, fact.questionId, { given: fact.read === undefined ? held : [fact.read.text], skipped: false }),
      );
    case 'held.added': {
      const before = answerAt(world, fact.questionId).given;
      return moved(world, fact.heldAt, (held) =>
        changed(world, fact.questionId, { given: [...before, ...held], skipped: false }),
      );
    }
    case 'held.dropped':
      return changed(world, fact.questionId, { held: [] });
    case 'item.removed': {
      const answers = new Map(world.answers);
      const { gone, moved: up } = afterRemoval(fact);
      for (const key of gone) answers.delete(key);
      for (const [from, to] of up) {
        const answer = answers.get(from);
        if (answer !== undefined) answers.set(to, answer);
        answers.delete(from);
      }
      return { ...world, answers };
    }
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
