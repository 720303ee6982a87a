import { flag, integer, text } from '../api/args.ts';
import { badRequest, done } from '../api/reply.ts';
import type { Core } from '../core/core.ts';
import type { Payload, Refusal, Reply } from '../types.ts';
import type { Poller } from './poll.ts';
import { type CallInAnswer, WebhookDelivery, type WebhookTarget } from './webhook.ts';

/** setWebhook and its kin. Unlike the platform, plain http and any port are accepted: it is 127.0.0.1. */
export class Webhook {
  readonly #core: Core;
  readonly #poller: Poller;
  readonly #callInAnswer: CallInAnswer;
  #target: WebhookTarget | undefined;
  #delivery: WebhookDelivery | undefined;

  constructor(core: Core, poller: Poller, callInAnswer: CallInAnswer) {
    this.#core = core;
    this.#poller = poller;
    this.#callInAnswer = callInAnswer;
  }

  get active(): boolean {
    return this.#target !== undefined;
  }

  set(payload: Payload): Reply {
    const url = text(payload, 'url');
    if (url === '') return this.remove(payload);
    const target = { url, secretToken: text(payload, 'secret_token'), maxConnections: connections(payload) };
    const wrong = check(target);
    if (wrong) return wrong;
    this.stop();
    this.#dropPending(payload);
    this.#poller.abortForWebhook();
    this.#target = target;
    this.#delivery = new WebhookDelivery(this.#core, target, this.#callInAnswer);
    return done(true, 'Webhook was set');
  }

  remove(payload: Payload): Reply {
    const was = this.active;
    this.stop();
    this.#target = undefined;
    this.#dropPending(payload);
    return done(true, was ? 'Webhook was deleted' : 'Webhook is already deleted');
  }

  info(): Reply {
    const error = this.#delivery?.lastError;
    return done({
      url: this.#target?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: this.#core.queue.size,
      ...(this.#target && { max_connections: this.#target.maxConnections, ip_address: '127.0.0.1' }),
      ...(error && { last_error_date: error.date, last_error_message: error.message }),
    });
  }

  stop(): void {
    this.#delivery?.stop();
    this.#delivery = undefined;
  }

  #dropPending(payload: Payload): void {
    if (!flag(payload, 'drop_pending_updates')) return;
    this.#core.records.counts.dropped += this.#core.queue.clear(0).length;
  }
}

const connections = (payload: Payload) => Math.min(100, Math.max(1, integer(payload, 'max_connections') ?? 40));

function check({ url, secretToken }: WebhookTarget): Refusal | undefined {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return badRequest('invalid webhook URL specified');
  if (secretToken.length > 256) return badRequest('secret token is too long');
  return /^[\w-]*$/.test(secretToken) ? undefined : badRequest('secret token contains unallowed characters');
}
