/**
 * What went wrong with a call, and what that means for a message. Pure. "The platform said no" and "no answer" are
 * kept apart, because only in the second case nobody knows whether the message is out; and the token, which is part
 * of every address of the Bot API, is removed here, where errors become text for the first time.
 */
import { never } from '../../lib/never.ts';
import { SECOND } from '../../lib/time.ts';
import type { SendResult } from '../send-result.ts';

export type Failure =
  /** The platform understood the call and took nothing. */
  | {
      readonly kind: 'refused';
      readonly code: number;
      readonly why: string;
      readonly retryAfterMs: number | undefined;
      readonly movedTo: string | undefined;
    }
  /** No connection came about: not a byte of the call was written. */
  | { readonly kind: 'unsent'; readonly why: string }
  /** The call was, or may have been, written, and no usable answer came. */
  | { readonly kind: 'unanswered'; readonly why: string };

/** Put by the connection into the code of errors that happen before it is open; see `transport/uploads.ts`. */
export const BEFORE_OPEN = 'BEFORE_OPEN:';

/** Until an operator has done something, trying again more often is of no use. */
export const LONG_PAUSE_MS = 60 * SECOND;
const PAUSE_MS = SECOND;
const MAX_WHY = 200;

// A connection that does not open fails earlier, as 'unsent': by now the call was written.
export const OUT_OF_TIME: Failure = { kind: 'unanswered', why: 'no usable answer: time limit' };
/** It waited for a connection until its time was up. */
export const UNSENT_IN_TIME: Failure = { kind: 'unsent', why: 'no connection: time limit' };

export function scrub(text: string, token: string): string {
  const known =
    token === '' ? text : text.replaceAll(token, '<token>').replaceAll(encodeURIComponent(token), '<token>');
  return known.replace(/bot\d+(?::|%3A)[\w-]+/gi, 'bot<token>');
}

/**
 * From whatever the HTTP client threw. Neither the error nor its cause lives on: both may hold the address or a text.
 * `written` where the client knows whether the call was put on a connection; otherwise the error's code must tell.
 */
export function failureOf(error: unknown, token: string, { written }: { readonly written?: boolean } = {}): Failure {
  const answer = answerIn(error);
  if (answer !== undefined) return fromAnswer(answer, token);
  const { code, message, type } = errorFields(error);
  const why = scrub(code === '' ? type || message : code.replace(/^UND_ERR_/, ''), token).slice(0, MAX_WHY);
  if (written === false) return { kind: 'unsent', why: `no connection: ${why}` };
  if (written === true) return { kind: 'unanswered', why: `no usable answer: ${why}` };
  if (code.startsWith(BEFORE_OPEN)) return { kind: 'unsent', why: `no connection: ${why.slice(BEFORE_OPEN.length)}` };
  if (NEVER_CONNECTED.test(code)) return { kind: 'unsent', why: `no connection: ${why}` };
  return { kind: 'unanswered', why: `no usable answer: ${why}` };
}

/** From an answer that does not say "ok". */
export function failureOfAnswer(answer: unknown, token: string): Failure {
  const known = answerIn({ response: answer });
  return known === undefined
    ? { kind: 'unanswered', why: 'no usable answer: unexpected form' }
    : fromAnswer(known, token);
}

/** What becomes of a message whose call failed so. */
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

// These exist only while connecting, marked or not; others (ETIMEDOUT, ECONNRESET, EHOSTUNREACH) also happen later.
const NEVER_CONNECTED = /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+)$/;

// Descriptions are the only place where the Bot API says which 400 it is; spelling as in tdlib/telegram-bot-api and td.
const WRONG_ADDRESS = 'not found: check the token and the address of the Bot API';
const NOT_MODIFIED = /message is not modified/i;
const NOBODY_THERE =
  /chat not found|user not found|user is deactivated|bot was blocked|bot was kicked|bot is not a member|group chat was deactivated|PEER_ID_INVALID|USER_IS_BLOCKED|INPUT_USER_DEACTIVATED/i;

function refusal({ code, why, retryAfterMs, movedTo }: Extract<Failure, { kind: 'refused' }>): SendResult {
  if (movedTo !== undefined) return { outcome: 'moved', to: movedTo };
  if (code === 429) return { outcome: 'retry', afterMs: retryAfterMs ?? PAUSE_MS, everyone: false, why };
  if (code === 503) return { outcome: 'retry', afterMs: retryAfterMs ?? PAUSE_MS, everyone: false, why };
  // 401 is a revoked token, a bare 404 a token or an address of the Bot API that never was one: no message is to blame.
  if (code === 401) return { outcome: 'retry', afterMs: LONG_PAUSE_MS, everyone: true, why: 'unauthorized' };
  if (code === 404 && !/method not found/i.test(why))
    return { outcome: 'retry', afterMs: LONG_PAUSE_MS, everyone: true, why: WRONG_ADDRESS };
  if (code === 403) return { outcome: 'gone', why };
  if (code === 400 && NOT_MODIFIED.test(why)) return { outcome: 'sent', messageId: undefined };
  if (code === 400 && NOBODY_THERE.test(why)) return { outcome: 'gone', why };
  return code >= 400 && code < 500 ? { outcome: 'refused', why } : { outcome: 'unknown', why };
}

interface Answer {
  readonly error_code: unknown;
  readonly description?: unknown;
  readonly parameters?: unknown;
}

/** Telegraf's TelegramError keeps the answer; anything else has none. */
function answerIn(error: unknown): Answer | undefined {
  const response = field(error, 'response');
  return typeof field(response, 'error_code') === 'number' ? (response as Answer) : undefined;
}

function fromAnswer(answer: Answer, token: string): Failure {
  const code = Number(answer.error_code);
  const text = typeof answer.description === 'string' ? answer.description : '';
  const why = scrub(`${code} ${text}`.trim(), token).slice(0, MAX_WHY);
  // 500, 502 and 504 may come from a proxy while the server behind it has done its work; 503 is said before any.
  if (code >= 500 && code !== 503) return { kind: 'unanswered', why };
  const after = field(answer.parameters, 'retry_after');
  const moved = field(answer.parameters, 'migrate_to_chat_id');
  return {
    kind: 'refused',
    code,
    why,
    retryAfterMs: typeof after === 'number' && after >= 0 ? Math.ceil(after * SECOND) : undefined,
    movedTo: typeof moved === 'number' || typeof moved === 'string' ? String(moved) : undefined,
  };
}

function errorFields(error: unknown): { readonly code: string; readonly message: string; readonly type: string } {
  const text = (name: string): string => {
    const value = field(error, name);
    return typeof value === 'string' ? value : '';
  };
  return { code: text('code'), message: text('message'), type: text('type') };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
