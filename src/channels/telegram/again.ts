/** How long Telegram is left alone after a failed call, and what its refusals mean. */
import { type Patience, pauseMs } from '../again.ts';
import { type Failure, LONG_PAUSE_MS } from './errors.ts';

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
