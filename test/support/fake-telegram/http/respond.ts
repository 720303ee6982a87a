import { blocked, chatNotFound, encode, refuse, tooMany } from '../api/reply.ts';
import type { Timers } from '../core/clock.ts';
import type { Fault, FaultKind } from '../core/faults.ts';
import type { Reply } from '../types.ts';
import type { Answering } from './incoming.ts';

/** Puts answers on the wire, or what a fault makes of them. */

const html = (words: string) => `<html><head><title>${words}</title></head><body><h1>${words}</h1></body></html>`;

/** What a proxy in between answers, in the platform's place. */
const PAGES: Partial<Record<FaultKind, Page>> = {
  badGateway: { status: 502, body: html('502 Bad Gateway') },
  unavailable: { status: 503, body: html('503 Service Temporarily Unavailable') },
  html200: { status: 200, body: html('Please log in to this network') },
};
const DEFAULT_SLOW_MS = 50;

interface Page {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly retryAfter?: number | undefined;
}

export function write(res: Answering, { status, body, type = 'application/json', retryAfter }: Page): void {
  if (res.destroyed) return;
  const headers: Record<string, string | number> = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
  if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
  res.writeHead(status, headers);
  res.end(body);
}

export const statusOf = (reply: Reply): number => (reply.ok ? 200 : reply.code);

export function writeReply(res: Answering, reply: Reply): void {
  const retryAfter = reply.ok ? undefined : reply.parameters?.retry_after;
  write(res, { status: statusOf(reply), body: encode(reply), retryAfter });
}

/** Answers a fault stands for by itself; the remaining kinds spoil the transport instead. */
export function faultReply(fault: Fault): Reply | undefined {
  const replies: Partial<Record<FaultKind, () => Reply>> = {
    tooMany: () => tooMany(fault.retryAfter ?? 1),
    serverError: () => refuse(500, 'Internal Server Error'),
    blocked,
    chatNotFound,
    unauthorized: () => refuse(401, 'Unauthorized'),
    conflict: () =>
      refuse(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'),
  };
  return replies[fault.kind]?.();
}

export interface Spoilt {
  readonly res: Answering;
  readonly fault: Fault;
  /** The true answer when the call took effect, undefined when it did not. */
  readonly reply: Reply | undefined;
  readonly timers: Timers;
}

export function spoil({ res, fault, reply, timers }: Spoilt): void {
  const body = encode(reply ?? { ok: true, result: true });
  const status = reply ? statusOf(reply) : 200;
  const wait = (run: () => void) => timers.after(fault.ms ?? DEFAULT_SLOW_MS, run);
  const page = PAGES[fault.kind];
  const own = faultReply(fault);
  if (page) write(res, { ...page, type: 'text/html' });
  else if (own) writeReply(res, own);
  else if (fault.kind === 'truncated') write(res, { status, body: body.slice(0, body.length / 2) });
  else if (fault.kind === 'slowHeaders') wait(() => write(res, { status, body }));
  else if (fault.kind === 'slowBody') trickle(res, { status, body: Buffer.from(body) }, wait);
  else if (fault.kind !== 'halfOpen') res.socket?.resetAndDestroy();
}

interface Slow {
  readonly status: number;
  readonly body: Buffer;
}

function trickle(res: Answering, { status, body }: Slow, wait: (run: () => void) => void): void {
  const half = Math.floor(body.length / 2);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  res.write(body.subarray(0, half));
  wait(() => {
    if (!res.destroyed) res.end(body.subarray(half));
  });
}
