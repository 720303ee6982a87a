/** All wiring, nothing started: the bot of one database and its channels. Tests, the bot, the demonstration and the benches call it. */
import { realWait } from './channels/again.ts';
import type { Channel } from './channels/channel.ts';
import type { Content } from './content/load.ts';
import { createTranslator } from './content/translate.ts';
import type { Connection, Database, Ownership } from './db/database.ts';
import type { Fact } from './engine/fact.ts';
import type { InboundEvent } from './engine/input.ts';
import { auditFeature, writeAudit } from './features/audit/feature.ts';
import { campaigns } from './features/campaigns/store.ts';
import type { Feature } from './features/feature.ts';
import { guideFeature } from './features/guide/feature.ts';
import { meetingsFeature } from './features/meetings/feature.ts';
import { directory } from './features/organisation/store.ts';
import { type PeopleOptions, peopleFeature } from './features/people/feature.ts';
import { questionnaires } from './features/questionnaires/store.ts';
import { quotaFeature } from './features/quota/feature.ts';
import { remindersFeature } from './features/reminders/feature.ts';
import { weeklyDigest } from './features/reports/digest.ts';
import { reportsFeature } from './features/reports/feature.ts';
import { submissionsFeature } from './features/submissions/feature.ts';
import { describeError } from './lib/describe-error.ts';
import type { Env } from './lib/env.ts';
import type { PersonId } from './lib/ids.ts';
import type { Log } from './lib/log.ts';
import { plainSeal } from './lib/seal.ts';
import type { Zone } from './lib/time.ts';
import { startClock } from './runtime/clock.ts';
import { handleEvents } from './runtime/incoming/handle-events.ts';
import { Lines } from './runtime/incoming/lines.ts';
import { beginSchedules, tick } from './runtime/later/tick.ts';
import { upkeep } from './runtime/later/upkeep.ts';
import { menuConcerns, publishMenuOf, publishMenus } from './runtime/menus.ts';
import type { Limits } from './runtime/outgoing/bucket.ts';
import { dispatcherLock } from './runtime/outgoing/claims.ts';
import { Dispatcher } from './runtime/outgoing/deliver.ts';
import { createRegistry } from './runtime/registry.ts';
import type { Shell } from './runtime/shell.ts';

export interface AppOptions {
  readonly db: Database;
  readonly content: Content;
  readonly channels: readonly Channel[];
  readonly env: Env;
  readonly log: Log;
  readonly zone: Zone;
  readonly locale: 'vi' | 'en';
  /** Keeps what people write off the channels of others: it is written on the page at this address. */
  readonly privateText?: { readonly publicUrl: string };
  /** Where the HTTP server is reached from outside: files that a channel does not carry are behind links there. */
  readonly handouts?: { readonly publicUrl: string };
  /** People open the page in browsers of their own, so that there is something to sign out of. */
  readonly browsers?: true;
  /** Sending limits of a channel; absent = none. */
  readonly limits?: Readonly<Record<string, Limits>>;
  /** Called when a lock was lost (its connection died): somebody else may be at work, so this process has to end. */
  readonly lost?: () => void;
  /** Told of every fact while it is recorded, for tests and the demonstration's feed. */
  readonly heard?: (fact: Fact) => void;
}

export interface App {
  readonly shell: Shell;
  /** Takes over the outbox and begins to deliver; waits for another process to let go of the database. */
  startDelivery(): Promise<void>;
  /** Everything a bot does: delivery, the clock, and the channels. */
  start(): Promise<void>;
  /** A batch from a channel: resolves when it is committed. */
  onEvents(events: readonly InboundEvent[]): Promise<void>;
  /** Runs what is due. */
  tick(): Promise<void>;
  /** Handles what waits in lines, delivers everything due now, and waits for both. */
  settle(): Promise<void>;
  healthy(): Promise<boolean>;
  /** Stops taking in, finishes the running transaction and the messages in the air, gives ownership back. */
  stop(): Promise<void>;
}

