/** What `:clock` understands, and how the simulated time is written. Pure. */
import type { Instant } from '../../lib/env.ts';
import {
  addDays,
  atTime,
  DAY,
  dayOf,
  HOUR,
  isLocalDate,
  type LocalDate,
  MINUTE,
  minuteOf,
  weekday,
  type Zone,
} from '../../lib/time.ts';

const WEEKDAYS = ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'] as const;
const UNITS: Readonly<Record<string, number>> = { d: DAY, h: HOUR, m: MINUTE };
/** The hour at which reminders go out: where a day is given without one. */
const MORNING = 8;
const FARTHEST = 400 * DAY;

/** `+1d`, `+2h`, `+30m`, `2022-03-29 08:00`, `2022-03-29`, `08:00`; undefined for anything else. */
export function readClock(text: string, now: Instant, zone: Zone): Instant | undefined {
  const words = text.trim().toLowerCase();
  const step = words.match(/^\+\s*(\d{1,3})\s*([dhm])$/);
  if (step !== null) return now + Number(step[1]) * (UNITS[step[2] ?? ''] ?? 0);
  const [, date = '', hour, minute] = words.match(/^(\d{4}-\d{2}-\d{2})?[t\s]*(?:(\d{1,2}):(\d{2}))?$/) ?? [];
  if (words === '' || (date !== '' && !isLocalDate(date))) return undefined;
  if (hour === undefined && date === '') return undefined;
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59) return undefined;
  const day = date === '' ? dayOf(now, zone) : (date as LocalDate);
  return atTime(day, [hour === undefined ? MORNING : Number(hour), Number(minute ?? 0)], zone);
}

export function isTooFar(to: Instant, now: Instant): boolean {
  return to - now > FARTHEST;
}

/** The mornings on the way, so that every day's messages go out on their day; `to` last. */
export function stops(now: Instant, to: Instant, zone: Zone): readonly Instant[] {
  const found: Instant[] = [];
  for (let day = dayOf(now, zone); ; day = addDays(day, 1)) {
    const morning = atTime(day, MORNING, zone);
    if (morning >= to) return [...found, to];
    if (morning > now) found.push(morning);
  }
}

/** `07:30, thứ Hai, 21/3/2022` */
export function clockWords(at: Instant, zone: Zone): string {
  const minute = minuteOf(at, zone);
  const day = dayOf(at, zone);
  return `${minute.slice(11)}, ${WEEKDAYS[weekday(day) - 1] ?? ''}, ${Number(day.slice(8))}/${Number(day.slice(5, 7))}/${day.slice(0, 4)}`;
}

/** `22/3 08:00` */
export function shortClock(at: Instant, zone: Zone): string {
  const minute = minuteOf(at, zone);
  return `${Number(minute.slice(8, 10))}/${Number(minute.slice(5, 7))} ${minute.slice(11)}`;
}
