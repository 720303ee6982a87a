/**
 * Local dates and times of the organisation, from and to instants. Dates are plain ISO text so that
 * they can be compared, stored and printed without a time zone creeping in.
 */
import { DateTime } from 'luxon';
import type { Instant } from './env.ts';
import type { Brand } from './ids.ts';

/** `YYYY-MM-DD` in the organisation's zone. */
export type LocalDate = Brand<string, 'LocalDate'>;
/** `YYYY-MM-DDTHH:mm` in the organisation's zone. */
export type LocalMinute = Brand<string, 'LocalMinute'>;
/** `YYYY-MM` in the organisation's zone. */
export type LocalMonth = Brand<string, 'LocalMonth'>;
/** An IANA zone name, checked by the settings. */
export type Zone = string;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const inZone = (at: Instant, zone: Zone): DateTime => DateTime.fromMillis(at, { zone });

export function dayOf(at: Instant, zone: Zone): LocalDate {
  return inZone(at, zone).toFormat('yyyy-MM-dd') as LocalDate;
}

/** The calendar month of a local day. */
export function monthOf(day: LocalDate): LocalMonth {
  return day.slice(0, 7) as LocalMonth;
}

/** The last day of the month in which `day` lies. */
export function endOfMonth(day: LocalDate): LocalDate {
  return DateTime.fromISO(day, { zone: 'utc' }).endOf('month').toFormat('yyyy-MM-dd') as LocalDate;
}

export function minuteOf(at: Instant, zone: Zone): LocalMinute {
  return inZone(at, zone).toFormat("yyyy-MM-dd'T'HH:mm") as LocalMinute;
}

/** The instant of a local minute; a minute skipped by a clock change becomes the next existing one. */
export function instantOf(minute: LocalMinute, zone: Zone): Instant {
  return DateTime.fromISO(minute, { zone }).toMillis();
}

/** The instant at a time of a local day: an hour, or an hour and a minute. */
export function atTime(day: LocalDate, time: number | readonly [hour: number, minute: number], zone: Zone): Instant {
  const [hour, minute] = typeof time === 'number' ? [time, 0] : time;
  const two = (n: number): string => String(n).padStart(2, '0');
  return instantOf(`${day}T${two(hour)}:${two(minute)}` as LocalMinute, zone);
}

export function addDays(day: LocalDate, days: number): LocalDate {
  return DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd') as LocalDate;
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}

/** 1 = Monday … 7 = Sunday. */
export function weekday(day: LocalDate): number {
  return DateTime.fromISO(day, { zone: 'utc' }).weekday;
}

/** The Monday of the week that `day` lies in. */
export function mondayOf(day: LocalDate): LocalDate {
  return addDays(day, 1 - weekday(day));
}

export function isLocalDate(text: string): text is LocalDate {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

export function isLocalMinute(text: string): text is LocalMinute {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

export function isZone(text: string): boolean {
  return DateTime.local({ zone: text }).isValid;
}
