/** The reflection: the questions one after another, the summary, and changing an answer from there. Pure. */
import type { Flow, Move, Step } from '../../../engine/flow.ts';
import { say } from '../../../engine/say.ts';
import { holding } from './holding.flow.ts';
import { questionStep } from './steps.flow.ts';
import { editStep, restingSay, summaryStep } from './summary.flow.ts';
import { apply, progress, questionAt, type ReflectionWorld } from './world.flow.ts';

export const REFLECTION = 'reflection';

export const reflection: Flow<ReflectionWorld> = {
  id: REFLECTION,
  step(id, world, ids) {
    const step = openedStep(id, world, ids);
    return step === undefined || world.today <= world.draft.closesOn ? step : closed(step);
  },
  apply,
  resting: (world) => restingSay(world),
  reminder(world, step) {
    const question = questionAt(world, step);
    return question === undefined
      ? say('submissions.reminder-summary')
      : say('submissions.reminder', progress(world, question.id));
  },
  holding,
};

function openedStep(id: string, world: ReflectionWorld, ids: Readonly<Record<string, string>>): Step | undefined {
  if (id === 'summary') return summaryStep(world);
  if (id === 'edit') return editStep(world);
  const question = questionAt(world, id);
  return question === undefined ? undefined : questionStep(world, question, ids);
}

/** The round has closed while the question was open: whatever comes now ends the dialog with the reason. */
function closed(step: Step): Step {
  const end = (): Move => ({ to: 'end', says: [say('submissions.closed-draft')] });
  return {
    ask: say('submissions.closed-draft'),
    on: Object.fromEntries(Object.keys(step.on).map((key) => [key, end])),
    text: { free: false, read: () => ({ ok: true, move: end() }) },
  };
}
