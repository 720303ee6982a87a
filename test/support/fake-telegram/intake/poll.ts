import { integer } from '../api/args.ts';
import { refuse } from '../api/reply.ts';
import type { Core } from '../core/core.ts';
import type { Payload, Reply } from '../types.ts';

/**
 * getUpdates, after Client.cpp (process_get_updates_query, do_get_updates, abort_long_poll,
 * fail_query_conflict): one request waits at a time, a newer one ends the older with 409.
 */

const MAX_TIMEOUT = 50;
/** The server collects for a moment after the first update of a quiet time, so that a burst comes together. */
const WAKE_MS = 1;

const BY_OTHER = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
const BY_WEBHOOK = 'Conflict: terminated by setWebhook request';
export const WEBHOOK_ACTIVE =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

export interface PollRequest {
  readonly offset: number;
  readonly limit: number;
  readonly timeout: number;
}

export type Answer = (reply: Reply) => void;

interface Waiting {
  readonly request: PollRequest;
  readonly answer: Answer;
  readonly stop: () => void;
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

export function pollRequest(payload: Payload): PollRequest {
  return {
    offset: integer(payload, 'offset') ?? 0,
    limit: clamp(integer(payload, 'limit') ?? 100, 1, 100),
    timeout: clamp(integer(payload, 'timeout') ?? 0, 0, MAX_TIMEOUT),
  };
}

export class Poller {
  readonly #core: Core;
  #waiting: Waiting | undefined;
  #waking = false;
  #previous = { offset: Number.NaN, at: Number.NEGATIVE_INFINITY };
  #conflictFreeAt = Number.NEGATIVE_INFINITY;

  constructor(core: Core) {
    this.#core = core;
    core.events.on((event) => {
      if (event.type === 'pushed') this.#wakeSoon();
    });
  }

  /** Answers now or later; what is returned takes the request back when its connection is gone. */
  poll(asked: PollRequest, answer: Answer): () => void {
    const request = this.#core.options.pollingPenalty ? this.#penalised(asked) : asked;
    if (this.#serve(request, answer)) return () => {};
    this.abort(BY_OTHER);
    const stop = this.#core.timers.after(request.timeout * this.#core.options.secondMs, () => this.#flush(true));
    const waiting: Waiting = { request, answer, stop };
    this.#waiting = waiting;
    this.#core.records.polling = true;
    this.#core.events.emit({ type: 'polling' });
    return () => {
      if (this.#waiting === waiting) this.#end();
    };
  }

  abort(description: string): void {
    const ended = this.#end();
    if (ended) this.#conflict(description, ended.answer);
  }

  abortForWebhook(): void {
    this.abort(BY_WEBHOOK);
  }

  // The same offset again within half a second gets one update only; within three seconds it has to wait three.
  #penalised(asked: PollRequest): PollRequest {
    const now = this.#core.clock.now();
    const second = this.#core.options.secondMs;
    const again = asked.offset === this.#previous.offset;
    const since = now - this.#previous.at;
    this.#previous = { offset: asked.offset, at: now };
    return {
      offset: asked.offset,
      limit: again && since < second / 2 ? 1 : asked.limit,
      timeout: again && since < 3 * second ? Math.max(3, asked.timeout) : asked.timeout,
    };
  }

  /** False when there is nothing yet and the request may wait for something. */
  #serve(request: PollRequest, answer: Answer, last = request.timeout === 0): boolean {
    const { queue, records, clock } = this.#core;
    const { updates, forgotten, expired } = queue.get(request.offset, request.limit, clock.now());
    this.#core.expired(expired);
    this.#core.confirmed(forgotten, 'offset');
    if (updates.length === 0 && !last) return false;
    records.handOut(updates);
    answer({ ok: true, raw: `[${updates.map((update) => update.json).join(',')}]` });
    return true;
  }

  #wakeSoon(): void {
    if (!this.#waiting || this.#waking) return;
    this.#waking = true;
    this.#core.timers.after(WAKE_MS, () => {
      this.#waking = false;
      this.#flush(false);
    });
  }

  #flush(last: boolean): void {
    const waiting = this.#waiting;
    if (waiting && this.#serve(waiting.request, waiting.answer, last)) this.#end();
  }

  #end(): Waiting | undefined {
    const ended = this.#waiting;
    ended?.stop();
    this.#waiting = undefined;
    this.#core.records.polling = false;
    return ended;
  }

  /** The first conflict is told at once, further ones within three seconds only three seconds later. */
  #conflict(description: string, answer: Answer): void {
    const { clock, options, records, timers } = this.#core;
    records.counts.conflicts += 1;
    const reply = refuse(409, description);
    const delay = 3 * options.secondMs;
    if (clock.now() < this.#conflictFreeAt) {
      timers.after(delay, () => answer(reply));
      return;
    }
    this.#conflictFreeAt = clock.now() + delay;
    answer(reply);
  }

  refuseForWebhook(answer: Answer): void {
    this.#conflict(WEBHOOK_ACTIVE, answer);
  }
}
