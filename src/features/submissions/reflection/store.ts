/** Answers as rows, from the moment they are given. What an ordinary answer needs is prepared once per connection. */
import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Connection } from '../../../db/database.ts';
import type { FactOf, Source } from '../../../engine/fact.ts';
import type { AddressId, AnswerId, PersonId, PhotoId, QuestionnaireHash, RevisionId } from '../../../lib/ids.ts';
import type { Seal } from '../../../lib/seal.ts';
import type { LocalDate } from '../../../lib/time.ts';
import type { Cx } from '../../feature.ts';
import { type AnswerState, type Answers, afterRemoval, type Draft, noAnswer, photoPart } from '../model.ts';
import { dropUnused, insertPhoto } from '../photos/store.ts';

type Writing = Pick<Cx, 'c' | 'env' | 'seal'>;

/** The draft with this id; undefined when there is none or it was submitted. */
export async function loadDraft(c: Connection, revisionId: RevisionId): Promise<Draft | undefined> {
  const select = c.prepared('submissions.draft', (tx, t) =>
    tx
      .select({
        submissionId: t.submissions.id,
        revisionId: t.revisions.id,
        campaignId: t.submissions.campaignId,
        personId: t.submissions.personId,
        unitId: t.submissions.unitId,
        questionnaire: t.revisions.questionnaire,
        closesOn: t.campaigns.closesOn,
        state: t.revisions.state,
        submittedAt: t.submissions.submittedAt,
      })
      .from(t.revisions)
      .innerJoin(t.submissions, eq(t.submissions.id, t.revisions.submissionId))
      .innerJoin(t.campaigns, eq(t.campaigns.id, t.submissions.campaignId))
      .where(eq(t.revisions.id, sql.placeholder('revisionId')))
      .prepare('submissions.draft'),
  );
  const [row] = await select.execute({ revisionId });
  return row?.state === 'draft' ? row : undefined;
}

/** What is kept for each question of a revision. */
export async function loadAnswers(c: Connection, seal: Seal, revisionId: RevisionId): Promise<Answers> {
  const select = c.prepared('submissions.answers', (tx, t) =>
    tx
      .select({
        questionId: t.answers.questionId,
        state: t.answers.state,
        text: t.answers.text,
        photoId: t.answers.photoId,
      })
      .from(t.answers)
      .where(eq(t.answers.revisionId, sql.placeholder('revisionId')))
      // As the index has them, so that nothing is sorted; the order that matters is that of the parts of one answer.
      .orderBy(t.answers.questionId, t.answers.state, t.answers.part)
      .prepare('submissions.answers'),
  );
  const answers = new Map<string, AnswerState>();
  for (const row of await select.execute({ revisionId })) {
    const before = answers.get(row.questionId) ?? noAnswer;
    const text = row.text === null ? '' : seal.open(row.text);
    // Field by field: all that is kept so far is read for each answer, and copying objects is slow.
    let { given, held, skipped } = before;
    const part = row.photoId === null ? text : photoPart({ id: row.photoId, caption: text });
    if (row.state === 'skipped') skipped = true;
    else if (row.state === 'held') held = [...held, part];
    else given = [...given, part];
    answers.set(row.questionId, { given, held, skipped });
  }
  return answers;
}

export async function giveAnswer(cx: Writing, fact: FactOf<'answer.given'>): Promise<void> {
  if (fact.replaces) await removeAnswer(cx.c, fact);
  const { revisionId, questionId, text, source } = fact;
  await insertAnswer(cx, { revisionId, questionId, state: 'given', part: 0, text, source });
}

export async function givePhoto(cx: Writing, fact: FactOf<'photo.given'>): Promise<void> {
  if (fact.replaces) await removeAnswer(cx.c, fact);
  await insertPhoto(cx, { ...fact.photo, personId: fact.personId, at: fact.source.at });
  await insertAnswer(cx, { ...fact, state: 'given', text: fact.caption, photoId: fact.photo.id });
}

