import { describe, expect, it } from 'vitest';
import { formatShare } from '../../../src/content/format.ts';
import { loadContent } from '../../../src/content/load.ts';
import { createTranslator } from '../../../src/content/translate.ts';
import { CELLS } from '../../../src/demo/ward.ts';
import type { Campaign } from '../../../src/features/campaigns/model.ts';
import { nearest } from '../../../src/features/reports/lookup.ts';
import type { CellMeeting, CellRow, Handed, MeetingState, MemberRow } from '../../../src/features/reports/model.ts';
import { leftOf, phaseOf, summaryOf, sumOf, weekOf } from '../../../src/features/reports/report.ts';
import {
  cellDigestWords,
  cellWords,
  ownWords,
  subtreeDigestWords,
  subtreeWords,
} from '../../../src/features/reports/says.ts';
import type { PersonId, UnitId } from '../../../src/lib/ids.ts';
import type { LocalDate, LocalMinute } from '../../../src/lib/time.ts';

const loaded = await loadContent();
if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
const translator = createTranslator(loaded.content.catalogues);
const vi = (words: Parameters<typeof translator.text>[0]): string => translator.text(words, 'vi');

const day = (text: string): LocalDate => text as LocalDate;
const LAST = day('2022-04-04');
const campaign = {
  opensOn: day('2022-03-14'),
  closesOn: day('2022-04-22'),
  meetingDeadline: LAST,
  submissionDeadline: LAST,
} as Campaign;
const round = (on: string, at = 'T17:00') => ({ campaign, day: day(on), at: `${on}${at}` as LocalMinute });

const held: MeetingState = { state: 'reported', on: day('2022-03-29'), present: 45 };
const scheduled: MeetingState = {
  state: 'scheduled',
  startsAt: '2022-03-31T19:30' as LocalMinute,
  place: 'nhà văn hóa',
};

/** The ward of the account, with `submitted` of those who owe in each cell and a meeting each. */
function ward(
  submitted: (owing: number, n: number) => number,
  meeting: (n: number) => MeetingState,
): readonly CellRow[] {
  return CELLS.map(({ code, name, sort, members, exempt }, n) => ({
    unit: { id: code as UnitId, code, name, sort },
    counts: { members, exempt, submitted: submitted(members - exempt, n), volunteers: 0, undeliverable: 0 },
    meeting: meeting(n),
  }));
}
const summary = (rows: readonly CellRow[], on: string) => summaryOf(rows, sumOf(rows), { campaign, day: day(on) });
const WARD = { name: 'Đảng bộ phường Phúc Đồng' };

describe('the ward at the end of the round', () => {
  const rows = ward(
    (owing) => owing,
    () => held,
  );

  it('has held 17 of 17 meetings by kind and received 575 of 575, not of 700', () => {
    expect(vi(subtreeWords(WARD, summary(rows, '2022-04-22'), round('2022-04-22')))).toBe(
      [
        'Đảng bộ phường Phúc Đồng, đến 17 giờ 00 ngày 22/4/2022.',
        'Sinh hoạt chuyên đề: 17/17 chi bộ (tổ dân phố 11/11, Công an 1/1, nhà trường 5/5).',
        'Đảng viên: 700; miễn sinh hoạt: 125; thuộc diện: 575; đã nộp: 575/575 (100%).',
        'Hạn chung: hết ngày 04/4/2022, đã qua.',
        'Chi bộ quá hạn: 0.',
        'Số liệu tổng hợp, không có nội dung cá nhân.',
      ].join('\n'),
    );
  });

  it('says that it is over from the day after', () => {
    expect(phaseOf(campaign, day('2022-04-22'))).toBe('running');
    expect(phaseOf(campaign, day('2022-04-23'))).toBe('closed');
    expect(phaseOf(campaign, day('2022-03-13'))).toBe('before');
    expect(vi(subtreeWords(WARD, summary(rows, '2022-04-23'), round('2022-04-23')))).toContain(
      'Đợt sinh hoạt đã kết thúc ngày 22/4/2022.',
    );
  });
});

