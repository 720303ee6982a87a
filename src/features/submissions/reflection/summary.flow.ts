/** The end of the questions: what was answered, who will receive it, and the last word before it is submitted. Pure. */
import type { Move, Reading, Step } from '../../../engine/flow.ts';
import { readOrdinal } from '../../../engine/resolve.ts';
import { type Choice, type Say, say, type Words, words, writeChoice } from '../../../engine/say.ts';
import { fold } from '../../../lib/fold.ts';
import { minuteOf } from '../../../lib/time.ts';
import { firstKey, type Question, type Single } from '../../questionnaires/model.ts';
import { answeredCount, asked, fullLines, inside, shortened, summaryLines } from '../report.ts';
import { done } from './photo.flow.ts';
import { entryOf, fieldsAt, given, itemsOf, nameOf, progress, stepOf, untouched } from './places.flow.ts';
import { isClosed, type ReflectionWorld } from './world.flow.ts';

/** The question that stands as the example of one to be changed. */
const EXAMPLE = 3;

/** Asks the author for the last word. */
export function summaryStep(world: ReflectionWorld): Step {
  const edits = picksOf(world).map(
    ({ key, n }, entry): Choice => ({ key, label: words('submissions.button-edit-line', { n }), entry }),
  );
  return {
    ask: summarySay(world, edits),
    text: { free: false, read: (text) => readEdit(world, text) },
    on: {
      full: () => ({
        to: 'stay',
        says: [
          world.masked === true
            ? say('submissions.own-masked', undefined, [writeChoice])
            : say('submissions.full', { lines: fullLines(world.questionnaire, world.answers) }),
        ],
      }),
      edit: () => ({ to: { step: 'edit' } }),
      ...Object.fromEntries(picksOf(world).map(({ key, move }) => [key, move])),
      submit: () => ({ to: 'stay', says: [say('submissions.receivers-changed')] }),
      [submitKey(world)]: () => submitting(world),
      later: () => ({ to: 'rest', says: [restingSay(world)] }),
    },
  };
}

/** With the answers, or where they are not to be shown, with how many there are. */
function summarySay(world: ReflectionWorld, edits: readonly Choice[]): Say {
  const { answered, total } = answeredCount(world.questionnaire, world.answers);
  const params = { answered, total, receivers: receiversWords(world) };
  const last = [{ ...choice('submit'), key: submitKey(world) }, choice('later', true)];
  const n = Math.min(EXAMPLE, total);
  if (world.masked === true) {
    const typed = words('submissions.summary-typed-masked', { n });
    return { ...say('submissions.summary-masked', params, [writeChoice, ...last]), free: true, typed };
  }
  const lines = summaryLines(world.questionnaire, world.answers);
  const choices = [...edits, choice('full'), choice('edit', true), ...last];
  // A typed number is the number of a question above: nothing is submitted by one.
  const typed = words('submissions.summary-typed', { n });
  return { ...say('submissions.summary', { ...params, lines }, choices), free: true, typed };
}

/** Each question asked, as what takes one there to change its answer. */
function picksOf(world: ReflectionWorld) {
  return asked(world.questionnaire, world.answers).map((question, index) => ({
    // By place in the questionnaire: ids may be longer than a button's key.
    key: `e.${world.questionnaire.questions.indexOf(question)}`,
    n: index + 1,
    move: (): Move => done({ to: { step: entryOf(world, question) }, ids: { back: 'summary' } }),
  }));
}

/** `sửa 3`, `câu 3`, `edit 3`: which answer is to be changed, without a detour. */
function readEdit(world: ReflectionWorld, text: string): Reading {
  const n = Number(fold(text).match(/^(?:sua|cau|sua cau|edit) (\d{1,2})$/)?.[1]);
  const question = asked(world.questionnaire, world.answers)[n - 1];
  if (question === undefined) return { ok: false, problem: say('dialog.choose') };
  return { ok: true, move: { to: { step: entryOf(world, question) }, ids: { back: 'summary' } } };
}

/** The number in `sửa 3`, `sửa câu 3`; undefined for anything else. */
export function amended(text: string): number | undefined {
  const typed = fold(text.normalize('NFKC')).match(/^\/?(?:sua|sua cau|sua cau so|edit) ?(\d{1,2})[.)]?$/)?.[1];
  return typed === undefined ? undefined : Number(typed);
}

/**
 * `sửa 3`, typed at whatever step: to the third question and, once it is answered, back to where it was typed. At the summary
 * the number alone does: what stands above it are numbered answers.
 */
export function readAmend(
  world: ReflectionWorld,
  text: string,
  { step, ids }: { readonly step: string; readonly ids: Readonly<Record<string, string>> },
): Reading | undefined {
  const n = amended(text) ?? (step === 'summary' ? readOrdinal(text) : undefined);
  if (n === undefined) return undefined;
  const questions = asked(world.questionnaire, world.answers);
  const question = questions[n - 1];
  if (question === undefined)
    return { ok: false, problem: say('submissions.no-such-question', { n, total: questions.length }) };
  const to = entryOf(world, question);
  if (to === step) return { ok: true, move: { to: 'stay' } };
  const back = ids['back'] ?? (step === 'edit' ? 'summary' : step);
  return { ok: true, move: done({ to: { step: to }, ids: { back: back === to ? '' : back } }) };
}

