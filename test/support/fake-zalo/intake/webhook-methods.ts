import { badRequest, notFound, refuse } from '../api/reply.ts';
import type { Core } from '../core/core.ts';
import type { Payload, Refusal, Reply } from '../types.ts';
import type { Poller } from './poll.ts';
import { type Deliverer, type Outcome, post } from './webhook.ts';

/** setWebhook and its like, and the probe that the platform sends at once. */

const DAY_MS = 86_400_000;

export class Webhook {
  readonly #core: Core;
  readonly #poller: Poller;
  readonly #deliverer: Deliverer;
  #tests: { readonly day: number; count: number } = { day: 0, count: 0 };

  constructor(core: Core, poller: Poller, deliverer: Deliverer) {
    this.#core = core;
    this.#poller = poller;
    this.#deliverer = deliverer;
  }

  /** Undefined for a method that is none of these. */
  async perform(method: string, payload: Payload): Promise<Reply | undefined> {
    if (method === 'setWebhook') return this.#set(payload);
    if (method === 'getWebhookInfo') return this.#info();
    if (method === 'deleteWebhook') return this.#delete();
    const { testWebhookPerDay: most } = this.#core.settings;
    return method === 'testWebhook' && most !== 'absent' ? this.#test(most) : undefined;
  }

  async #set({ url, secret_token: secret }: Payload): Promise<Reply> {
    const wrong = this.#urlFault(url) ?? secretFault(secret);
    if (wrong) {
      this.#core.records.violate('setWebhook', wrong.description);
      return wrong;
    }
    const target = { url: String(url), secret: String(secret), updatedAt: this.#core.clock.now() };
    // It is saved even when the probe fails.
    this.#core.webhook = target;
    this.#poller.refuseAll();
    const verification = verdict(await this.#probe(target));
    this.#deliverer.deliverWaiting();
    return { ok: true, result: { url: target.url, updated_at: target.updatedAt, verification } };
  }

  #urlFault(url: unknown): Refusal | undefined {
    const { protocol, hostname } =
      typeof url === 'string' && URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
    const local = this.#core.settings.allowLoopback && isPrivate(hostname) && protocol === 'http:';
    return protocol === 'https:' || local ? undefined : badRequest('url is not an https address');
  }

  async #probe({ url, secret }: { readonly url: string; readonly secret: string }): Promise<Outcome> {
    const { settings, records, clock } = this.#core;
    const { hostname } = new URL(url);
    // Only this machine is ever called: what lies outside is taken to be well.
    if (!isPrivate(hostname)) return { status: 200, outcome: 'webhook.ok', latencyMs: 0 };
    if (!settings.allowLoopback) return { status: 0, outcome: 'webhook.err.blocked', latencyMs: 0 };
    if (settings.probe === 'none') return { status: 200, outcome: 'webhook.ok', latencyMs: 0 };
    const empty = settings.probe === 'empty';
    const body = empty ? '' : JSON.stringify(probeEvent(clock.now()));
    const delivery = { update: undefined, attempt: 1, at: clock.now(), status: 0 };
    records.deliveries.push(delivery);
    const outcome = await post(
      this.#core,
      { url },
      {
        body,
        secret: settings.probeWithSecret ? secret : undefined,
        contentType: empty ? undefined : 'application/json',
      },
    );
    delivery.status = outcome.status;
    return outcome;
  }

  #info(): Reply {
    const { webhook, settings } = this.#core;
    if (webhook) return { ok: true, result: { url: webhook.url, updated_at: webhook.updatedAt } };
    return settings.noWebhookInfo === 'notFound' ? notFound() : { ok: true, result: { url: '' } };
  }

  #delete(): Reply {
    this.#core.webhook = undefined;
    return { ok: true, result: { url: '', updated_at: this.#core.clock.now() } };
  }

  async #test(most: number): Promise<Reply> {
    const { webhook, clock } = this.#core;
    if (!webhook) return notFound();
    const day = Math.floor(clock.now() / DAY_MS);
    this.#tests = { day, count: this.#tests.day === day ? this.#tests.count + 1 : 1 };
    if (this.#tests.count > most) return refuse(426, 'Daily limit exceeded');
    return { ok: true, result: { url: webhook.url, ...verdict(await this.#probe(webhook)) } };
  }
}

/** Measured: seconds, not milliseconds, and neither sender nor chat. */
function probeEvent(now: number) {
  const text = 'Zalo Bot Platform webhook test - please respond with HTTP 200';
  const message = { date: Math.floor(now / 1000), message_id: 'webhook-test', text };
  return { event_name: 'webhook.test', message };
}

function verdict({ status, outcome, latencyMs }: Outcome) {
  const ok = outcome === 'webhook.ok';
  const hint = ok ? '' : 'The webhook did not answer with HTTP 2xx';
  return { ok, status_code: status, outcome, latency_ms: latencyMs, hint };
}

function secretFault(secret: unknown): Refusal | undefined {
  const fits = typeof secret === 'string' && secret.length >= 8 && secret.length <= 256;
  return fits ? undefined : badRequest('secret_token is not 8 to 256 characters long');
}

export function isPrivate(hostname: string): boolean {
  return /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[::1\])/.test(hostname);
}