/** Telegram: 30 messages a second over all and one a second to a chat, in bursts of three (core.telegram.org/bots/faq). */
export const TELEGRAM_LIMITS: Limits = { all: { capacity: 20, perSecond: 30 }, chat: { capacity: 3, perSecond: 1 } };

/** Zalo: no figure is documented. By own choice slow enough for any, and fast enough for the fifty people of its free plan. */
export const ZALO_LIMITS: Limits = { all: { capacity: 10, perSecond: 2 }, chat: { capacity: 3, perSecond: 1 } };

const OWNERSHIP_EVERY = 500;

export function createApp(options: AppOptions): App {
  return new Bot(options);
}

class Bot implements App {
  readonly shell: Shell;
  readonly #dispatcher: Dispatcher;
  readonly #lines: Lines;
  readonly #stopping = new AbortController();
  readonly #owned: Ownership[] = [];
  readonly #menusOf = new Set<PersonId>();
  readonly #lost: (() => void) | undefined;
  #clock: { stop(): Promise<void> } | undefined;
  #starting: Promise<unknown> = Promise.resolve();
  #ticking: Promise<unknown> = Promise.resolve();
  #background: Promise<unknown> = Promise.resolve();

  constructor(options: AppOptions) {
    const owner = options.env.newId<string>();
    this.#lost = options.lost;
    this.shell = shellOf(options, { owner, menuOf: (personId) => void this.#menusOf.add(personId) });
    this.#dispatcher = new Dispatcher(this.shell, { owner, limits: (channel) => options.limits?.[channel] });
    this.#lines = new Lines(this.shell, (events) => this.#handle(events, 'line'));
  }

  async startDelivery(): Promise<void> {
    const { db, owner } = this.shell;
    // One bot process per SQLite file; PostgreSQL takes several, each under a name of its own.
    await this.#own(db.dialect === 'sqlite' ? 'dispatcher' : dispatcherLock(owner ?? ''));
    if (this.#stopping.signal.aborted) return;
    await beginSchedules(this.shell);
    await this.#dispatcher.start();
  }

  start(): Promise<void> {
    const started = this.#start();
    this.#starting = started.catch(() => undefined);
    return started;
  }

  async #start(): Promise<void> {
    await this.startDelivery();
    if (this.#stopping.signal.aborted) return;
    // What was left before anything new: whoever sent it has waited.
    await this.#lines.serveLeft();
    this.#clock = startClock(() => this.tick());
    const channels = [...this.shell.channels.values()].map((channel) => this.#startChannel(channel));
    this.#background = Promise.all(channels).catch((error: unknown) => {
      // Without its channels the process is of no use: somebody has to start it again.
      this.shell.log.error('channel.not-started', { error: describeError(error) });
      this.#lost?.();
    });
  }

  async onEvents(events: readonly InboundEvent[]): Promise<void> {
    await this.#handle(events, 'platform');
    // What a platform wants to hear at once but may also miss: the end of a tap's waiting sign.
    for (const { acknowledge, channel } of events) {
      if (acknowledge !== undefined) void this.shell.channels.get(channel)?.acknowledge(acknowledge);
    }
  }

  async #handle(events: readonly InboundEvent[], from: 'platform' | 'line'): Promise<void> {
    const { marks } = this.#dispatcher;
    let joined: ReturnType<typeof marks.join> | undefined;
    try {
      const alongside = async (c: Connection): Promise<void> => {
        joined ??= marks.join();
        await joined.write(c);
      };
      const { rows, begun } = await handleEvents(this.shell, events, { from, alongside });
      joined?.committed();
      this.#dispatcher.accept(rows);
      this.#lines.serve(begun);
    } catch (error) {
      joined?.failed();
      this.shell.log.error('batch.failed', { events: events.length, error: describeError(error) });
      throw error;
    }
    this.#publishMenus();
  }

  async tick(): Promise<void> {
    this.#ticking = this.#tick();
    await this.#ticking;
  }

  async #tick(): Promise<void> {
    if (this.#owned.some((ownership) => !ownership.held())) {
      this.shell.log.error('ownership.lost');
      this.#lost?.();
      return;
    }
    await this.#lines.serveLeft();
    try {
      if ((await tick(this.shell, this.#stopping.signal)) > 0) await this.#dispatcher.wake();
      this.#publishMenus();
    } catch (error) {
      this.shell.log.error('tick.failed', { error: describeError(error) });
    }
  }

  async settle(): Promise<void> {
    await this.#lines.idle();
    await this.#dispatcher.settle();
  }

  async healthy(): Promise<boolean> {
    await this.shell.db.read((c) => c.tx.select().from(c.t.meta).limit(1));
    return true;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    // What is being begun would otherwise begin after all else was ended.
    await this.#starting;
    await this.#clock?.stop();
    await this.#ticking;
    const served = this.#lines.stop();
    await Promise.all([...this.shell.channels.values()].map((channel) => channel.stop()));
    await this.#background;
    await served;
    await this.#dispatcher.stop();
    for (const ownership of this.#owned) await ownership.release();
  }

  #publishMenus(): void {
    const people = [...this.#menusOf];
    this.#menusOf.clear();
    for (const personId of people) void publishMenuOf(this.shell, personId);
  }

  async #startChannel(channel: Channel): Promise<void> {
    // One poller per token and database: a second one waits here instead of fighting over the updates.
    if (channel.exclusive) await this.#own(`poller ${channel.name}`);
    if (this.#stopping.signal.aborted) return;
    await this.#dispatcher.takeOver();
    if (this.#stopping.signal.aborted) return;
    channel.start((events) => this.onEvents(events));
    await publishMenus(this.shell, channel);
  }

  async #own(name: string): Promise<void> {
    let told = false;
    while (!this.#stopping.signal.aborted) {
      const ownership = await this.shell.db.own(name);
      if (ownership !== undefined) {
        this.#owned.push(ownership);
        return;
      }
      if (!told) this.shell.log.info('ownership.waiting', { name });
      told = true;
      await realWait(OWNERSHIP_EVERY, this.#stopping.signal);
    }
  }
}

/** The runtime of these options. `owner` undefined: a process that sends nothing itself, such as a command beside the bot. */
export function shellOf(
  options: AppOptions,
  { owner, menuOf }: { readonly owner: string | undefined; readonly menuOf?: (personId: PersonId) => void },
): Shell {
  const { db, env, log, zone, locale, content, channels } = options;
  return {
    db,
    env,
    log,
    zone,
    locale,
    owner,
    seal: plainSeal,
    registry: createRegistry(
      allFeatures((personId) => menuOf?.(personId), {
        browsers: options.browsers === true,
        linking: channels.length > 1,
      }),
    ),
    translator: createTranslator(content.catalogues),
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    ports: { directory, campaigns, questionnaires },
    privateText: options.privateText,
    handouts: options.handouts,
    audit: writeAudit,
    menuOf: (personId) => menuOf?.(personId),
    heard: (fact) => {
      options.heard?.(fact);
      const personId = menuConcerns(fact);
      if (personId !== undefined) menuOf?.(personId);
    },
  };
}

function allFeatures(menuOf: (personId: PersonId) => void, people: PeopleOptions): readonly Feature[] {
  const features: Feature[] = [
    submissionsFeature(),
    meetingsFeature(),
    remindersFeature({ digest: (cx, person, day) => weeklyDigest(cx, person.id, day) }),
    reportsFeature(),
    quotaFeature(),
    peopleFeature(people),
    auditFeature(),
    upkeep({ menuOf }),
    // The last: what it lists includes itself.
    guideFeature(() => features.flatMap((feature) => feature.commands ?? [])),
  ];
  return features;
}