export async function skipAnswer(cx: Writing, fact: FactOf<'answer.skipped'>): Promise<void> {
  if (fact.replaces) await removeAnswer(cx.c, fact);
  await insertAnswer(cx, { ...fact, state: 'skipped', part: 0, text: null });
}

export async function holdText(cx: Writing, fact: FactOf<'text.held'>): Promise<void> {
  await insertAnswer(cx, { ...fact, state: 'held' });
}

export async function amendAnswer({ c, seal }: Writing, fact: FactOf<'answer.amended'>): Promise<void> {
  await c.tx
    .update(c.t.answers)
    .set({ text: sealed(seal, fact.text) })
    .where(eq(c.t.answers.id, fact.answerId));
}

export async function useHeld({ c, seal }: Writing, fact: FactOf<'held.used'>): Promise<void> {
  if (fact.replaces) await removeAnswer(c, fact);
  const { answers } = c.t;
  const { questionId, read } = fact;
  const held = heldAt(c, fact.revisionId, fact.heldAt);
  if (read !== undefined) await c.tx.delete(answers).where(and(held, ne(answers.part, read.part)));
  const one = read === undefined ? {} : { part: 0, text: sealed(seal, read.text) };
  await c.tx
    .update(answers)
    .set({ questionId, state: 'given', ...one })
    .where(held);
}

export async function addHeld({ c }: Writing, fact: FactOf<'held.added'>): Promise<void> {
  const { answers } = c.t;
  await c.tx
    .delete(answers)
    .where(
      and(
        eq(answers.revisionId, fact.revisionId),
        eq(answers.questionId, fact.questionId),
        eq(answers.state, 'skipped'),
      ),
    );
  await c.tx
    .update(answers)
    .set({ questionId: fact.questionId, state: 'given', part: sql`${answers.part} + ${fact.parts}` })
    .where(heldAt(c, fact.revisionId, fact.heldAt));
}

export async function dropHeld({ c }: Writing, fact: FactOf<'held.dropped'>): Promise<void> {
  await c.tx.delete(c.t.answers).where(heldAt(c, fact.revisionId, fact.questionId));
}

/** Rows keep the message they came in, so that editing it still finds them under their new number. */
export async function removeItem({ c }: Writing, fact: FactOf<'item.removed'>): Promise<void> {
  const { answers } = c.t;
  const { gone, moved } = afterRemoval(fact);
  const ofRevision = eq(answers.revisionId, fact.revisionId);
  await c.tx.delete(answers).where(and(ofRevision, inArray(answers.questionId, [...gone])));
  for (const [from, to] of moved)
    await c.tx
      .update(answers)
      .set({ questionId: to })
      .where(and(ofRevision, eq(answers.questionId, from)));
}

function heldAt({ t }: Connection, revisionId: RevisionId, questionId: string) {
  return and(eq(t.answers.revisionId, revisionId), eq(t.answers.questionId, questionId), eq(t.answers.state, 'held'));
}

interface NewAnswer {
  readonly revisionId: RevisionId;
  readonly questionId: string;
  readonly state: 'given' | 'skipped' | 'held';
  readonly part: number;
  readonly text: string | null;
  readonly photoId?: PhotoId;
  readonly source: Source;
}

