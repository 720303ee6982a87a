/** When to try again what the platform did not take, and the waiting in between. */
import { setTimeout as timeout } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import type { Client, Payload } from './client.ts';
import { type Answer, type Failure, LONG_PAUSE_MS, meaning } from './errors.ts';

/** Resolves after `ms` or as soon as the signal is aborted; never rejects. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export const realWait: Wait = (ms, signal) => timeout(ms, undefined, { signal }).catch(() => undefined);

/** What everything that tries again needs; the waiting and the dice come from outside. */
export interface Patience {
  readonly wait: Wait;
  readonly random: (bytes: number) => Uint8Array;
}

const MIN_MS = 250;
const MAX_MS = 5_000;

/** Doubles from try to try, of which a random half is taken off, so that many processes do not come back at once. */
export function pauseMs(attempt: number, { random }: Pick<Patience, 'random'>): number {
  const full = Math.min(MAX_MS, MIN_MS * 2 ** Math.min(attempt, 20));
  const [byte = 0] = random(1);
  return Math.round(full * (1 - byte / 512));
}

/** How long to leave the platform alone after a failed call that is no message. */
export function pauseAfter(failure: Failure, attempt: number, patience: Patience): number {
  if (failure.kind !== 'refused') return pauseMs(attempt, patience);
  if (failure.retryAfterMs !== undefined) return failure.retryAfterMs;
  // Only an operator mends these: a token that was reset, a webhook that is set, a path or field that is wrong.
  return failure.code < 500 && failure.code !== 429 ? LONG_PAUSE_MS : pauseMs(attempt, patience);
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
    log.warn('zalo.call-failed', { method: call.method, attempt, why: meaning(answer) });
    await patience.wait(pauseAfter(answer, attempt, patience), signal);
  }
  return undefined;
}
