/** Answers as lines to read: shortened for the summary, in full for who reads them. Pure. */
import { type Localized, type Param, type Words, words } from '../../engine/say.ts';
import type { Question, Questionnaire } from '../questionnaires/model.ts';
import { answerAsRead, visibleQuestions } from '../questionnaires/model.ts';
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
export function answerParam(question: Question, value: string, limit?: number): Param {
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

/** Questions asked of this person, as they stand with these answers. */
export function asked(questionnaire: Questionnaire, answers: Answers): readonly Question[] {
  return visibleQuestions(questionnaire, (id) => storedValue(answers.get(id)));
}

/** "1. …" for each question, short enough together for one message. */
export function summaryLines(questionnaire: Questionnaire, answers: Answers): readonly Line[] {
  const questions = asked(questionnaire, answers);
  const limit = Math.max(SHORTEST_EXCERPT, Math.min(EXCERPT, Math.floor(SUMMARY_BUDGET / questions.length)));
  return questions.map((question, index) => {
    const value = storedValue(answers.get(question.id));
    const n = index + 1;
    return value === undefined
      ? words('submissions.line-empty', { n })
      : words('submissions.line', { n, answer: answerParam(question, value, limit) });
  });
}

/** Every question with its whole answer. */
export function fullLines(questionnaire: Questionnaire, answers: Answers): readonly Line[] {
  return asked(questionnaire, answers).flatMap((question, index): Line[] => {
    const value = storedValue(answers.get(question.id));
    const heading = words('submissions.heading', { n: index + 1, question: question.text });
    const answer =
      value === undefined
        ? words('submissions.nothing')
        : words('submissions.whole', { answer: answerParam(question, value) });
    return index === 0 ? [heading, answer] : ['', heading, answer];
  });
}

export function answeredCount(
  questionnaire: Questionnaire,
  answers: Answers,
): { readonly answered: number; readonly total: number } {
  const questions = asked(questionnaire, answers);
  return {
    answered: questions.filter((one) => storedValue(answers.get(one.id)) !== undefined).length,
    total: questions.length,
  };
}
