/** What a member does with the own text: begin, go on, leave, revise, read again. */
import type { Conversation, Frame } from '../../engine/conversation.ts';
import { type Choice, type Say, say, writeChoice } from '../../engine/say.ts';
import { readWord } from '../../engine/typing.ts';
import type { PromptId, RevisionId, SubmissionId } from '../../lib/ids.ts';
import { minuteOf } from '../../lib/time.ts';
import type { Acting, Command, Outcome } from '../feature.ts';
import { visibleQuestions } from '../questionnaires/model.ts';
import type { Revision } from './model.ts';
import { paperOf } from './paper/store.ts';
import { photoSays } from './photos/shown.ts';
import { loadWorld } from './reflection/host.ts';
import { given, openStep, stepOf } from './reflection/places.flow.ts';
import { REFLECTION } from './reflection/reflection.flow.ts';
import { loadAnswers } from './reflection/store.ts';
import { amended, restingSay } from './reflection/summary.flow.ts';
import type { ReflectionWorld } from './reflection/world.flow.ts';
import { fullLines } from './report.ts';
import {
  continueChoice,
  ofEarlierRound,
  type Round,
  reflectChoice,
  reviewChoice,
  reviseChoice,
  roundOf,
} from './round.ts';

export const memberCommands: readonly Command[] = [
  {
    name: 'soi',
    aliases: ['reflect'],
    describe: 'submissions.command-soi',
    menuFor: 'everyone',
    run: (acting) => reflect(acting),
  },
  { name: 'soidot', aliases: [], hidden: true, run: reflect },
  { name: 'tieptuc', aliases: ['continue'], describe: 'submissions.command-tieptuc', menuFor: 'everyone', run: goOn },
  {
    name: 'huy',
    aliases: ['cancel'],
    describe: 'submissions.command-huy',
    menuFor: 'everyone',
    withoutConsent: true,
    run: leave,
  },
  { name: 'suabai', aliases: ['revise'], describe: 'submissions.command-suabai', menuFor: 'everyone', run: revise },
  { name: 'xemlai', aliases: ['review'], describe: 'submissions.command-xemlai', run: review },
];

/** `madeFor`: the round whose reminder the button stands under. */
async function reflect(acting: Acting, madeFor = ''): Promise<Outcome> {
  const round = await roundOf(acting);
  if (!('campaign' in round)) return { says: [round] };
  const earlier = ofEarlierRound(round, madeFor);
  if (earlier !== undefined) return { says: [earlier] };
  const { submission } = round;
  if (!round.open) return closed(acting, round);
  if (submission?.draft !== undefined) return onDraft(acting, submission.draft);
  if (submission?.submitted !== undefined) return { says: [submittedSay(acting, round)] };
  return begin(acting, round);
}

async function begin(acting: Acting, { cell, campaign, exempt }: Round): Promise<Outcome> {
  const { env, person, now } = acting;
  const questionnaire = await acting.questionnaires.byHash(campaign.questionnaire);
  const questions = visibleQuestions(questionnaire, () => undefined);
  const revisionId = env.newId<RevisionId>();
  const params = { total: questions.length };
  const onPaper = (await paperOf(acting.c, campaign.id, person.id)) === 'confirmed';
  return {
    says: [
      ...(exempt ? [say('submissions.volunteer')] : []),
      ...(onPaper ? [say('submissions.begin-after-paper')] : []),
      say('submissions.begin', params),
    ],
    facts: [
      {
        type: 'submission.started',
        submissionId: env.newId<SubmissionId>(),
        revisionId,
        campaignId: campaign.id,
        personId: person.id,
        unitId: cell.id,
        questionnaire: campaign.questionnaire,
        at: now,
      },
    ],
    enter: {
      flow: REFLECTION,
      version: campaign.questionnaire,
      step: openStep({ questionnaire, answers: new Map() }),
      ids: { revision: revisionId },
    },
  };
}

/** The same question as before, after days, restarts and deployments: from the frame, else from the rows. */
async function goOn(acting: Acting): Promise<Outcome> {
  const { active, resting } = acting.conversation;
  if (active !== undefined) return { resume: active };
  if (resting !== undefined && resting.flow !== REFLECTION) return { resume: resting };
  const world = resting === undefined ? undefined : await loadWorld(acting, resting);
  if (resting !== undefined && world !== undefined && acting.today <= world.draft.closesOn) return { resume: resting };
  const round = await roundOf(acting);
  if (!('campaign' in round)) return { says: [round] };
  const { submission } = round;
  if (!round.open) return closed(acting, round);
  if (submission?.draft !== undefined) return onDraft(acting, submission.draft);
  return {
    says: [
      submission?.submitted === undefined
        ? say('submissions.nothing-to-continue', undefined, [reflectChoice])
        : submittedSay(acting, round),
    ],
  };
}

async function onDraft(acting: Acting, draft: Revision, step?: string): Promise<Outcome> {
  const { active, resting } = acting.conversation;
  const known = [active, resting].find((frame) => frame?.ids['revision'] === draft.id);
  if (known !== undefined && (step === undefined || known.held !== undefined)) return { resume: known };
  const ids = { revision: draft.id };
  const world = await loadWorld(acting, { step: 'summary', ids });
  if (world === undefined) throw new Error('a draft that was just found cannot be loaded');
  return { resume: frameOf(acting, world, step ?? openStep(world)) };
}

