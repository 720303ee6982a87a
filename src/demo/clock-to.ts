/** Where the clock is to go. Pure. */
import type { MoveProblem, Next } from '../channels/web/demonstration/protocol.ts';
import type { Instant } from '../lib/env.ts';
import { DAY, HOUR, instantOf, isLocalMinute, type Zone } from '../lib/time.ts';

/** More than a year passes in no dialog; a slip of the finger in the field must not keep the machine busy for hours. */
const FARTHEST = 400 * DAY;

export interface ClockNow {
  readonly now: Instant;
  readonly next: Next;
  readonly zone: Zone;
}

/** `+1h`, `+1d`, `next` or a local minute. */
export function clockTarget(to: string, { now, next, zone }: ClockNow): Instant | MoveProblem {
  if (to === '+1h') return now + HOUR;
  if (to === '+1d') return now + DAY;
  if (to === 'next') return next.found === 'something' ? next.at : 'nothing-next';
  if (!isLocalMinute(to)) return 'unread';
  const target = instantOf(to, zone);
  if (target < now) return 'backwards';
  return target - now > FARTHEST ? 'too-far' : target;
}
