import { idle, webhookIsSet } from '../api/reply.ts';
import type { Core } from '../core/core.ts';
import type { HandOut } from '../core/records.ts';
import type { Reply, Update } from '../types.ts';

/** getUpdates: one event at once, or the next one that comes, or 408 when the time is over. */

/** `handed` is what was given away with the answer; it is not confirmed by anything. */
export type Answer = (reply: Reply, handed: HandOut | undefined) => void;

interface Waiting {
  readonly answer: Answer;
  readonly stop: () => void;
  /** The client has gone, and the platform has not noticed. */
  dead: boolean;
}

const DEFAULT_SECONDS = 30;

/** Documented as a string, shown as a number: both are taken. */
export function timeoutOf(value: unknown): number | undefined {
  if (value === undefined || value === '') return DEFAULT_SECONDS;
  const seconds = Number(value);
  return (typeof value === 'string' || typeof value === 'number') && seconds >= 0 && Number.isFinite(seconds)
    ? seconds
    : undefined;
}

export class Poller {
  readonly #core: Core;
  #waiting: Waiting[] = [];

  constructor(core: Core) {
    this.#core = core;
    core.events.on((event) => {
      if (event.type === 'pushed') this.#serve();
    });
  }

  /** Answers now or later; what is returned is called when the client's connection is gone. */
  poll(seconds: number, answer: Answer): () => void {
    const { updates, timers, records, secondMs, webhook } = this.#core;
    this.#core.pollsSinceNews += 1;
    const update = webhook ? undefined : updates.next();
    if (webhook) answer(webhookIsSet(), undefined);
    if (update) this.#tell(update, answer);
    if (webhook || update) return () => {};
    const waiting: Waiting = {
      answer,
      dead: false,
      stop: timers.after(seconds * secondMs, () => this.#expire(waiting)),
    };
    this.#waiting.push(waiting);
    this.#count();
    records.mostPolls = Math.max(records.mostPolls, this.#core.openPolls);
    return () => this.#abort(waiting);
  }

  /** What befalls waiting polls when a webhook is set is not documented: they end as a new one would. */
  refuseAll(): void {
    for (const waiting of this.#waiting.splice(0)) {
      waiting.stop();
      waiting.answer(webhookIsSet(), undefined);
    }
    this.#count();
  }

  #serve(): void {
    while (this.#waiting[0] && !this.#core.webhook) {
      const update = this.#core.updates.next();
      if (!update) return;
      const [waiting] = this.#waiting.splice(0, 1);
      waiting?.stop();
      this.#count();
      if (waiting?.dead) this.#core.lose(update, 'pollAborted');
      else if (waiting) this.#tell(update, waiting.answer);
    }
  }

  #tell(update: Update, answer: Answer): void {
    const { records, events, settings } = this.#core;
    const handed = records.handOut(update, 'poll');
    if (!handed.again) this.#core.pollsSinceNews = 0;
    answer({ ok: true, result: settings.asArray ? [update.event] : update.event }, handed);
    events.emit({ type: 'handedOut', update });
  }

  #expire(waiting: Waiting): void {
    this.#drop(waiting);
    if (!waiting.dead) waiting.answer(this.#core.settings.emptyOk ? { ok: true, result: {} } : idle(), undefined);
  }

  #abort(waiting: Waiting): void {
    if (!this.#waiting.includes(waiting)) return;
    if (this.#core.settings.abortedPollsSwallow) waiting.dead = true;
    else this.#drop(waiting);
    this.#count();
  }

  #drop(waiting: Waiting): void {
    waiting.stop();
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    this.#count();
  }

  #count(): void {
    this.#core.openPolls = this.#waiting.filter(({ dead }) => !dead).length;
    this.#core.events.emit({ type: 'polling' });
  }
}
