/**
 * Updates pushed by Zalo, one a request. Whether and how often it repeats one is not documented, so 200 is said only after the
 * commit, and anything else only where it is wanted again.
 */
import type { Context } from 'hono';
import type { Log } from '../../lib/log.ts';
import { sameSecret } from '../../lib/same-secret.ts';
import { type Keep, later, receiveAt, unauthorized, type Webhook, webhookPath, webhookUrl } from '../webhook.ts';
import type { Payload } from './client.ts';
import { CHANNEL, type ParseContext, parseUpdate } from './parse.ts';

// An update is some hundred bytes; a text has at most some thousand characters.
const MAX_BODY = 256 * 1024;
// The length that setWebhook allows (documented); the alphabet is that of a header anybody can type.
const SECRET = /^[A-Za-z0-9_-]{8,256}$/;

export interface WebhookOptions {
  readonly token: string;
  readonly secret: string;
  readonly context: () => ParseContext;
  readonly log: Log;
}

export function webhookSettings(options: {
  readonly token: string;
  readonly secret: string;
  readonly publicUrl: string;
}): Payload {
  return {
    url: webhookUrl(options.publicUrl, webhookPath(CHANNEL, options.token)),
    secret_token: options.secret,
  };
}

export function createWebhook(options: WebhookOptions): Webhook {
  // Without a secret anybody who learns the address could speak for anybody.
  if (!SECRET.test(options.secret)) throw new Error('the webhook secret must be 8 to 256 of A-Z a-z 0-9 _ -');
  const { token, log } = options;
  return receiveAt({
    channel: CHANNEL,
    token,
    largestBody: MAX_BODY,
    log,
    receive: (c, keep) => take(c, keep, options),
  });
}

async function take(c: Context, keep: Keep | undefined, options: WebhookOptions): Promise<Response> {
  const body = await c.req.text();
  const ours = sameSecret(c.req.header('x-bot-api-secret-token'), options.secret);
  const raw = jsonIn(body);
  // Nobody knows whether the platform's probe carries the secret, and some probes are empty (measured). It changes nothing.
  const parsed = parseUpdate(raw, options.context());
  if (body.trim() === '' || (parsed.kind === 'nothing' && parsed.why === 'probe')) return c.json({ ok: true });
  if (!ours) return unauthorized(c);
  if (raw === undefined) return c.json({ error: 'not JSON' }, 400);
  if (parsed.kind === 'unreadable') options.log.warn('zalo.update-unreadable', { fields: parsed.fields });
  // What cannot be used would be no more useful a second time.
  if (parsed.kind !== 'event') return c.json({ ok: true });
  return keep === undefined ? later(c) : keep(parsed.event, { ok: true });
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