/**
 * The button carries who was named above it: somebody who changes cells while it is on their screen is shown the new
 * receivers before anything goes to them.
 */
function submitKey({ draft, receivers }: ReflectionWorld): string {
  return receivers === undefined || receivers.unitId === draft.unitId
    ? 'submit'
    : `submit.${receivers.unitId.slice(-12)}`;
}

/** Which answer is to be changed. */
export function editStep(world: ReflectionWorld): Step {
  const questions = asked(world.questionnaire, world.answers);
  const picks = picksOf(world);
  const lines = questions.map((question, index): Words => {
    const { vi, en } = question.text;
    return words('submissions.pick-line', { n: index + 1, question: { vi: shortened(vi, 70), en: shortened(en, 70) } });
  });
  const numbers = picks.map(
    ({ key, n }): Choice => ({ key, label: words('submissions.button-pick', { n }), beside: (n - 1) % 4 > 0 }),
  );
  const choices = [...numbers, choice('back')];
  return {
    ask: say('submissions.edit', { lines }, choices),
    text: { free: false, read: (text) => readPick(picks, text) },
    on: { ...Object.fromEntries(picks.map(({ key, move }) => [key, move])), back: () => ({ to: { step: 'summary' } }) },
  };
}

/** `3`, where the questions stand under their numbers. */
function readPick(picks: ReturnType<typeof picksOf>, text: string): Reading {
  const picked = picks.find(({ n }) => n === readOrdinal(text));
  return picked === undefined ? { ok: false, problem: say('dialog.choose') } : { ok: true, move: picked.move() };
}

function submitting(world: ReflectionWorld): Move {
  const { draft, receivers } = world;
  const questions = asked(world.questionnaire, world.answers);
  for (const question of questions) {
    const missing = missingIn(world, question);
    if (missing !== undefined) return { to: { step: missing.step }, ids: { back: 'summary' }, says: [missing.problem] };
  }
  if (answeredCount(world.questionnaire, world.answers).answered === 0)
    return { to: 'stay', says: [say('submissions.nothing-answered')] };
  const { submissionId, revisionId, campaignId, personId } = draft;
  const unitId = receivers?.unitId ?? draft.unitId;
  const minute = minuteOf(world.now, world.zone);
  return {
    to: 'end',
    facts: [{ type: 'submission.submitted', submissionId, revisionId, campaignId, personId, unitId, at: world.now }],
    says: [
      receivers === undefined
        ? say('submissions.received', { minute: { minute } }, afterwards)
        : say('submissions.received-by', { cell: receivers.cell, minute: { minute } }, afterwards),
    ],
  };
}

/** Where something has to be answered still, and why. */
function missingIn(
  world: ReflectionWorld,
  question: Question,
): { readonly step: string; readonly problem: Say } | undefined {
  const lacks = (one: Single): boolean => one.required && given(world)(one.id) === undefined;
  const wanted = (key: string) => ({
    step: stepOf(key),
    problem: say('submissions.required-missing', { n: nameOf(world, key) }),
  });
  if (question.kind !== 'repeat') return lacks(question) ? wanted(question.id) : undefined;
  const items = itemsOf(world, question);
  if (items === 0) return question.required ? wanted(firstKey(question)) : undefined;
  for (let item = 1; item <= items; item += 1) {
    const field = fieldsAt(world, { group: question, item }).find((one) => lacks(one.question));
    if (field !== undefined) return wanted(field.question.id);
  }
  if (items >= question.min) return undefined;
  const { n } = progress(world, question.id);
  const params = { n, min: question.min, item: inside(question.item) };
  return { step: stepOf(question.id), problem: say('submissions.items-few', params) };
}

function receiversWords({ receivers }: ReflectionWorld): Words {
  if (receivers === undefined) return words('submissions.receivers-unknown');
  const { cell, count } = receivers;
  return count === 0 ? words('submissions.receivers-none', { cell }) : words('submissions.receivers', { cell, count });
}

const next: readonly Choice[] = [
  { key: 'continue', label: words('submissions.button-continue'), command: { name: 'tieptuc', args: '' } },
];

/** What one may want to do with what has just been handed in. */
const afterwards: readonly Choice[] = [
  { key: 'review', label: words('submissions.button-review'), command: { name: 'xemlai', args: '' } },
  { key: 'revise', label: words('submissions.button-revise'), command: { name: 'suabai', args: '' }, beside: true },
];

/** Said when the draft is left: what is kept, what is left to do, how to go on. */
export function restingSay(world: ReflectionWorld): Say {
  if (isClosed(world)) return say('submissions.closed-draft');
  const left = untouched(world).length;
  const clock = { clock: minuteOf(world.now, world.zone) };
  const { submittedAt } = world.draft;
  if (typeof submittedAt === 'number')
    return say('submissions.resting-revision', { clock, minute: { minute: minuteOf(submittedAt, world.zone) } }, next);
  return left === 0
    ? say('submissions.resting-complete', { clock }, next)
    : say('submissions.resting', { clock, left }, next);
}

function choice(key: 'full' | 'edit' | 'submit' | 'later' | 'back', beside = false): Choice {
  return { key, label: words(`submissions.button-${key}`), beside };
}
