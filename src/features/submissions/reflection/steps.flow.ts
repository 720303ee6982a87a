/** One question as a step: its message, its options, and what a written text does. Pure. */
import type { FactOf, Source } from '../../../engine/fact.ts';
import type { Move, Reading, Step } from '../../../engine/flow.ts';
import type { MessageKey } from '../../../engine/message-keys.ts';
import { type Choice, type Param, type Say, say, type Words, words, writeChoice } from '../../../engine/say.ts';
import { type Field, firstKey, type Group, type Single, spotOf, topOf } from '../../questionnaires/model.ts';
import { storedValue, tapped } from '../model.ts';
import { answerParam } from '../report.ts';
import { countProblem, keyOf, understand } from '../rules.ts';
import { headingOf } from './items.flow.ts';
import { done, isAdding, photoHints, photoWanted, readPhoto, takesDocuments } from './photo.flow.ts';
import { answerAt, backward, fieldsAt, isEmpty, itemsOf, onward, placeOf, progress } from './places.flow.ts';
import { restingSay } from './summary.flow.ts';
import { keeping, type ReflectionWorld, replacedSay } from './world.flow.ts';

type Ids = Readonly<Record<string, string>>;
type On = Record<string, (source: Source) => Move>;

/** A place in the questions. */
interface Here {
  readonly world: ReflectionWorld;
  readonly question: Single;
  readonly ids: Ids;
}

const EXCERPT = 300;
/** More values than this are typed, not tapped. */
const BUTTONS_OF_SCALE = 11;

export function questionStep(world: ReflectionWorld, question: Single, ids: Ids): Step {
  const here: Here = { world, question, ids };
  const offers = [...ownOffers(here), ...roadOffers(here)].map(({ choice, move }): Offer => {
    return { choice, move: (source) => done(move(source)) };
  });
  const elsewhere = world.masked === true && isWritten(question);
  const choices = [...(elsewhere ? [writeChoice] : []), ...offers.map((offer) => offer.choice)];
  // Field by field: each answer makes two of these, and copying objects is slow.
  const ask: { -readonly [K in keyof Say]: Say[K] } = heading(here, lines(here, elsewhere), choices);
  const free = question.kind === 'text';
  // "11" where 1 to 10 are asked for is a wrong number, never the eleventh button; so is the "1" of a day that was begun.
  const numeric = question.kind === 'scale' || question.kind === 'number' || question.kind === 'date';
  if (free || numeric) ask.free = true;
  if (question.kind === 'multi') ask.typed = words('submissions.hint-multi-typed');
  if (question.kind !== 'photo') return new QuestionStep(here, ask, offers);
  return Object.assign(new QuestionStep(here, Object.assign(ask, takes(here)), offers), photoOf({ ...here, question }));
}

class QuestionStep implements Step {
  readonly ask: Say;
  readonly text: NonNullable<Step['text']>;
  readonly #offers: readonly Offer[];

  constructor(here: Here, ask: Say, offers: readonly Offer[]) {
    this.ask = ask;
    this.#offers = offers;
    this.text = { free: here.question.kind === 'text', read: (text, source) => read(here, text, source) };
  }

