/** /dulieu for people: everything the JSON has, in words and without the machine's ids. Pure. */
import { type Page, type PageSection, type Words, words } from '../../engine/say.ts';
import type { Instant } from '../../lib/env.ts';
import { minuteOf } from '../../lib/time.ts';
import { answerAsRead, keysOf, type Single } from '../questionnaires/model.ts';
import { placeName } from './linking/commands.ts';
import { headingOf, type Line, type Looking, lookedUp, type Minute, section } from './mydata-section.ts';
import type { MyData } from './mydata-store.ts';
import { leftBehind } from './mydata-traces.ts';

export function pageOf(data: MyData, context: Omit<Looking, 'minute'>): Page {
  const minute: Minute = (at) => ({ minute: minuteOf(at, context.zone) });
  const sections = [
    about(data, minute, context.now),
    ...places(data, minute),
    ...data.submissions.flatMap((one) => written(one, data, { ...context, minute })),
    section(
      words(data.photos.some(({ called }) => called === 'document') ? 'mydata.photos-and-documents' : 'mydata.photos'),
      data.photos.map(({ file, type, bytes, at }) =>
        words('mydata.photo', { file, type, bytes: bytes.length, minute: minute(at) }),
      ),
    ),
    ...data.papers.map((one) => paperOf(one, minute)),
    ...leftBehind(data, { ...context, minute }),
  ];
  return {
    title: words('mydata.title', { name: data.person?.name ?? '' }),
    // A heading with nothing below it says nothing.
    sections: sections.filter(({ lines }) => lines.length > 0),
  };
}

function about({ person }: MyData, minute: Minute, now: Instant): PageSection {
  const lines =
    person === undefined
      ? []
      : [
          words('mydata.name', { name: person.name }),
          words('mydata.code', { code: person.code }),
          words('mydata.language', { language: languageOf(person.language) }),
          words('mydata.stored', { minute: minute(person.createdAt) }),
        ];
  const intro = [words('mydata.intro', { minute: minute(now) }), words('mydata.intro-json')];
  return section(words('mydata.person'), [...intro, ...lines]);
}

const languageOf = (language: 'vi' | 'en' | null): Words => words(`mydata.language-${language ?? 'none'}`);

function places(data: MyData, minute: Minute): readonly PageSection[] {
  return [
    section(
      words('mydata.memberships'),
      data.memberships.map(({ unit, unitCode: code, status, ...span }) =>
        during(words('mydata.membership', { unit, code, status: words(`mydata.status-${status}`) }), span),
      ),
    ),
    section(
      words('mydata.roles'),
      data.roles.map(({ unit, unitCode: code, role, ...span }) =>
        during(words('mydata.role', { unit, code, role: words(`mydata.role-${role}`) }), span),
      ),
    ),
    section(
      words('mydata.addresses'),
      data.addresses.flatMap((one) => addressLines(one, minute)),
    ),
    section(words('mydata.codes'), [
      ...data.invites.flatMap((one) => {
        const [at, until] = [minute(one.createdAt), minute(one.expiresAt)];
        const by = one.createdBy;
        const made =
          by === null
            ? words('mydata.invite', { minute: at, until })
            : words('mydata.invite-by', { minute: at, until, name: by });
        return [made, ...closed(one, minute)];
      }),
      ...data.linkCodes.flatMap((one) => [
        words('mydata.link-code', { minute: minute(one.createdAt), until: minute(one.expiresAt) }),
        ...closed(one, minute),
      ]),
    ]),
    section(
      words('mydata.consents'),
      data.consents.map(({ decision, at, channel, textVersion }) =>
        words(`mydata.consent-${decision}`, { minute: minute(at), where: placeName(channel), version: textVersion }),
      ),
    ),
  ];
}

type Span = Pick<MyData['memberships'][number], 'from' | 'until'>;

function during(what: Words, { from, until }: Span): Words {
  return until === null
    ? words('mydata.span', { what, from: { day: from } })
    : words('mydata.span-until', { what, from: { day: from }, until: { day: until } });
}

