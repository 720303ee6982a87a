/** Quiet hours: nothing that nobody asked for goes out before 07:00 or from 21:00 on, in the organisation's zone. */
import { DateTime } from 'luxon';
import type { Instant } from './env.ts';
import { addDays, atTime, dayOf, type Zone } from './time.ts';

const WAKES = 7;
const SLEEPS = 21;

/** True from 21:00 (inclusive) to 07:00 (exclusive). */
export function inQuietHours(at: Instant, zone: Zone): boolean {
  const { hour } = DateTime.fromMillis(at, { zone });
  return hour < WAKES || hour >= SLEEPS;
}

/** The first instant from `at` on that is not in quiet hours: `at` itself, or the next 07:00. */
export function nextAllowed(at: Instant, zone: Zone): Instant {
  if (!inQuietHours(at, zone)) return at;
  const today = dayOf(at, zone);
  const morning = atTime(today, WAKES, zone);
  return morning > at ? morning : atTime(addDays(today, 1), WAKES, zone);
}
