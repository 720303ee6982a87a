/** Answers as lines to read: shortened for the summary, in full for who reads them. Pure. */
import { type Localized, type Param, type Words, words } from '../../engine/say.ts';
import type { Group, Question, Questionnaire, Single } from '../questionnaires/model.ts';
import { answerAsRead, fieldsOf, type Given, itemsIn, visibleQuestions } from '../questionnaires/model.ts';
import { type Answers, photosIn, storedValue } from './model.ts';

type Line = Words | Localized | string;

/** One message is readable up to about this many characters of answers. */
const SUMMARY_BUDGET = 2400;
const EXCERPT = 300;
const SHORTEST_EXCERPT = 50;

/** Letters, not code units, so that no diacritic is cut off its letter; whole words where that loses little. */
export function shortened(text: string, limit: number): string {
  const letters = [...text.normalize('NFC')];
  if (letters.length <= limit) return text;
  const cut = letters.slice(0, limit).join('');
  const space = cut.lastIndexOf(' ');
  return `${(space > Math.max(0, cut.length - 20) ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** A stored answer as its reader sees it; `limit` shortens what was written freely. */
export function answerParam(question: Single, value: string, limit?: number): Param {
  if (question.kind === 'photo') return photoLines(question, value, limit);
  return question.kind === 'text' && limit !== undefined ? shortened(value, limit) : answerAsRead(question, value);
}

type PhotoQuestion = Extract<Question, { kind: 'photo' }>;

/** How many pictures, or files, and what was written under them. */
function photoLines({ documents }: PhotoQuestion, value: string, limit: number | undefined): readonly Line[] {
  const photos = photosIn(value);
  const captions = photos.flatMap(({ caption }) => (caption === '' ? [] : [caption]));
  const count = photos.length;
  const shown = captions.map((text) =>
    words('submissions.photo-caption', { text: limit === undefined ? text : shortened(text, limit) }),
  );
  return [words(documents === true ? 'submissions.files' : 'submissions.photos', { count }), ...shown];
}

/** What an item is called within a sentence: "Cam kết" as "cam kết", but "KPI" as it is. */
export function inside({ vi, en }: Localized): Localized {
  const lowered = (name: string): string =>
    /^\p{Lu}\p{Ll}/u.test(name) ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : name;
  return { vi: lowered(vi.normalize('NFC')), en: lowered(en) };
}

/** Questions asked of this person, as they stand with these answers. */
export function asked(questionnaire: Questionnaire, answers: Answers): readonly Question[] {
  return visibleQuestions(questionnaire, givenIn(answers));
}

const givenIn =
  (answers: Answers): Given =>
  (id) =>
    storedValue(answers.get(id));

/** What was answered to the questions of an item, in order; undefined where nothing was. */
interface ItemAnswers {
  readonly item: number;
  readonly fields: readonly { readonly question: Single; readonly value: string | undefined }[];
}

export function itemsOfGroup(questionnaire: Questionnaire, group: Group, answers: Answers): readonly ItemAnswers[] {
  const given = givenIn(answers);
  return Array.from({ length: itemsIn(group, given) }, (_, index) => ({
    item: index + 1,
    fields: fieldsOf(questionnaire, { group, item: index + 1 }, given).map(({ question }) => ({
      question,
      value: given(question.id),
    })),
  }));
}

/** "1. …" for each question, short enough together for one message. */
export function summaryLines(questionnaire: Questionnaire, answers: Answers): readonly Line[] {
  const questions = asked(questionnaire, answers);
  const count = questions.reduce((sum, one) => sum + answersIn(questionnaire, one, answers), 0);
  const limit = Math.max(SHORTEST_EXCERPT, Math.min(EXCERPT, Math.floor(SUMMARY_BUDGET / count)));
  return questions.map((question, index) => {
    const n = index + 1;
    if (question.kind === 'repeat') {
      const items = itemsOfGroup(questionnaire, question, answers);
      return items.length === 0
        ? words('submissions.line-empty', { n })
        : words('submissions.line-items', { n, items: items.map((item) => itemLine(question, item, limit)) });
    }
    const value = storedValue(answers.get(question.id));
    return value === undefined
      ? words('submissions.line-empty', { n })
      : words('submissions.line', { n, answer: answerParam(question, value, limit) });
  });
}

function answersIn(questionnaire: Questionnaire, question: Question, answers: Answers): number {
  if (question.kind !== 'repeat') return 1;
  return itemsOfGroup(questionnaire, question, answers).reduce((sum, { fields }) => sum + fields.length, 1);
}

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ');

/** "Commitment 2: …; …", without what was left blank. */
export function itemLine({ item: name }: Group, { item, fields }: ItemAnswers, limit: number): Words {
  const shown = fields.flatMap(({ question, value }) =>
    value === undefined ? [] : [answerParam(question, question.kind === 'text' ? onOneLine(value) : value, limit)],
  );
  const [first = '', ...others] = shown;
  const answer = others.reduce<Param>((before, one) => words('submissions.item-and', { before, answer: one }), first);
  return words('submissions.item-line', { item: name, number: item, answer });
}

/** Every question with its whole answer. */
export function fullLines(questionnaire: Questionnaire, answers: Answers): readonly Line[] {
  return asked(questionnaire, answers).flatMap((question, index): Line[] => {
    const heading = words('submissions.heading', { n: index + 1, question: question.text });
    const answer =
      question.kind === 'repeat'
        ? wholeItems(question, itemsOfGroup(questionnaire, question, answers))
        : [wholeAnswer(question, storedValue(answers.get(question.id)))];
    return index === 0 ? [heading, ...answer] : ['', heading, ...answer];
  });
}

function wholeAnswer(question: Single, value: string | undefined): Words {
  return value === undefined
    ? words('submissions.nothing')
    : words('submissions.whole', { answer: answerParam(question, value) });
}

function wholeItems({ item: name }: Group, items: readonly ItemAnswers[]): readonly Line[] {
  if (items.length === 0) return [words('submissions.nothing')];
  return items.flatMap(({ item, fields }) => [
    words('submissions.item-heading', { item: name, number: item }),
    ...fields.map(({ question, value }) =>
      words('submissions.item-answer', { question: question.text, answer: wholeAnswer(question, value) }),
    ),
  ]);
}

export function answeredCount(
  questionnaire: Questionnaire,
  answers: Answers,
): { readonly answered: number; readonly total: number } {
  const questions = asked(questionnaire, answers);
  const given = givenIn(answers);
  return {
    answered: questions.filter((one) => (one.kind === 'repeat' ? itemsIn(one, given) > 0 : given(one.id) !== undefined))
      .length,
    total: questions.length,
  };
}
