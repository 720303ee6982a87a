/** The reflection: the questions one after another, the summary, and changing an answer from there. Pure. */
import type { Flow } from '../../../engine/flow.ts';
import { say } from '../../../engine/say.ts';
import { holding } from './holding.flow.ts';
import { groupAt, itemsStep } from './items.flow.ts';
import { progress, questionAt } from './places.flow.ts';
import { questionStep } from './steps.flow.ts';
import { editStep, readAmend, restingSay, summaryStep } from './summary.flow.ts';
import { apply, isClosed, type ReflectionWorld } from './world.flow.ts';

export const REFLECTION = 'reflection';

export const reflection: Flow<ReflectionWorld> = {
  id: REFLECTION,
  personal: true,
  step(id, world, ids) {
    if (id === 'summary') return summaryStep(world);
    if (id === 'edit') return editStep(world);
    const question = questionAt(world, id);
    return question === undefined ? itemsStep(world, id, ids) : questionStep(world, question, ids);
  },
  /** The round has closed while the question was open. A text that was kept goes with the draft. */
  ended(world, held) {
    if (!isClosed(world)) return undefined;
    return say(held === undefined ? 'submissions.closed-draft' : 'submissions.closed-held');
  },
  apply,
  resting: (world) => restingSay(world),
  reminder(world, step, open) {
    const question = questionAt(world, step) ?? groupAt(world, step);
    return question === undefined
      ? say('submissions.reminder-summary')
      : say(
          open && world.masked !== true ? 'submissions.reminder' : 'submissions.reminder-shown',
          progress(world, question.id),
        );
  },
  holding,
  typed: readAmend,
};