  /** Of a question that is only shown nobody asks for it. */
  get on(): On {
    return Object.fromEntries(this.#offers.map((offer) => [offer.choice.key, offer.move]));
  }
}

type AtPhoto = Here & { readonly question: Extract<Single, { kind: 'photo' }> };

function photoOf(here: AtPhoto): Pick<Step, 'photo' | 'wanted'> {
  const wanted = photoWanted(here);
  return { photo: (sent, source) => readPhoto(here, sent, source), ...(wanted === undefined ? {} : { wanted }) };
}

function heading({ world, question }: Here, lines: Param, choices: readonly Choice[]): Say {
  const { n, total } = progress(world, question.id);
  const field = fieldOf(world, question);
  if (field === undefined) return say('submissions.question', { n, total, lines }, choices);
  const { group, item } = field;
  const within = { item: group.item, number: item, place: placeOf(world, field), of: fieldsAt(world, field).length };
  return say('submissions.question-of-item', { n, total, ...within, lines }, choices);
}

/** The question as a part of an item, if it is one. */
function fieldOf(world: ReflectionWorld, question: Single): Field | undefined {
  if (topOf(question.id) === question.id) return undefined;
  const spot = spotOf(world.questionnaire, question.id);
  return spot?.at === 'field' ? spot : undefined;
}

/** The first question of all items is the one before which it is said what they are for; passed by, the group is left out. */
function opened(world: ReflectionWorld, question: Single): Group | undefined {
  const field = fieldOf(world, question);
  const first = field !== undefined && question.id === firstKey(field.group) && itemsOf(world, field.group) === 0;
  return first ? field.group : undefined;
}

/** Where it is masked, pictures go the way of all that is personal. */
function takes({ world, question }: Here): Pick<Say, 'photo' | 'documents'> {
  if (question.kind !== 'photo' || world.masked === true) return {};
  return { photo: true, ...(takesDocuments({ world, question }) ? { documents: true } : {}) };
}

/** Is the answer made of the author's own letters, digits or pictures? All others are tapped. */
function isWritten(question: Single): boolean {
  const { kind } = question;
  if (kind === 'scale') return !fitsButtons(question);
  return kind === 'text' || kind === 'number' || kind === 'date' || kind === 'photo';
}

function lines(here: Here, elsewhere: boolean): Param {
  const { world, question } = here;
  const value = storedValue(answerAt(world, question.id));
  const group = opened(world, question);
  return [
    ...(group === undefined ? [] : [...headingOf(group), '']),
    question.text,
    ...(question.help === undefined ? [] : [question.help]),
    ...(question.private ? [words('submissions.private')] : []),
    ...(elsewhere ? [] : hints(here)),
    ...(value === undefined || isCounted(here) ? [] : ['', ...presentWords(here, value)]),
    ...(elsewhere ? ['', words(hintElsewhere(question))] : []),
  ];
}

function hintElsewhere(question: Single): MessageKey {
  if (question.kind !== 'photo') return 'submissions.hint-write';
  return question.documents === true ? 'submissions.hint-send-file' : 'submissions.hint-send';
}

/** What is there by now is shown in another way: by marks, or by how many there are. */
function isCounted({ question, ids, world }: Here): boolean {
  return question.kind === 'multi' || (isAdding(question, ids) && world.masked !== true);
}

function presentWords({ world, question }: Here, value: string): readonly Words[] {
  if (world.masked === true) return [words('submissions.present-masked')];
  const answer = answerParam(question, value, EXCERPT);
  return [words('submissions.present', { answer }), words('submissions.present-replaced')];
}

/** What an answer looks like where that is not plain. */
function hints({ question, ...place }: Here): readonly Words[] {
  switch (question.kind) {
    case 'scale':
      return [words('submissions.hint-scale', { min: question.min, max: question.max })];
    case 'number':
      return [words('submissions.hint-number')];
    case 'date':
      return [words('submissions.hint-date')];
    case 'multi':
      return [words(hasPicked(place.world, question) ? 'submissions.hint-multi-more' : 'submissions.hint-multi')];
    case 'photo':
      return photoHints({ ...place, question });
    case 'text':
    case 'choice':
      return [];
  }
}

/** "Xong" is offered as soon as something is. */
const hasPicked = (world: ReflectionWorld, { id }: Single): boolean => (storedValue(answerAt(world, id)) ?? '') !== '';

/** What a text answers: kept as a row, then onward. */
function read(here: Here, text: string, source: Source): Reading {
  const named = namedOffer(here, text);
  if (named !== undefined) return { ok: true, move: named.move(source) };
  const understood = understand(here.question, text, here.world.today);
  if (!understood.ok) return understood;
  return { ok: true, move: answered(here, understood.value, source) };
}

/** Another answer takes the place of the one before, and that is said. */
function answered(here: Here, value: string, source: Source): Move {
  const { world, question, ids } = here;
  const before = storedValue(answerAt(world, question.id));
  const move = keeping(world, givenFact(here, value, source), ids);
  return before === undefined || before === value ? move : { ...move, says: [replacedSay(world, question.id)] };
}

/** Naming one of several choices is tapping it: it may be one more, or one less. */
function namedOffer(here: Here, text: string): Offer | undefined {
  const { question } = here;
  const key = question.kind === 'multi' ? keyOf(question, text) : undefined;
  return key === undefined ? undefined : ownOffers(here).find((offer) => offer.choice.key === `c.${key}`);
}

interface Offer {
  readonly choice: Choice;
  readonly move: (source: Source) => Move;
}

/** The choices of the question itself. */
function ownOffers(here: Here): readonly Offer[] {
  const { question } = here;
  switch (question.kind) {
    case 'choice':
      return question.choices.map(({ key, label }) => answering(here, { key: `c.${key}`, label }, key));
    case 'multi':
      return multiOffers(here, question);
    case 'scale': {
      if (!fitsButtons(question)) return [];
      const values = Array.from({ length: question.max - question.min + 1 }, (_, index) =>
        String(question.min + index),
      );
      return values.map((value, index) =>
        answering(here, { key: `c.${value}`, label: value, beside: index > 0 }, value),
      );
    }
    case 'text':
    case 'number':
    case 'date':
    case 'photo':
      return [];
  }
}

function fitsButtons({ min, max }: Extract<Single, { kind: 'scale' }>): boolean {
  return max - min + 1 <= BUTTONS_OF_SCALE;
}

function answering(here: Here, choice: Choice, value: string): Offer {
  return {
    choice,
    move: (source) => answered(here, value, source.promptId === undefined ? source : tapped(source)),
  };
}

/** Every tap is a row at once; "Xong" only goes on. */
function multiOffers(here: Here, question: Extract<Single, { kind: 'multi' }>): readonly Offer[] {
  const keys = question.choices.map((choice) => choice.key);
  const value = storedValue(answerAt(here.world, question.id));
  const picked = new Set(value?.split(','));
  const toggles = question.choices.map(({ key, label }): Offer => {
    const after = keys.filter((one) => picked.has(one) !== (one === key));
    const tooMany = question.max !== undefined && after.length > question.max && after.length > picked.size;
    const move = (source: Source): Move =>
      tooMany
        ? { to: 'stay', says: [say('submissions.problem-many', { max: question.max ?? 0 })] }
        : { to: 'stay', facts: [givenFact(here, after.join(','), tapped(source))] };
    return {
      choice: { key: `c.${key}`, label: picked.has(key) ? words('submissions.picked', { label }) : label },
      move,
    };
  });
  if (picked.size === 0) return toggles;
  const problem = countProblem(question, picked.size);
  const done = (): Move =>
    problem === undefined ? onward(here.world, question.id, here.ids) : { to: 'stay', says: [problem] };
  return [...toggles, { choice: { key: 'done', label: words('submissions.button-done') }, move: done }];
}

/** Keep, skip, back, later: as far as they make sense here. */
function roadOffers(here: Here): readonly Offer[] {
  const { world, question, ids } = here;
  const present = storedValue(answerAt(world, question.id)) !== undefined;
  const offers: Offer[] = [];
  if (present && question.kind !== 'multi')
    offers.push(offer(isAdding(question, ids) ? 'done' : 'keep', () => onward(world, question.id, ids)));
  // "Skip" beside an answer that exists would take it away in silence: there the button says what it does.
  if (!question.required || opened(world, question)?.required === false)
    offers.push(
      present ? offer('clear', (source) => skipping(here, source)) : offer('skip', (source) => skipping(here, source)),
    );
  const back = backward(world, question.id, ids);
  if (back !== undefined) offers.push(offer('back', () => back));
  offers.push(offer('later', () => ({ to: 'rest', says: [restingSay(world)] })));
  const inRow = offers.length > 3 ? 2 : 3;
  return offers.map(({ choice: { key, label }, move }, index) => ({
    choice: { key, label, beside: index % inRow > 0 },
    move,
  }));
}

function offer(key: 'done' | 'keep' | 'clear' | 'skip' | 'back' | 'later', move: Offer['move']): Offer {
  return { choice: { key, label: words(`submissions.button-${key}`) }, move };
}

function skipping(here: Here, source: Source): Move {
  const { draft } = here.world;
  const about = { revisionId: draft.revisionId, questionId: here.question.id, replaces: replaces(here) };
  return keeping(here.world, { type: 'answer.skipped', ...about, source: tapped(source) }, here.ids);
}

function givenFact(here: Here, text: string, source: Source): FactOf<'answer.given'> {
  return {
    type: 'answer.given',
    revisionId: here.world.draft.revisionId,
    questionId: here.question.id,
    text,
    replaces: replaces(here),
    source,
  };
}

const replaces = ({ world, question }: Here): boolean => !isEmpty(answerAt(world, question.id));
