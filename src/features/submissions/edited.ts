/** An earlier message was edited: the answer it was (or part of an answer) reads as the message does now. */
import type { Frame } from '../../engine/conversation.ts';
import { say } from '../../engine/say.ts';
import type { Acting, Outcome } from '../feature.ts';
import type { Single } from '../questionnaires/model.ts';
import { loadWorld } from './reflection/host.ts';
import { groupAt } from './reflection/items.flow.ts';
import { answerAt, isThere, nameOf, openStep, questionAt, stepOf } from './reflection/places.flow.ts';
import { REFLECTION } from './reflection/reflection.flow.ts';
import { type Found, findByMessage } from './reflection/store.ts';
import type { ReflectionWorld } from './reflection/world.flow.ts';
import { reviseChoice } from './round.ts';
import { type Understood, understand, understandText } from './rules.ts';

/** Undefined when the message was no answer. */
export async function edited(acting: Acting, messageId: string, text: string): Promise<Outcome | undefined> {
  const found = await findByMessage(acting, { addressId: acting.address.id, messageId, personId: acting.person.id });
  const [newest] = found;
  if (newest === undefined) return undefined;
  const draft = found.find((one) => one.revisionState === 'draft');
  // Platforms report an edit also where only a link's preview has come.
  if ((draft ?? newest).text === text) return {};
  if (acting.today > newest.closesOn) return { says: [say('submissions.edit-closed')] };
  if (draft === undefined) return { says: [say('submissions.edit-submitted', undefined, [reviseChoice])] };
  const world = await loadWorld(acting, { step: stepOf(draft.questionId), ids: { revision: draft.revisionId } });
  const question = world === undefined ? undefined : questionAt(world, stepOf(draft.questionId));
  return world === undefined || question === undefined
    ? undefined
    : amend(acting, { world, question, found: draft }, text);
}

interface Place {
  readonly world: ReflectionWorld;
  readonly question: Single;
  readonly found: Found;
}

function amend(acting: Acting, place: Place, text: string): Outcome {
  const { world, question, found } = place;
  const n = nameOf(world, question.id);
  const understood = reading(acting, place, text);
  if (!understood.ok) return { says: [say('submissions.edit-refused', { n, problem: understood.problem })] };
  const about = { revisionId: found.revisionId, questionId: found.questionId };
  // What is held is kept as it was written, and read when it is used.
  const asWritten = found.state === 'held' || question.kind === 'text' || question.kind === 'photo';
  const kept = asWritten ? text : understood.value;
  const facts = [{ type: 'answer.amended' as const, ...about, answerId: found.answerId, text: kept }];
  if (found.state === 'held') return { facts, says: [say('submissions.edit-held')], ...shownAgain(acting, place) };
  const says = [say('submissions.edit-done', { n })];
  return { facts, says, ...(goneOn(acting, place, understood.value) ?? shownAgain(acting, place)) };
}

/** Where the new answer has taken the open question away, the next one is asked. */
function goneOn({ conversation }: Acting, place: Place, value: string): Pick<Outcome, 'resume'> | undefined {
  const { active } = conversation;
  if (active === undefined || !isHere(active, place) || active.held !== undefined) return undefined;
  const { world: before, question } = place;
  const answer = { ...answerAt(before, question.id), given: [value] };
  const world = { ...before, answers: new Map(before.answers).set(question.id, answer) };
  const taken = questionAt(world, active.step) !== undefined && !isThere(world, active.step);
  return taken ? { resume: { ...active, step: openStep(world) } } : undefined;
}

const isHere = ({ flow, ids }: Frame, { found }: Place): boolean =>
  flow === REFLECTION && ids['revision'] === found.revisionId;

/** What the new words mean: a part together with the other parts of the answer. */
function reading(acting: Acting, { world, question, found }: Place, text: string): Understood {
  // Of a picture only what is written under it can be edited.
  if (question.kind === 'photo') return { ok: true, value: text };
  if (question.kind !== 'text') return understand(question, text, acting.today);
  const parts =
    found.state === 'held'
      ? [text]
      : answerAt(world, question.id).given.map((part, index) => (index === found.part ? text : part));
  return found.state === 'held'
    ? understandText({ ...question, min: undefined, max: undefined }, parts)
    : understandText(question, parts);
}

/** The summary, a group, or the question about a kept text shows what has just changed. */
function shownAgain({ conversation }: Acting, place: Place): Pick<Outcome, 'resume'> {
  const { active } = conversation;
  if (active === undefined || !isHere(active, place)) return {};
  const shows =
    active.step === 'summary' || active.held !== undefined || groupAt(place.world, active.step) !== undefined;
  return shows ? { resume: active } : {};
}
