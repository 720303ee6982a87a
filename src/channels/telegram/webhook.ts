/**
 * Updates pushed by Telegram. It takes any 2xx as "never send it again" and repeats everything else for a day, so 200 is
 * said only after the commit (https://core.telegram.org/bots/api#setwebhook).
 */
import type { Context } from 'hono';
import type { Log } from '../../lib/log.ts';
import { sameSecret } from '../../lib/same-secret.ts';
import { type Keep, later, receiveAt, unauthorized, type Webhook, webhookPath, webhookUrl } from '../webhook.ts';
import type { Payload } from './client.ts';
import { CHANNEL, inOrder, type ParseContext, parseUpdate } from './parse.ts';
import { ALLOWED_UPDATES } from './poller.ts';

// An update is some kilobytes; the server itself never sends more than a few hundred.
const MAX_BODY = 1024 * 1024;
// The alphabet and length that setWebhook allows.
const SECRET = /^[A-Za-z0-9_-]{1,256}$/;

export interface WebhookOptions {
  readonly token: string;
  readonly secret: string;
  readonly context: () => ParseContext;
  readonly log: Log;
}

/** Updates that wait while the program was down are wanted, so drop_pending_updates is not passed. */
export function webhookSettings(options: {
  readonly token: string;
  readonly secret: string;
  readonly publicUrl: string;
}): Payload {
  return {
    url: webhookUrl(options.publicUrl, webhookPath(CHANNEL, options.token)),
    secret_token: options.secret,
    allowed_updates: ALLOWED_UPDATES,
  };
}

export function createWebhook({ token, secret, context, log }: WebhookOptions): Webhook {
  // Without a secret anybody who learns the address could speak for anybody.
  if (!SECRET.test(secret)) throw new Error('the webhook secret must be 1 to 256 of A-Z a-z 0-9 _ -');
  return receiveAt({
    channel: CHANNEL,
    token,
    largestBody: MAX_BODY,
    log,
    refuse: (c) => (sameSecret(c.req.header('x-telegram-bot-api-secret-token'), secret) ? undefined : unauthorized(c)),
    receive: async (c, keep) => (keep === undefined ? later(c) : take(c, keep, context())),
    arrange: inOrder,
  });
}

async function take(c: Context, keep: Keep, context: ParseContext): Promise<Response> {
  let raw: unknown;
  try {
    raw = JSON.parse(await c.req.text());
  } catch {
    return c.json({ error: 'not JSON' }, 400);
  }
  const event = parseUpdate(raw, context);
  return event === undefined ? c.json({ error: 'not an update' }, 400) : keep(event, {});
}
