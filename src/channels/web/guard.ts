/** Who may send: only our own page, from its own origin, behind known proxies; and what every answer says of itself. */
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import proxyAddr from 'proxy-addr';
import type { Problem } from './protocol.ts';

const STATUS = {
  'signed-out': 401,
  'bad-request': 400,
  'too-long': 413,
  'too-large': 413,
  'wrong-type': 415,
  'no-picture': 415,
  'too-many': 429,
  forbidden: 403,
  'not-found': 404,
  'try-again': 503,
} as const satisfies Record<Problem, number>;

const TRY_AGAIN_SECONDS = 2;

export function refuse(
  c: Context,
  problem: Problem,
  retryAfter = problem === 'try-again' ? TRY_AGAIN_SECONDS : undefined,
): Response {
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
  return c.json({ problem }, STATUS[problem]);
}

/**
 * A browser says where a POST comes from. `Origin: null` is what it says where the referrer policy keeps the origin back
 * (https://fetch.spec.whatwg.org/#append-a-request-origin-header); then Sec-Fetch-Site decides. What says neither is no browser.
 */
export function isOurs(c: Context, origin: (c: Context) => string): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const from = c.req.header('origin');
  return from === undefined || from === 'null' ? site === 'same-origin' : from === origin(c);
}

export function isJson(c: Context): boolean {
  return /^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '');
}

/**
 * Nothing from elsewhere, no script or style in a page itself. Pictures on the page come from the chat's own files, or from a
 * file that is about to be sent (`blob:`).
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** Set where a route has not set its own. */
export const headers: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
};

export type Trust = (address: string, hop: number) => boolean;

/** The proxies in front of the server; throws for what is no address or network. */
export function trusting(list: string | undefined): Trust {
  return list === undefined ? () => false : proxyAddr.compile(list.split(',').map((one) => one.trim()));
}

/** From which address somebody comes. Only a proxy that is trusted is believed about whom it forwards. */
export function clientOf(c: Context, trust: Trust): string {
  // The server is always node's (http/server.ts), so this is what it hands to every request.
  const { incoming } = c.env as HttpBindings;
  const request = { headers: c.req.header(), socket: incoming.socket, connection: incoming.socket };
  return network(proxyAddr(request as unknown as Parameters<typeof proxyAddr>[0], trust));
}

/** A household or a phone has a whole /64 of IPv6, so an address of its own for every try. */
function network(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  if (!address.includes(':') || address.includes('.')) return address.replace(/^.*:/, '');
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: Math.max(0, gap) }, () => '0'), ...after];
  return groups.slice(0, 4).join(':');
}
