/** Days of a round and how deadlines are worded: "before 05/4" means that 04/4 is the last good day. Pure. */
import { type Params, type Words, words } from '../../engine/say.ts';
import { addDays, daysBetween, type LocalDate } from '../../lib/time.ts';
import type { Campaign } from './model.ts';

/** Days until the last good day: 0 on it, negative afterwards. */
export function daysLeft(lastGoodDay: LocalDate, today: LocalDate): number {
  return daysBetween(today, lastGoodDay);
}

/** Something can be submitted on `today`. */
export function isOpen(campaign: Pick<Campaign, 'opensOn' | 'closesOn'>, today: LocalDate): boolean {
  return campaign.opensOn <= today && today <= campaign.closesOn;
}

export function isClosed(campaign: Pick<Campaign, 'closesOn'>, today: LocalDate): boolean {
  return today > campaign.closesOn;
}

/** `before`: the first day that is too late, as governing documents put it; `last`: the last good day. */
export function deadlineParams(lastGoodDay: LocalDate): Params {
  return { before: { day: addDays(lastGoodDay, 1) }, last: { dayMonth: lastGoodDay } };
}

/** "trước ngày 05/4/2022 (hết ngày 04/4)" */
export function deadlineWords(lastGoodDay: LocalDate): Words {
  return words('campaigns.deadline', deadlineParams(lastGoodDay));
}

/** "còn 5 ngày", "hôm nay là ngày cuối", "đã qua hạn 2 ngày" */
export function daysLeftWords(lastGoodDay: LocalDate, today: LocalDate): Words {
  const days = daysLeft(lastGoodDay, today);
  if (days === 0) return words('campaigns.last-day');
  if (days === 1) return words('campaigns.one-day-left');
  return days > 0 ? words('campaigns.days-left', { days }) : words('campaigns.days-over', { days: -days });
}
