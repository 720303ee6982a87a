/** Submissions as the other features and the flow see them: who has handed in what, and what an answer is made of. */
import type { Source } from '../../engine/fact.ts';
import type { Instant } from '../../lib/env.ts';
import type {
  CampaignId,
  PersonId,
  PhotoId,
  QuestionnaireHash,
  RevisionId,
  SubmissionId,
  UnitId,
} from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { fieldKey } from '../questionnaires/model.ts';

/** One person's filling-in of one questionnaire in one campaign, with its newest draft and newest submitted revision. */
export interface Submission {
  readonly id: SubmissionId;
  readonly campaignId: CampaignId;
  readonly personId: PersonId;
  /** Whose committee it is for: where the person belonged when it was begun, then when it was submitted. */
  readonly unitId: UnitId;
  readonly submittedAt: Instant | undefined;
  readonly draft: Revision | undefined;
  readonly submitted: Revision | undefined;
  readonly revisions: number;
}

export interface Revision {
  readonly id: RevisionId;
  readonly number: number;
  readonly questionnaire: QuestionnaireHash;
  readonly submittedAt: Instant | undefined;
}

/** What is kept for one question of one revision. Texts in the order of their parts. */
export interface AnswerState {
  readonly given: readonly string[];
  readonly skipped: boolean;
  /** Texts that were kept while their author is being asked what they are. */
  readonly held: readonly string[];
}

export type Answers = ReadonlyMap<string, AnswerState>;

export const noAnswer: AnswerState = { given: [], skipped: false, held: [] };

/** One picture of an answer. */
export interface Photo {
  readonly id: PhotoId;
  readonly caption: string;
}

/** A picture as a part of an answer: its id and, after a space, its caption on one line. */
export function photoPart({ id, caption }: Photo): string {
  return caption === '' ? id : `${id} ${caption}`;
}

/** The pictures that are the stored answer of a question of the kind photo. */
export function photosIn(value: string): readonly Photo[] {
  return value.split('\n').map((part) => {
    const space = part.indexOf(' ');
    // Made by `photoPart`, and by nothing else.
    return space < 0
      ? { id: part as PhotoId, caption: '' }
      : { id: part.slice(0, space) as PhotoId, caption: part.slice(space + 1) };
  });
}

/** A draft revision with what a turn of its flow must know. */
export interface Draft {
  readonly submissionId: SubmissionId;
  readonly revisionId: RevisionId;
  readonly campaignId: CampaignId;
  readonly personId: PersonId;
  readonly unitId: UnitId;
  readonly questionnaire: QuestionnaireHash;
  readonly closesOn: LocalDate;
  /** When the text that this one revises was submitted: that one counts until this one is submitted. */
  readonly submittedAt?: Instant | null;
}

export type PaperState = 'claimed' | 'confirmed';

/**
 * How far somebody is, for those who may see it: a draft is known to its author alone, so it is no state here; a paper
 * counts once it is confirmed and is moot once something was submitted.
 */
export type HandedIn = 'submitted' | 'paper' | 'paper-claimed' | 'missing';

export function handedIn(state: {
  readonly submittedAt: Instant | undefined;
  readonly paper: PaperState | undefined;
}): HandedIn {
  if (state.submittedAt !== undefined) return 'submitted';
  if (state.paper === 'confirmed') return 'paper';
  return state.paper === 'claimed' ? 'paper-claimed' : 'missing';
}

/** What an answer is stored as, from its parts; undefined while nothing was answered. */
export function storedValue(answer: AnswerState | undefined): string | undefined {
  const value = answer?.given.join('\n');
  return value === undefined || value === '' ? undefined : value;
}

/** What becomes of the answers of a group when one of its items goes: those after it move up, in this order. */
export function afterRemoval({ groupId, item, items, fields }: Removal): {
  readonly gone: readonly string[];
  readonly moved: readonly (readonly [from: string, to: string])[];
} {
  const moved = Array.from({ length: items - item }, (_, place) => item + place).flatMap((to) =>
    fields.map((field) => [fieldKey(groupId, to + 1, field), fieldKey(groupId, to, field)] as const),
  );
  return { gone: fields.map((field) => fieldKey(groupId, item, field)), moved };
}

interface Removal {
  readonly groupId: string;
  readonly item: number;
  readonly items: number;
  readonly fields: readonly string[];
}

/** A tap comes with the id of the program's own message: only written words can be found again by their message. */
export function tapped(source: Source): Source {
  return { ...source, messageId: undefined };
}
