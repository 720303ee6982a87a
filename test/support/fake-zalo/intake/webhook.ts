import { request } from 'node:http';
import type { Core, WebhookTarget } from '../core/core.ts';
import type { Delivery } from '../core/records.ts';
import type { Payload, Update, ZaloEvent } from '../types.ts';

/** Delivery to the webhook: one event a request, each on its own, so their order is nobody's promise. */

/** What goes wrong with one of the next deliveries. */
export interface DeliveryTweak {
  /** The same request once more: side by side with the first, or after its answer. */
  readonly duplicate?: 'concurrent' | 'afterwards';
  readonly secret?: 'wrong' | 'missing';
  readonly contentType?: string;
  readonly enveloped?: boolean;
  /** Sent in place of the event, as it is; `''` for an empty body. */
  readonly body?: string;
  /** It sets out so many seconds late, so that later events overtake it. */
  readonly lateSeconds?: number;
  /** A field of so many letters is added. */
  readonly padding?: number;
}

export interface Outcome {
  readonly status: number;
  readonly outcome: string;
  readonly latencyMs: number;
}

interface Post {
  readonly body: string;
  readonly secret: string | undefined;
  readonly contentType: string | undefined;
}

const JSON_TYPE = 'application/json';

/** Some call to the bot's address, as the platform's Java client makes it. */
export function post(core: Core, { url }: Pick<WebhookTarget, 'url'>, { body, secret, contentType }: Post) {
  const headers: Record<string, string> = { 'user-agent': 'Java/17', 'content-length': `${Buffer.byteLength(body)}` };
  if (contentType !== undefined) headers['content-type'] = contentType;
  if (secret !== undefined) headers['X-Bot-Api-Secret-Token'] = secret;
  const began = performance.now();
  const latencyMs = () => Math.round(performance.now() - began);
  const timeout = core.settings.webhookDeadlineMs;
  return new Promise<Outcome>((resolve) => {
    const outgoing = request(url, { method: 'POST', headers, timeout, agent: false }, (incoming) => {
      const status = incoming.statusCode ?? 0;
      incoming.resume();
      incoming.on('close', () => resolve({ status, outcome: named(status), latencyMs: latencyMs() }));
    });
    outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })));
    outgoing.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve({ status: 0, outcome: `webhook.err.${ERRORS[code ?? ''] ?? 'other'}`, latencyMs: latencyMs() }),
    );
    outgoing.end(body);
  });
}

const ERRORS: Readonly<Record<string, string>> = {
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'conn',
  ECONNRESET: 'conn',
};

function named(status: number): string {
  if (status >= 200 && status < 300) return 'webhook.ok';
  if (status === 403 || status === 404) return `webhook.http.${status}`;
  return `webhook.http.${status >= 500 ? '5xx' : 'other'}`;
}

export class Deliverer {
  readonly #core: Core;
  readonly #tweaks: DeliveryTweak[] = [];
  readonly #accepted = new WeakSet<Update>();

  constructor(core: Core) {
    this.#core = core;
    core.events.on((event) => {
      if (event.type === 'pushed') this.deliverWaiting();
    });
  }

  tweak(...tweaks: readonly DeliveryTweak[]): void {
    this.#tweaks.push(...tweaks);
  }

  deliverWaiting(): void {
    if (!this.#core.webhook) return;
    for (const update of this.#core.updates.drain()) this.#deliver(update);
  }

  #deliver(update: Update): void {
    const tweak = this.#tweaks.shift() ?? {};
    const { timers, secondMs } = this.#core;
    const attempt = () => void this.#attempt({ update, tweak, attempt: 1 });
    const late = (tweak.lateSeconds ?? 0) * secondMs;
    const run = late > 0 ? () => void timers.after(late, attempt) : attempt;
    this.#core.inFlight += 1;
    if (tweak.duplicate === 'concurrent') {
      this.#core.inFlight += 1;
      run();
    }
    run();
  }

  async #attempt(job: Job): Promise<void> {
    const core = this.#core;
    const { update } = job;
    const target = core.webhook;
    if (!target) {
      this.#over(job, false);
      return;
    }
    const delivery: Delivery = { update, attempt: job.attempt, at: core.clock.now(), status: 0 };
    const handed = core.records.handOut(update, 'webhook');
    core.records.deliveries.push(delivery);
    const { status } = await post(core, target, this.#request(target, job));
    delivery.status = status;
    handed.delivered = status >= 200 && status < 300;
    core.events.emit({ type: 'delivered', update });
    if (handed.delivered) this.#over(job, true);
    else this.#again(job);
  }

  #again(job: Job): void {
    const { settings, timers, secondMs } = this.#core;
    const seconds = settings.webhookRetrySeconds[job.attempt - 1] ?? settings.webhookRetrySeconds.at(-1) ?? 0;
    if (job.attempt >= settings.webhookTries) this.#over(job, false);
    else timers.after(seconds * secondMs, () => void this.#attempt({ ...job, attempt: job.attempt + 1 }));
  }

  #over({ update, tweak }: Job, accepted: boolean): void {
    const core = this.#core;
    const { duplicate: _, ...once } = tweak;
    if (accepted && tweak.duplicate === 'afterwards') return void this.#attempt({ update, tweak: once, attempt: 1 });
    core.inFlight -= 1;
    if (accepted) this.#accepted.add(update);
    if (!this.#accepted.has(update)) core.lose(update, 'webhookGaveUp');
    core.events.emit({ type: 'delivered', update });
  }

  #request({ secret }: WebhookTarget, { update, tweak }: Job): Post {
    const { settings } = this.#core;
    const enveloped = tweak.enveloped ?? settings.enveloped;
    const padded = tweak.padding === undefined ? {} : { padding: 'x'.repeat(tweak.padding) };
    const event = { ...dressed(update.event, settings), ...padded };
    return {
      body: tweak.body ?? JSON.stringify(enveloped ? { ok: true, result: event } : event),
      secret: tweak.secret === 'missing' ? undefined : tweak.secret === 'wrong' ? `${secret}x` : secret,
      contentType: tweak.contentType ?? JSON_TYPE,
    };
  }
}

interface Job {
  readonly update: Update;
  readonly tweak: DeliveryTweak;
  readonly attempt: number;
}

/** The same event with its keys in another order, or with fields that nobody knows. */
function dressed(event: ZaloEvent, { shuffledKeys, extraFields }: Core['settings']): Payload {
  const extra = extraFields ? { trace_id: '0af7651916cd43dd', app: { version: 2 } } : {};
  const message = event.message && { ...extra, ...event.message };
  const whole: Payload = { ...extra, ...event, ...(message && { message }) };
  return shuffledKeys ? reversed(whole) : whole;
}

function reversed(value: Payload): Payload {
  const turned = Object.entries(value).reverse();
  return Object.fromEntries(turned.map(([key, inner]) => [key, isPlain(inner) ? reversed(inner) : inner]));
}

const isPlain = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