function addressLines(one: MyData['addresses'][number], minute: Minute): readonly Words[] {
  const { channel, linkedAt, language, undeliverableAt } = one;
  const where = placeName(channel);
  return [
    ...(linkedAt === null ? [] : [words('mydata.address', { where, minute: minute(linkedAt) })]),
    ...(language === null ? [] : [words('mydata.address-language', { language: languageOf(language) })]),
    ...(undeliverableAt === null ? [] : [words('mydata.address-gone', { minute: minute(undeliverableAt) })]),
  ];
}

type Closing = Pick<MyData['linkCodes'][number], 'closedAt' | 'closedWhy'>;

function closed({ closedAt, closedWhy }: Closing, minute: Minute): readonly Words[] {
  if (closedAt === null || closedWhy === null) return [];
  return [words(`mydata.closed-${closedWhy}`, { minute: minute(closedAt) })];
}

/** Each revision, and below it each question with all that was written to it. */
function written(
  submission: MyData['submissions'][number],
  { revisions, answers, photos }: MyData,
  looking: Looking,
): readonly PageSection[] {
  const { minute } = looking;
  const state = stateWords({ ...submission, startedAt: submission.createdAt }, minute);
  const mine = revisions.filter((one) => one.submissionId === submission.id);
  return [
    section(words('mydata.submission', { campaign: submission.campaign }), [state]),
    ...mine.flatMap((revision): PageSection[] => {
      const own = answers.filter((one) => one.revisionId === revision.id);
      const questionnaire = looking.questionnaires.get(revision.questionnaire);
      const keys = questionnaire?.questions.flatMap(keysOf) ?? [];
      const ids = [...new Set([...keys, ...own.map((one) => one.questionId)])];
      return [
        {
          heading: words('mydata.revision', { n: revision.number }),
          within: true,
          lines: [stateWords(revision, minute)],
        },
        ...ids.flatMap((id): PageSection[] => {
          const parts = own.filter((one) => one.questionId === id);
          const spot = lookedUp(questionnaire, id);
          const question = spot?.at === 'question' || spot?.at === 'field' ? spot.question : undefined;
          const lines = parts.flatMap((part) => answerLines(part, question, { minute, photos }));
          const heading = spot === undefined ? id : headingOf(spot);
          return lines.length === 0 ? [] : [{ heading, within: true, lines }];
        }),
      ];
    }),
  ];
}

type Handed = Pick<MyData['revisions'][number], 'startedAt' | 'submittedAt'>;

function stateWords({ startedAt, submittedAt }: Handed, minute: Minute): Words {
  const begun = { minute: minute(startedAt) };
  return submittedAt === null
    ? words('mydata.begun', begun)
    : words('mydata.submitted', { ...begun, submitted: minute(submittedAt) });
}

function answerLines(
  { state, part, text, photoId, givenAt }: MyData['answers'][number],
  question: Single | undefined,
  { minute, photos }: Pick<Looking, 'minute'> & Pick<MyData, 'photos'>,
): readonly Line[] {
  const at = minute(givenAt);
  const photo = photos.find(({ id }) => id === photoId);
  if (photo !== undefined)
    return [
      words(`mydata.answer-${photo.called}`, { file: photo.file, minute: at }),
      ...(text === null || text === '' ? [] : [text]),
    ];
  if (state === 'skipped' || text === null) return [words('mydata.answer-skipped', { minute: at })];
  const said: Line[] =
    state === 'held' || question === undefined
      ? [text]
      : [words('mydata.answer', { answer: answerAsRead(question, text) })];
  if (state === 'held') return [words('mydata.answer-held', { minute: at }), ...said];
  return [
    part === 0
      ? words('mydata.answer-given', { minute: at })
      : words('mydata.answer-part', { part: part + 1, minute: at }),
    ...said,
  ];
}

function paperOf(
  { campaign, claimedAt, confirmedAt, confirmedBy }: MyData['papers'][number],
  minute: Minute,
): PageSection {
  return section(words('mydata.paper', { campaign }), [
    ...(claimedAt === null ? [] : [words('mydata.paper-claimed', { minute: minute(claimedAt) })]),
    ...(confirmedAt === null ? [] : [words('mydata.paper-confirmed', { minute: minute(confirmedAt) })]),
    ...(confirmedBy === null ? [] : [words('mydata.paper-by', { name: confirmedBy })]),
  ]);
}