/** A frame made from the rows alone, with the question about a kept text still open. */
function frameOf({ now }: Acting, world: ReflectionWorld, step: string): Frame {
  const { revisionId, questionnaire } = world.draft;
  const frame = {
    flow: REFLECTION,
    version: questionnaire,
    promptId: '' as PromptId,
    askedAt: now,
    ids: { revision: revisionId },
  };
  const heldAt = [...world.answers].find(([, answer]) => answer.held.length > 0)?.[0];
  if (heldAt === undefined) return { ...frame, step };
  const answered = given(world)(heldAt) !== undefined;
  const held = { why: answered ? ('more' as const) : ('late' as const), step: stepOf(heldAt), at: 0 };
  return { ...frame, step: answered ? step : stepOf(heldAt), held };
}

async function leave(acting: Acting): Promise<Outcome> {
  const { active, resting } = acting.conversation;
  if (active === undefined) return { says: [say('submissions.no-dialog')] };
  const world =
    active.flow === REFLECTION ? await loadWorld(acting, { step: active.step, ids: active.ids }) : undefined;
  const conversation: Conversation = { active: undefined, resting: world === undefined ? resting : active };
  return { conversation, says: [world === undefined ? say('submissions.left') : restingSay(world)] };
}

async function revise(acting: Acting): Promise<Outcome> {
  const round = await roundOf(acting);
  if (!('campaign' in round)) return { says: [round] };
  const { submission } = round;
  if (!round.open) return closed(acting, round);
  if (submission?.submitted === undefined)
    return { says: [say('submissions.nothing-to-revise', undefined, [nextIn(round)])] };
  if (submission.draft !== undefined) return onDraft(acting, submission.draft, 'summary');
  const { id: copyOf, questionnaire } = submission.submitted;
  const revisionId = acting.env.newId<RevisionId>();
  return {
    says: [say('submissions.revising')],
    facts: [
      {
        type: 'revision.started',
        submissionId: submission.id,
        revisionId,
        number: submission.revisions + 1,
        questionnaire,
        copyOf,
        at: acting.now,
      },
    ],
    enter: { flow: REFLECTION, version: questionnaire, step: 'summary', ids: { revision: revisionId } },
  };
}

/** The own text in full: the draft where there is one, else what was submitted. */
async function review(acting: Acting): Promise<Outcome> {
  const round = await roundOf(acting);
  if (!('campaign' in round)) return { says: [round] };
  const revision = round.submission?.draft ?? round.submission?.submitted;
  if (revision === undefined)
    return { says: [say('submissions.nothing-to-review', undefined, round.open ? [reflectChoice] : [])] };
  if (acting.masked === true) return { says: [say('submissions.own-masked', undefined, [writeChoice])] };
  const asked = await acting.questionnaires.byHash(revision.questionnaire);
  const answers = await loadAnswers(acting.c, acting.seal, revision.id);
  const lines = fullLines(asked, answers);
  return {
    says: [
      ownText(acting, { round, revision, lines }),
      ...(await photoSays(acting, { questionnaire: asked, answers })),
    ],
  };
}

interface OwnText {
  readonly round: Round;
  readonly revision: Revision;
  readonly lines: ReturnType<typeof fullLines>;
}

function ownText({ zone }: Acting, { round, revision, lines }: OwnText): Say {
  if (revision.submittedAt === undefined) {
    const further = round.open ? [continueChoice] : [];
    const before = round.submission?.submittedAt;
    if (before === undefined) return say('submissions.own-draft', { lines }, further);
    const submitted = { minute: minuteOf(before, zone) };
    return say('submissions.own-revision', { lines, minute: submitted }, further);
  }
  const minute = minuteOf(revision.submittedAt, zone);
  return say('submissions.own-submitted', { lines, minute: { minute } }, round.open ? [reviseChoice] : []);
}

function submittedSay({ zone }: Acting, { submission }: Round): Say {
  return say('submissions.already', { minute: { minute: minuteOf(submission?.submittedAt ?? 0, zone) } }, [
    reviseChoice,
    reviewChoice,
  ]);
}

/** `nộp`, `sửa 3` of somebody who has handed in and begun nothing since: what there is to do about it. */
export async function afterHandingIn(acting: Acting, text: string): Promise<Outcome | undefined> {
  if (readWord(text) !== 'submit' && amended(text) === undefined) return undefined;
  const round = await roundOf(acting);
  if (!('campaign' in round) || !round.open) return undefined;
  const { submission } = round;
  if (submission?.submitted === undefined || submission.draft !== undefined) return undefined;
  return { says: [submittedSay(acting, round)] };
}

/** What one most likely wants next, under an answer to what belongs nowhere: nothing where a round is over. */
export async function nextChoice(acting: Acting): Promise<Choice | undefined> {
  const round = await roundOf(acting);
  return 'campaign' in round && round.open ? nextIn(round) : undefined;
}

function nextIn({ submission }: Round): Choice {
  if (submission?.draft !== undefined) return continueChoice;
  return submission?.submitted === undefined ? reflectChoice : reviseChoice;
}

/** Nothing can be gone on with any more, so a dialog left open ends here. */
function closed({ zone, conversation }: Acting, { submission }: Round): Outcome {
  const at = submission?.submittedAt;
  const draft = submission?.draft === undefined ? say('submissions.closed') : say('submissions.closed-draft');
  const says = [
    at === undefined
      ? draft
      : say('submissions.closed-submitted', { minute: { minute: minuteOf(at, zone) } }, [reviewChoice]),
  ];
  if (conversation.active !== undefined && conversation.active.flow !== REFLECTION) return { says };
  return { says, conversation: { active: undefined, resting: undefined } };
}