async function insertAnswer({ c, env, seal }: Writing, answer: NewAnswer): Promise<void> {
  const { source } = answer;
  const insert = c.prepared('submissions.answer', (tx, t) =>
    tx
      .insert(t.answers)
      .values({
        id: sql.placeholder('id'),
        revisionId: sql.placeholder('revisionId'),
        questionId: sql.placeholder('questionId'),
        part: sql.placeholder('part'),
        state: sql.placeholder('state'),
        text: sql.placeholder('text'),
        photoId: sql.placeholder('photoId'),
        givenAt: sql.placeholder('givenAt'),
        addressId: sql.placeholder('addressId'),
        messageId: sql.placeholder('messageId'),
        promptId: sql.placeholder('promptId'),
      })
      .onConflictDoUpdate({
        target: [t.answers.revisionId, t.answers.questionId, t.answers.state, t.answers.part],
        set: {
          text: sql`excluded.text`,
          photoId: sql`excluded.photo_id`,
          givenAt: sql`excluded.given_at`,
          addressId: sql`excluded.address_id`,
          messageId: sql`excluded.message_id`,
          promptId: sql`excluded.prompt_id`,
        },
      })
      .prepare('submissions.answer'),
  );
  await insert.execute({
    id: env.newId<AnswerId>(),
    revisionId: answer.revisionId,
    questionId: answer.questionId,
    part: answer.part,
    state: answer.state,
    text: answer.text === null ? null : sealed(seal, answer.text),
    photoId: answer.photoId ?? null,
    givenAt: source.at,
    addressId: source.addressId ?? null,
    messageId: source.messageId ?? null,
    promptId: source.promptId ?? null,
  });
}

/** PostgreSQL's text cannot hold the character NUL, and nobody can type it. */
function sealed(seal: Seal, text: string): string {
  return seal.seal(text.includes('\u0000') ? text.replaceAll('\u0000', '') : text);
}

async function removeAnswer(
  c: Connection,
  { revisionId, questionId }: { readonly revisionId: RevisionId; readonly questionId: string },
): Promise<void> {
  const remove = c.prepared('submissions.remove-answer', (tx, t) =>
    tx
      .delete(t.answers)
      .where(
        and(
          eq(t.answers.revisionId, sql.placeholder('revisionId')),
          eq(t.answers.questionId, sql.placeholder('questionId')),
          inArray(t.answers.state, ['given', 'skipped']),
        ),
      )
      .returning({ photoId: t.answers.photoId })
      .prepare('submissions.remove-answer'),
  );
  const removed = await remove.execute({ revisionId, questionId });
  await dropUnused(
    c,
    removed.flatMap(({ photoId }) => photoId ?? []),
  );
}

/** Where the words of one message are kept: once in each revision that has them. */
export interface Found {
  readonly answerId: AnswerId;
  readonly revisionId: RevisionId;
  readonly revisionState: 'draft' | 'submitted';
  readonly questionnaire: QuestionnaireHash;
  readonly questionId: string;
  readonly part: number;
  readonly state: 'given' | 'skipped' | 'held';
  readonly text: string;
  readonly closesOn: LocalDate;
}

/** The answers that came in this message of this person, the newest revision first. */
export async function findByMessage(
  cx: Pick<Cx, 'c' | 'seal'>,
  message: { readonly addressId: AddressId; readonly messageId: string; readonly personId: PersonId },
): Promise<readonly Found[]> {
  const { answers, revisions, submissions, campaigns } = cx.c.t;
  const rows = await cx.c.tx
    .select({
      answerId: answers.id,
      revisionId: answers.revisionId,
      revisionState: revisions.state,
      questionnaire: revisions.questionnaire,
      questionId: answers.questionId,
      part: answers.part,
      state: answers.state,
      text: answers.text,
      closesOn: campaigns.closesOn,
      number: revisions.number,
    })
    .from(answers)
    .innerJoin(revisions, eq(revisions.id, answers.revisionId))
    .innerJoin(submissions, eq(submissions.id, revisions.submissionId))
    .innerJoin(campaigns, eq(campaigns.id, submissions.campaignId))
    .where(
      and(
        eq(answers.addressId, message.addressId),
        eq(answers.messageId, message.messageId),
        eq(submissions.personId, message.personId),
      ),
    );
  return rows
    .toSorted((a, b) => b.number - a.number)
    .map(({ number: _, ...row }) => ({ ...row, text: row.text === null ? '' : cx.seal.open(row.text) }));
}
