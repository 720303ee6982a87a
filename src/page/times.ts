/** Days and times in the organisation's zone, in the reader's language. */
import { site } from './words.ts';

const LANGUAGE = site.locale === 'vi' ? 'vi-VN' : 'en-GB';
const clock = new Intl.DateTimeFormat(LANGUAGE, {
  timeZone: site.zone,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const date = new Intl.DateTimeFormat(LANGUAGE, {
  timeZone: site.zone,
  weekday: 'long',
  day: 'numeric',
  month: site.locale === 'vi' ? 'numeric' : 'long',
  year: 'numeric',
});
const iso = new Intl.DateTimeFormat('en-CA', {
  timeZone: site.zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

export function clockOf(at: number): string {
  return clock.format(at);
}

export function dateOf(at: number): string {
  return date.format(at);
}

/** `2022-03-21`, the same for all of one day. */
export function dayOf(at: number): string {
  return iso.format(at);
}

/** For people: kilobytes and megabytes of a thousand. */
export function sizeOf(bytes: number): string {
  const [value, unit] = bytes < 999_500 ? [Math.max(1, Math.round(bytes / 1_000)), 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 }).format(value)} ${unit}`;
}
