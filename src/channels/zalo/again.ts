/** How long Zalo is left alone after a failed call that is no message. */
import { type Patience, pauseMs } from '../again.ts';
import { type Failure, LONG_PAUSE_MS } from './errors.ts';

export function pauseAfter(failure: Failure, attempt: number, patience: Patience): number {
  if (failure.kind !== 'refused') return pauseMs(attempt, patience);
  if (failure.retryAfterMs !== undefined) return failure.retryAfterMs;
  // Only an operator mends these: a token that was reset, a webhook that is set, a path or field that is wrong.
  return failure.code < 500 && failure.code !== 429 ? LONG_PAUSE_MS : pauseMs(attempt, patience);
}
