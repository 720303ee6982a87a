/**
 * The running demonstration behind its page: it is looked at and spoken to, its clock is moved, and it can be closed and opened
 * again or begun anew while the page stays. Whoever comes in the meantime waits, so nothing that is said is lost.
 */
import type { WebBooks } from '../channels/web/books.ts';
import type { ClockOnPage, FeedLine, MoveProblem, PeopleOnPage } from '../channels/web/demonstration/protocol.ts';
import type { DemoStage, OpenChats, StageEvent } from '../channels/web/demonstration/stage.ts';
import type { Desk } from '../channels/web/desk.ts';
import { describeError } from '../lib/describe-error.ts';
import type { Instant } from '../lib/env.ts';
import type { Log } from '../lib/log.ts';
import { SECOND, type Zone } from '../lib/time.ts';
import { type Passing, passTime } from '../runtime/later/pass-time.ts';
import { lookAhead } from './ahead.ts';
import { clockTarget } from './clock-to.ts';
import type { DemoEnv } from './env.ts';
import { Feed } from './feed.ts';
import { latelySent } from './feed-store.ts';
import { Foresight } from './foresight.ts';
import { Gate } from './gate.ts';
import { feedLines } from './lines.ts';
import { newcomerOf } from './load.ts';
import { everyone, findPeople } from './store.ts';
import { CAST } from './ward.ts';

/** The demonstration as long as it is open. */
export interface Opened extends Passing {
  readonly env: DemoEnv;
  readonly books: WebBooks;
  readonly desk: Desk;
  /** Makes the command menu of whoever is in this chat. */
  makeMenu(chat: string): Promise<void>;
  /** Empties the database and loads it anew; the program has to be closed after that. */
  loadAnew(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  open(): Promise<Opened>;
  readonly zone: Zone;
  readonly log: Log;
  /** The program was closed and could not be opened again. */
  lost(): void;
}

/** Writing takes time: without it two answers in a row would look like one answer in two bubbles. */
const WRITING = 30 * SECOND;
/** So often one looks for what comes next while others keep changing it. */
const TRIES = 10;
/** Messages behind the lines that a page shows at first, and more where a moment has more. */
const LATELY = 400;

export class Stage implements DemoStage {
  readonly #options: StageOptions;
  readonly #gate = new Gate();
  readonly #listeners = new Set<(event: StageEvent) => void>();
  /** When somebody last wrote a text in each chat. */
  readonly #texts = new Map<string, Instant>();
  #codes: ReadonlySet<string> | undefined;
  #opened: Opened;
  #feed: Feed;
  readonly #foresight: Foresight;
  #moving: { readonly to: Instant; readonly stop: AbortController } | undefined;
  #passing: Promise<void> = Promise.resolve();

