import type { ServerResponse } from 'node:http';
import { blocked, chatNotFound, encode, refuse, tooMany } from '../api/reply.ts';
import type { Timers } from '../core/clock.ts';
import type { Fault, FaultKind } from '../core/faults.ts';
import type { Reply } from '../types.ts';

/** Puts answers on the wire, or what a fault makes of them. */

const HTML = '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>';
const DEFAULT_SLOW_MS = 50;

export function writeJson(res: ServerResponse, status: number, json: string, retryAfter?: number): void {
  write(res, status, 'application/json', json, retryAfter);
}

function write(res: ServerResponse, status: number, type: string, body: string, retryAfter?: number): void {
  if (res.destroyed) return;
  const headers: Record<string, string | number> = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
  if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
  res.writeHead(status, headers);
  res.end(body);
}

export const statusOf = (reply: Reply): number => (reply.ok ? 200 : reply.code);

export function writeReply(res: ServerResponse, reply: Reply): void {
  writeJson(res, statusOf(reply), encode(reply), reply.ok ? undefined : reply.parameters?.retry_after);
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
  readonly res: ServerResponse;
  readonly fault: Fault;
  /** The true answer when the call took effect, undefined when it did not. */
  readonly reply: Reply | undefined;
  readonly timers: Timers;
}

export function spoil({ res, fault, reply, timers }: Spoilt): void {
  const json = encode(reply ?? { ok: true, result: true });
  const status = reply ? statusOf(reply) : 200;
  const wait = (run: () => void) => timers.after(fault.ms ?? DEFAULT_SLOW_MS, run);
  switch (fault.kind) {
    case 'badGateway':
      return write(res, 502, 'text/html', HTML);
    case 'unavailable':
      return write(res, 503, 'text/html', HTML.replaceAll('502 Bad Gateway', '503 Service Temporarily Unavailable'));
    case 'html200':
      return write(res, 200, 'text/html', '<html><body>Please log in to this network</body></html>');
    case 'truncated':
      return writeJson(res, status, json.slice(0, json.length / 2));
    case 'slowHeaders':
      wait(() => writeJson(res, status, json));
      return;
    case 'slowBody':
      return trickle(res, { status, body: Buffer.from(json) }, wait);
    case 'halfOpen':
      return;
    case 'resetBefore':
    case 'resetAfter':
      res.socket?.resetAndDestroy();
      return;
    default: {
      const own = faultReply(fault);
      if (own) writeReply(res, own);
    }
  }
}

interface Slow {
  readonly status: number;
  readonly body: Buffer;
}

function trickle(res: ServerResponse, { status, body }: Slow, wait: (run: () => void) => void): void {
  const half = Math.floor(body.length / 2);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  res.write(body.subarray(0, half));
  wait(() => {
    if (!res.destroyed) res.end(body.subarray(half));
  });
}
