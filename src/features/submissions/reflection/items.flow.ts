/** A group that is asked several times: what there is of it and whether there is to be one more, one item, taking one away. Pure. */
import type { Move, Step } from '../../../engine/flow.ts';
import { type Choice, type Param, say, type Words, words } from '../../../engine/say.ts';
import { type Field, firstKey, type Group, ITEM_EXCERPT } from '../../questionnaires/model.ts';
import { storedValue } from '../model.ts';
import { answerParam, inside, itemLine, itemsOfGroup, shortened } from '../report.ts';
import {
  answerAt,
  backward,
  fieldsAt,
  itemsOf,
  onward,
  openKey,
  PICKED,
  placeOf,
  progress,
  questionIdOf,
  spotAt,
  stepOf,
} from './places.flow.ts';
import { restingSay } from './summary.flow.ts';
import type { ReflectionWorld } from './world.flow.ts';

type Ids = Readonly<Record<string, string>>;

/** A group within the questions. */
interface Here {
  readonly world: ReflectionWorld;
  readonly group: Group;
  readonly ids: Ids;
}

interface Offer {
  readonly choice: Choice;
  readonly move: () => Move;
}

const REMOVING = 'x:';

/** The step of a group, of one of its items, or of taking that away. */
export function itemsStep(world: ReflectionWorld, step: string, ids: Ids): Step | undefined {
  const removing = step.startsWith(REMOVING);
  const spot = spotAt(world, removing ? stepOf(step.slice(REMOVING.length)) : step);
  if (spot?.at !== 'group' && spot?.at !== 'item') return undefined;
  const here: Here = { world, group: spot.group, ids };
  if (spot.at === 'group' || spot.item > itemsOf(world, spot.group)) return groupStep(here);
  return removing ? removalStep(here, spot.item) : itemStep(here, spot.item);
}

/** The group that a step is about, if it is about one as a whole. */
export function groupAt(world: ReflectionWorld, step: string): Group | undefined {
  const key = step.startsWith(REMOVING) ? stepOf(step.slice(REMOVING.length)) : step;
  const spot = questionIdOf(key) === undefined ? undefined : spotAt(world, key);
  return spot?.at === 'group' || spot?.at === 'item' ? spot.group : undefined;
}

function groupStep(here: Here): Step {
  const { world, group, ids } = here;
  const items = itemsOf(world, group);
  const name = { item: inside(group.item) };
  const further: Offer = {
    choice: { key: 'more', label: words('submissions.button-more', name) },
    move: () => ({ to: { step: stepOf(firstKey(group, items + 1)) } }),
  };
  const done: Offer = {
    choice: { key: 'done', label: words('submissions.button-done'), beside: items < group.max },
    move: () => leaving(here),
  };
  const edits = Array.from({ length: items }, (_, index): Offer => {
    const number = index + 1;
    return {
      choice: {
        key: `i.${number}`,
        label: words('submissions.button-item', { ...name, number }),
        beside: index % 2 > 0,
      },
      move: () => ({ to: { step: stepOf(`${group.id}.${number}`) } }),
    };
  });
  const offers = [
    ...(items < group.max ? [further] : []),
    ...(items >= group.min ? [done] : []),
    ...edits,
    ...roadOffers(here, backward(world, group.id, ids)),
  ];
  return stepOfOffers(say('submissions.question', { ...progress(world, group.id), lines: groupLines(here) }), offers);
}

/** What is not gone through yet in an item comes first. */
function leaving({ world, group, ids }: Here): Move {
  const open = openKey(world, group);
  return open === undefined ? onward(world, group.id, ids) : { to: { step: stepOf(open) } };
}

function groupLines({ world, group }: Here): Param {
  const items = itemsOfGroup(world.questionnaire, group, world.answers);
  const [count, name] = [items.length, { item: inside(group.item) }];
  const shown =
    world.masked === true
      ? [words('submissions.items-masked', { ...name, count })]
      : items.map((item) => itemLine(group, { ...item, fields: item.fields.slice(0, 1) }, ITEM_EXCERPT));
  return [
    ...headingOf(group),
    ...(group.private ? [words('submissions.private')] : []),
    '',
    ...shown,
    ...(count < group.min ? [words('submissions.items-min', { ...name, min: group.min })] : []),
    ...(count >= group.max ? [words('submissions.items-max', { ...name, max: group.max })] : []),
  ];
}

