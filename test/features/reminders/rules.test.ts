import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Say } from '../../../src/engine/say.ts';
import type { CellMeeting, Circumstances, Duty, Part, Round } from '../../../src/features/reminders/model.ts';
import { messageOf } from '../../../src/features/reminders/report.ts';
import { reasonsOf } from '../../../src/features/reminders/rules.ts';
import type { PersonId, UnitId } from '../../../src/lib/ids.ts';
import { addDays, daysBetween, type LocalMinute } from '../../../src/lib/time.ts';
import { content, day, ROUND, read } from '../meetings/town.ts';

const round: Round = {
  id: ROUND,
  opensOn: day('2022-03-14'),
  closesOn: day('2022-04-22'),
  meetingDeadline: day('2022-04-04'),
  submissionDeadline: day('2022-04-04'),
  content,
};
const owing: Part = { round, begun: false, submitted: false, paper: false, muted: false };
const member: Circumstances = {
  personId: 'p' as PersonId,
  name: 'Trần Thị Ánh',
  consented: true,
  addressable: true,
  exempt: false,
  part: owing,
  duties: [],
  officer: false,
};
const scheduled = (date: string): CellMeeting => ({
  state: 'scheduled',
  startsAt: `${date}T19:30` as LocalMinute,
  place: 'nhà văn hóa',
});

function duty(meeting: CellMeeting, more: Partial<Duty> = {}): Duty {
  return {
    unit: { id: 'c9' as UnitId, name: 'Chi bộ 9' },
    role: 'secretary',
    secretaryReached: true,
    round,
    meeting,
    ...more,
  };
}
function secretary(meeting: CellMeeting, more: Partial<Circumstances> = {}): Circumstances {
  return { ...member, part: { ...owing, submitted: true }, duties: [duty(meeting)], officer: true, ...more };
}

/** The days of March to May 2022 on which `person` is reminded, with the types of the reasons. */
function calendar(person: Circumstances): readonly string[] {
  return Array.from({ length: 80 }, (_, index) => addDays(day('2022-03-01'), index)).flatMap((date) => {
    const types = reasonsOf(date, person).map((reason) => reason.type);
    return types.length === 0 ? [] : [`${date} ${types.join('+')}`];
  });
}

describe('a member who owes and has not submitted', () => {
  it('is reminded 5 days and 1 day before the last good day and on the day after it, weekends included', () => {
    expect(calendar(member)).toEqual([
      '2022-03-30 submission-missing',
      '2022-04-03 submission-missing',
      '2022-04-05 submission-missing',
    ]);
  });

  it.each<[string, Partial<Circumstances>]>([
    ['has submitted', { part: { ...owing, submitted: true } }],
    ['has handed in on paper, confirmed or not', { part: { ...owing, paper: true } }],
    ['has switched reminders off', { part: { ...owing, muted: true } }],
    ['is exempt', { exempt: true }],
    ['has not agreed', { consented: false }],
    ['cannot be reached', { addressable: false }],
    ['is in no round', { part: undefined }],
  ])('is never reminded who %s', (_, more) => {
    expect(calendar({ ...member, ...more })).toEqual([]);
  });

  it('is not reminded of what can no longer be done', () => {
    expect(calendar({ ...member, part: { ...owing, round: { ...round, closesOn: day('2022-04-04') } } })).toEqual([
      '2022-03-30 submission-missing',
      '2022-04-03 submission-missing',
    ]);
  });

  it('is told which reminder is the last', () => {
    const last = (date: string, one = round): boolean =>
      reasonsOf(day(date), { ...member, part: { ...owing, round: one } }).some(
        (reason) => reason.type === 'submission-missing' && reason.last,
      );
    expect([last('2022-03-30'), last('2022-04-03'), last('2022-04-05')]).toEqual([false, false, true]);
    expect(last('2022-04-03', { ...round, closesOn: day('2022-04-04') })).toBe(true);
  });
});

