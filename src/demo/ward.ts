/**
 * Phúc Đồng ward in March 2022: the totals are those of a newspaper account (700 members, 125 exempt, 17 cells); how they
 * are spread over the cells, and every person, is made up.
 */
import type { ImportFile, ImportPerson, ImportRole } from '../import/file.ts';
import type { LocalDate } from '../lib/time.ts';
import { newName, seeded } from './names.ts';

export const WARD = 'PD';
export const ROUND = '121-KH-DU';
const SEED = 1212022;
const SINCE = '2020-06-01' as LocalDate;

export interface DemoCell {
  readonly code: string;
  readonly name: string;
  readonly sort: 'residential' | 'police' | 'school';
  readonly members: number;
  readonly exempt: number;
}

const cell = (
  [code, name]: readonly [string, string],
  sort: DemoCell['sort'],
  [members, exempt]: readonly [number, number],
): DemoCell => ({ code, name, sort, members, exempt });
/** Members and exempt of Chi bộ 1 to 11. */
const RESIDENTIAL: readonly (readonly [number, number])[] = [
  [62, 15],
  [48, 10],
  [55, 13],
  [41, 8],
  [57, 14],
  [66, 16],
  [39, 7],
  [50, 11],
  [45, 10],
  [52, 12],
  [40, 9],
];

export const CELLS: readonly DemoCell[] = [
  ...RESIDENTIAL.map((counts, n) =>
    cell([`CB${String(n + 1).padStart(2, '0')}`, `Chi bộ ${n + 1}`], 'residential', counts),
  ),
  cell(['CBCA', 'Chi bộ Công an'], 'police', [15, 0]),
  cell(['CBMNA', 'Chi bộ Trường Mầm non A'], 'school', [22, 0]),
  cell(['CBMNB', 'Chi bộ Trường Mầm non B'], 'school', [18, 0]),
  cell(['CBTH', 'Chi bộ Trường Tiểu học'], 'school', [34, 0]),
  cell(['CBTHCS', 'Chi bộ Trường THCS'], 'school', [31, 0]),
  cell(['CBTHPT', 'Chi bộ Trường THPT'], 'school', [25, 0]),
];

const WOMEN: Readonly<Record<DemoCell['sort'], number>> = { residential: 0.45, police: 0.2, school: 0.8 };

/** `CB06-12`: the code of the twelfth member of Chi bộ 6. */
export const personCode = (cellCode: string, number: number): string =>
  `${cellCode}-${String(number).padStart(2, '0')}`;

/** Whom one meets first: a member who has not begun, the secretary of their cell, a leader of the ward. */
export const CAST: readonly string[] = [personCode('CB06', 11), personCode('CB06', 1), personCode('CB03', 7)];

/** The one who has not joined yet: theirs is the code that the demonstration shows. */
export const NEWCOMER = personCode('CB06', 12);

/** The whole ward as an import file: the demonstration is loaded through the same door as any organisation. */
export function wardFile(questionnaire: string): ImportFile {
  const random = seeded(SEED);
  return {
    units: [
      { code: WARD, name: 'Đảng bộ phường Phúc Đồng', kind: 'committee' },
      ...CELLS.map(({ code, name, sort }) => ({ code, name, kind: 'cell' as const, sort, parent: WARD })),
    ],
    people: CELLS.flatMap((one) => membersOf(one, random)),
    roles: [...CELLS.flatMap(officersOf), ...wardRoles()],
    campaign: campaignOf(questionnaire),
  };
}

/** Officers first, the exempt last: they are the oldest. */
function membersOf({ code, sort, members, exempt }: DemoCell, random: () => number): readonly ImportPerson[] {
  const taken = new Set<string>();
  return Array.from({ length: members }, (_, n) => {
    const name = newName(random, WOMEN[sort], taken);
    taken.add(name);
    const probationary = n > 5 && n < members - exempt && random() < 0.03;
    const status = n >= members - exempt ? 'exempt' : probationary ? 'probationary' : 'official';
    return { code: personCode(code, n + 1), name, unit: code, status, from: SINCE };
  });
}

/** A secretary, a deputy, and one to three more of the committee, by the size of the cell. */
function officersOf({ code, members }: DemoCell): readonly ImportRole[] {
  const more = members < 25 ? 1 : members < 50 ? 2 : 3;
  const roles = ['secretary', 'deputy', ...Array.from({ length: more }, () => 'committee' as const)] as const;
  return roles.map((role, n) => ({ person: personCode(code, n + 1), role, unit: code, from: SINCE }));
}

/** Secretary and deputy secretary of the ward, its office, and the committee members assigned to cells other than their own. */
function wardRoles(): readonly ImportRole[] {
  const at = (person: string, role: ImportRole['role'], unit: string): ImportRole => ({
    person,
    role,
    unit,
    from: SINCE,
  });
  const assigned = ['CB03-07', 'CB08-06', 'CB01-08', 'CB10-07', 'CBTHPT-01', 'CBCA-01'];
  return [
    at('CB03-07', 'leader', WARD),
    at('CB08-06', 'leader', WARD),
    at('CB05-09', 'office', WARD),
    ...CELLS.map(({ code }, n) => at(assigneeOf(assigned, code, n), 'assigned', code)),
  ];
}

function assigneeOf(assigned: readonly string[], cellCode: string, n: number): string {
  const others = assigned.filter((one) => !one.startsWith(`${cellCode}-`));
  return others[n % others.length] ?? '';
}

function campaignOf(questionnaire: string): NonNullable<ImportFile['campaign']> {
  return {
    code: ROUND,
    unit: WARD,
    questionnaire,
    title: { vi: 'Tự soi, tự sửa', en: 'Self-review and self-correction' },
    document: { number: '121-KH/ĐU', date: '2022-03-14', issuer: 'Đảng ủy phường Phúc Đồng' },
    opensOn: '2022-03-14' as LocalDate,
    closesOn: '2022-04-22' as LocalDate,
    // "Before 05/4/2022": 04/4 is the last good day.
    meetingDeadline: '2022-04-04' as LocalDate,
    submissionDeadline: '2022-04-04' as LocalDate,
    agenda: [
      { vi: 'Báo cáo của chi bộ, chi ủy', en: 'Report of the cell and its committee' },
      { vi: 'Góp ý cho chi ủy và cấp ủy cấp trên', en: 'Comments to the committee and the committees above' },
      {
        vi: 'Các đồng chí giữ chức vụ kiểm điểm trước, đảng viên kiểm điểm sau',
        en: 'Self-review, office-holders first, members after them',
      },
    ],
    reminders: { meetingUnscheduled: [7, 3, 1, 0, -1], meetingUnreportedEvery: 3, submissionMissing: [5, 1, -1] },
  };
}
