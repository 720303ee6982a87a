import type { Instant } from '../../lib/env.ts';
import type {
  AnswerId,
  CampaignId,
  PersonId,
  PhotoId,
  QuestionnaireHash,
  RevisionId,
  SubmissionId,
  UnitId,
} from '../../lib/ids.ts';

declare module '../../engine/fact.ts' {
  interface Facts {
    'submission.started': Started & { readonly revisionId: RevisionId; readonly questionnaire: QuestionnaireHash };
    /** A further revision, begun with a copy of the answers of `copyOf`. */
    'revision.started': {
      readonly submissionId: SubmissionId;
      readonly revisionId: RevisionId;
      readonly number: number;
      readonly questionnaire: QuestionnaireHash;
      readonly copyOf: RevisionId;
      readonly at: Instant;
    };
    /** Takes the place of all that was kept for the question; `replaces` false: nothing was. */
    'answer.given': About & { readonly text: string; readonly replaces: boolean; readonly source: Source };
    /** A picture is part number `part` of an answer; `replaces`: it takes the place of all that was kept for the question. */
    'photo.given': About & {
      readonly personId: PersonId;
      readonly photo: { readonly id: PhotoId; readonly type: string; readonly bytes: Uint8Array };
      readonly caption: string;
      readonly part: number;
      readonly replaces: boolean;
      readonly source: Source;
    };
    'answer.skipped': About & { readonly replaces: boolean; readonly source: Source };
    /** One part of an answer (or of what is held) now reads differently: its message was edited. */
    'answer.amended': About & { readonly answerId: AnswerId; readonly text: string };
    /** A text of unclear belonging is kept as part number `part` of what is held at the question. */
    'text.held': About & { readonly part: number; readonly text: string; readonly source: Source };
    /** What is held at `heldAt` is the answer of the question; `read`: only its part number `part` is, and is kept as `text`. */
    'held.used': About & {
      readonly heldAt: string;
      readonly replaces: boolean;
      readonly read?: { readonly part: number; readonly text: string };
    };
    /** What is held at `heldAt` goes on the answer of the question, which has `parts` parts. */
    'held.added': About & { readonly heldAt: string; readonly parts: number };
    /** The author wants none of it. */
    'held.dropped': About;
    /** One item of a group goes with all that was kept for it; those after it move up. */
    'item.removed': {
      readonly revisionId: RevisionId;
      readonly groupId: string;
      readonly item: number;
      /** How many items there were, and which questions an item has. */
      readonly items: number;
      readonly fields: readonly string[];
    };
    'submission.submitted': Started & { readonly revisionId: RevisionId };
    /** Somebody opened somebody else's submitted text. */
    'submission.read': {
      readonly readerId: PersonId;
      readonly authorId: PersonId;
      readonly revisionId: RevisionId;
      readonly at: Instant;
    };
    /** The member says to have handed in on paper. */
    'paper.claimed': Paper;
    /** The cell has the paper: it counts like any other submission. */
    'paper.confirmed': Paper & { readonly by: PersonId };
    /** A confirmation was a mistake. */
    'paper.withdrawn': Paper & { readonly by: PersonId };
    /** The cell has no paper of this member: the claim is gone. */
    'paper.refused': Paper & { readonly by: PersonId };
  }
}

interface About {
  readonly revisionId: RevisionId;
  readonly questionId: string;
}
interface Started {
  readonly submissionId: SubmissionId;
  readonly campaignId: CampaignId;
  readonly personId: PersonId;
  readonly unitId: UnitId;
  readonly at: Instant;
}
interface Paper {
  readonly campaignId: CampaignId;
  readonly personId: PersonId;
  readonly unitId: UnitId;
  readonly at: Instant;
}
