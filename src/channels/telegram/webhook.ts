/**
 * Updates pushed by Telegram. It takes any 2xx as "never send it again" and repeats everything else for a day, so 200 is
 * said only after the commit (https://core.telegram.org/bots/api#setwebhook).
 */
import type { Buffer } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Log } from '../../lib/log.ts';
import { Batcher } from '../batcher.ts';
import type { OnEvents } from '../channel.ts';
import type { Payload } from './client.ts';
import { inOrder, type ParseContext, parseUpdate } from './parse.ts';
import { ALLOWED_UPDATES } from './poller.ts';

// An update is some kilobytes; the server itself never sends more than a few hundred.
const MAX_BODY = 1024 * 1024;
const RETRY_SECONDS = '5';
// The alphabet and length that setWebhook allows.
const SECRET = /^[A-Za-z0-9_-]{1,256}$/;

export interface Webhook {
  readonly path: string;
  readonly routes: Hono;
  /** Until then, and after `stop`, updates are answered with 503 and come again. */
  start(onEvents: OnEvents): void;
  stop(): Promise<void>;
}

export interface WebhookOptions {
  readonly token: string;
  readonly secret: string;
  readonly context: () => ParseContext;
  readonly log: Log;
}

/** The path must not be guessable from outside and must not give away the token. */
export function webhookPath(token: string): string {
  return `/telegram/${createHash('sha256').update(token).digest('hex').slice(0, 32)}`;
}

/** Updates that wait while the program was down are wanted, so drop_pending_updates is not passed. */
export function webhookSettings(options: {
  readonly token: string;
  readonly secret: string;
  readonly publicUrl: string;
}): Payload {
  return {
    url: options.publicUrl.replace(/\/+$/, '') + webhookPath(options.token),
    secret_token: options.secret,
    allowed_updates: ALLOWED_UPDATES,
  };
}

export function createWebhook(options: WebhookOptions): Webhook {
  // Without a secret anybody who learns the address could speak for anybody.
  if (!SECRET.test(options.secret)) throw new Error('the webhook secret must be 1 to 256 of A-Z a-z 0-9 _ -');
  const path = webhookPath(options.token);
  let batcher: Batcher | undefined;
  const routes = new Hono();
  routes.use(path, async (c, next) => {
    if (!sameSecret(c.req.header('x-telegram-bot-api-secret-token') ?? '', options.secret)) {
      return c.json({ error: 'unauthorized' }, 401);
    }
    return next();
  });
  routes.use(path, bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.json({ error: 'too large' }, 413) }));
  routes.post(path, (c) => (batcher === undefined ? later(c) : take(c, batcher, options)));
  return {
    path,
    routes,
    start: (onEvents) => {
      batcher = new Batcher((events) => onEvents(inOrder(events)));
    },
    stop: async () => {
      const last = batcher;
      batcher = undefined;
      await last?.idle();
    },
  };
}

async function take(c: Context, batcher: Batcher, { context, log }: WebhookOptions): Promise<Response> {
  let raw: unknown;
  try {
    raw = JSON.parse(await c.req.text());
  } catch {
    return c.json({ error: 'not JSON' }, 400);
  }
  const event = parseUpdate(raw, context());
  if (event === undefined) return c.json({ error: 'not an update' }, 400);
  try {
    await batcher.add(event);
  } catch (error) {
    // The error may quote what a person wrote; whoever threw it has logged it.
    log.warn('telegram.batch-not-stored', { why: error instanceof Error ? error.name : 'not an error' });
    return later(c);
  }
  return c.json({});
}

function later(c: Context): Response {
  return c.json({ error: 'try again' }, 503, { 'Retry-After': RETRY_SECONDS });
}

/** Hashes have one length, so that the comparison tells nothing about the secret's. */
function sameSecret(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
