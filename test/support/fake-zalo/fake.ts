import { type Core, type CoreOptions, pickSettings } from './core/core.ts';
import type { FaultRule } from './core/faults.ts';
import { hexId, isHexId } from './core/ids.ts';
import type { CallRecord, Delivery, HandOut, Lost, Violation } from './core/records.ts';
import type { Settings } from './core/settings.ts';
import type { Doubled, Shown } from './core/timeline.ts';
import type { Media } from './http/media.ts';
import type { Deliverer, DeliveryTweak } from './intake/webhook.ts';
import { Person, type PersonAbout } from './people/person.ts';
import { type Script, ScriptRun } from './people/script.ts';
import type { ChatRef, Update, ZaloEvent } from './types.ts';

/** What a person says about something shown to them; the hook `autoReply` returns it. */
export interface Reaction {
  readonly say: string;
  readonly thinkMs?: number;
}

export type AutoReply = (shown: Shown, person: Person) => Reaction | undefined;

interface Parts {
  readonly core: Core;
  readonly media: Media;
  readonly deliverer: Deliverer;
}

/** The double as a test sees it: people to act as, what was recorded, and ways to make it go wrong. */
export class FakePlatform {
  readonly core: Core;
  readonly media: Media;
  readonly #deliverer: Deliverer;
  readonly #people = new Map<string, Person>();
  readonly #runs: ScriptRun[] = [];

  constructor({ core, media, deliverer }: Parts) {
    this.core = core;
    this.media = media;
    this.#deliverer = deliverer;
  }

  /** By any name, of which an id is made, or by an id of 20 hex characters. */
  person(key: string, about?: PersonAbout): Person {
    const id = isHexId(key) ? key : hexId(key);
    const person = this.#people.get(id) ?? new Person(this, key, about);
    this.#people.set(id, person);
    return person;
  }

  get people(): readonly Person[] {
    return [...this.#people.values()];
  }

  group(key: string): ChatRef {
    return this.core.addChat({ id: isHexId(key) ? key : hexId(key), chat_type: 'GROUP' }).ref;
  }

  /** Any event, as it is. */
  push(event: ZaloEvent): Update {
    return this.core.push(event);
  }

  set(settings: Partial<Settings>): void {
    Object.assign(this.core.settings, pickSettings(settings as CoreOptions));
  }

  advance(ms: number): void {
    this.core.clock.advance(ms);
  }

  fault(...rules: readonly FaultRule[]): void {
    this.core.faults.add(...rules);
  }

  /** What goes wrong with the next deliveries to the webhook, one after another. */
  nextDeliveries(...tweaks: readonly DeliveryTweak[]): void {
    this.#deliverer.tweak(...tweaks);
  }

  /** The old token is refused from now on. */
  resetToken(token: string): void {
    this.core.token = token;
  }

  /** What a bot can set only by its own methods, as somebody else's deployment does it. */
  setWebhookBehindItsBack(url: string, secret = 'somebody-else'): void {
    this.core.webhook = { url, secret, updatedAt: this.core.clock.now() };
  }

  get calls(): readonly CallRecord[] {
    return this.core.records.calls;
  }

  /** Accepted messages; `delivered` says whether the bot was told so. */
  sent(chatId?: string): readonly CallRecord[] {
    return this.core.records.sent(chatId);
  }

  get handedOut(): readonly HandOut[] {
    return this.core.records.handedOut;
  }

  get lost(): readonly Lost[] {
    return this.core.records.lost;
  }

  get deliveries(): readonly Delivery[] {
    return this.core.records.deliveries;
  }

  get violations(): readonly Violation[] {
    return this.core.records.violations;
  }

  /** The violations so far, which `close` then no longer complains of. */
  takeViolations(): Violation[] {
    return this.core.records.violations.splice(0);
  }

  shown(chatId: string): readonly Shown[] {
    return this.core.chat(chatId).timeline.entries;
  }

  doubled(): readonly Doubled[] {
    return [...this.core.chats.values()].flatMap(({ timeline }) => timeline.doubled());
  }

  get stats() {
    const { records, updates, openPolls } = this.core;
    const { calls, handedOut, lost, pushed, mostPolls, violations } = records;
    const polls = calls.filter(({ method }) => method === 'getUpdates').length;
    const repeated = handedOut.filter(({ again }) => again).length;
    const sizes = { calls: calls.length, sent: records.sent().length, handedOut: handedOut.length, lost: lost.length };
    return {
      ...sizes,
      polls,
      repeated,
      pushed,
      mostPolls,
      openPolls,
      waiting: updates.waiting,
      violations: violations.length,
    };
  }

  /** Resolves when `happened` holds, asked after everything that happens here. */
  waitFor(happened: () => boolean, what?: string, timeoutMs = this.core.waitMs): Promise<void> {
    return this.core.events.waitFor(happened, timeoutMs, what);
  }

  /** A getUpdates is waiting: the bot has nothing more to fetch. Under `replay` no poll ever waits once something came. */
  polling(timeoutMs?: number): Promise<void> {
    return this.waitFor(() => this.core.openPolls > 0, 'a getUpdates that waits', timeoutMs);
  }

  /** Everything was told, and the bot came back for more or said 2xx. */
  settled(timeoutMs?: number): Promise<void> {
    const { core } = this;
    const done = () =>
      core.updates.waiting === 0 && core.inFlight === 0 && (core.webhook !== undefined || core.pollsSinceNews > 0);
    return this.waitFor(done, 'the bot to take every event', timeoutMs);
  }

  /** People who answer by a script; see people/script.ts. */
  run(people: readonly Person[], script: Script): ScriptRun {
    const run = new ScriptRun(this.core, people, script);
    this.#runs.push(run);
    return run;
  }

  stopRuns(): void {
    for (const run of this.#runs) run.stop();
  }

  /** Asks `reply` about everything a known person is shown; what is returned switches it off. */
  autoReply(reply: AutoReply): () => void {
    return this.core.events.on((event) => {
      if (event.type !== 'shown') return;
      const person = this.#people.get(event.shown.chatId);
      const reaction = person && reply(event.shown, person);
      if (reaction) this.core.timers.after(reaction.thinkMs ?? 0, () => person.says(reaction.say));
    });
  }
}
