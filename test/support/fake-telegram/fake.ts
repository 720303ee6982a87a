import type { Core } from './core/core.ts';
import type { FaultRule } from './core/faults.ts';
import type { LimitOptions } from './core/limits.ts';
import type { QueuedUpdate } from './core/queue.ts';
import type { CallRecord, Confirmed, Stats } from './core/record.ts';
import type { Doubled, Shown } from './core/timeline.ts';
import { Person, type PersonAbout } from './people/person.ts';
import type { Script } from './people/script.ts';
import { ScriptRun } from './people/script-run.ts';
import type { ChatInfo, Payload, Update } from './types.ts';

/** What a person does about something shown to them; the hook `autoReply` returns it. */
export interface Reaction {
  readonly say?: string;
  readonly tap?: string;
  readonly thinkMs?: number;
}

export type AutoReply = (shown: Shown, person: Person) => Reaction | undefined;

/** The double as a test sees it: people to act as, what was recorded, and ways to make it go wrong. */
export class FakePlatform {
  readonly core: Core;
  readonly #people = new Map<number, Person>();
  readonly #runs: ScriptRun[] = [];

  constructor(core: Core) {
    this.core = core;
  }

  person(id: number, about?: PersonAbout): Person {
    const known = this.#people.get(id);
    if (known) return known;
    const fresh = new Person(this.core, id, about);
    this.#people.set(id, fresh);
    return fresh;
  }

  group(id: number, title = 'Chi bộ thử nghiệm', type: 'group' | 'supergroup' | 'channel' = 'group'): ChatInfo {
    return this.core.world.addChat({ id, type, title }).info;
  }

  /** A group becomes a supergroup: both service messages, and the old id is refused from now on. */
  migrate(oldId: number, newId: number): void {
    const { world, clock } = this.core;
    const from = world.chat(oldId);
    const to = world.addChat({ ...from.info, id: newId, type: 'supergroup' });
    from.migratedTo = newId;
    const date = clock.seconds();
    const [leaving, arriving] = [world.nextMessageId(from), world.nextMessageId(to)];
    this.core.push('message', { message_id: leaving, chat: from.info, date, migrate_to_chat_id: newId });
    this.core.push('message', { message_id: arriving, chat: to.info, date, migrate_from_chat_id: oldId });
  }

  /** Queues an update as it is; an update_id in it is replaced by the next one of the queue. */
  push(update: Payload): QueuedUpdate {
    const [kind, body] = Object.entries(update).find(([key]) => key !== 'update_id') ?? [];
    if (kind === undefined || typeof body !== 'object' || body === null)
      throw new Error('an update needs a kind and a body');
    return this.core.push(kind, body as Payload);
  }

  /** The next update gets this id; only while nothing is waiting. */
  jumpUpdateIds(id: Update['update_id']): void {
    this.core.queue.jumpTo(id);
  }

  advance(ms: number): void {
    this.core.clock.advance(ms);
  }

  fault(...rules: readonly FaultRule[]): void {
    this.core.faults.add(...rules);
  }

  limit(options: LimitOptions): void {
    this.core.limits.set(options);
  }

  get calls(): readonly CallRecord[] {
    return this.core.records.calls;
  }

  get confirmed(): readonly Confirmed[] {
    return this.core.records.confirmed;
  }

  get refused429(): number {
    return this.core.records.counts.refused429;
  }

  get stats(): Stats {
    return this.core.records.stats(this.core.queue.size);
  }

  sent(chatId?: number): readonly CallRecord[] {
    return this.core.records.sent(chatId);
  }

  shown(chatId: number): readonly Shown[] {
    return this.core.world.chat(chatId).timeline.entries;
  }

  doubled(): readonly Doubled[] {
    return [...this.core.world.chats.values()].flatMap(({ timeline }) => timeline.doubled());
  }

  /** Resolves when `happened` holds, asked after everything that happens here. */
  waitFor(happened: () => boolean, what?: string, timeoutMs = this.core.options.waitMs): Promise<void> {
    return this.core.events.waitFor(happened, timeoutMs, what);
  }

  /** Everything that was pushed has been confirmed by the bot. */
  settled(timeoutMs?: number): Promise<void> {
    return this.waitFor(() => this.core.queue.size === 0, 'the bot to confirm every update', timeoutMs);
  }

  /** A getUpdates is waiting: the bot has nothing more to fetch. */
  polling(timeoutMs?: number): Promise<void> {
    return this.waitFor(() => this.core.records.polling, 'a getUpdates that waits', timeoutMs);
  }

  /** Asks `reply` about every new message to a known person; what is returned switches it off. */
  autoReply(reply: AutoReply): () => void {
    return this.core.events.on((event) => {
      if (event.type !== 'shown' || (event.shown.kind !== 'message' && event.shown.kind !== 'file')) return;
      const person = this.#people.get(event.shown.chatId);
      const reaction = person && reply(event.shown, person);
      if (reaction) this.core.timers.after(reaction.thinkMs ?? 0, () => react(person, event.shown, reaction));
    });
  }

  run(ids: readonly number[], script: Script | ((id: number) => Script)): ScriptRun {
    const cast = ids.map((id) => ({
      person: this.person(id),
      script: typeof script === 'function' ? script(id) : script,
    }));
    const run = new ScriptRun(this.core, cast);
    this.#runs.push(run);
    return run;
  }

  stopRuns(): void {
    for (const run of this.#runs) run.stop();
  }
}

function react(person: Person, shown: Shown, { say, tap }: Reaction): void {
  if (tap !== undefined) person.tap(shown.messageId, tap);
  if (say !== undefined) person.say(say);
}