describe('a secretary', () => {
  it('whose cell has scheduled nothing is reminded at 7, 3 and 1 days, on the last good day and once after it', () => {
    const days = ['2022-03-28', '2022-04-01', '2022-04-03', '2022-04-04', '2022-04-05'];
    expect(calendar(secretary({ state: 'none' }))).toEqual(days.map((date) => `${date} meeting-unscheduled`));
  });

  it('is reminded of the meeting the day before, and every third day after it until it is reported or the round closes', () => {
    const after = [
      '2022-04-01',
      '2022-04-04',
      '2022-04-07',
      '2022-04-10',
      '2022-04-13',
      '2022-04-16',
      '2022-04-19',
      '2022-04-22',
    ];
    expect(calendar(secretary(scheduled('2022-03-29')))).toEqual([
      '2022-03-28 meeting-tomorrow',
      ...after.map((date) => `${date} meeting-unreported`),
    ]);
    expect(calendar(secretary({ state: 'held', on: day('2022-04-16') }))).toEqual([
      '2022-04-19 meeting-unreported',
      '2022-04-22 meeting-unreported',
    ]);
    expect(calendar(secretary({ state: 'reported' }))).toEqual([]);
  });

  it('who also owes has both on the days on which they coincide', () => {
    expect(calendar(secretary({ state: 'none' }, { part: owing }))).toEqual([
      '2022-03-28 meeting-unscheduled',
      '2022-03-30 submission-missing',
      '2022-04-01 meeting-unscheduled',
      '2022-04-03 meeting-unscheduled+submission-missing',
      '2022-04-04 meeting-unscheduled',
      '2022-04-05 meeting-unscheduled+submission-missing',
    ]);
  });

  it('keeps the reminders of the cell when those of the own submission are off', () => {
    expect(calendar(secretary({ state: 'none' }, { part: { ...owing, muted: true } }))).toHaveLength(5);
  });

  it('is reminded of each cell', () => {
    const other = duty(scheduled('2022-04-04'), { unit: { id: 'c7' as UnitId, name: 'Chi bộ 7' } });
    const both = secretary({ state: 'none' }, { duties: [duty({ state: 'none' }), other] });
    expect(calendar(both)).toContain('2022-04-03 meeting-unscheduled+meeting-tomorrow');
  });
});

describe('a deputy', () => {
  const deputy = (secretaryReached: boolean): Circumstances =>
    secretary({ state: 'none' }, { duties: [duty({ state: 'none' }, { role: 'deputy', secretaryReached })] });

  it('is left in peace while the secretary can be reached, and stands in otherwise', () => {
    expect(calendar(deputy(true))).toEqual([]);
    expect(calendar(deputy(false))).toHaveLength(5);
  });
});

