import type { ServerResponse } from 'node:http';
import { encode, idle, notFound, quotaExceeded, refuse, statusOf, unauthorized, webhookIsSet } from '../api/reply.ts';
import type { Core } from '../core/core.ts';
import type { Fault, FaultKind } from '../core/faults.ts';
import type { Refusal, Reply } from '../types.ts';

/** Puts answers on the wire, or what a fault makes of them. */

const html = (words: string) => `<html><head><title>${words}</title></head><body><h1>${words}</h1></body></html>`;

/** What a proxy in between answers, in the platform's place. */
const PAGES: Partial<Record<FaultKind, Page>> = {
  badGateway: { status: 502, body: html('502 Bad Gateway') },
  unavailable: { status: 503, body: html('503 Service Temporarily Unavailable') },
  gatewayTimeout: { status: 504, body: html('504 Gateway Time-out') },
  html200: { status: 200, body: html('Please log in to this network') },
};

const REFUSALS: Partial<Record<FaultKind, () => Refusal>> = {
  badRequest: () => refuse(400, 'Bad Request'),
  unauthorized,
  // The documented words of 403, odd as they are.
  forbidden: () => refuse(403, 'Internal server error'),
  notFound,
  requestTimeout: idle,
  testLimit: () => refuse(426, 'Daily limit exceeded'),
  tooMany: quotaExceeded,
  serverError: () => refuse(500, 'Internal Server Error'),
  webhookSet: webhookIsSet,
  refusedWith200: () => refuse(400, 'Bad Request'),
};
const DEFAULT_SLOW_MS = 50;

interface Page {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly retryAfter?: number | undefined;
}

export function write(res: ServerResponse, { status, body, type = 'application/json', retryAfter }: Page): void {
  if (res.destroyed) return;
  const headers: Record<string, string | number> = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
  if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
  res.writeHead(status, headers);
  res.end(body);
}

export function writeReply({ settings }: Core, res: ServerResponse, reply: Reply): void {
  write(res, { status: statusOf(reply, settings), body: encode(reply, settings) });
}

/** What a fault answers by itself; the other kinds spoil the transport. */
export function refusalOf({ kind, description }: Fault): Refusal | undefined {
  const refusal = REFUSALS[kind]?.();
  return refusal && { ...refusal, ...(description !== undefined && { description }) };
}

interface Spoilt {
  readonly res: ServerResponse;
  readonly fault: Fault;
  /** The true answer when the call took effect, undefined when it did not. */
  readonly reply: Reply | undefined;
}

export function spoil(core: Core, { res, fault, reply }: Spoilt): void {
  const { settings, timers } = core;
  const truth = reply ?? { ok: true as const, result: {} };
  const [body, status] = [encode(truth, settings), statusOf(truth, settings)];
  const wait = (run: () => void) => timers.after(fault.ms ?? DEFAULT_SLOW_MS, run);
  const [page, refusal] = [PAGES[fault.kind], refusalOf(fault)];
  const { retryAfter } = fault;
  if (page) write(res, { ...page, type: 'text/html', retryAfter });
  else if (refusal) {
    const plain = fault.kind === 'refusedWith200' ? 200 : statusOf(refusal, settings);
    write(res, { status: plain, body: encode(refusal, settings), retryAfter });
  } else if (fault.kind === 'noResult') write(res, { status: 200, body: '{"ok":true}' });
  else if (fault.kind === 'truncated') write(res, { status, body: body.slice(0, body.length / 2) });
  else if (fault.kind === 'slowHeaders') wait(() => write(res, { status, body }));
  else if (fault.kind === 'slowBody') trickle(res, { status, body }, wait);
  else if (fault.kind !== 'halfOpen' && fault.kind !== 'acceptThenSilence') res.socket?.resetAndDestroy();
}

function trickle(res: ServerResponse, { status, body }: Page, wait: (run: () => void) => void): void {
  const bytes = Buffer.from(body);
  const half = Math.floor(bytes.length / 2);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  res.write(bytes.subarray(0, half));
  wait(() => {
    if (!res.destroyed) res.end(bytes.subarray(half));
  });
}
