/** A question that is answered with pictures: each is kept as it comes, a few of them make one answer. Pure. */
import type { Source } from '../../../engine/fact.ts';
import type { Move, Reading, Sent } from '../../../engine/flow.ts';
import { type Say, say, type Words, words } from '../../../engine/say.ts';
import type { Question } from '../../questionnaires/model.ts';
import { answerAt, isEmpty, keeping, type ReflectionWorld, replacedSay } from './world.flow.ts';

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
export function photoHint({ question, ids, world }: Here): Words {
  const { max } = question;
  const count = answerAt(world, question.id).given.length;
  if (isAdding(question, ids)) return words('submissions.photos-so-far', { count, max });
  return max === 1 ? words('submissions.hint-photo') : words('submissions.hint-photos', { max });
}

export function readPhoto(here: Here, { picture, caption }: Sent, source: Source): Reading {
  const { world, question, ids } = here;
  if (picture === undefined || !picture.ok) return { ok: false, problem: problemOf(picture?.why ?? 'not-had') };
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

function problemOf(why: 'too-large' | 'wrong-type' | 'not-had'): Say {
  switch (why) {
    case 'too-large':
      return say('submissions.photo-too-large');
    case 'wrong-type':
      return say('submissions.photo-wrong-type');
    case 'not-had':
      return say('submissions.photo-not-had');
  }
}

/** Captions stand beside each other as lines of one answer. */
function oneLine(caption: string): string {
  return [...caption.replace(/\s+/g, ' ').trim()].slice(0, LONGEST_CAPTION).join('');
}
