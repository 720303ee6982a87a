/**
 * Long polling. Telegraf's own loop confirms updates whose handling failed, so this is a loop of our own: the offset
 * moves only after a batch was committed and is told to the server with the next call; a crash in between brings the
 * batch once more, and the inbox knows it.
 */
import type { Log } from '../../lib/log.ts';
import { SECOND } from '../../lib/time.ts';
import { Failures, nameOf, type Patience, rounds } from '../again.ts';
import type { OnEvents } from '../channel.ts';
import { meaning, pauseAfter } from './again.ts';
import type { Answer, Client } from './client.ts';
import { parseBatch } from './parse.ts';

/** All that is handled. The rest (channel posts, reactions, inline queries …) need not be sent to us at all. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

export interface PollerOptions extends Patience {
  readonly client: Client;
  readonly onEvents: OnEvents;
  readonly log: Log;
  readonly wall: () => number;
  /** The bot's user name, once known. */
  readonly username: () => string | undefined;
  /** The server waits at most 50 s. */
  readonly pollSeconds?: number;
  /** Added to the poll's seconds: after that the connection counts as dead. */
  readonly graceMs?: number;
}

export interface Poller {
  /** Aborts the waiting poll, waits for the running batch, then confirms it as best it can. */
  stop(): Promise<void>;
}

const BATCH = 100;
const GRACE_MS = 15 * SECOND;
const LAST_CALL_MS = 2 * SECOND;

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
  /** 0 asks for everything that is not confirmed yet. */
  #offset = 0;
  #confirmed = 0;
  readonly #failures: Failures;

  constructor(options: PollerOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#failures = new Failures('telegram', options);
  }

  async run(): Promise<void> {
    const { wait } = this.#options;
    await rounds(() => this.#round(), { wait, signal: this.#signal, failures: this.#failures });
    await this.#confirm();
  }

  /** One poll and its batch; answers how long to wait before the next. */
  async #round(): Promise<number> {
    const asked = this.#offset;
    const answer = await this.#poll();
    if (this.#signal.aborted) return 0;
    if (!answer.ok) return this.#pollFailed(answer);
    this.#confirmed = asked;
    if (!Array.isArray(answer.result)) return this.#failures.add('poll-failed', 'the answer holds no list of updates');
    if (answer.result.length === 0) return this.#went();
    return this.#handle(answer.result);
  }

  #poll(): Promise<Answer> {
    const { client, pollSeconds = 50, graceMs = GRACE_MS } = this.#options;
    const payload = { offset: this.#offset, limit: BATCH, timeout: pollSeconds, allowed_updates: ALLOWED_UPDATES };
    return client.call('getUpdates', payload, { timeoutMs: pollSeconds * SECOND + graceMs, signal: this.#signal });
  }

  async #handle(raws: readonly unknown[]): Promise<number> {
    const { onEvents, wall, username, log } = this.#options;
    const events = parseBatch(raws, { receivedAt: wall(), username: username() });
    if (events.length < raws.length) log.error('telegram.update-without-id', { count: raws.length - events.length });
    if (events.length === 0) return this.#failures.add('batch-unusable', 'no update has an id');
    try {
      await onEvents(events);
    } catch (error) {
      return this.#failures.add('batch-not-stored', nameOf(error));
    }
    this.#offset = Number(events.at(-1)?.key.slice(1)) + 1;
    return this.#went();
  }

  #pollFailed(answer: Extract<Answer, { ok: false }>): number {
    const pause = pauseAfter(answer, this.#failures.count, this.#options);
    return this.#failures.add('poll-failed', meaning(answer), { pause });
  }

  #went(): number {
    this.#failures.over();
    return 0;
  }

  /** Without it the next start would only be told the last batch again. */
  async #confirm(): Promise<void> {
    if (this.#offset === this.#confirmed) return;
    const payload = { offset: this.#offset, limit: 1, timeout: 0, allowed_updates: ALLOWED_UPDATES };
    const answer = await this.#options.client.call('getUpdates', payload, { timeoutMs: LAST_CALL_MS });
    if (!answer.ok) this.#options.log.info('telegram.offset-not-confirmed', { why: meaning(answer) });
  }
}
