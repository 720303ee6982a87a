/** People, moments and messages in words. */
import type { Duty, Expected, FeedLine, PersonOnPage } from '../../channels/web/demonstration/protocol.ts';
import { clockOf, dateOf, dayOf } from '../times.ts';
import { type PageKey, site, t } from '../words.ts';

const ROLES: Readonly<Record<string, PageKey>> = {
  secretary: 'demo.role-secretary',
  deputy: 'demo.role-deputy',
  committee: 'demo.role-committee',
  assigned: 'demo.role-assigned',
  supervisor: 'demo.role-supervisor',
  leader: 'demo.role-leader',
  office: 'demo.role-office',
  admin: 'demo.role-admin',
};
const STATUS: Readonly<Record<PersonOnPage['status'], PageKey | undefined>> = {
  official: undefined,
  probationary: 'demo.status-probationary',
  exempt: 'demo.status-exempt',
};

/** `bí thư Chi bộ 6`, `đảng viên, dự bị`: what one is, beside the name. */
export function aboutPerson({ roles, cell, status }: PersonOnPage): string {
  const held = roles.map(({ role, unit }) => t('demo.role-of', { role: wordOf(role), unit }));
  const own = t('demo.role-of', { role: t('demo.role-member'), unit: cell });
  const state = STATUS[status];
  return [...(held.length > 0 ? held : [own]), ...(state === undefined ? [] : [t(state)])].join(', ');
}

function wordOf(role: string): string {
  const key = ROLES[role];
  return key === undefined ? role : t(key);
}

const DUTIES: readonly Duty[] = ['leader', 'secretary', 'member'];
const KINDS = {
  reminder: 'demo.kind-reminder',
  digest: 'demo.kind-digest',
  notice: 'demo.kind-notice',
} as const satisfies Record<FeedLine['kind'], PageKey>;
const EXPECTED = {
  reminder: 'demo.expect-reminder',
  digest: 'demo.expect-digest',
  notice: 'demo.expect-notice',
  reply: 'demo.expect-reply',
} as const satisfies Record<Expected['kind'], PageKey>;

/** `12 đảng viên, 4 bí thư` */
function counted(count: (duty: Duty) => number): string {
  return [...DUTIES]
    .reverse()
    .map((duty) => [duty, count(duty)] as const)
    .filter(([, n]) => n > 0)
    .map(([duty, n]) => t(`demo.count-${duty}${n === 1 ? '-one' : ''}`, { n }))
    .join(', ');
}

/** `nhắc hạn · 12 đảng viên, 4 bí thư` */
export function lineText({ kind, readers }: FeedLine): string {
  return `${t(KINDS[kind])} · ${counted((duty) => readers.filter((one) => one.duty === duty).length)}`;
}

/** `nhắc 4 bí thư; tổng hợp tuần cho 2 lãnh đạo` */
export function expectedText(expected: readonly Expected[]): string {
  const kinds = [...new Set(expected.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const of = (duty: Duty): number => expected.find((one) => one.kind === kind && one.duty === duty)?.people ?? 0;
      return t(EXPECTED[kind], { who: counted(of) });
    })
    .join('; ');
}

/** `22/3 08:00` */
export function momentOf(at: number): string {
  const [, month = '', day = ''] = dayOf(at).split('-');
  return `${Number(day)}/${Number(month)} ${clockOf(at)}`;
}

/** `07:30, thứ Hai, 21/3/2022` */
export function wholeMoment(at: number): string {
  return `${clockOf(at)}, ${dateOf(at)}`;
}

/** `2022-03-21T07:30`, as a field for day and time has it. */
export function fieldValue(at: number): string {
  return `${dayOf(at)}T${clockOf(at)}`;
}

/** How things are, as one asks in the page's language. */
export const statusCommand = site.locale === 'vi' ? '/trangthai' : '/status';

export const otherLanguage = site.locale === 'vi' ? 'en' : 'vi';
