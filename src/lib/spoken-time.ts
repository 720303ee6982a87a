/** Days and times of day as people write them, in Vietnamese (with or without diacritics) and English. */
import { fold } from './fold.ts';
import { addDays, daysBetween, isLocalDate, type LocalDate, mondayOf, weekday } from './time.ts';

const WEEKDAYS: readonly (readonly string[])[] = [
  ['thu hai', 'thu 2', 't2', 'monday'],
  ['thu ba', 'thu 3', 't3', 'tuesday'],
  ['thu tu', 'thu 4', 't4', 'wednesday'],
  ['thu nam', 'thu 5', 't5', 'thursday'],
  ['thu sau', 'thu 6', 't6', 'friday'],
  ['thu bay', 'thu 7', 't7', 'saturday'],
  ['chu nhat', 'cn', 'sunday'],
];
const RELATIVE: ReadonlyMap<string, number> = new Map([
  ['hom nay', 0],
  ['today', 0],
  ['mai', 1],
  ['ngay mai', 1],
  ['tomorrow', 1],
  // The day after tomorrow: "ngày kia" in the north, "mốt", "ngày mốt" in the south.
  ['kia', 2],
  ['ngay kia', 2],
  ['mot', 2],
  ['ngay mot', 2],
  ['the day after tomorrow', 2],
  ['day after tomorrow', 2],
  ['hom qua', -1],
  ['yesterday', -1],
  ['hom kia', -2],
]);
/** Days to the week that is named; any other word for one means the next. */
const WEEKS: ReadonlyMap<string, number> = new Map([
  ['tuan nay', 0],
  ['this week', 0],
  ['tuan truoc', -7],
  ['last week', -7],
]);
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/**
 * `29/3`, `29-03-2022`, `ngày 29 tháng 3`, `29 March`, `thứ bảy`, `mai`. Without a year the nearest such day is meant;
 * a weekday is the next one (today counts), or the last one where `toward` says that the past is asked about.
 */
export function readDay(text: string, today: LocalDate, toward: 'future' | 'past' = 'future'): LocalDate | undefined {
  const bare = fold(text.normalize('NFKC'))
    .replace(/[,;]/g, ' ')
    .replace(/[.!]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const away = RELATIVE.get(bare);
  if (away !== undefined) return addDays(today, away);
  return readWeekday(bare, today, toward) ?? readNumbers(withoutWeekday(bare), today);
}

function readWeekday(bare: string, today: LocalDate, toward: 'future' | 'past'): LocalDate | undefined {
  const english = bare.replace(/^(this|next|last) (\w+day)$/, '$2 $1 week');
  const [, name = '', week] = english.match(/^(.+?)(?: (tuan (?:nay|sau|toi|truoc)|(?:this|next|last) week))?$/) ?? [];
  const wanted = WEEKDAYS.findIndex((names) => names.includes(name));
  if (wanted < 0) return undefined;
  if (week !== undefined) return addDays(mondayOf(today), wanted + (WEEKS.get(week) ?? 7));
  const ahead = (wanted + 8 - weekday(today)) % 7;
  return addDays(today, toward === 'future' || ahead === 0 ? ahead : ahead - 7);
}

/** "thứ bảy ngày 02/4" is 02/4. */
function withoutWeekday(bare: string): string {
  const name = WEEKDAYS.flat().find((one) => bare.startsWith(`${one} `));
  return (name === undefined ? bare : bare.slice(name.length + 1)).replace(/^(?:ngay|mung|on) /, '');
}

function readNumbers(bare: string, today: LocalDate): LocalDate | undefined {
  const iso = bare.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
  if (iso !== null) return toDay([iso[3], iso[2], iso[1]], today);
  const slashed =
    bare.match(/^(\d{1,2}) ?[/.-] ?(\d{1,2})(?: ?[/.-] ?(\d{4}|\d{2}))?$/) ??
    bare.match(/^(\d{1,2}) thang (\d{1,2})(?: nam (\d{4}))?$/);
  if (slashed !== null) return toDay([slashed[1], slashed[2], slashed[3]], today);
  const english = bare.match(/^(\d{1,2}) ([a-z]{3,9})(?: (\d{4}))?$/);
  if (english === null) return undefined;
  const month = MONTHS.findIndex((one) => one.startsWith(english[2] ?? '-'));
  return month < 0 ? undefined : toDay([english[1], String(month + 1), english[3]], today);
}

function toDay([day = '', month = '', year]: readonly (string | undefined)[], today: LocalDate): LocalDate | undefined {
  const two = (digits: string): string => digits.padStart(2, '0');
  const thisYear = Number(today.slice(0, 4));
  const years =
    year === undefined ? [thisYear, thisYear + 1, thisYear - 1] : [Number(year.length === 2 ? `20${year}` : year)];
  const days = years.map((one) => `${one}-${two(month)}-${two(day)}`).filter(isLocalDate);
  const distance = (one: LocalDate): number => Math.abs(daysBetween(today, one));
  return days.toSorted((a, b) => distance(a) - distance(b))[0];
}

/** `19h30`, `19:30`, `19 giờ 30`, `7 giờ tối`, `2 giờ rưỡi chiều`, `7:30 pm`, `19` as 'HH:mm'. */
export function readClock(text: string): string | undefined {
  const bare = fold(text.normalize('NFKC')).replace(/[!,]+/g, ' ').replace(/\s+/g, ' ').trim();
  const found = bare.match(
    /^(?:luc |vao |at )?(\d{1,2})(?: ?(?:gio|h|g|:|\.) ?(?:(\d{1,2}|ruoi)(?: ?(?:phut|p))?)?)?(?: ?(?:buoi )?(sang|trua|chieu|toi|dem|am|pm))?$/,
  );
  if (found === null) return undefined;
  const hour = hourOf(Number(found[1]), found[3]);
  const minute = found[2] === undefined ? 0 : found[2] === 'ruoi' ? 30 : Number(found[2]);
  if (hour === undefined || hour > 23 || minute > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

function hourOf(hour: number, part: string | undefined): number | undefined {
  switch (part) {
    case 'sang':
    case 'am':
      return hour === 12 ? 0 : hour;
    case 'trua':
      return hour < 6 ? hour + 12 : hour;
    case 'chieu':
    case 'pm':
      return hour < 12 ? hour + 12 : hour;
    case 'toi':
    case 'dem':
      if (hour === 12) return undefined;
      return hour >= 5 && hour < 12 ? hour + 12 : hour;
    default:
      return hour;
  }
}