describe('the message', () => {
  const on = (date: string, person: Circumstances): string => {
    const message = messageOf(person, reasonsOf(day(date), person), undefined);
    return message === undefined ? '' : read(message);
  };

  it('to a member', () => {
    expect(on('2022-03-30', member)).toBe(
      'Kính gửi đồng chí Trần Thị Ánh.\nTheo văn bản số 121-KH/ĐU, bản tự soi nộp trước ngày 05/4/2022 (hết ngày 04/4), còn 5 ngày. Hiện chưa nhận được bản của đồng chí. Nếu đồng chí đã nộp bản giấy, đề nghị báo để chi ủy xác nhận.\n[Bắt đầu tự soi] [Tôi nộp bản giấy] [Tắt nhắc]',
    );
    expect(on('2022-04-05', member)).toBe(
      'Kính gửi đồng chí Trần Thị Ánh.\nThời hạn nộp bản tự soi là hết ngày 04/4. Hiện chưa nhận được bản của đồng chí; đồng chí vẫn nộp được đến hết ngày 22/4/2022. Nếu đồng chí đã nộp bản giấy, đề nghị báo để chi ủy xác nhận.\nĐây là lần nhắc cuối về việc này trong đợt.\n[Bắt đầu tự soi] [Tôi nộp bản giấy] [Tắt nhắc]',
    );
    expect(on('2022-03-30', { ...member, part: { ...owing, begun: true } })).toContain(
      '[Soạn tiếp] [Tôi nộp bản giấy]',
    );
  });

  it('to a secretary, for each stage of the meeting', () => {
    expect(on('2022-04-01', secretary({ state: 'none' }))).toContain(
      'Kính gửi đồng chí Bí thư Trần Thị Ánh.\nTheo văn bản số 121-KH/ĐU, chi bộ hoàn thành sinh hoạt chuyên đề trước ngày 05/4/2022 (hết ngày 04/4). Còn 3 ngày đến hạn, Chi bộ 9 chưa có lịch.',
    );
    expect(on('2022-04-04', secretary({ state: 'none' }))).toContain('hôm nay, 04/4, là ngày cuối');
    expect(on('2022-04-05', secretary({ state: 'none' }))).toContain('Thời hạn sinh hoạt chuyên đề là hết ngày 04/4.');
    expect(on('2022-03-28', secretary(scheduled('2022-03-29')))).toBe(
      'Kính gửi đồng chí Bí thư Trần Thị Ánh.\nNgày mai Chi bộ 9 sinh hoạt chuyên đề lúc 19 giờ 30 ngày 29/3/2022, tại nhà văn hóa.\n[Xem buổi sinh hoạt]',
    );
    expect(on('2022-04-01', secretary(scheduled('2022-03-29')))).toContain('[Đã tổ chức] [Báo cáo]');
    expect(on('2022-04-01', secretary({ state: 'held', on: day('2022-03-29') }))).toContain(
      'chưa nhận được báo cáo số đồng chí dự.\n[Báo cáo]',
    );
  });

  it('has all reasons of a day in one, with the buttons of each once, and the weekly digest below', () => {
    const person = secretary({ state: 'none' }, { part: owing });
    const digest: Say = {
      key: 'reminders.exempt',
      choices: [{ key: 'more', label: 'Xem', command: { name: 'trangthai', args: '' } }],
    };
    const message = messageOf(person, reasonsOf(day('2022-04-03'), person), digest);
    const text = message === undefined ? '' : read(message);
    expect(text).toContain('Hôm nay có các việc sau:\n• Theo văn bản số 121-KH/ĐU, chi bộ hoàn thành');
    expect(text).toContain('\n• Theo văn bản số 121-KH/ĐU, bản tự soi nộp');
    expect(text).toContain('\n\nĐồng chí thuộc diện miễn sinh hoạt nên không nhận lời nhắc nào.\n');
    expect(text).toContain('[Chọn lịch] [Đã tổ chức] [Bắt đầu tự soi] [Tôi nộp bản giấy] [Tắt nhắc] [Xem]');
    expect(messageOf(person, [], digest)).toBe(digest);
    expect(messageOf(person, [], undefined)).toBeUndefined();
  });

  it('names the cell on the buttons of somebody who has several, each button once', () => {
    const other = duty({ state: 'none' }, { unit: { id: 'c7' as UnitId, name: 'Chi bộ 7' } });
    const text = on('2022-04-03', secretary({ state: 'none' }, { duties: [duty({ state: 'none' }), other] }));
    expect(text).toContain('[Chọn lịch: Chi bộ 9] [Đã tổ chức: Chi bộ 9] [Chọn lịch: Chi bộ 7] [Đã tổ chức: Chi bộ 7]');
  });
});

/** Any state of affairs, whether likely or not. */
describe('what could not be said when it was due', () => {
  const since = (from: string, to: string, person: Circumstances) =>
    reasonsOf(day(to), person, day(from)).map((reason) => [
      reason.type,
      'daysLeft' in reason ? reason.daysLeft : undefined,
    ]);
  const missing = { ...member, part: owing };

  it('still stands on the days between, as it reads then', () => {
    expect(since('2022-03-30', '2022-03-31', missing)).toEqual([['submission-missing', 4]]);
    expect(since('2022-03-31', '2022-03-31', missing)).toEqual([]);
    expect(since('2022-03-28', '2022-03-29', secretary({ state: 'none' }))).toEqual([['meeting-unscheduled', 6]]);
    expect(since('2022-04-04', '2022-04-06', secretary(scheduled('2022-04-01')))).toEqual([
      ['meeting-unreported', undefined],
    ]);
    expect(since('2022-04-05', '2022-04-06', secretary(scheduled('2022-04-01')))).toEqual([]);
  });

  it('is gone once it is done, or can no longer be done', () => {
    expect(since('2022-03-30', '2022-03-31', { ...member, part: { ...owing, submitted: true } })).toEqual([]);
    expect(since('2022-03-30', '2022-06-30', missing)).toEqual([]);
  });
});