describe('the ward on 30 March', () => {
  // 402 of 575, 11 held, 4 scheduled, 2 without a date.
  const rows = ward(
    (owing, n) =>
      n === 16
        ? 402 - CELLS.slice(0, 16).reduce((sum, one) => sum + Math.floor((one.members - one.exempt) * 0.7), 0)
        : Math.floor(owing * 0.7),
    (n) => (n < 11 ? held : n < 15 ? scheduled : { state: 'none' }),
  );

  it('is counted as the account counts it', () => {
    const words = vi(subtreeWords(WARD, summary(rows, '2022-03-30'), round('2022-03-30')));
    expect(words).toContain('đã nộp: 402/575 (69,9%)');
    expect(words).toContain('11/17 chi bộ (tổ dân phố 11/11, Công an 0/1, nhà trường 0/5)');
    expect(words).toContain('Đã có lịch: 4; chưa có lịch: 2.');
    expect(words).toContain('Hạn chung: hết ngày 04/4/2022, còn 5 ngày.');
    expect(words).toContain('Chi bộ quá hạn: 0.');
  });

  it('has nothing overdue on the last good day, and names the late cells from the day after', () => {
    expect(summary(rows, '2022-04-04').overdue).toEqual([]);
    expect(vi(subtreeWords(WARD, summary(rows, '2022-04-04'), round('2022-04-04')))).toContain(
      'Hạn chung: hôm nay, 04/4/2022, là ngày cuối.',
    );
    const words = vi(subtreeWords(WARD, summary(rows, '2022-04-05'), round('2022-04-05')));
    expect(words).toContain('Chi bộ quá hạn: 6.\n• Chi bộ Công an\n• Chi bộ Trường Mầm non A\n');
  });

  it('sums up the week before the Monday', () => {
    const week = weekOf(campaign, day('2022-04-04'));
    if (week === undefined) throw new Error('no week');
    const words = vi(subtreeDigestWords(WARD, summary(rows, '2022-04-04'), { ...round('2022-04-04'), week }));
    expect(words.split('\n')[0]).toBe('Đảng bộ phường Phúc Đồng, tuần từ ngày 28/3 đến ngày 03/4/2022.');
  });
});

it('names a dozen late cells and counts the others', () => {
  const rows: readonly CellRow[] = ward(
    () => 0,
    () => ({ state: 'none' }),
  );
  const words = vi(subtreeWords(WARD, summary(rows, '2022-04-05'), round('2022-04-05')));
  expect(words.match(/^• /gm)).toHaveLength(12);
  expect(words).toContain('• Chi bộ Công an\nvà 5 chi bộ khác\nSố liệu');
});

it('shows shares as the account has them, and never rounds up to all', () => {
  expect(formatShare(538, 551, 'vi')).toBe('97,6%');
  const cells: CellMeeting[] = [];
  const words = vi(
    subtreeWords(
      WARD,
      summaryOf(
        cells,
        { members: 8431, exempt: 0, submitted: 8430, volunteers: 2, undeliverable: 0 },
        { campaign, day: day('2022-03-30') },
      ),
      round('2022-03-30'),
    ),
  );
  expect(words).toContain(
    'Đảng viên: 8.431; miễn sinh hoạt: 0; thuộc diện: 8.431; đã nộp: 8.430/8.431 (99,9%).\nĐược miễn nhưng tự nguyện nộp: 2 (tính riêng).',
  );
});

it('counts an unknown sort under its own word', () => {
  const [first, second] = ward(
    () => 0,
    () => held,
  );
  if (first === undefined || second === undefined) throw new Error('no cells');
  const rows = [first, { ...second, unit: { ...second.unit, sort: 'doanh nghiệp' } }];
  expect(vi(subtreeWords(WARD, summary(rows, '2022-03-30'), round('2022-03-30')))).toContain(
    '2/2 chi bộ (tổ dân phố 1/1, doanh nghiệp 1/1)',
  );
});

