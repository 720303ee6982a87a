/** What the terminal itself says, beside what the bot says: Vietnamese, for whoever tries the demonstration. */
import type { Instant } from '../../lib/env.ts';
import type { Zone } from '../../lib/time.ts';
import { clockWords, shortClock } from './clock.ts';

/** Somebody one can be. */
export interface ChatPerson {
  readonly code: string;
  readonly name: string;
  /** The name of the cell. */
  readonly cell: string;
  readonly status: 'official' | 'probationary' | 'exempt';
  readonly roles: readonly { readonly role: string; readonly unit: string }[];
}

/** A message that went out while the clock was moved. */
export interface Delivered {
  readonly at: Instant;
  readonly kind: 'reply' | 'notice' | 'reminder' | 'digest';
  readonly name: string;
  readonly duty: 'secretary' | 'leader' | 'member';
}

const ROLES: Readonly<Record<string, string>> = {
  secretary: 'bí thư',
  deputy: 'phó bí thư',
  committee: 'chi ủy viên',
  assigned: 'phụ trách',
  supervisor: 'giám sát',
  leader: 'lãnh đạo',
  office: 'văn phòng',
  admin: 'quản trị',
};
const STATUS = { official: '', probationary: ' (dự bị)', exempt: ' (miễn sinh hoạt)' } as const;
const KINDS = { reminder: 'nhắc hạn', digest: 'tổng hợp tuần', notice: 'thông báo', reply: 'trả lời' } as const;
const DUTIES = { secretary: 'bí thư', leader: 'lãnh đạo', member: 'đảng viên' } as const;
const NAMED = 5;

/** `CB06-01 · Nguyễn Thị Lan · Chi bộ 6 · bí thư Chi bộ 6` */
export function personLine({ code, name, cell, status, roles }: ChatPerson): string {
  return [
    code,
    `${name}${STATUS[status]}`,
    cell,
    ...roles.map(({ role, unit }) => `${ROLES[role] ?? role} ${unit}`),
  ].join(' · ');
}

/** A line for each moment and kind: counts for many, names for up to five. */
export function feedLines(delivered: readonly Delivered[], zone: Zone): readonly string[] {
  const lines = new Map<string, Delivered[]>();
  for (const one of delivered) {
    const head = `${shortClock(one.at, zone)} — ${KINDS[one.kind]}`;
    lines.set(head, [...(lines.get(head) ?? []), one]);
  }
  return [...lines].map(([head, some]) => `${head}: ${readers(some)}`);
}

function readers(some: readonly Delivered[]): string {
  return (['leader', 'secretary', 'member'] as const)
    .map((duty) => ({ duty, names: some.filter((one) => one.duty === duty).map((one) => one.name) }))
    .filter(({ names }) => names.length > 0)
    .map(({ duty, names }) =>
      names.length > NAMED ? `${names.length} ${DUTIES[duty]}` : `${DUTIES[duty]} ${names.join(', ')}`,
    )
    .join(', ');
}

export const HELP = [
  'Gõ như đang nhắn cho trợ lý: /help xem các lệnh, /soi bắt đầu, số hoặc chữ để chọn.',
  'Mỗi đoạn được tính là cách đoạn trước ít nhất 30 giây, nên gõ nhanh cũng thành hai câu trả lời riêng.',
  '  :as MÃ hoặc tên     đóng vai người khác, gõ không dấu cũng được (:as CB06-01, :as tran thi thom)',
  '  :who [chữ]          tìm người kèm chức vụ (:who chi bo 6)',
  '  :clock              xem đồng hồ mô phỏng',
  '  :clock +1d          chuyển đồng hồ: +1d, +2h, +30m, 08:00, 2022-03-29 08:00',
  '  :help               bảng này',
  '  :quit               thoát',
].join('\n');

export function welcome(newcomer: { readonly person: string; readonly code: string } | undefined): string {
  return [
    'tusoi — bản trình diễn: Đảng bộ phường Phúc Đồng, 17 chi bộ, 700 đảng viên. Người và bài viết đều là hư cấu.',
    ...(newcomer === undefined
      ? []
      : [
          `Một người chưa tham gia: ${newcomer.person}, mã tham gia ${newcomer.code} (:as ${newcomer.person}, rồi gõ mã).`,
        ]),
    HELP,
  ].join('\n');
}

export const SAY = {
  now: (at: Instant, zone: Zone): string => `Bây giờ là ${clockWords(at, zone)}.`,
  backwards: (at: Instant, zone: Zone): string => `Đồng hồ không chạy lùi. Bây giờ đã là ${clockWords(at, zone)}.`,
  clockUnread: 'Không hiểu thời điểm này. Ví dụ: :clock +1d, :clock +2h, :clock 08:00, :clock 2022-03-29 08:00',
  clockTooFar: 'Mỗi lần chuyển đồng hồ tối đa 400 ngày.',
  quietClock: 'Không có tin nào được gửi.',
  nobody: (query: string): string => `Không có ai tên hoặc mã “${query}”. Tìm bằng :who và một phần của tên.`,
  several: (count: number): string => `Có ${count} người khớp. Gõ :as và mã của người cần đóng vai.`,
  more: (count: number): string =>
    `… và ${count} người khác; tìm hẹp hơn bằng :who và một phần của tên hoặc tên chi bộ.`,
  file: (path: string): string => `Tệp đã ghi ở: ${path}`,
  unread: (count: number): string => `${count} tin chưa đọc:`,
  unknown: (word: string): string => `Không có lệnh ${word}. Xem :help.`,
  elsewhere: (codes: readonly string[]): string =>
    `(tin mới cho ${codes.length > NAMED ? `${codes.length} người khác` : `${codes.join(', ')}; xem bằng :as MÃ`})`,
  trouble: 'Có lỗi, dòng vừa gõ chưa được xử lý. Thử lại, hoặc :quit.',
} as const;
