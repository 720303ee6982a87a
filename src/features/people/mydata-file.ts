/** The file of /dulieu: what was loaded, put in order and made readable. Pure. */
import type { Instant } from '../../lib/env.ts';
import type { PhotoId } from '../../lib/ids.ts';
import { minuteOf, type Zone } from '../../lib/time.ts';
import type { MyData } from './mydata-store.ts';

/** Names of instants in any row: they are printed as local minutes. */
const INSTANT = /^(at|[a-z]+At)$/;

/** UTF-8 JSON with two spaces, times as `YYYY-MM-DDTHH:mm` of the organisation's zone. */
export function fileOf(data: MyData, now: Instant, zone: Zone): string {
  const { revisions, answers, photos, readingsOfMyTexts, outbox, received, submissions, ...plain } = data;
  const numbers = new Map(revisions.map((one) => [one.id, one.number]));
  const file = {
    madeAt: now,
    zone,
    ...plain,
    submissions: submissions.map(({ id, ...submission }) => ({
      ...submission,
      revisions: revisions.filter((one) => one.submissionId === id).map((revision) => revisionOf(revision, data)),
    })),
    photos: filesOf(photos, 'photo'),
    documents: filesOf(photos, 'document'),
    readingsOfMyTexts: readingsOfMyTexts.map(({ revisionId, ...reading }) => ({
      ...reading,
      revision: numbers.get(revisionId) ?? null,
    })),
    messagesSentToMe: counted(outbox.map((one) => `${one.lane} ${one.state}`)),
    messagesReceivedFromMe: counted(received.map((one) => one.state)),
  };
  return `${JSON.stringify(readable(file, zone), null, 2)}\n`;
}

function revisionOf(revision: MyData['revisions'][number], { answers, photos }: Pick<MyData, 'answers' | 'photos'>) {
  const { number, state, startedAt, submittedAt, questionnaire } = revision;
  const mine = answers.filter((answer) => answer.revisionId === revision.id);
  return {
    number,
    state,
    startedAt,
    submittedAt,
    questionnaire,
    answers: mine.map(({ questionId, part, state: answerState, text, photoId, givenAt }) => ({
      question: questionId,
      part,
      state: answerState,
      text,
      ...(photoId === null ? {} : namedIn(photos, photoId)),
      givenAt,
    })),
  };
}

type Files = MyData['photos'];

function filesOf(files: Files, called: Files[number]['called']) {
  return files
    .filter((one) => one.called === called)
    .map(({ file, type, at, bytes }) => ({ file, type, bytes: bytes.length, at }));
}

function namedIn(files: Files, photoId: PhotoId): Readonly<Record<string, string | null>> {
  const found = files.find(({ id }) => id === photoId);
  return { [found?.called ?? 'photo']: found?.file ?? null };
}

function counted(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words.toSorted()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Instants as local minutes, everywhere; all else as it is. */
function readable(value: unknown, zone: Zone, key = ''): unknown {
  if (typeof value === 'number' && INSTANT.test(key)) return minuteOf(value, zone);
  if (Array.isArray(value)) return value.map((one: unknown) => readable(one, zone));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, readable(one, zone, name)]));
  return value;
}
