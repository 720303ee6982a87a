/** Fictitious Vietnamese names: surnames as frequent as they are, given names by sex, the same for the same seed. */
import { fold } from '../lib/fold.ts';

/** Random numbers from 0 to 1 that are the same every time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: () => number, from: readonly [T, ...T[]]): T {
  return from[Math.floor(random() * from.length)] ?? from[0];
}

/** Surname and its share in a thousand people of the north. */
const SURNAMES: readonly (readonly [string, number])[] = [
  ['Nguyễn', 384],
  ['Trần', 110],
  ['Lê', 92],
  ['Phạm', 71],
  ['Hoàng', 45],
  ['Vũ', 40],
  ['Phan', 28],
  ['Đỗ', 26],
  ['Bùi', 25],
  ['Đặng', 24],
  ['Ngô', 18],
  ['Dương', 16],
  ['Đinh', 14],
  ['Đào', 13],
  ['Trịnh', 12],
  ['Lương', 10],
  ['Mai', 9],
  ['Hà', 9],
  ['Tạ', 8],
  ['Cao', 8],
  ['Chu', 7],
  ['Phùng', 7],
  ['Lưu', 6],
  ['Vương', 5],
  ['Kiều', 4],
  ['Quách', 4],
  ['Nghiêm', 3],
  ['Khuất', 2],
];

type Words = readonly [string, ...string[]];
const words = (text: string): Words => text.split(' ') as unknown as Words;

const MALE = {
  middle: words(
    'Văn Văn Văn Đức Hữu Quang Minh Xuân Ngọc Công Đình Tiến Thành Trọng Duy Mạnh Quốc Anh Thế Bá Viết Hồng',
  ),
  given: words(
    'Hùng Dũng Tuấn Cường Hải Sơn Long Thắng Nam Bình Hòa Phong Quân Khánh Hiếu Trung Kiên Đạt Vinh Tùng Lâm Phúc Thịnh Huy Hoàng Việt An Toàn Chiến Khoa Lợi Nghĩa Quý Tâm Thái Thọ Trường Tú Vượng Bách Đăng Giang Hưng Khôi Luân Mạnh Ninh Sáng Tân',
  ),
};
const FEMALE = {
  middle: words('Thị Thị Thị Thị Thị Thị Thu Ngọc Thanh Minh Kim Bích Hồng Phương Thúy Hải Lan Diệu Mai Quỳnh'),
  given: words(
    'Lan Hoa Hương Hằng Hạnh Nga Thủy Hà Hiền Loan Phượng Yến Mai Linh Trang Thảo Huyền Ngân Oanh Nhung Dung Liên Vân Tâm Thoa Xuân Hồng Cúc Đào Ánh Châu Chi Diễm Duyên Giang Hậu Hòa Huế Khánh Lý Minh Nhàn Như Quyên Sen Thắm Thơm Tuyết Uyên Vui',
  ),
};

/** Names that the generator could make and that everybody knows from somewhere else. */
const KNOWN = new Set(
  [
    'Trần Đức Thắng',
    'Nguyễn Văn An',
    'Nguyễn Thị Định',
    'Nguyễn Thị Bình',
    'Nguyễn Minh Triết',
    'Lê Đức Anh',
    'Trần Đại Quang',
    'Nguyễn Thị Minh',
    'Trần Quốc Toàn',
    'Lê Văn Dũng',
    'Phạm Hồng Thái',
    'Vũ Đức Đam',
    'Phan Văn Giang',
    'Nguyễn Hòa Bình',
    'Vương Đình Huệ',
    'Đinh Tiên Hoàng',
    'Bùi Thị Xuân',
    'Nguyễn Thị Tuyến',
    'Đinh Tiến Dũng',
    'Trần Quốc Vượng',
  ].map(fold),
);

/** A name that is in none of `taken`; `female` is the share of women. */
export function newName(random: () => number, female: number, taken: ReadonlySet<string>): string {
  for (;;) {
    const name = oneName(random, random() < female ? FEMALE : MALE);
    if (name !== undefined && !taken.has(name) && !KNOWN.has(fold(name))) return name;
  }
}

function oneName(random: () => number, { middle, given }: typeof MALE): string | undefined {
  const parts = [surname(random), pick(random, middle), pick(random, given)];
  return new Set(parts).size === parts.length ? parts.join(' ') : undefined;
}

function surname(random: () => number): string {
  let left = random() * SURNAMES.reduce((sum, [, share]) => sum + share, 0);
  for (const [name, share] of SURNAMES) {
    left -= share;
    if (left < 0) return name;
  }
  return 'Nguyễn';
}
