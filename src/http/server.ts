/** The one HTTP server: health, and whatever routes the channels bring. */
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import type { Log } from '../lib/log.ts';
import { SECOND } from '../lib/time.ts';

export interface HttpOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly routes: readonly Hono[];
  /** Asks the database something trivial; rejects, answers false or takes too long when it is of no use. */
  readonly health: () => Promise<boolean>;
  readonly log: Log;
  /** It is reached over TLS: browsers are told never to try without (HSTS). */
  readonly secure?: boolean;
  readonly healthMs?: number;
  /** How long running requests may take to end after `stop`. */
  readonly graceMs?: number;
}

export interface HttpServer {
  readonly url: string;
  stop(): Promise<void>;
}

const HEALTH_MS = 2 * SECOND;
const GRACE_MS = 5 * SECOND;

/** Resolves when it listens; rejects with a sentence for the operator when it cannot. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const server = createAdaptorServer({ fetch: createHttpApp(options).fetch }) as Server;
  await listen(server, options);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const url = `http://${host}:${port}`;
  options.log.info('http.listening', { url });
  return { url, stop: () => close(server, options.graceMs ?? GRACE_MS) };
}

export function createHttpApp({
  routes,
  health,
  log,
  secure = false,
  healthMs = HEALTH_MS,
}: Omit<HttpOptions, 'host' | 'port'>): Hono {
  const app = new Hono();
  app.use(securityHeaders(secure ? { ...DEFAULT_HEADERS, ...OVER_TLS } : DEFAULT_HEADERS));
  app.get('/healthz', async (c) => {
    const database = await inTime(health, healthMs);
    return c.json({ process: 'ok', database: database ? 'ok' : 'down' }, database ? 200 : 503);
  });
  for (const route of routes) app.route('/', route);
  app.notFound((c) => c.json({ error: 'not found' }, 404));
  app.onError((error, c) => {
    // Only the kind: a message may quote what a person wrote.
    log.error('http.failed', { method: c.req.method, route: c.req.routePath, error: error.name });
    return c.json({ error: 'something went wrong' }, 500);
  });
  return app;
}

/** Set where a route has not set its own. */
const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** Of this host alone: what else there is in its domain is none of our business. */
const OVER_TLS: Readonly<Record<string, string>> = { 'Strict-Transport-Security': 'max-age=31536000' };

function securityHeaders(headers: Readonly<Record<string, string>>): MiddlewareHandler {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  };
}

async function inTime(health: () => Promise<boolean>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([health(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function listen(server: Server, { host, port }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(whyNot(error, host, port))));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): string {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE') return `cannot listen on ${where}: another process uses this port`;
  if (error.code === 'EACCES') return `cannot listen on ${where}: this user may not use this port`;
  if (error.code === 'EADDRNOTAVAIL') return `cannot listen on ${where}: this machine has no such address`;
  return `cannot listen on ${where}: ${error.code ?? error.name}`;
}

/** Event streams never end by themselves, so what is still open after the grace is cut. */
async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
