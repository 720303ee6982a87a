/** The question before everything else: who stores and reads what, by name, and whether the member takes part. */
import type { Fact } from '../../engine/fact.ts';
import type { Flow, Move, Step } from '../../engine/flow.ts';
import type { MessageKey } from '../../engine/message-keys.ts';
import { type Choice, type Param, type Say, say, words } from '../../engine/say.ts';
import type { Instant } from '../../lib/env.ts';
import { fold } from '../../lib/fold.ts';
import type { PersonId } from '../../lib/ids.ts';
import { CONSENT_VERSION, carried } from './rules.ts';

export interface ConsentWorld {
  readonly personId: PersonId;
  readonly name: string;
  /** The cell's name; undefined for somebody who is in none. */
  readonly cell: string | undefined;
  /** Names of those who will be able to open a submitted text. */
  readonly readers: readonly string[];
  readonly channel: string;
  /** What the member writes does not take that way: it is written on the page. */
  readonly masked?: boolean;
  /** The cell's round is open: there is something to begin with. */
  readonly open: boolean;
  readonly now: Instant;
}

export const CONSENT_FLOW = 'consent';

/** Words that mean no though they are on no button; a yes must be given as it is asked for. */
const NO = ['khong', 'khong dong y', 'no'];

export const consentFlow: Flow<ConsentWorld> = {
  id: CONSENT_FLOW,
  step: (id, world) =>
    id === 'decide'
      ? step(world, shortText(world), [yes, no, full])
      : id === 'full'
        ? step(world, fullText(world), [yes, no])
        : undefined,
  apply: (world) => world,
  resting: () => say('people.consent.later'),
  reminder: () => say('people.consent.reminder'),
};

const yes: Choice = { key: 'yes', label: words('people.consent.button-yes') };
const no: Choice = { key: 'no', label: words('people.consent.button-no') };
const full: Choice = { key: 'full', label: words('people.consent.button-full') };

function step(world: ConsentWorld, text: Say, choices: readonly Choice[]): Step {
  return {
    ask: { ...text, choices, whole: true },
    on: {
      yes: () => decide(world, 'given'),
      no: () => decide(world, 'declined'),
      ...(choices.includes(full) ? { full: () => ({ to: { step: 'full' } }) } : {}),
    },
    text: {
      free: false,
      read: (text) =>
        NO.includes(fold(text))
          ? { ok: true, move: decide(world, 'declined') }
          : { ok: false, problem: say('people.consent.choose'), instead: true },
    },
  };
}

function decide(world: ConsentWorld, decision: 'given' | 'declined'): Move {
  const { personId, channel, now } = world;
  const fact: Fact = { type: 'consent.decided', personId, decision, textVersion: CONSENT_VERSION, channel, at: now };
  return {
    to: 'end',
    facts: [fact],
    says: [decision === 'given' ? afterYes(world) : say('people.consent.declined')],
  };
}

function afterYes({ open }: ConsentWorld): Say {
  return open
    ? say('people.consent.given', undefined, [reflect, menu])
    : say('people.consent.given-between-rounds', undefined, [menu]);
}

const reflect: Choice = { key: 'soi', label: words('people.button-reflect'), command: { name: 'soi', args: '' } };
const menu: Choice = { key: 'menu', label: words('people.button-menu'), command: { name: 'menu', args: '' } };

function shortText(world: ConsentWorld): Say {
  return say('people.consent.ask', {
    name: world.name,
    cell: cellName(world),
    readers: readers(world),
    abroad: carried(world, 'short'),
    page: page(world, 'people.consent.page'),
  });
}

function fullText(world: ConsentWorld): Say {
  const names = world.readers.map((name) => words('people.consent.reader', { name }));
  return say('people.consent.full', {
    readers: readers(world),
    names,
    abroad: carried(world, 'full'),
    page: page(world, 'people.consent.full-page'),
  });
}

/** Elsewhere the platform keeps the chat; on the page the program does. */
function page(world: ConsentWorld, key: MessageKey): Param {
  return world.channel === 'web' ? [words(key)] : [];
}

function cellName(world: ConsentWorld): Param {
  return world.cell ?? words('people.consent.no-cell');
}

function readers({ cell, readers: names }: ConsentWorld): Param {
  if (cell === undefined) return words('people.consent.readers-no-cell');
  return names.length === 0
    ? words('people.consent.readers-unknown', { cell })
    : words('people.consent.readers', { cell, count: names.length });
}
