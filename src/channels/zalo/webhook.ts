/**
 * Updates pushed by Zalo, one a request. Whether and how often it repeats one is not documented, so 200 is said only after the
 * commit, and anything else only where it is wanted again.
 */
import type { Buffer } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Log } from '../../lib/log.ts';
import { Batcher } from '../batcher.ts';
import type { OnEvents } from '../channel.ts';
import type { Payload } from './client.ts';
import { type ParseContext, parseUpdate } from './parse.ts';

// An update is some hundred bytes; a text has at most some thousand characters.
const MAX_BODY = 256 * 1024;
const RETRY_SECONDS = '5';
// The length that setWebhook allows (documented); the alphabet is that of a header anybody can type.
const SECRET = /^[A-Za-z0-9_-]{8,256}$/;

export interface Webhook {
  readonly path: string;
  readonly routes: Hono;
  /** Until then, and after `stop`, updates are answered with 503. */
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
  return `/zalo/${createHash('sha256').update(token).digest('hex').slice(0, 32)}`;
}

export function webhookSettings(options: {
  readonly token: string;
  readonly secret: string;
  readonly publicUrl: string;
}): Payload {
  return {
    url: options.publicUrl.replace(/\/+$/, '') + webhookPath(options.token),
    secret_token: options.secret,
  };
}

export function createWebhook(options: WebhookOptions): Webhook {
  // Without a secret anybody who learns the address could speak for anybody.
  if (!SECRET.test(options.secret)) throw new Error('the webhook secret must be 8 to 256 of A-Z a-z 0-9 _ -');
  const path = webhookPath(options.token);
  let batcher: Batcher | undefined;
  const routes = new Hono();
  routes.use(path, bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.json({ error: 'too large' }, 413) }));
  routes.post(path, (c) => take(c, batcher, options));
  return {
    path,
    routes,
    start: (onEvents) => {
      batcher = new Batcher(onEvents);
    },
    stop: async () => {
      const last = batcher;
      batcher = undefined;
      await last?.idle();
    },
  };
}

async function take(c: Context, batcher: Batcher | undefined, options: WebhookOptions): Promise<Response> {
  const body = await c.req.text();
  const ours = sameSecret(c.req.header('x-bot-api-secret-token') ?? '', options.secret);
  const raw = jsonIn(body);
  // Nobody knows whether the platform's probe carries the secret, and some probes are empty (measured). It changes nothing.
  const parsed = parseUpdate(raw, options.context());
  if (body.trim() === '' || (parsed.kind === 'nothing' && parsed.why === 'probe')) return c.json({ ok: true });
  if (!ours) return c.json({ error: 'unauthorized' }, 401);
  if (raw === undefined) return c.json({ error: 'not JSON' }, 400);
  if (parsed.kind === 'unreadable') options.log.warn('zalo.update-unreadable', { fields: parsed.fields });
  // What cannot be used would be no more useful a second time.
  if (parsed.kind !== 'event') return c.json({ ok: true });
  if (batcher === undefined) return later(c);
  try {
    await batcher.add(parsed.event);
  } catch (error) {
    // The error may quote what a person wrote; whoever threw it has logged it.
    options.log.warn('zalo.batch-not-stored', { why: error instanceof Error ? error.name : 'not an error' });
    return later(c);
  }
  return c.json({ ok: true });
}

function later(c: Context): Response {
  return c.json({ error: 'try again' }, 503, { 'Retry-After': RETRY_SECONDS });
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Hashes have one length, so that the comparison tells nothing about the secret's. */
function sameSecret(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
