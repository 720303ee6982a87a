/** A question that is answered with pictures, or documents: each is kept as it comes, a few of them make one answer. Pure. */
import type { Source } from '../../../engine/fact.ts';
import type { Move, Reading, Sent } from '../../../engine/flow.ts';
import { type Say, say, type Words, words } from '../../../engine/say.ts';
import { isPicture } from '../../../lib/file-types.ts';
import type { Question } from '../../questionnaires/model.ts';
import { answerAt, isEmpty } from './places.flow.ts';
import { keeping, type ReflectionWorld, replacedSay } from './world.flow.ts';

/** A place in the questions. */
interface Here {
  readonly world: ReflectionWorld;
  readonly question: Extract<Question, { kind: 'photo' }>;
  readonly ids: Readonly<Record<string, string>>;
}

/** The frame's id that names the question whose pictures are being sent: a further one joins them. Any other replaces them all. */
const ADDING = 'adding';
const LONGEST_CAPTION = 1_000;

export const isAdding = (question: Question, ids: Here['ids']): boolean => ids[ADDING] === question.id;

/** Whoever goes on is done with the pictures; whoever only rests goes on adding afterwards. */
export function done(move: Move): Move {
  return move.to === 'stay' || move.to === 'rest' ? move : { ...move, ids: { ...move.ids, [ADDING]: '' } };
}

/** What is asked for, or how many there are by now. */
export function photoHints({ question, ids, world }: Here): readonly Words[] {
  const { max, documents } = question;
  const adding = isAdding(question, ids);
  const count = answerAt(world, question.id).given.length;
  if (documents !== true) {
    if (adding) return [words('submissions.photos-so-far', { count, max })];
    return [max === 1 ? words('submissions.hint-photo') : words('submissions.hint-photos', { max })];
  }
  if (adding) return [words('submissions.files-so-far', { count, max })];
  const { documentsGo } = world;
  const elsewhere = documentsGo === undefined ? [] : [words(`submissions.hint-documents-${documentsGo}`)];
  return [max === 1 ? words('submissions.hint-file') : words('submissions.hint-files', { max }), ...elsewhere];
}

/** What is said to anything else; undefined where a sentence of every dialog's does. */
export function photoWanted({ question, world: { documentsGo } }: Pick<Here, 'world' | 'question'>): Say | undefined {
  if (question.documents !== true) return undefined;
  return say(documentsGo === undefined ? 'submissions.file-wanted' : `submissions.hint-documents-${documentsGo}`);
}

/** Does it take documents, and can they be sent here? */
export const takesDocuments = ({ world, question }: Pick<Here, 'world' | 'question'>): boolean =>
  question.documents === true && world.documentsGo === undefined;

export function readPhoto(here: Here, { picture, caption }: Sent, source: Source): Reading {
  const { world, question, ids } = here;
  if (picture === undefined || !picture.ok) return { ok: false, problem: problemOf(here, picture?.why ?? 'not-had') };
  if (question.documents !== true && !isPicture(picture.type))
    return { ok: false, problem: problemOf(here, 'wrong-type') };
  const before = answerAt(world, question.id);
  const part = isAdding(question, ids) ? before.given.length : 0;
  const fact = {
    type: 'photo.given' as const,
    revisionId: world.draft.revisionId,
    personId: world.draft.personId,
    questionId: question.id,
    photo: { id: picture.id, type: picture.type, bytes: picture.bytes },
    caption: oneLine(caption),
    part,
    replaces: part === 0 && !isEmpty(before),
    source,
  };
  const replaced = part === 0 && before.given.length > 0 ? { says: [replacedSay(world, question.id)] } : {};
  const move: Move =
    part + 1 < question.max
      ? { to: 'stay', facts: [fact], ids: { [ADDING]: question.id } }
      : done(keeping(world, fact, ids));
  return { ok: true, move: { ...move, ...replaced } };
}

function problemOf(here: Here, why: 'too-large' | 'wrong-type' | 'not-had'): Say {
  return say(takesDocuments(here) ? `submissions.file-${why}` : `submissions.photo-${why}`);
}

/** Captions stand beside each other as lines of one answer. */
function oneLine(caption: string): string {
  return [...caption.replace(/\s+/g, ' ').trim()].slice(0, LONGEST_CAPTION).join('');
}
