/** Loads what the reflection looks at: two prepared selects for a question, the receivers only where they may be named. */
import type { Frame } from '../../../engine/conversation.ts';
import type { RevisionId, UnitId } from '../../../lib/ids.ts';
import type { Acting, FlowHost } from '../../feature.ts';
import { type Questionnaire, topOf } from '../../questionnaires/model.ts';
import { questionIdOf } from './places.flow.ts';
import { reflection } from './reflection.flow.ts';
import { loadAnswers, loadDraft } from './store.ts';
import type { Receivers, ReflectionWorld } from './world.flow.ts';

const PAGE = 'web';

/** Roles that read what is submitted to a cell. */
export const READERS = ['secretary', 'deputy', 'committee'] as const;

export const reflectionHost: FlowHost<ReflectionWorld> = { flow: reflection, world: loadWorld };

/** Undefined when the draft is gone, was submitted, or is somebody else's. */
export async function loadWorld(
  acting: Acting,
  { step, ids }: Pick<Frame, 'step' | 'ids'>,
): Promise<ReflectionWorld | undefined> {
  const { c, now, today, zone } = acting;
  const revisionId = ids['revision'] as RevisionId | undefined;
  const draft = revisionId === undefined ? undefined : await loadDraft(c, revisionId);
  if (draft === undefined || draft.personId !== acting.person.id) return undefined;
  const questionnaire = await acting.questionnaires.byHash(draft.questionnaire);
  const answers = await loadAnswers(c, acting.seal, draft.revisionId);
  const near = ids['back'] !== undefined || mayBeLast(questionnaire, step);
  return {
    draft,
    questionnaire,
    answers,
    now,
    today,
    zone,
    masked: acting.masked === true,
    documentsGo: acting.withoutDocuments === true ? documentsGo(acting) : undefined,
    receivers: near ? await receiversOf(acting, draft.unitId) : undefined,
  };
}

/** Where there is a page, it can be opened from every chat by linking it. */
function documentsGo({ joinLinks }: Acting): 'page' | 'paper' {
  return joinLinks('').some(({ channel }) => channel === PAGE) ? 'page' : 'paper';
}

/** Could the summary come next? Not while a question follows that everybody is asked. */
function mayBeLast(questionnaire: Questionnaire, step: string): boolean {
  const id = topOf(questionIdOf(step) ?? '');
  const place = questionnaire.questions.findIndex((one) => one.id === id);
  return place < 0 || questionnaire.questions.slice(place + 1).every((one) => one.when !== undefined);
}

/** The committee of the cell the author belongs to today; without one, of where it was begun. */
export async function receiversOf(acting: Acting, begun: UnitId): Promise<Receivers | undefined> {
  const { cell } = await acting.directory.standing(acting.person.id);
  const unit = cell ?? (await acting.directory.unit(begun));
  if (unit === undefined) return undefined;
  const readers = await acting.directory.officers(unit.id, READERS);
  return { unitId: unit.id, cell: unit.name, count: readers.length };
}
