/**
 * Long polling. There is no offset and nothing to confirm, and sources disagree on what becomes of an update that was
 * returned: gone, returned again and again, or lost where no poll was open. So polls never overlap and follow each other at
 * once; what was returned is kept here until it is stored; and what comes back is known by its key.
 */
import type { InboundEvent } from '../../engine/input.ts';
import type { Log } from '../../lib/log.ts';
import { SECOND } from '../../lib/time.ts';
import { Failures, nameOf, type Patience, rounds } from '../again.ts';
import type { OnEvents } from '../channel.ts';
import { pauseAfter } from './again.ts';
import type { Client } from './client.ts';
import { type Answer, type Failure, isWebhookSet, LONG_PAUSE_MS, meaning } from './errors.ts';
import { type ParseContext, parseUpdate, updatesIn } from './parse.ts';

export interface PollerOptions extends Patience {
  readonly client: Client;
  readonly onEvents: OnEvents;
  readonly log: Log;
  readonly context: () => ParseContext;
  /** How long the platform holds a poll that finds nothing (documented: 30 by default). */
  readonly pollSeconds?: number;
  /** Added to the poll's seconds: after that the connection counts as dead. */
  readonly graceMs?: number;
}

export interface Poller {
  /**
   * Ends the waiting poll and waits for the running batch. An answer that has begun to come in is waited for and stored. What the
   * platform sends in the moment in which the connection is being closed is lost where it tells everything once: nothing confirms.
   */
  stop(): Promise<void>;
}

const POLL_SECONDS = 30;
const GRACE_MS = 10 * SECOND;
/** Where a poll brought only what is known, the next one waits: replayed updates would come twelve times a second (measured). */
const FLOOR_MS = SECOND;
/** So many polls in a row that bring nothing may end early; then it is no long polling, and the floor holds there too. */
const EARLY_ENDS = 3;
const REMEMBERED = 20_000;

export function startPoller(options: PollerOptions): Poller {
  const stopping = new AbortController();
  const loop = new Loop(options, stopping.signal);
  const done = loop.run();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

class Loop {
  readonly #options: PollerOptions;
  readonly #signal: AbortSignal;
  /** Keys of what is stored, oldest first. After a restart the inbox knows them. */
  readonly #handled = new Set<string>();
  readonly #failures: Failures;
  #earlyEnds = 0;

  constructor(options: PollerOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#failures = new Failures('zalo', options);
  }

  async run(): Promise<void> {
    const { wait } = this.#options;
    await rounds(() => this.#round(), { wait, signal: this.#signal, failures: this.#failures });
  }

  /** One poll and what it brought; answers how long to wait before the next. */
  async #round(): Promise<number> {
    const { client, context, pollSeconds = POLL_SECONDS, graceMs = GRACE_MS } = this.#options;
    const asked = context().receivedAt;
    const limits = { timeoutMs: pollSeconds * SECOND + graceMs, signal: this.#signal };
    const answer = await client.call('getUpdates', { timeout: pollSeconds }, limits);
    // What came with the last poll is not told again by every platform: it is stored although we are stopping.
    if (answer.ok) return this.#take(updatesIn(answer.result), asked);
    if (this.#signal.aborted) return 0;
    return endedWithNothing(answer) ? this.#nothing(asked) : this.#pollFailed(answer);
  }

  async #take(raws: readonly unknown[], asked: number): Promise<number> {
    if (raws.length === 0) return this.#nothing(asked);
    this.#failures.over();
    this.#earlyEnds = 0;
    const fresh = this.#eventsIn(raws).filter(({ key }) => !this.#handled.has(key));
    if (fresh.length === 0) return FLOOR_MS;
    if (!(await this.#store(fresh))) return 0;
    for (const { key } of fresh) this.#remember(key);
    return 0;
  }

  #eventsIn(raws: readonly unknown[]): readonly InboundEvent[] {
    const { context, log } = this.#options;
    return raws.flatMap((raw) => {
      const parsed = parseUpdate(raw, context());
      if (parsed.kind === 'event') return [parsed.event];
      if (parsed.kind === 'unreadable') log.warn('zalo.update-unreadable', { fields: parsed.fields });
      return [];
    });
  }

  /** Until it is stored: polled again it may not come again. False when the program stops before. */
  async #store(events: readonly InboundEvent[]): Promise<boolean> {
    const { onEvents, wait } = this.#options;
    for (let last = false; ; last = this.#signal.aborted) {
      try {
        await onEvents(events);
        this.#failures.over();
        return true;
      } catch (error) {
        const pause = this.#failures.add('batch-not-stored', nameOf(error));
        if (last) return false;
        await wait(pause, this.#signal);
      }
    }
  }

  #remember(key: string): void {
    this.#handled.add(key);
    const [oldest] = this.#handled;
    if (this.#handled.size > REMEMBERED && oldest !== undefined) this.#handled.delete(oldest);
  }

  /** Idle is no failure: the next poll follows at once. */
  #nothing(asked: number): number {
    this.#failures.over();
    const early = this.#options.context().receivedAt - asked < SECOND;
    this.#earlyEnds = early ? this.#earlyEnds + 1 : 0;
    return this.#earlyEnds > EARLY_ENDS ? FLOOR_MS : 0;
  }

  #pollFailed(failure: Failure): number {
    const { count } = this.#failures;
    const pause = isWebhookSet(failure) ? LONG_PAUSE_MS : pauseAfter(failure, count, this.#options);
    // What only the operator can mend is an error; it is never mended here: the webhook may be another deployment's.
    return pause === LONG_PAUSE_MS
      ? this.#failures.add('poll-refused', meaning(failure), { pause, level: 'error' })
      : this.#failures.add('poll-failed', meaning(failure), { pause });
  }
}

/** 408 (documented), or our own patience with the poll ended first: in both cases nobody wrote. */
function endedWithNothing(failure: Extract<Answer, { ok: false }>): boolean {
  return failure.kind === 'unanswered' && failure.timeout;
}
