/** Drives the reflection through the engine as the runtime does, with books in memory and JSON between any two turns. */

import { loadContent } from '../../../src/content/load.ts';
import { createTranslator } from '../../../src/content/translate.ts';
import type { Conversation, Frame } from '../../../src/engine/conversation.ts';
import type { Fact, Source } from '../../../src/engine/fact.ts';
import type { DialogInput } from '../../../src/engine/here.ts';
import { type At, ask, type Said, type Turn } from '../../../src/engine/moves.ts';
import { turn } from '../../../src/engine/turn.ts';
import type { Questionnaire } from '../../../src/features/questionnaires/model.ts';
import type { Answers } from '../../../src/features/submissions/model.ts';
import { openStep } from '../../../src/features/submissions/reflection/places.flow.ts';
import { reflection } from '../../../src/features/submissions/reflection/reflection.flow.ts';
import { apply, type ReflectionWorld } from '../../../src/features/submissions/reflection/world.flow.ts';
import type {
  CampaignId,
  PersonId,
  PromptId,
  QuestionnaireHash,
  RevisionId,
  SubmissionId,
  UnitId,
} from '../../../src/lib/ids.ts';
import { dayOf, type LocalDate } from '../../../src/lib/time.ts';

const loaded = await loadContent();
if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
export const translator = createTranslator(loaded.content.catalogues);
export const shippedContent = loaded.content;
export const shipped = loaded.content.questionnaires;

export const START = Date.parse('2022-03-21T07:30:00+07:00');
const ZONE = 'Asia/Ho_Chi_Minh';

export const draft = {
  submissionId: 's1' as SubmissionId,
  revisionId: 'r1' as RevisionId,
  campaignId: 'c1' as CampaignId,
  personId: 'p1' as PersonId,
  unitId: 'u1' as UnitId,
  questionnaire: 'h1' as QuestionnaireHash,
  closesOn: '2022-04-22' as LocalDate,
};

export class Driver {
  now = START;
  conversation: Conversation = { active: undefined, resting: undefined };
  answers: Answers = new Map();
  readonly facts: Fact[] = [];
  /** What the last turn said, in Vietnamese. */
  said: readonly string[] = [];
  /** The options of the open prompt by key, in Vietnamese. */
  options: ReadonlyMap<string, string> = new Map();
  #prompts = 0;
  #messages = 0;
  readonly questionnaire: Questionnaire;
  /** As on a channel without buttons. */
  readonly numbered: boolean;
  /** Where a document goes that cannot be sent here. */
  documentsGo: ReflectionWorld['documentsGo'];

  constructor(questionnaire: Questionnaire, numbered = true) {
    this.questionnaire = questionnaire;
    this.numbered = numbered;
    this.begin();
  }

  get world(): ReflectionWorld {
    return {
      draft,
      questionnaire: this.questionnaire,
      answers: this.answers,
      now: this.now,
      today: dayOf(this.now, ZONE),
      zone: ZONE,
      documentsGo: this.documentsGo,
      receivers: { unitId: draft.unitId, cell: 'Chi bộ 6', count: 3 },
    };
  }

  get step(): string | undefined {
    return this.conversation.active?.step;
  }

  /** As /soi and /tieptuc do. */
  begin(): void {
    const { active, resting } = this.conversation;
    const step = openStep(this.world);
    const fresh: Frame = {
      flow: 'reflection',
      version: draft.questionnaire,
      step,
      promptId: '' as PromptId,
      askedAt: this.now,
      ids: { revision: draft.revisionId },
    };
    this.#take(ask(this.#at(active ?? resting ?? fresh)));
  }

  /** As /huy does. */
  leave(): void {
    if (this.conversation.active !== undefined)
      this.conversation = { active: undefined, resting: this.conversation.active };
  }

  later(ms: number): this {
    this.now += ms;
    return this;
  }

  write(text: string, writtenAgo = 0): this {
    return this.input({ kind: 'text', text }, this.now - writtenAgo);
  }

  tap(key: string): this {
    return this.input({ kind: 'choice', key });
  }

  input(input: DialogInput, written = this.now): this {
    const { active } = this.conversation;
    if (active === undefined) throw new Error('no dialog is open');
    this.#messages += 1;
    const source: Source = {
      at: written,
      addressId: undefined,
      messageId: String(this.#messages),
      promptId: active.promptId,
    };
    this.#take(turn(this.#at(active), input, source));
    return this;
  }

  #at(frame: Frame): At<ReflectionWorld> {
    const around = {
      now: this.now,
      numbered: this.numbered,
      newPromptId: () => `prompt-${++this.#prompts}` as PromptId,
      label: (label: Parameters<typeof translator.text>[0]) => translator.text(label, 'vi'),
    };
    return { flow: reflection, world: this.world, frame, resting: this.conversation.resting, around };
  }

  #take(result: Turn): void {
    this.conversation = json(result.conversation);
    for (const fact of result.facts) {
      this.facts.push(fact);
      this.answers = apply(this.world, fact).answers;
    }
    this.said = result.says.map(({ say }) => translator.text(say, 'vi'));
    for (const { say } of result.says) translator.text(say, 'en');
    this.options = optionsOf(result.says.at(-1));
  }
}

function optionsOf(said: Said | undefined): ReadonlyMap<string, string> {
  if (said?.prompt === undefined) return new Map();
  return new Map((said.say.choices ?? []).map((choice) => [choice.key, translator.text(choice.label, 'vi')]));
}

/** As the conversation's row keeps it. */
function json(conversation: Conversation): Conversation {
  const read = JSON.parse(JSON.stringify(conversation)) as Partial<Conversation>;
  return { active: read.active, resting: read.resting };
}
