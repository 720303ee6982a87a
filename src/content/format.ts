/** Numbers, dates, times and shares as each language writes them. By hand, because Intl costs more than the rest of a message. */
import type { LocalDate, LocalMinute } from '../lib/time.ts';

export type Locale = 'vi' | 'en';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const SEPARATORS = { vi: { thousands: '.', decimal: ',' }, en: { thousands: ',', decimal: '.' } } as const;

/** `8.431` or `8,431`. */
export function formatNumber(value: number, locale: Locale): string {
  if (Number.isInteger(value) && value > -1000 && value < 1000) return String(value);
  const { thousands, decimal } = SEPARATORS[locale];
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`;
}

/**
 * `05/4/2022` or `5 April 2022`. Vietnamese offices write days under 10 and the months 1 and 2 with a zero
 * (so that no digit can be put in front of them), the others without.
 */
export function formatDay(day: LocalDate, locale: Locale): string {
  return locale === 'vi'
    ? `${formatDayMonth(day, locale)}/${day.slice(0, 4)}`
    : `${formatDayMonth(day, locale)} ${day.slice(0, 4)}`;
}

/** `05/4` or `5 April`. */
export function formatDayMonth(day: LocalDate, locale: Locale): string {
  const month = Number(day.slice(5, 7));
  if (locale === 'en') return `${Number(day.slice(8, 10))} ${MONTHS[month - 1] ?? ''}`;
  return `${day.slice(8, 10)}/${month < 3 ? `0${month}` : month}`;
}

/** `19 giờ 30` or `19:30`. */
export function formatClock(minute: LocalMinute, locale: Locale): string {
  const [hour, rest] = [minute.slice(11, 13), minute.slice(14, 16)];
  return locale === 'vi' ? `${hour} giờ ${rest}` : `${hour}:${rest}`;
}

/** `19 giờ 30 ngày 29/3/2022` or `19:30 on 29 March 2022`. */
export function formatMinute(minute: LocalMinute, locale: Locale): string {
  const day = formatDay(minute.slice(0, 10) as LocalDate, locale);
  return `${formatClock(minute, locale)} ${locale === 'vi' ? 'ngày' : 'on'} ${day}`;
}

/** `97,6%`; `0%` and `100%` only when it is exactly nothing or everything; nothing of nothing is a dash. */
export function formatShare(part: number, whole: number, locale: Locale): string {
  if (whole === 0) return '–';
  if (part === 0) return '0%';
  if (part === whole) return '100%';
  const rounded = Math.round((part * 1000) / whole);
  const tenths = part < whole ? Math.min(999, Math.max(1, rounded)) : rounded;
  return `${formatNumber(Math.floor(tenths / 10), locale)}${SEPARATORS[locale].decimal}${tenths % 10}%`;
}
