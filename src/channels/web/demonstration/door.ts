/** The demonstration lets one speak as anybody, so it answers to this machine alone. */
import type { MiddlewareHandler } from 'hono';
import { isOurs, refuse } from '../guard.ts';

/** `127.0.0.1`, `::1`, `localhost`: an address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * A page from elsewhere can make its own name point to this machine (DNS rebinding); then the Host header has that name. And it
 * can post to this machine's address, but not without saying where it comes from.
 */
export const onlyFromHere: MiddlewareHandler = async (c, next) => {
  const { hostname, origin } = new URL(c.req.url);
  if (!isLoopback(hostname)) return refuse(c, 'forbidden');
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !isOurs(c, () => origin)) return refuse(c, 'forbidden');
  return next();
};
