/**
 * What went wrong with a call, and what that means for a message. Pure. "The platform said no" and "no answer" are kept
 * apart, because only in the second case nobody knows whether the message is out; and the token, which is part of every
 * address, is removed here, where errors become text for the first time.
 */
import { z } from 'zod';
import { never } from '../../lib/never.ts';
import { SECOND } from '../../lib/time.ts';
import type { SendResult } from '../send-result.ts';

export type Failure =
  /** The platform understood the call and took nothing. */
  | {
      readonly kind: 'refused';
      readonly code: number;
      readonly why: string;
      /** Not documented; honoured should it ever come. */
      readonly retryAfterMs: number | undefined;
    }
  /** No connection came about: not a byte of the call was written. */
  | { readonly kind: 'unsent'; readonly why: string }
  /** The call was, or may have been, written, and no usable answer came. `timeout`: the platform's patience or ours ended. */
  | { readonly kind: 'unanswered'; readonly why: string; readonly timeout: boolean };

export type Answer = { readonly ok: true; readonly result: unknown } | ({ readonly ok: false } & Failure);

/** Until an operator has done something, trying again more often is of no use. */
export const LONG_PAUSE_MS = 60 * SECOND;
const PAUSE_MS = SECOND;
const MAX_WHY = 200;

export const OUT_OF_TIME: Failure = { kind: 'unanswered', why: 'no usable answer: time limit', timeout: true };
export const GIVEN_UP: Failure = { kind: 'unanswered', why: 'no usable answer: given up', timeout: false };

export function scrub(text: string, token: string): string {
  const known =
    token === '' ? text : text.replaceAll(token, '<token>').replaceAll(encodeURIComponent(token), '<token>');
  return known.replace(/bot\d+(?::|%3A)[\w-]+/gi, 'bot<token>');
}

/** From an error of the HTTP client, of which only the code is told: all else may hold the address or a text. */
export function failureOf(error: unknown, { written }: { readonly written: boolean }): Failure {
  const code = z.object({ code: z.string().regex(/^\w{1,40}$/) }).safeParse(error).data?.code ?? 'failed';
  return written
    ? { kind: 'unanswered', why: `no usable answer: ${code}`, timeout: false }
    : { kind: 'unsent', why: `no connection: ${code}` };
}

/** An answer of HTTP as it came. */
export interface Received {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

const answerSchema = z.object({
  ok: z.boolean(),
  result: z.unknown().optional(),
  description: z.string().optional().catch(undefined),
  error_code: z.number().optional().catch(undefined),
});

/** `ok` decides; the code is the body's, else that of HTTP (measured: they are the same). */
export function readAnswer({ status, body, retryAfter }: Received, token: string): Answer {
  const answer = answerSchema.safeParse(jsonIn(body)).data;
  // A proxy's page, a truncated answer: whatever its status, it is not the platform that speaks.
  if (answer === undefined)
    return {
      ok: false,
      kind: 'unanswered',
      why: `no usable answer: HTTP ${status}, not the platform's form`,
      timeout: false,
    };
  if (answer.ok) return { ok: true, result: answer.result };
  const said = answer.error_code ?? 0;
  const code = said > 0 ? said : status;
  const why = scrub(`${code} ${answer.description ?? ''}`.trim(), token).slice(0, MAX_WHY);
  if (code < 400 || MAYBE_DONE.has(code)) return { ok: false, kind: 'unanswered', why, timeout: code === NOTHING_CAME };
  return { ok: false, kind: 'refused', code, why, retryAfterMs: secondsIn(retryAfter) };
}

/** To a poll: nothing came (documented, measured). To anything else: it was given up while the call may have been done. */
const NOTHING_CAME = 408;

/**
 * 500, 502 and 504 may be said while the work is done behind them. 403 is "Internal server error" in the official table,
 * which is no refusal either. 503 and 429 are said before any work.
 */
const MAYBE_DONE: ReadonlySet<number> = new Set([NOTHING_CAME, 403, 500, 502, 504]);

/** Guessed: what the platform says of a chat that is not there is documented nowhere. */
const NOBODY_THERE = /(?:chat|user|recipient)\b.*\bnot (?:found|exist)|\bblocked\b/i;

/** What becomes of a message whose call failed so. Tried again only when it is certain that nothing was accepted. */
export function resultOf(failure: Failure): SendResult {
  switch (failure.kind) {
    case 'unsent':
      return { outcome: 'retry', afterMs: PAUSE_MS, everyone: true, why: failure.why };
    case 'unanswered':
      return { outcome: 'unknown', why: failure.why };
    case 'refused':
      return refusal(failure);
    default:
      return never(failure);
  }
}

function refusal({ code, why, retryAfterMs }: Extract<Failure, { kind: 'refused' }>): SendResult {
  // A burst or the month's quota, and both are the bot's, not the chat's.
  if (code === 429) return { outcome: 'retry', afterMs: retryAfterMs ?? PAUSE_MS, everyone: true, why };
  if (code === 503) return { outcome: 'retry', afterMs: retryAfterMs ?? PAUSE_MS, everyone: false, why };
  if (code === 401) return { outcome: 'retry', afterMs: LONG_PAUSE_MS, everyone: true, why: 'unauthorized' };
  if ((code === 400 || code === 404) && NOBODY_THERE.test(why)) return { outcome: 'gone', why };
  return code < 500 ? { outcome: 'refused', why } : { outcome: 'unknown', why };
}

/** A sentence for the operator where the platform's own words do not say what to do. */
export function meaning(failure: Failure): string {
  if (failure.kind !== 'refused') return failure.why;
  if (failure.code === 401) return 'Zalo does not know this token: it was reset or mistyped';
  if (isWebhookSet(failure))
    return 'a webhook is set for this bot, so it cannot be polled: remove it (tusoi zalo webhook remove), or run with ZALO_MODE=webhook';
  if (failure.code === 429) return `${failure.why}: too many messages at once, or the quota of the month is used up`;
  return failure.why;
}

/** Measured: a poll is refused with 400 and these words. */
export function isWebhookSet(failure: Failure): boolean {
  return failure.kind === 'refused' && failure.code === 400 && /webhook is set/i.test(failure.why);
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function secondsIn(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * SECOND : undefined;
}
