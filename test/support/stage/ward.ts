/** A small ward for transcripts: two residential cells and a school, with everybody a conversation may need. Fictitious. */
import type { Content } from '../../../src/content/load.ts';
import type { Connection } from '../../../src/db/database.ts';
import { insertCampaign } from '../../../src/features/campaigns/store.ts';
import type { MembershipStatus, Role } from '../../../src/features/organisation/model.ts';
import {
  insertMemberships,
  insertPeople,
  insertRoles,
  insertUnits,
  type NewUnit,
} from '../../../src/features/organisation/store.ts';
import { publish } from '../../../src/features/questionnaires/store.ts';
import { handInAll } from '../../../src/features/submissions/handed-in/store.ts';
import type { Env } from '../../../src/lib/env.ts';
import type { AnswerId, CampaignId, PersonId, RevisionId, SubmissionId, UnitId } from '../../../src/lib/ids.ts';
import { DAY, dayOf, type LocalDate } from '../../../src/lib/time.ts';

interface Cast {
  readonly code: string;
  readonly name: string;
  readonly cell: string;
  readonly status?: MembershipStatus;
  readonly roles?: readonly (readonly [Role, string])[];
}

/** By the name they have in transcripts. */
export const CAST: Readonly<Record<string, Cast>> = {
  Lan: { code: 'CB06-01', name: 'Nguyễn Thị Lan', cell: 'CB06', roles: [['secretary', 'CB06']] },
  Tuấn: { code: 'CB06-02', name: 'Phạm Anh Tuấn', cell: 'CB06', roles: [['deputy', 'CB06']] },
  Minh: { code: 'CB06-03', name: 'Trần Văn Minh', cell: 'CB06' },
  Hoa: { code: 'CB06-04', name: 'Lê Thị Hoa', cell: 'CB06' },
  Bách: { code: 'CB06-05', name: 'Vũ Đình Bách', cell: 'CB06', status: 'exempt' },
  Dũng: { code: 'CB07-01', name: 'Hoàng Tiến Dũng', cell: 'CB07', roles: [['secretary', 'CB07']] },
  Nga: { code: 'CB07-02', name: 'Đặng Thúy Nga', cell: 'CB07' },
  Yến: { code: 'CBTH-01', name: 'Bùi Hải Yến', cell: 'CBTH', roles: [['secretary', 'CBTH']] },
  Quân: { code: 'CBTH-02', name: 'Ngô Minh Quân', cell: 'CBTH' },
  Phúc: { code: 'DU-01', name: 'Đỗ Hồng Phúc', cell: 'CB07', roles: [['leader', 'DUPX']] },
  Sơn: {
    code: 'CBTH-03',
    name: 'Lý Thanh Sơn',
    cell: 'CBTH',
    roles: [
      ['deputy', 'CBTH'],
      ['leader', 'DUPX'],
    ],
  },
};

const UNITS = [
  { code: 'DUPX', name: 'Đảng bộ phường Xuân', kind: 'committee', sort: undefined },
  { code: 'CB06', name: 'Chi bộ 6', kind: 'cell', sort: 'residential' },
  { code: 'CB07', name: 'Chi bộ 7', kind: 'cell', sort: 'residential' },
  { code: 'CBTH', name: 'Chi bộ Trường Tiểu học', kind: 'cell', sort: 'school' },
] as const;

const SINCE = '2020-01-01' as LocalDate;

