/** What the webhooks of all platforms have in common: a path that cannot be guessed, a secret, and 200 only after the commit. */
import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { InboundEvent } from '../engine/input.ts';
import type { Log } from '../lib/log.ts';
import { Batcher } from './batcher.ts';
import type { OnEvents } from './channel.ts';

export interface Webhook {
  readonly path: string;
  readonly routes: Hono;
  /** Until then, and after `stop`, updates are answered with 503. */
  start(onEvents: OnEvents): void;
  stop(): Promise<void>;
}

/** Answers with `body` and 200 when the event is stored, with 503 when it could not be. */
export type Keep = (event: InboundEvent, body: object) => Promise<Response>;

export interface Reception {
  readonly channel: string;
  readonly token: string;
  readonly largestBody: number;
  readonly log: Log;
  /** Looked at before anything is read; what it answers is final. */
  readonly refuse?: (c: Context) => Response | undefined;
  /** `keep` is undefined as long as nothing can be stored. */
  readonly receive: (c: Context, keep: Keep | undefined) => Promise<Response>;
  /** The events of a batch as they are to be handled. */
  readonly arrange?: (events: readonly InboundEvent[]) => readonly InboundEvent[];
}

const RETRY_SECONDS = '5';

/** The path must not be guessable from outside and must not give away the token. */
export function webhookPath(channel: string, token: string): string {
  return `/${channel}/${createHash('sha256').update(token).digest('hex').slice(0, 32)}`;
}

export function webhookUrl(publicUrl: string, path: string): string {
  return publicUrl.replace(/\/+$/, '') + path;
}

export function receiveAt(reception: Reception): Webhook {
  const { channel, token, largestBody, log, refuse, receive, arrange = (events) => events } = reception;
  const path = webhookPath(channel, token);
  let batcher: Batcher | undefined;
  const routes = new Hono();
  routes.use(path, async (c, next) => refuse?.(c) ?? next());
  routes.use(path, bodyLimit({ maxSize: largestBody, onError: (c) => c.json({ error: 'too large' }, 413) }));
  routes.post(path, (c) => {
    const into = batcher;
    return receive(c, into && (async (event, body) => ((await stored(into, event)) ? c.json(body) : later(c))));
  });
  return {
    path,
    routes,
    start: (onEvents) => {
      batcher = new Batcher((events) => onEvents(arrange(events)));
    },
    stop: async () => {
      const last = batcher;
      batcher = undefined;
      await last?.idle();
    },
  };

  async function stored(into: Batcher, event: InboundEvent): Promise<boolean> {
    try {
      await into.add(event);
      return true;
    } catch (error) {
      // The error may quote what a person wrote; whoever threw it has logged it.
      log.warn(`${channel}.batch-not-stored`, { why: error instanceof Error ? error.name : 'not an error' });
      return false;
    }
  }
}

export function later(c: Context): Response {
  return c.json({ error: 'try again' }, 503, { 'Retry-After': RETRY_SECONDS });
}

export function unauthorized(c: Context): Response {
  return c.json({ error: 'unauthorized' }, 401);
}
