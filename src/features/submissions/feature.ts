/** Submissions: the reflection from the first question to who read it, and handing in on paper. */
import './facts.ts';
import type { FactOf } from '../../engine/fact.ts';
import { type Notice, say } from '../../engine/say.ts';
import type { PersonId, UnitId } from '../../lib/ids.ts';
import { type Cx, type Feature, hosting } from '../feature.ts';
import type { Person } from '../organisation/model.ts';
import { afterHandingIn, memberCommands, nextChoice } from './commands.ts';
import { edited } from './edited.ts';
import { handIn, takeBack } from './handed-in/store.ts';
import { claimChoices, paperCommands } from './paper/commands.ts';
import { claimPaper, confirmPaper, removePaper } from './paper/store.ts';
import { readingCommands } from './reading/commands.ts';
import { opens } from './reading/opening.ts';
import { recordReading } from './reading/store.ts';
import { reflectionHost } from './reflection/host.ts';
import {
  addHeld,
  amendAnswer,
  dropHeld,
  giveAnswer,
  givePhoto,
  holdText,
  removeItem,
  skipAnswer,
  useHeld,
} from './reflection/store.ts';
import { eraseDrafts, startRevision, startSubmission, submit } from './store.ts';

export function submissionsFeature(): Feature {
  return {
    name: 'submissions',
    commands: [...memberCommands, ...readingCommands, ...paperCommands],
    flows: [hosting(reflectionHost)],
    edited,
    looseText: afterHandingIn,
    next: nextChoice,
    opens,
    facts: {
      'submission.started': {
        write: startSubmission,
        audit: ({ submissionId, campaignId }) => ({ subject: submissionId, detail: { campaignId } }),
      },
      'revision.started': {
        write: startRevision,
        audit: ({ submissionId, number }) => ({ subject: submissionId, detail: { revision: number } }),
      },
      'answer.given': { write: giveAnswer },
      'photo.given': { write: givePhoto },
      'answer.skipped': { write: skipAnswer },
      'answer.amended': { write: amendAnswer },
      'text.held': { write: holdText },
      'held.used': { write: useHeld },
      'held.added': { write: addHeld },
      'held.dropped': { write: dropHeld },
      'item.removed': { write: removeItem },
      'submission.submitted': {
        write: async (cx, fact) => {
          await submit(cx, fact);
          await handIn(cx.c, fact, cx.today);
        },
        audit: ({ submissionId, revisionId, unitId }) => ({ subject: submissionId, detail: { revisionId, unitId } }),
      },
      'submission.read': {
        write: recordReading,
        audit: ({ revisionId, authorId }) => ({ subject: revisionId, detail: { authorId } }),
      },
      ...paperFacts,
      'consent.withdrawn': { write: ({ c }, { personId }) => eraseDrafts(c, personId) },
    },
  };
}

const audit = ({
  personId,
  campaignId,
  unitId,
}: {
  readonly personId: PersonId;
  readonly campaignId: string;
  readonly unitId: UnitId;
}) => ({
  subject: personId,
  detail: { campaignId, unitId },
});

const paperFacts: NonNullable<Feature['facts']> = {
  'paper.claimed': { write: ({ c }, fact) => claimPaper(c, fact), audit, tells: (cx, fact) => claimNotices(cx, fact) },
  'paper.confirmed': {
    write: async ({ c, today }, fact) => {
      await confirmPaper(c, fact);
      await handIn(c, fact, today);
    },
    audit,
    tells: (cx, fact) => memberNotice(cx, fact, 'submissions.notice-paper-recorded'),
  },
  'paper.withdrawn': {
    write: ({ c }, fact) => withdrawPaper(c, fact),
    audit,
    tells: (cx, fact) => memberNotice(cx, fact, 'submissions.notice-paper-undone'),
  },
  'paper.refused': {
    write: ({ c }, fact) => withdrawPaper(c, fact),
    audit,
    tells: (cx, fact) => memberNotice(cx, fact, 'submissions.notice-paper-refused'),
  },
};

/** The first of secretary, deputy and committee who can be reached and takes part is asked to confirm; never the member. */
async function claimNotices(
  { directory }: Cx,
  { unitId, personId }: { readonly unitId: UnitId; readonly personId: PersonId },
): Promise<readonly Notice[]> {
  const member = await directory.person(personId);
  if (member === undefined) return [];
  for (const role of ['secretary', 'deputy', 'committee'] as const) {
    const others = (await directory.officers(unitId, [role])).filter((one) => one.id !== personId);
    // Only they can act on a message with buttons.
    const willing = await directory.takingPart(others.map((one) => one.id));
    const officers = others.filter((one) => willing.has(one.id));
    const reachable: Person[] = [];
    for (const one of officers) {
      if ((await directory.addresses(one.id)).some((address) => address.gone === undefined)) reachable.push(one);
    }
    if (reachable.length > 0) return reachable.map((officer) => claimNotice(officer, member));
  }
  return [];
}

function claimNotice(officer: Person, member: Person): Notice {
  return {
    to: officer.id,
    say: say('submissions.notice-paper-claimed', { name: member.name }, claimChoices(member.id)),
  };
}

async function memberNotice(
  { directory }: Cx,
  fact: { readonly unitId: UnitId; readonly personId: PersonId; readonly by: PersonId },
  key: 'submissions.notice-paper-recorded' | 'submissions.notice-paper-undone' | 'submissions.notice-paper-refused',
): Promise<readonly Notice[]> {
  if (fact.by === fact.personId) return [];
  const unit = await directory.unit(fact.unitId);
  return [{ to: fact.personId, say: say(key, { cell: unit?.name ?? '' }) }];
}

async function withdrawPaper(c: Cx['c'], fact: FactOf<'paper.withdrawn'> | FactOf<'paper.refused'>): Promise<void> {
  await removePaper(c, fact);
  await takeBack(c, fact);
}
