import { addDays, type LocalDate, mondayOf } from '../lib/time.ts';

/**
 * The commented import file that `tusoi import --example` prints; a test imports it. Its round is running on `today` and has
 * weeks to go: whoever tries the example as it is shall find a round to take part in.
 */
export function exampleImport(today: LocalDate): string {
  const opensOn = mondayOf(today);
  const year = Number(today.slice(0, 4));
  return `# Import file of tusoi: units, people, roles and one campaign. Importing it twice changes nothing.
# Try it:  tusoi import my-ward.yaml           (dry run: shows what would change)
# Do it:   tusoi import my-ward.yaml --apply
# People and roles that are not in the file stay as they are; end a role with 'to'.

# The tree. 'kind' is cell (chi bộ) or committee (any level above). 'sort' groups cells in /status:
# residential, police and school have names; any other word is shown as it is.
units:
  - { code: DANGUY, name: Đảng bộ phường Hoa Mai, kind: committee }
  - { code: CB01, name: Chi bộ 1, kind: cell, sort: residential, parent: DANGUY }
  - { code: CBTH, name: Chi bộ Trường Tiểu học, kind: cell, sort: school, parent: DANGUY }

# The members. 'status' is official (left out), probationary or exempt. Somebody whose unit or status differs from what is
# stored moves 'from' that day (today where it is left out); what went before is kept.
people:
  - { code: HM001, name: Trần Thị Ánh, unit: CB01, from: ${year - 1}-01-01 }
  - { code: HM002, name: Nguyễn Văn Bình, unit: CB01, from: ${year - 1}-01-01 }
  - { code: HM003, name: Lê Thị Cúc, unit: CB01, status: exempt, from: ${year - 1}-01-01 }
  - { code: HM004, name: Phạm Minh Đức, unit: CBTH, from: ${year - 1}-01-01 }
  - { code: HM005, name: Hoàng Thu Hà, unit: CBTH, status: probationary, from: ${year - 1}-09-01 }

# Duties. Of a cell: secretary, deputy, committee. Above: leader, office; assigned (to a cell, progress only), supervisor, admin.
roles:
  - { person: HM001, role: secretary, unit: CB01, from: ${year - 1}-01-01 }
  - { person: HM004, role: secretary, unit: CBTH, from: ${year - 1}-01-01 }
  - { person: HM004, role: leader, unit: DANGUY, from: ${year - 1}-01-01 }
  - { person: HM002, role: deputy, unit: CB01, from: ${year - 1}-01-01, to: ${year - 1}-12-31 }

# One round, here one that opened this week. Deadlines are 'by' (the last good day) or 'before' (the first day that is too late).
campaign:
  code: TS${year}
  unit: DANGUY
  questionnaire: tu-soi
  title: { vi: "Tự soi, tự sửa", en: Self-review and self-correction }
  document: { number: 01-KH/ĐU, date: ${opensOn}, issuer: Đảng ủy phường Hoa Mai }
  opensOn: ${opensOn}
  closesOn: ${addDays(opensOn, 39)}
  meetingDeadline: { before: ${addDays(opensOn, 29)} }
  submissionDeadline: { by: ${addDays(opensOn, 28)} }
  agenda:
    - { vi: "Báo cáo của chi bộ, chi ủy", en: Report of the cell and its committee }
    - { vi: "Góp ý cho chi ủy và cấp ủy cấp trên", en: Comments to the committees }
    - { vi: "Đảng viên tự soi, tự sửa", en: Members' self-review }
  # Days before the last good day on which somebody is reminded: 0 is on it, -1 the day after.
  reminders:
    meetingUnscheduled: [7, 3, 1, 0, -1]
    meetingUnreportedEvery: 3
    submissionMissing: [5, 1, -1]
`;
}