const date = fc.integer({ min: -5, max: 60 }).map((away) => addDays(day('2022-03-14'), away));
const meetings: fc.Arbitrary<CellMeeting> = fc.oneof(
  fc.constant<CellMeeting>({ state: 'none' }),
  date.map((one) => scheduled(one)),
  date.map((on): CellMeeting => ({ state: 'held', on })),
  fc.constant<CellMeeting>({ state: 'reported' }),
);
const rounds = fc
  .record({
    meetingDeadline: date,
    submissionDeadline: date,
    length: fc.integer({ min: 0, max: 60 }),
    ladder: fc.array(fc.integer({ min: -3, max: 10 }), { maxLength: 6 }),
    every: fc.integer({ min: 1, max: 7 }),
  })
  .map(
    ({ meetingDeadline, submissionDeadline, length, ladder, every }): Round => ({
      ...round,
      meetingDeadline,
      submissionDeadline,
      closesOn: addDays(round.opensOn, length),
      content: {
        ...content,
        reminders: { meetingUnscheduled: ladder, submissionMissing: ladder, meetingUnreportedEvery: every },
      },
    }),
  );
const duties = fc
  .record({
    meeting: meetings,
    round: rounds,
    role: fc.constantFrom('secretary' as const, 'deputy' as const),
    secretaryReached: fc.boolean(),
    unit: fc.constantFrom('c7', 'c9'),
  })
  .map(({ unit, ...rest }) => duty(rest.meeting, { ...rest, unit: { id: unit as UnitId, name: unit } }));
const anybody: fc.Arbitrary<Circumstances> = fc
  .record({
    consented: fc.boolean(),
    addressable: fc.boolean(),
    exempt: fc.boolean(),
    part: fc.option(
      fc.record({
        round: rounds,
        begun: fc.boolean(),
        submitted: fc.boolean(),
        paper: fc.boolean(),
        muted: fc.boolean(),
      }),
      {
        nil: undefined,
      },
    ),
    duties: fc.array(duties, { maxLength: 3 }),
    officer: fc.boolean(),
  })
  .map((some) => ({ ...member, ...some }));

describe('whatever the circumstances', () => {
  it('nobody who is exempt, has not agreed or cannot be reached has a reason, and every reason is true', () => {
    fc.assert(
      fc.property(anybody, date, (person, today) => {
        const reasons = reasonsOf(today, person);
        if (person.exempt || !person.consented || !person.addressable) expect(reasons).toEqual([]);
        for (const reason of reasons) {
          if (reason.type === 'submission-missing') {
            expect(person.part).toMatchObject({ submitted: false, paper: false, muted: false });
            expect(reason.round.content.reminders.submissionMissing).toContain(
              daysBetween(today, reason.round.submissionDeadline),
            );
            expect(today <= reason.round.closesOn).toBe(true);
          } else {
            const { meeting, role, secretaryReached } = reason.duty;
            expect(role === 'deputy' && secretaryReached).toBe(false);
            const wanted = {
              'meeting-unscheduled': ['none'],
              'meeting-tomorrow': ['scheduled'],
              'meeting-unreported': ['scheduled', 'held'],
            } as const;
            expect(wanted[reason.type]).toContain(meeting.state);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('a message exists exactly where there is a reason, its buttons have different keys that fit, in both languages', () => {
    fc.assert(
      fc.property(anybody, date, (person, today) => {
        const reasons = reasonsOf(today, person);
        const message = messageOf(person, reasons, undefined);
        expect(message === undefined).toBe(reasons.length === 0);
        if (message === undefined) return;
        const keys = (message.choices ?? []).map((choice) => choice.key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9._:-]{1,24}$/);
        for (const locale of ['vi', 'en'] as const) expect(read(message, locale)).not.toMatch(/[{}]|undefined/);
      }),
      { numRuns: 1000 },
    );
  });
});
