/** What people do: campaigns, questionnaires, submissions with their answers, paper, meetings, and who read or changed what. */
import { sql } from 'drizzle-orm';
import type {
  AddressId,
  AnswerId,
  CampaignId,
  MeetingId,
  PersonId,
  PhotoId,
  PromptId,
  QuestionnaireHash,
  RevisionId,
  SubmissionId,
  UnitId,
} from '../../lib/ids.ts';
import type { LocalDate, LocalMinute } from '../../lib/time.ts';
import type { Kit } from '../kit.ts';
import type { peopleTables } from './people.ts';

export function workTables(k: Kit, people: ReturnType<typeof peopleTables>) {
  const questionnaires = k.table(
    'questionnaires',
    {
      hash: k.id<QuestionnaireHash>('hash').primaryKey(),
      name: k.text('name').notNull(),
      version: k.int('version').notNull(),
      /** The whole content as published, checked by zod when read. */
      content: k.json<unknown>('content').notNull(),
      publishedAt: k.at('published_at').notNull(),
    },
    (t) => [k.index('questionnaires_name').on(t.name, t.version)],
  );
  const campaigns = k.table(
    'campaigns',
    {
      id: k.id<CampaignId>('id').primaryKey(),
      code: k.text('code').notNull(),
      /** The unit whose subtree takes part. */
      unitId: k.id<UnitId>('unit_id').notNull(),
      questionnaire: k.id<QuestionnaireHash>('questionnaire').notNull(),
      opensOn: k.text<LocalDate>('opens_on').notNull(),
      /** The last day on which something can be submitted. */
      closesOn: k.text<LocalDate>('closes_on').notNull(),
      /** Last good day (inclusive) by which cells hold their meeting, and by which members submit. */
      meetingDeadline: k.text<LocalDate>('meeting_deadline').notNull(),
      submissionDeadline: k.text<LocalDate>('submission_deadline').notNull(),
      /** Title, governing document, agenda, reminder ladder: CampaignContent, checked by zod when read. */
      content: k.json<unknown>('content').notNull(),
      createdAt: k.at('created_at').notNull(),
    },
    (t) => [k.unique('campaigns_code').on(t.code), k.index('campaigns_unit').on(t.unitId)],
  );
  const submissions = k.table(
    'submissions',
    {
      id: k.id<SubmissionId>('id').primaryKey(),
      campaignId: k
        .id<CampaignId>('campaign_id')
        .notNull()
        .references(() => campaigns.id),
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => people.persons.id, { onDelete: 'cascade' }),
      /** Where the person belonged when it was begun. */
      unitId: k.id<UnitId>('unit_id').notNull(),
      /** 'draft' until something was submitted; a later draft revision does not take it back. */
      state: k.text<'draft' | 'submitted'>('state').notNull(),
      submittedAt: k.at('submitted_at'),
      createdAt: k.at('created_at').notNull(),
    },
    (t) => [
      k.unique('submissions_person').on(t.campaignId, t.personId),
      k.index('submissions_unit').on(t.campaignId, t.unitId, t.state),
      k.index('submissions_of').on(t.personId),
    ],
  );
  const revisions = k.table(
    'revisions',
    {
      id: k.id<RevisionId>('id').primaryKey(),
      submissionId: k
        .id<SubmissionId>('submission_id')
        .notNull()
        .references(() => submissions.id, { onDelete: 'cascade' }),
      number: k.int('number').notNull(),
      questionnaire: k.id<QuestionnaireHash>('questionnaire').notNull(),
      state: k.text<'draft' | 'submitted'>('state').notNull(),
      startedAt: k.at('started_at').notNull(),
      submittedAt: k.at('submitted_at'),
    },
    (t) => [k.unique('revisions_number').on(t.submissionId, t.number)],
  );
  /** Pictures and documents that are answers; a further revision begins with the same ones, so they belong to their author. */
  const photos = k.table(
    'photos',
    {
      id: k.id<PhotoId>('id').primaryKey(),
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => people.persons.id, { onDelete: 'cascade' }),
      /** As its bytes say: one of lib/file-types. */
      type: k.text('type').notNull(),
      /** Through the seal. */
      bytes: k.bytes('bytes').notNull(),
      at: k.at('at').notNull(),
    },
    (t) => [k.index('photos_person').on(t.personId)],
  );
  const answers = k.table(
    'answers',
    {
      id: k.id<AnswerId>('id').primaryKey(),
      revisionId: k
        .id<RevisionId>('revision_id')
        .notNull()
        .references(() => revisions.id, { onDelete: 'cascade' }),
      questionId: k.text('question_id').notNull(),
      /** An answer written in several bubbles has parts 0, 1, 2 …; a held text has none of them yet. */
      part: k.int('part').notNull(),
      /** 'held' = kept, and the author is being asked what it is. */
      state: k.text<'given' | 'skipped' | 'held'>('state').notNull(),
      /** Through the seal. Null when skipped. Of a picture or document, what was written under it. */
      text: k.text('text'),
      /** The picture, or document, that is this part of the answer. */
      photoId: k.id<PhotoId>('photo_id').references(() => photos.id),
      givenAt: k.at('given_at').notNull(),
      addressId: k.id<AddressId>('address_id'),
      /** The platform's message the text came in: an edit of that message weeks later still finds it. */
      messageId: k.text('message_id'),
      promptId: k.id<PromptId>('prompt_id'),
    },
    (t) => [
      k.unique('answers_part').on(t.revisionId, t.questionId, t.state, t.part),
      k.index('answers_photo').on(t.photoId).where(sql`${t.photoId} is not null`),
    ],
  );
  const papers = k.table(
    'papers',
    {
      campaignId: k.id<CampaignId>('campaign_id').notNull(),
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => people.persons.id, { onDelete: 'cascade' }),
      unitId: k.id<UnitId>('unit_id').notNull(),
      /** 'claimed' by the member, 'confirmed' by the cell: only the second counts as submitted. */
      state: k.text<'claimed' | 'confirmed'>('state').notNull(),
      claimedAt: k.at('claimed_at'),
      confirmedAt: k.at('confirmed_at'),
      confirmedBy: k.id<PersonId>('confirmed_by'),
    },
    (t) => [k.key({ columns: [t.campaignId, t.personId] })],
  );
  /**
   * Who has handed in, in whatever way, each once: what reports count. It follows from submissions and papers and is written
   * with them (submissions/handed-in/store.ts), because looking up both for everybody would take /status twice as long.
   */
  const handedIn = k.table(
    'handed_in',
    {
      campaignId: k.id<CampaignId>('campaign_id').notNull(),
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => people.persons.id, { onDelete: 'cascade' }),
      /** Where they belonged when it was recorded, and whether they were exempt there. */
      unitId: k.id<UnitId>('unit_id').notNull(),
      exempt: k.bool('exempt').notNull(),
    },
    (t) => [
      k.key({ columns: [t.campaignId, t.personId] }),
      k.index('handed_in_unit').on(t.campaignId, t.unitId, t.exempt),
    ],
  );
  const meetings = k.table(
    'meetings',
    {
      id: k.id<MeetingId>('id').primaryKey(),
      campaignId: k.id<CampaignId>('campaign_id').notNull(),
      unitId: k.id<UnitId>('unit_id').notNull(),
      state: k.text<'scheduled' | 'held' | 'reported' | 'cancelled'>('state').notNull(),
      startsAt: k.text<LocalMinute>('starts_at').notNull(),
      place: k.text('place').notNull(),
      heldOn: k.text<LocalDate>('held_on'),
      present: k.int('present'),
      createdAt: k.at('created_at').notNull(),
      updatedAt: k.at('updated_at').notNull(),
    },
    (t) => [k.index('meetings_unit').on(t.campaignId, t.unitId, t.state)],
  );
  const attendances = k.table(
    'attendances',
    {
      meetingId: k
        .id<MeetingId>('meeting_id')
        .notNull()
        .references(() => meetings.id, { onDelete: 'cascade' }),
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => people.persons.id, { onDelete: 'cascade' }),
      reply: k.text<'coming' | 'absent'>('reply').notNull(),
      at: k.at('at').notNull(),
    },
    (t) => [k.key({ columns: [t.meetingId, t.personId] })],
  );
  const readings = k.table(
    'readings',
    {
      id: k.id('id').primaryKey(),
      readerId: k.id<PersonId>('reader_id').notNull(),
      authorId: k.id<PersonId>('author_id').notNull(),
      revisionId: k.id<RevisionId>('revision_id').notNull(),
      at: k.at('at').notNull(),
    },
    (t) => [k.index('readings_author').on(t.authorId, t.at)],
  );
  const audit = k.table(
    'audit',
    {
      seq: k.serial('seq'),
      at: k.at('at').notNull(),
      actorId: k.id<PersonId>('actor_id'),
      /** The fact's type, in the past tense: 'meeting.moved', 'access.refused' … */
      action: k.text('action').notNull(),
      subject: k.text('subject').notNull(),
      /** Ids, dates and counts only; never personal text. */
      detail: k.json<Readonly<Record<string, string | number | boolean | null>>>('detail'),
    },
    (t) => [k.index('audit_subject').on(t.subject)],
  );
  return {
    questionnaires,
    campaigns,
    submissions,
    revisions,
    photos,
    answers,
    papers,
    handedIn,
    meetings,
    attendances,
    readings,
    audit,
  };
}