  private constructor(options: StageOptions, opened: Opened, feed: Feed) {
    this.#options = options;
    this.#opened = opened;
    this.#feed = feed;
    this.#foresight = new Foresight({
      look: (signal, found) => this.#gate.through(async () => found(await lookAhead(this.#opened.shell, signal))),
      watched: () => this.#listeners.size > 0,
      changed: () => this.#tellClock(),
      log: options.log,
    });
  }

  static async open(options: StageOptions): Promise<Stage> {
    const opened = await options.open();
    return new Stage(options, opened, await feedOf(opened));
  }

  look<R>(work: (chats: OpenChats) => Promise<R>): Promise<R> {
    return this.#gate.through(() => work(this.#chats()));
  }

  act<R>(work: (chats: OpenChats) => Promise<R>): Promise<R> {
    this.#foresight.stop();
    return this.#gate.through(async () => {
      try {
        return await work(this.#chats());
      } finally {
        void this.#afterwards();
      }
    });
  }

  writing(chat: string): Promise<void> {
    return this.#gate.through(async () => {
      const last = this.#texts.get(chat);
      const until = (last ?? 0) + WRITING;
      // A clock that is being moved runs on by itself.
      if (this.#moving === undefined && this.#opened.env.now() < until) await this.#pass(until);
      this.#texts.set(chat, this.#opened.env.now());
    });
  }

  opened(chat: string): Promise<void> {
    return this.#gate.through(async () => {
      const person = await this.#opened.books.person(chat);
      if (person !== undefined && person.menu.length === 0) await this.#opened.makeMenu(chat);
    });
  }

  async knows(code: string): Promise<boolean> {
    // The same people after every beginning: they come from the ward's file.
    this.#codes ??= new Set((await this.people()).people.map((one) => one.code));
    return this.#codes.has(code);
  }

  people(): Promise<PeopleOnPage> {
    return this.#gate.through(async () => {
      const { db } = this.#opened.shell;
      return { people: await db.read(everyone), newcomer: await newcomerOf(db), cast: CAST };
    });
  }

  find(query: string): Promise<PeopleOnPage['people']> {
    return this.#gate.through(() => this.#opened.shell.db.read((c) => findPeople(c, query)));
  }

  clock(): ClockOnPage {
    return { now: this.#opened.env.now(), moving: this.#moving?.to, next: this.#foresight.next };
  }

  feed(): Promise<readonly FeedLine[]> {
    return this.#gate.through(async () => feedLines(await this.#opened.shell.db.read((c) => latelySent(c, LATELY))));
  }

  async move(to: string): Promise<MoveProblem | undefined> {
    if (to === 'stop') {
      this.#moving?.stop.abort();
      return undefined;
    }
    // Whoever says something meanwhile has it looked for anew.
    for (let tries = 0; to === 'next' && this.#foresight.next.found === 'looking' && tries < TRIES; tries += 1)
      await this.#foresight.look();
    if (this.#moving !== undefined) return 'moving';
    const target = clockTarget(to, {
      now: this.#opened.env.now(),
      next: this.#foresight.next,
      zone: this.#options.zone,
    });
    if (typeof target !== 'number') return target;
    void this.#move(target);
    return undefined;
  }

  restart(): Promise<void> {
    return this.#anew('open', async () => {});
  }

  startOver(): Promise<void> {
    return this.#anew('over', (opened) => opened.loadAnew());
  }

  listen(listener: (event: StageEvent) => void): () => void {
    this.#listeners.add(listener);
    this.#foresight.watch();
    return () => void this.#listeners.delete(listener);
  }

  /** Ends what is running; the stage cannot be used after that. */
  async close(): Promise<void> {
    this.#interrupt();
    await this.#gate.alone(() => this.#opened.close());
  }

  #chats(): OpenChats {
    const { books, desk } = this.#opened;
    return { books, desk };
  }

  #tell(event: StageEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #tellClock(): void {
    this.#tell({ kind: 'clock', clock: this.clock() });
  }

  async #tellFeed(): Promise<void> {
    const lines = feedLines(await this.#feed.news());
    if (lines.length > 0) this.#tell({ kind: 'feed', feed: { lines, whole: false } });
  }

  /** What somebody's act led to: messages to others, and another future. */
  async #afterwards(): Promise<void> {
    try {
      await this.#gate.through(async () => {
        await this.#opened.settle();
        await this.#tellFeed();
      });
      this.#foresight.anew();
    } catch (error) {
      this.#options.log.error('demonstration.failed', { error: describeError(error) });
    }
  }

  async #move(to: Instant): Promise<void> {
    this.#foresight.stop();
    const stop = new AbortController();
    this.#moving = { to, stop };
    this.#tellClock();
    try {
      await this.#gate.through(() => this.#pass(to, stop.signal));
    } catch (error) {
      if (!stop.signal.aborted) this.#options.log.error('demonstration.failed', { error: describeError(error) });
    } finally {
      this.#moving = undefined;
      this.#foresight.anew();
    }
  }

  /** One after another: two that let time pass at once would run over each other's ticks. */
  #pass(to: Instant, signal?: AbortSignal): Promise<void> {
    const { env } = this.#opened;
    const run = this.#passing.then(async () => {
      await passTime(this.#opened, to, async (at) => {
        await this.#tellFeed();
        signal?.throwIfAborted();
        await env.move(at);
        this.#tellClock();
      });
      await this.#tellFeed();
    });
    this.#passing = run.catch(() => undefined);
    return run;
  }

  #interrupt(): void {
    this.#moving?.stop.abort();
    this.#foresight.stop();
  }

  /** Closes everything and opens it again; `between` is done with nobody else there. */
  async #anew(state: 'open' | 'over', between: (opened: Opened) => Promise<void>): Promise<void> {
    this.#tell({ kind: 'state', state: 'restarting' });
    this.#interrupt();
    await this.#gate.alone(async () => {
      try {
        await between(this.#opened);
        await this.#opened.close();
        this.#opened = await this.#options.open();
        this.#feed = await feedOf(this.#opened);
        if (state === 'over') this.#texts.clear();
      } catch (error) {
        this.#options.log.error('demonstration.lost', { error: describeError(error) });
        this.#options.lost();
        throw error;
      }
    });
    this.#tell({ kind: 'state', state });
    this.#foresight.anew();
  }
}

/** Of what is sent from now on. */
async function feedOf({ shell, env }: Opened): Promise<Feed> {
  const feed = new Feed(shell.db, env.now());
  await feed.news();
  return feed;
}
