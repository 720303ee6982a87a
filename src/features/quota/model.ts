/** What a platform counts of a bot, how much of it is left, and for what that is kept. Pure. */
import { type Words, words } from '../../engine/say.ts';
import type { Instant } from '../../lib/env.ts';
import {
  addDays,
  daysBetween,
  endOfMonth,
  type LocalDate,
  type LocalMonth,
  minuteOf,
  type Zone,
} from '../../lib/time.ts';

/** The schedule that tells of a stage once one was reached. */
export const QUOTA = 'quota';

/** One channel in one month, as of `day`. */
export interface Reading {
  readonly channel: string;
  readonly month: LocalMonth;
  readonly day: LocalDate;
  readonly messages: Gauge;
  readonly people: Gauge;
  /** Everything is refused as too much since then, so the quota may be used up whatever was counted. */
  readonly suspectedSince: Instant | undefined;
  /** When one message of the program's own accord last tried whether that is over. */
  readonly triedAt?: Instant | undefined;
}

export interface Gauge {
  readonly used: number;
  /** Undefined = no end. */
  readonly cap: number | undefined;
  /** The highest stage that was told of. */
  readonly warned: number;
}

/** In percent: where the administrators are told. */
const STAGES = [95, 85, 70] as const;
export type Stage = (typeof STAGES)[number];

/** The stage that is reached and was not told yet; of several only the highest. */
export function newStage({ used, cap, warned }: Gauge): Stage | undefined {
  if (cap === undefined) return undefined;
  return STAGES.find((stage) => stage > warned && used * 100 >= cap * stage);
}

export const leftOf = ({ used, cap }: Gauge): number | undefined =>
  cap === undefined ? undefined : Math.max(0, cap - used);

export type Lane = 'reply' | 'notice' | 'reminder' | 'digest';

/** In percent: what has to be left for a message that could go another way. The rest is for answers. */
const KEPT: Readonly<Record<Exclude<Lane, 'reply'>, number>> = { reminder: 10, digest: 10, notice: 2 };

/** Is enough left for one more message of this kind? Whoever asks something is answered to the end. */
export function enough(lane: Lane, { used, cap }: Pick<Gauge, 'used' | 'cap'>): boolean {
  if (lane === 'reply' || cap === undefined) return true;
  return used < cap && (cap - used) * 100 > cap * KEPT[lane];
}

/** The day on which nothing is left if every day takes as much as those of this month so far; undefined: not this month. */
export function endsOn({ used, cap }: Pick<Gauge, 'used' | 'cap'>, day: LocalDate): LocalDate | undefined {
  if (cap === undefined || used === 0) return undefined;
  if (used >= cap) return day;
  const passed = Number(day.slice(8));
  const left = cap - used;
  if (used * daysBetween(day, endOfMonth(day)) <= left * passed) return undefined;
  return addDays(day, Math.ceil((left * passed) / used));
}

/** What people call the channel. */
export const channelName = (channel: string): string => channel.slice(0, 1).toUpperCase() + channel.slice(1);

/** A channel's line in the administrator's /status. */
export function meterWords(reading: Reading, zone: Zone): Words {
  const { channel, messages, people, suspectedSince } = reading;
  return words('quota.meter', {
    channel: channelName(channel),
    messages: gaugeWords('messages', messages),
    people: gaugeWords('people', people),
    ends: endsWords(reading),
    suspected:
      suspectedSince === undefined
        ? ''
        : words('quota.suspected', { since: { minute: minuteOf(suspectedSince, zone) } }),
  });
}

function gaugeWords(of: 'messages' | 'people', gauge: Gauge): Words {
  const { used, cap } = gauge;
  return cap === undefined
    ? words(`quota.${of}-endless`, { used })
    : words(`quota.${of}`, { used, cap, left: leftOf(gauge) ?? 0 });
}

/** When it ends at the pace of this month. */
export function endsWords({ messages, day }: Pick<Reading, 'messages' | 'day'>): Words | '' {
  const { used, cap } = messages;
  if (cap === undefined) return '';
  if (used >= cap) return words('quota.used-up');
  const ends = endsOn(messages, day);
  return ends === undefined ? words('quota.lasts') : words('quota.ends', { day: { day: ends } });
}
