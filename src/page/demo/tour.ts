/** The tour: five things to do, each of which is noticed by itself. Pure. */
import type { Entry } from '../../channels/web/protocol.ts';

export const STEPS = ['answer', 'clock', 'reminder', 'status', 'restart'] as const;
export type Step = (typeof STEPS)[number];

export interface SeenPhone {
  /** Whose it is at the moment. */
  readonly code: string;
  readonly entries: readonly Entry[];
}

/** What the tour looks at. */
export interface Seen {
  /** The phones of the member, the secretary and the leader. */
  readonly phones: readonly SeenPhone[];
  readonly now: number;
  readonly moving: boolean;
  /** How often the program was opened again while this page was there. */
  readonly restarts: number;
  /** How often somebody turned to the secretary's phone. */
  readonly looks: number;
}

export interface Tour {
  /** The place in STEPS; beyond the last one everything is done. */
  readonly step: number;
  /** When the step began, or what is left of it. */
  readonly since: Seen;
  /** Of the last step: the program was opened again, and what remains is to go on. */
  readonly openedAgain: boolean;
}

const MINUTE = 60_000;
/** More than the time that writing takes. */
const MOVED = 10 * MINUTE;
const ANSWERS = 2;
const [MEMBER, SECRETARY, LEADER] = [0, 1, 2];

/** The tour as far as it is by now. */
export function followed(tour: Tour, seen: Seen): Tour {
  const step = STEPS[tour.step];
  if (step === undefined) return tour;
  if (isDone(step, tour, seen)) return { step: tour.step + 1, since: seen, openedAgain: false };
  // What was done before it was opened again does not count as going on.
  if (step === 'restart' && !tour.openedAgain && seen.restarts > tour.since.restarts)
    return { step: tour.step, since: seen, openedAgain: true };
  return tour;
}

function isDone(step: Step, { since, openedAgain }: Tour, seen: Seen): boolean {
  switch (step) {
    case 'answer':
      return fresh(MEMBER, since, seen).filter(isWritten).length >= ANSWERS;
    case 'clock':
      return !seen.moving && seen.now - since.now >= MOVED;
    case 'reminder':
      return seen.looks > since.looks && seen.phones[SECRETARY]?.entries.some(({ kind }) => kind === 'said') === true;
    case 'status':
      return fresh(LEADER, since, seen).some(asksHowThingsAre);
    case 'restart':
      return openedAgain && fresh(MEMBER, since, seen).some(isDoing);
  }
}

/** What was added to a phone since then; where somebody else holds it by now, what is later than then. */
function fresh(phone: number, since: Seen, seen: Seen): readonly Entry[] {
  const [before, after] = [since.phones[phone], seen.phones[phone]];
  if (after === undefined) return [];
  if (before?.code !== after.code) return after.entries.filter(({ at }) => at > since.now);
  const last = before.entries[before.entries.length - 1]?.n ?? 0;
  return after.entries.filter(({ n }) => n > last);
}

const isWritten = (entry: Entry): boolean => entry.kind === 'wrote' && !entry.text.startsWith('/');
const isDoing = (entry: Entry): boolean =>
  entry.kind === 'wrote' || entry.kind === 'answered' || entry.kind === 'amended';
const asksHowThingsAre = (entry: Entry): boolean =>
  entry.kind === 'wrote' && /^\/(status|trangthai)(\s|$)/i.test(entry.text);
