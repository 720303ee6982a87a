/** When to try again what the platform did not take, and the waiting in between. */
import { setTimeout as timeout } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import type { Answer, Client, Payload } from './client.ts';
import { type Failure, LONG_PAUSE_MS } from './errors.ts';

/** Resolves after `ms` or as soon as the signal is aborted; never rejects. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export const realWait: Wait = (ms, signal) => timeout(ms, undefined, { signal }).catch(() => undefined);

export interface Backoff {
  readonly minMs: number;
  readonly maxMs: number;
}

export const BACKOFF: Backoff = { minMs: 250, maxMs: 5_000 };

/** What everything that tries again needs; the clock and the dice come from outside. */
export interface Patience {
  readonly wait: Wait;
  readonly random: (bytes: number) => Uint8Array;
  readonly backoff: Backoff;
}

/** Doubles from try to try, of which a random half is taken off, so that many processes do not come back at once. */
export function pauseMs(attempt: number, { backoff, random }: Patience): number {
  const full = Math.min(backoff.maxMs, backoff.minMs * 2 ** Math.min(attempt, 20));
  const [byte = 0] = random(1);
  return Math.round(full * (1 - byte / 512));
}

/** How long to leave the platform alone after a failed call. */
export function pauseAfter(failure: Failure, attempt: number, patience: Patience): number {
  if (failure.kind === 'refused') {
    if (failure.retryAfterMs !== undefined) return failure.retryAfterMs;
    if (failure.code === 401 || failure.code === 404) return LONG_PAUSE_MS;
  }
  return pauseMs(attempt, patience);
}

/** A sentence for the operator where the platform's own words do not say what to do. */
export function meaning(failure: Failure): string {
  if (failure.kind !== 'refused') return failure.why;
  if (failure.code === 401) return 'Telegram does not know this token: it was revoked or mistyped';
  if (failure.code === 404)
    return 'Telegram does not know this address: the token or the address of the Bot API is wrong';
  if (failure.code === 409 && /webhook/i.test(failure.why)) {
    return 'a webhook is set for this bot, so it cannot be polled: delete the webhook, or run in webhook mode';
  }
  if (failure.code === 409) return 'another process polls with the same token: only one may';
  return failure.why;
}

/** Calls until it works or the signal is aborted; the answer is undefined in the second case. */
export async function insist(
  client: Client,
  call: { readonly method: string; readonly payload: Payload },
  patience: Patience & { readonly log: Log; readonly signal: AbortSignal },
): Promise<Extract<Answer, { ok: true }> | undefined> {
  const { log, signal } = patience;
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const answer = await client.call(call.method, call.payload, { signal });
    if (answer.ok) return answer;
    if (signal.aborted) break;
    log.warn('telegram.call-failed', { method: call.method, attempt, why: meaning(answer) });
    await patience.wait(pauseAfter(answer, attempt, patience), signal);
  }
  return undefined;
}
