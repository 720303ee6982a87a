/** What the demonstration's routes need of the program behind them, which may be closed and opened again under them. */
import type { WebBooks } from '../books.ts';
import type { Desk } from '../desk.ts';
import type { ClockOnPage, FeedLine, FeedOnPage, MoveProblem, PeopleOnPage, StateOnPage } from './protocol.ts';

/** The chats of everybody, as long as the program is open. */
export interface OpenChats {
  readonly books: WebBooks;
  readonly desk: Desk;
}

export type StageEvent =
  | { readonly kind: 'clock'; readonly clock: ClockOnPage }
  | { readonly kind: 'feed'; readonly feed: FeedOnPage }
  | ({ readonly kind: 'state' } & StateOnPage);

export interface DemoStage {
  /** Looks at the chats; while the program is closed this waits. */
  look<R>(work: (chats: OpenChats) => Promise<R>): Promise<R>;
  /** The same for whoever changes something: what comes next is then looked for anew. */
  act<R>(work: (chats: OpenChats) => Promise<R>): Promise<R>;
  /** Somebody wrote a text here, which takes its time: the clock moves on where the last text is too near. */
  writing(chat: string): Promise<void>;
  /** Somebody looks at this phone: its menu is made where there is none. */
  opened(chat: string): Promise<void>;
  /** Somebody of the demonstration has this code. */
  knows(code: string): Promise<boolean>;
  people(): Promise<PeopleOnPage>;
  /** By code, name without diacritics, duty or cell. */
  find(query: string): Promise<PeopleOnPage['people']>;
  clock(): ClockOnPage;
  /** What was sent lately. */
  feed(): Promise<readonly FeedLine[]>;
  /** Begins to move the clock and returns; undefined when it moves. */
  move(to: string): Promise<MoveProblem | undefined>;
  /** Closes the program and its database and opens them again. */
  restart(): Promise<void>;
  /** Empties the database and loads the demonstration anew. */
  startOver(): Promise<void>;
  /** Tells of what happens until the returned function is called. */
  listen(listener: (event: StageEvent) => void): () => void;
}
