import { Agent, request } from 'node:http';
import { isObject } from '../api/args.ts';
import type { Core } from '../core/core.ts';
import type { QueuedUpdate } from '../core/queue.ts';
import type { Payload } from '../types.ts';

/**
 * Delivery to a webhook, after WebhookActor.cpp: updates with one key go one after another, different
 * keys side by side up to `maxConnections`; anything but 2xx is tried again until the update expires.
 */

export interface WebhookTarget {
  readonly url: string;
  readonly secretToken: string;
  readonly maxConnections: number;
}

interface Lane {
  readonly updates: QueuedUpdate[];
  attempt: number;
}

interface Outcome {
  readonly status: number;
  readonly retryAfterSeconds: number;
  readonly body: string;
  readonly error?: string;
}

/** What a webhook's answer may contain: a call of a method. */
export type CallInAnswer = (method: string, payload: Payload) => void;

const REQUEST_TIMEOUT_SECONDS = 60;
const MAX_RETRY_AFTER = 3600;

export class WebhookDelivery {
  readonly #core: Core;
  readonly #target: WebhookTarget;
  readonly #callInAnswer: CallInAnswer;
  readonly #agent: Agent;
  readonly #lanes = new Map<string, Lane>();
  readonly #off: () => void;
  #ready: Lane[] = [];
  #active = 0;
  #next = 0;
  #stopped = false;
  lastError: { readonly date: number; readonly message: string } | undefined;

  constructor(core: Core, target: WebhookTarget, callInAnswer: CallInAnswer) {
    this.#core = core;
    this.#target = target;
    this.#callInAnswer = callInAnswer;
    this.#agent = new Agent({ keepAlive: true, maxSockets: target.maxConnections });
    this.#off = core.events.on((event) => {
      if (event.type === 'pushed') this.#load();
    });
    this.#load();
  }

  stop(): void {
    this.#stopped = true;
    this.#off();
    this.#agent.destroy();
  }

  #load(): void {
    for (const update of this.#core.queue.after(this.#next)) {
      this.#next = update.id + 1;
      const lane = this.#lanes.get(update.key);
      if (lane) {
        lane.updates.push(update);
      } else {
        const fresh: Lane = { updates: [update], attempt: 0 };
        this.#lanes.set(update.key, fresh);
        this.#ready.push(fresh);
      }
    }
    this.#work();
  }

  #work(): void {
    while (!this.#stopped && this.#active < this.#target.maxConnections) {
      const lane = this.#ready.shift();
      const update = lane?.updates[0];
      if (!lane || !update) return;
      if (update.expiresAt < this.#core.clock.now()) {
        this.#advance(lane, update);
        this.#core.expired([update]);
      } else {
        void this.#attempt(lane, update);
      }
    }
  }

  async #attempt(lane: Lane, update: QueuedUpdate): Promise<void> {
    this.#active += 1;
    lane.attempt += 1;
    this.#core.records.handOut([update]);
    const outcome = await this.#send(update);
    this.#active -= 1;
    if (this.#stopped) return;
    if (outcome.status >= 200 && outcome.status <= 299) {
      this.#advance(lane, update);
      this.#core.confirmed([update], 'webhook');
      this.#callAsked(outcome);
    } else {
      this.#retryLater(lane, outcome);
    }
    this.#work();
  }

  #callAsked({ body }: Outcome): void {
    const call = parse(body);
    const method = call?.['method'];
    if (call && typeof method === 'string' && !/^(get|setwebhook|deletewebhook|close|logout)/i.test(method)) {
      this.#callInAnswer(method, call);
    }
  }

  #advance(lane: Lane, update: QueuedUpdate): void {
    this.#core.queue.forget(update.id);
    lane.updates.shift();
    lane.attempt = 0;
    if (lane.updates.length > 0) this.#ready.push(lane);
    else this.#lanes.delete(update.key);
  }

  #retryLater(lane: Lane, { status, retryAfterSeconds, error }: Outcome): void {
    const { options, clock, timers } = this.#core;
    const message = error ?? `Wrong response from the webhook: ${status}`;
    this.lastError = { date: clock.seconds(), message };
    const asked = Math.min(retryAfterSeconds, MAX_RETRY_AFTER) * options.secondMs;
    timers.after(asked > 0 ? asked : options.webhookRetryMs(lane.attempt), () => {
      this.#ready.push(lane);
      this.#work();
    });
  }

  #send(update: QueuedUpdate): Promise<Outcome> {
    const headers: Record<string, string> = { 'content-type': 'application/json', 'content-length': `${update.bytes}` };
    if (this.#target.secretToken) headers['x-telegram-bot-api-secret-token'] = this.#target.secretToken;
    const timeout = REQUEST_TIMEOUT_SECONDS * this.#core.options.secondMs;
    return new Promise((resolve) => {
      const failed = (error: Error) => resolve({ status: 0, retryAfterSeconds: 0, body: '', error: error.message });
      const outgoing = request(
        this.#target.url,
        { method: 'POST', headers, agent: this.#agent, timeout },
        (incoming) => {
          const retryAfterSeconds = Number(incoming.headers['retry-after'] ?? 0) || 0;
          let body = '';
          incoming.setEncoding('utf8');
          incoming.on('data', (chunk: string) => {
            body += chunk;
          });
          incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, retryAfterSeconds, body }));
          incoming.on('error', failed);
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error('Read timeout expired')));
      outgoing.on('error', failed);
      outgoing.end(update.json);
    });
  }
}

function parse(body: string): Payload | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