describe('a cell', () => {
  const member = (name: string, more: Partial<MemberRow> = {}): MemberRow & { readonly name: string } => ({
    name,
    personId: name as PersonId,
    state: undefined,
    submittedAt: undefined,
    paper: undefined,
    status: 'official',
    unreachable: false,
    ...more,
  });
  const counts = { members: 66, exempt: 16, submitted: 41, volunteers: 1, undeliverable: 1 };
  const people = [
    member('Trần Thị Ánh'),
    member('Lê Văn Bình', { state: 'submitted' }),
    member('Phạm Thị Cúc', { paper: 'confirmed' }),
    member('Vũ Đình Dũng', { paper: 'claimed' }),
    member('Đỗ Thị Giang', { status: 'exempt' }),
    member('Ngô Văn Hải', { state: 'draft', unreachable: true }),
  ];

  it('shows its officers who has not handed in, with paper counted like any other way and drafts told to nobody', () => {
    expect(vi(cellWords({ unit: { name: 'Chi bộ 6' }, counts, meeting: held, people }, round('2022-03-30')))).toBe(
      [
        'Chi bộ 6, đến 17 giờ 00 ngày 30/3/2022.',
        'Sinh hoạt chuyên đề: đã tổ chức ngày 29/3/2022, có mặt 45.',
        'Đảng viên: 66; miễn sinh hoạt: 16; thuộc diện: 50; đã nộp: 41/50 (82,0%).',
        'Được miễn nhưng tự nguyện nộp: 1 (tính riêng).',
        'Hạn chung: hết ngày 04/4/2022, còn 5 ngày.',
        '',
        'Chưa nhận được (3):\n• Trần Thị Ánh\n• Vũ Đình Dũng\n• Ngô Văn Hải',
        '',
        'Báo đã nộp bản giấy, chờ chi ủy xác nhận bằng lệnh /giay (1):\n• Vũ Đình Dũng',
        '',
        'Không nhận được tin của trợ lý, đề nghị báo trực tiếp (1):\n• Ngô Văn Hải',
        '',
        'Danh sách này chỉ chi ủy chi bộ xem được.',
      ].join('\n'),
    );
  });

  it('shows those above it figures only', () => {
    const words = vi(
      cellWords(
        { unit: { name: 'Chi bộ 6' }, counts, meeting: { state: 'none' }, people: undefined },
        round('2022-03-30'),
      ),
    );
    expect(words).not.toMatch(/•|Trần|Chưa nhận được/);
    expect(words).toContain('Sinh hoạt chuyên đề: chưa có lịch.');
  });

  it('is summed up for its secretary in the form of the week', () => {
    const week = weekOf(campaign, day('2022-04-04'));
    if (week === undefined) throw new Error('no week');
    const meeting: MeetingState = { state: 'held', on: day('2022-03-29'), present: undefined };
    expect(
      vi(
        cellDigestWords(
          { unit: { name: 'Chi bộ 6' }, counts: { ...counts, volunteers: 0 }, meeting },
          round('2022-04-04'),
          week,
        ),
      ),
    ).toBe(
      [
        'Chi bộ 6, tuần từ ngày 28/3 đến ngày 03/4/2022.',
        'Sinh hoạt chuyên đề: đã tổ chức ngày 29/3/2022.',
        'Thuộc diện: 50; đã nộp: 41 (82,0%); chưa nộp: 9.',
        'Không nhận được tin của trợ lý, cần được báo trực tiếp: 1.',
        'Hạn chung: hôm nay, 04/4/2022, là ngày cuối.',
        'Danh sách chưa nộp chỉ chi ủy xem được.',
      ].join('\n'),
    );
  });
});