/** What the group as a whole asks. */
export const headingOf = ({ text, help }: Group) => [text, ...(help === undefined ? [] : [help])];

function itemStep(here: Here, item: number): Step {
  const { world, group } = here;
  const fields = fieldsAt(world, { group, item });
  const edits = fields.map(({ question }, index): Offer => {
    const place = index + 1;
    const choice = { key: `f.${place}`, label: words('submissions.button-field', { place }), beside: index % 3 > 0 };
    return { choice, move: () => ({ to: { step: stepOf(question.id) }, ids: { [PICKED]: question.id } }) };
  });
  const remove: Offer = {
    choice: { key: 'remove', label: words('submissions.button-remove', { item: inside(group.item) }) },
    move: () => ({ to: { step: `${REMOVING}${group.id}.${item}` } }),
  };
  const lines = fields.map((field) => fieldLine(world, field));
  const params = { ...progress(world, group.id), item: group.item, number: item, lines };
  return stepOfOffers(say('submissions.item', params), [
    ...edits,
    remove,
    ...roadOffers(here, { to: { step: stepOf(group.id) } }),
  ]);
}

function fieldLine(world: ReflectionWorld, field: Field): Words {
  const { question } = field;
  const { vi, en } = question.text;
  const place = placeOf(world, field);
  const asking = { vi: shortened(vi, ITEM_EXCERPT), en: shortened(en, ITEM_EXCERPT) };
  if (world.masked === true) return words('submissions.pick-line', { n: place, question: asking });
  const value = storedValue(answerAt(world, question.id));
  const answer = value === undefined ? words('submissions.nothing') : answerParam(question, value, ITEM_EXCERPT);
  return words('submissions.item-field', { place, question: asking, answer });
}

/** What was written goes for good, so it is asked about first. */
function removalStep(here: Here, item: number): Step {
  const { group } = here;
  const name = { item: inside(group.item), number: item };
  return stepOfOffers({ ...say('submissions.remove-sure', name), whole: true }, [
    { choice: { key: 'remove', label: words('submissions.button-remove-sure') }, move: () => removing(here, item) },
    {
      choice: { key: 'back', label: words('submissions.button-no'), beside: true },
      move: () => ({ to: { step: stepOf(`${group.id}.${item}`) } }),
    },
  ]);
}

function removing({ world, group, ids }: Here, item: number): Move {
  const items = itemsOf(world, group);
  const within = ids['back']?.startsWith(stepOf(`${group.id}.`)) === true;
  return {
    to: { step: stepOf(items > 1 ? group.id : firstKey(group)) },
    facts: [
      {
        type: 'item.removed',
        revisionId: world.draft.revisionId,
        groupId: group.id,
        item,
        items,
        fields: group.questions.map(({ id }) => id),
      },
    ],
    says: [say('submissions.item-removed', { item: inside(group.item), number: item })],
    // What was there has another number now, or is no more.
    ...(within ? { ids: { back: '' } } : {}),
  };
}

function roadOffers({ world }: Here, back: Move | undefined): readonly Offer[] {
  const later = (): Move => ({ to: 'rest', says: [restingSay(world)] });
  return [
    ...(back === undefined
      ? []
      : [{ choice: { key: 'back', label: words('submissions.button-back') }, move: () => back }]),
    { choice: { key: 'later', label: words('submissions.button-later'), beside: back !== undefined }, move: later },
  ];
}

/** Whoever moves on is done with the field picked before. */
const unpicked = (move: Move): Move => (move.to === 'rest' ? move : { ...move, ids: { [PICKED]: '', ...move.ids } });

function stepOfOffers(asking: Step['ask'], offers: readonly Offer[]): Step {
  return {
    ask: { ...asking, choices: offers.map(({ choice }) => choice) },
    on: Object.fromEntries(offers.map(({ choice, move }) => [choice.key, () => unpicked(move())])),
  };
}
