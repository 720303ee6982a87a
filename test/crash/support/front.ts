/** The platform on which people talk with a bot that is killed: its double, its people, and what only it can say of the end. */
import type { Database } from '../../../src/db/database.ts';
import type { Kill } from './books.ts';

export interface SaidAnswer {
  readonly question: number;
  readonly answer: string;
  /** `performance.now()` when it was said first. */
  readonly tick: number;
  /** Milliseconds until a later question or the summary was shown; undefined while it has not been. */
  readonly acknowledgedAfterMs: number | undefined;
}

export interface Resident {
  readonly chatId: string;
  readonly said: readonly SaidAnswer[];
  /** Questions that came again after a later one was shown. */
  readonly steppedBack: readonly number[];
  readonly finished: boolean;
}

/** One person's way through the questions. */
export interface Talk {
  /** Resolves when the person has finished. */
  readonly done: Promise<void>;
  stop(): void;
  resident(): Resident;
}

export interface Verdict {
  readonly doubled: number;
  /** Doubles that nothing explains, each a sentence. */
  readonly unexplained: readonly string[];
  readonly wrong: readonly string[];
  /** What is counted and is nobody's fault, with its name. */
  readonly counted: readonly (readonly [string, number])[];
}

export interface Front {
  readonly channel: string;
  /** The chats of all who may come, in this order. */
  readonly chats: readonly string[];
  /** The settings by which the bot finds the double. */
  readonly env: Readonly<Record<string, string>>;
  /** What no log may hold. */
  readonly secret: string;
  /** States in which a message may be left at the end. */
  readonly ends: readonly string[];
  talk(chatId: string, answers: readonly string[]): Talk;
  /** The last words somebody was shown. */
  lastWords(chatId: string): readonly string[];
  /** Everything was told to the bot. */
  settled(): Promise<void>;
  judge(db: Database, residents: readonly Resident[], kills: readonly Kill[]): Promise<Verdict>;
  close(): Promise<void>;
}

export interface FrontOptions {
  /** All who may come, and how many are there at once. */
  readonly population: number;
  readonly people: number;
  readonly questions: number;
  /** Every second question is answered with a photo, its answer beneath it. */
  readonly photos?: boolean;
}

export const THINK_MS = 5;