/** Writes the ward and its round; answers with who is who. */
export async function writeWard(c: Connection, env: Env, content: Content): Promise<ReadonlyMap<string, PersonId>> {
  const root = env.newId<UnitId>();
  const unitIds = new Map<string, UnitId>(
    UNITS.map(({ code }) => [code, code === 'DUPX' ? root : env.newId<UnitId>()]),
  );
  const unit = (code: string): UnitId => unitIds.get(code) ?? root;
  const units: NewUnit[] = UNITS.map((one) => ({
    ...one,
    id: unit(one.code),
    parentId: one.code === 'DUPX' ? undefined : root,
  }));
  await insertUnits(c, units);
  const people = new Map(Object.keys(CAST).map((key) => [key, env.newId<PersonId>()]));
  const cast = Object.entries(CAST).flatMap(([key, one]) => {
    const id = people.get(key);
    return id === undefined ? [] : [{ ...one, id }];
  });
  await insertPeople(
    c,
    cast.map(({ id, code, name }) => ({ id, code, name, createdAt: env.now() })),
  );
  await insertMemberships(
    c,
    cast.map(({ id, cell, status = 'official' }) => ({
      id: env.newId(),
      personId: id,
      unitId: unit(cell),
      status,
      validFrom: SINCE,
    })),
  );
  await insertRoles(
    c,
    cast.flatMap(({ id, roles = [] }) =>
      roles.map(([role, where]) => ({ id: env.newId(), personId: id, unitId: unit(where), role, validFrom: SINCE })),
    ),
  );
  const questionnaire = content.questionnaires[0];
  if (questionnaire === undefined) throw new Error('no questionnaire comes with the program');
  const day = (text: string): LocalDate => text as LocalDate;
  await insertCampaign(
    c,
    {
      id: env.newId<CampaignId>(),
      code: 'TSTS-2022',
      unitId: root,
      questionnaire: await publish(c, questionnaire, env.now()),
      opensOn: day('2022-03-14'),
      closesOn: day('2022-04-22'),
      meetingDeadline: day('2022-04-04'),
      submissionDeadline: day('2022-04-04'),
      content: {
        title: { vi: 'Tự soi, tự sửa năm 2022', en: 'Self-review and self-correction 2022' },
        document: { number: '121-KH/ĐU', date: '2022-03-14', issuer: 'Đảng ủy phường Xuân' },
        agenda: [
          { vi: 'báo cáo của chi bộ, chi ủy', en: 'report of the cell and its committee' },
          { vi: 'góp ý cho chi ủy và cấp ủy cấp trên', en: 'comments on the committees' },
          {
            vi: 'các đồng chí giữ chức vụ kiểm điểm trước, đảng viên kiểm điểm sau',
            en: 'office-holders first, then members',
          },
        ],
        reminders: { meetingUnscheduled: [7, 3, 1, 0, -1], meetingUnreportedEvery: 3, submissionMissing: [5, 1, -1] },
      },
    },
    env.now(),
  );
  return people;
}

/** A submission of each of these people, handed in the day before. */
export async function writeSubmissions(c: Connection, env: Env, people: readonly PersonId[]): Promise<void> {
  const { answers, campaigns, memberships, revisions, submissions } = c.t;
  const [round] = await c.tx.select().from(campaigns);
  if (round === undefined) throw new Error('there is no round');
  const units = new Map((await c.tx.select().from(memberships)).map((row) => [row.personId, row.unitId]));
  const at = env.now() - DAY;
  for (const personId of people) {
    const unitId = units.get(personId) ?? round.unitId;
    const [id, revisionId] = [env.newId<SubmissionId>(), env.newId<RevisionId>()];
    const when = { submittedAt: at, state: 'submitted' as const };
    await c.tx.insert(submissions).values({ id, campaignId: round.id, personId, unitId, createdAt: at, ...when });
    const { questionnaire } = round;
    await c.tx
      .insert(revisions)
      .values({ id: revisionId, submissionId: id, number: 1, questionnaire, startedAt: at, ...when });
    const answer = { revisionId, questionId: 'duties', part: 0, state: 'given' as const, givenAt: at };
    await c.tx
      .insert(answers)
      .values({ id: env.newId<AnswerId>(), text: 'Tôi phụ trách công tác tuyên truyền.', ...answer });
  }
  await handInAll(c, dayOf(at, 'Asia/Ho_Chi_Minh'));
}