describe('a member', () => {
  const own = (handed: Partial<Handed>, status: 'official' | 'exempt' = 'official') =>
    vi(
      ownWords(
        {
          person: 'Trần Thị Ánh',
          unit: { name: 'Chi bộ 6' },
          status,
          meeting: scheduled,
          handed: { personId: 'p' as PersonId, state: undefined, submittedAt: undefined, paper: undefined, ...handed },
        },
        round('2022-03-30', 'T08:00'),
        'Asia/Ho_Chi_Minh',
      ),
    );

  it('sees the own progress, the meeting and the deadline', () => {
    expect(own({})).toBe(
      [
        'Đồng chí Trần Thị Ánh, Chi bộ 6, đến 08 giờ 00 ngày 30/3/2022.',
        'Bản tự soi: chưa bắt đầu.',
        'Sinh hoạt chuyên đề: 19 giờ 30 ngày 31/3/2022, tại nhà văn hóa.',
        'Hạn chung: hết ngày 04/4/2022, còn 5 ngày.',
      ].join('\n'),
    );
  });

  it.each([
    [{ state: 'draft' as const }, 'có bản nháp, chưa nộp'],
    [
      { state: 'submitted' as const, submittedAt: Date.parse('2022-03-29T01:10:00Z') },
      '✔ đã nộp lúc 08 giờ 10 ngày 29/3/2022',
    ],
    [{ paper: 'confirmed' as const }, '✔ chi ủy đã nhận bản giấy'],
    [{ state: 'draft' as const, paper: 'claimed' as const }, 'đã báo nộp bản giấy, chi ủy chưa xác nhận'],
  ])('with %j is told so', (handed, wanted) => {
    expect(own(handed)).toContain(`Bản tự soi: ${wanted}`.replace('Bản tự soi: đã báo', 'Bản tự soi: đồng chí đã báo'));
  });

  it('who is exempt is told that nothing is owed', () => {
    expect(own({}, 'exempt')).toContain('không thuộc diện phải nộp');
  });
});

describe('days', () => {
  it('"before 05/4" leaves five days on 30/3, none on 04/4', () => {
    expect(leftOf(campaign, day('2022-03-30'))).toEqual([{ what: 'both', last: LAST, days: 5 }]);
    expect(leftOf(campaign, LAST)).toEqual([{ what: 'both', last: LAST, days: 0 }]);
    expect(leftOf({ ...campaign, meetingDeadline: day('2022-03-31') }, LAST)).toEqual([
      { what: 'meeting', last: '2022-03-31', days: -4 },
      { what: 'submission', last: LAST, days: 0 },
    ]);
  });

  it('weekly summaries come from the first Monday after the opening until a week after the end', () => {
    expect(weekOf(campaign, day('2022-03-14'))).toBeUndefined();
    expect(weekOf(campaign, day('2022-03-21'))).toEqual({ from: '2022-03-14', to: '2022-03-20' });
    expect(weekOf(campaign, day('2022-04-25'))).toEqual({ from: '2022-04-18', to: '2022-04-24' });
    // What was due on Monday and goes out on Tuesday is about the same week.
    expect(weekOf(campaign, day('2022-03-22'))).toEqual({ from: '2022-03-14', to: '2022-03-20' });
    expect(weekOf(campaign, day('2022-03-15'))).toBeUndefined();
    expect(weekOf(campaign, day('2022-05-02'))).toBeUndefined();
  });
});

it('finds the nearest names, and none that are far', () => {
  const units = CELLS.map(({ code, name }) => ({ code, name }));
  expect(nearest(units, 'chi bo 12').map((unit) => unit.code)).toEqual(expect.arrayContaining(['CB01', 'CB02']));
  expect(nearest(units, 'trường tiểu học')).toEqual([]);
  expect(nearest(units, 'chi bo truong tieu hok')[0]?.code).toBe('CBTH');
  expect(nearest(units, 'đảng bộ tỉnh')).toEqual([]);
});
