/** What the demonstration's page and the server say to each other beside ../protocol.ts: types only, read by both sides. */
import type { Entry, Hello } from '../protocol.ts';

export type Duty = 'leader' | 'secretary' | 'member';
/** Of what was sent without being asked for. */
export type SentKind = 'notice' | 'reminder' | 'digest';

/** Somebody one can be. The code is also the name of their phone. */
export interface PersonOnPage {
  readonly code: string;
  readonly name: string;
  /** The name of the cell. */
  readonly cell: string;
  readonly status: 'official' | 'probationary' | 'exempt';
  readonly roles: readonly { readonly role: string; readonly unit: string }[];
}

export interface PeopleOnPage {
  readonly people: readonly PersonOnPage[];
  /** The one who has not joined yet, and the code that lets them. */
  readonly newcomer: { readonly person: string; readonly code: string } | undefined;
  /** Whose phones are there at first: a member, their secretary, a leader of the ward. */
  readonly cast: readonly string[];
}

/** How many people get something of this kind. */
export interface Expected {
  readonly kind: SentKind | 'reply';
  readonly duty: Duty;
  readonly people: number;
}

export type Next =
  | { readonly found: 'looking' }
  | { readonly found: 'nothing' }
  | { readonly found: 'something'; readonly at: number; readonly expected: readonly Expected[] };

/** Event `clock`. */
export interface ClockOnPage {
  readonly now: number;
  /** Where it is being moved to. */
  readonly moving: number | undefined;
  readonly next: Next;
}

export interface ReaderOnPage {
  readonly code: string;
  readonly name: string;
  readonly duty: Duty;
}

/** Of what was sent at one moment: one kind, and who got it. */
export interface FeedLine {
  readonly at: number;
  readonly kind: SentKind;
  readonly readers: readonly ReaderOnPage[];
}

/** Event `feed`: lines in the order in which they happened. `whole`: they take the place of those shown. */
export interface FeedOnPage {
  readonly lines: readonly FeedLine[];
  readonly whole: boolean;
}

/** Event `state`: the program is being closed and opened again, is there, or everything began anew. */
export interface StateOnPage {
  readonly state: 'restarting' | 'open' | 'over';
}

/** Event `entry`. */
export interface EntryOfPhone {
  readonly phone: string;
  readonly entry: Entry;
}

/** Event `hello`, once for each phone. */
export interface HelloOfPhone extends Hello {
  readonly phone: string;
}

/** Body of `POST /demo/clock`: `+1h`, `+1d`, `next`, `stop`, or a local minute such as `2022-03-29T08:00`. */
export interface ClockTo {
  readonly to: string;
}

/** Why the clock was not moved, as the body of a 409: `{ problem }`. */
export type MoveProblem = 'backwards' | 'too-far' | 'moving' | 'nothing-next' | 'unread';

/** Longest search, in UTF-16 units. */
export const LONGEST_QUERY = 80;
