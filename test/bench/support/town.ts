/** A fictitious organisation of any size: one committee, its bodies, their cells, and members who have joined and agreed. */

import type { Questionnaire } from '../../../src/content/schema.ts';
import type { Connection } from '../../../src/db/database.ts';
import { insertCampaign } from '../../../src/features/campaigns/store.ts';
import { insertMemberships, insertPeople, insertRoles, insertUnits } from '../../../src/features/organisation/store.ts';
import { CONSENT_VERSION } from '../../../src/features/people/rules.ts';
import { publish } from '../../../src/features/questionnaires/store.ts';
import type { Env } from '../../../src/lib/env.ts';
import type { AddressId, CampaignId, PersonId, UnitId } from '../../../src/lib/ids.ts';
import type { LocalDate } from '../../../src/lib/time.ts';

export interface Plan {
  readonly bodies: number;
  readonly cells: number;
  readonly members: number;
  /** Every so manieth member is exempt; 0 = nobody. */
  readonly exemptEvery: number;
  /** Telegram ids from `firstPlatformId` on for this many members. */
  readonly joined: number;
  readonly firstPlatformId: number;
  readonly questionnaire: Questionnaire;
  readonly opensOn: LocalDate;
  readonly deadline: LocalDate;
  readonly closesOn: LocalDate;
}

export interface Town {
  readonly root: { readonly id: UnitId; readonly path: string };
  readonly cells: readonly UnitId[];
  readonly campaignId: CampaignId;
  /** In the order of their platform ids; those without one last. */
  readonly people: readonly { readonly id: PersonId; readonly cell: UnitId; readonly exempt: boolean }[];
  readonly leader: PersonId;
}

const SINCE = '2020-01-01' as LocalDate;
const SORTS = ['residential', 'police', 'school'] as const;
const FAMILY = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô'] as const;
const MIDDLE = ['Văn', 'Thị', 'Đức', 'Minh', 'Thu', 'Quang', 'Hồng'] as const;
const GIVEN = [
  'An',
  'Bình',
  'Chi',
  'Dũng',
  'Giang',
  'Hà',
  'Khánh',
  'Lan',
  'Mai',
  'Nam',
  'Oanh',
  'Phúc',
  'Sơn',
] as const;

const pick = <T>(from: readonly [T, ...T[]], n: number): T => from[n % from.length] ?? from[0];

export async function writeTown(c: Connection, env: Env, plan: Plan): Promise<Town> {
  const root = env.newId<UnitId>();
  const bodies = Array.from({ length: plan.bodies }, () => env.newId<UnitId>());
  const cells = Array.from({ length: plan.cells }, () => env.newId<UnitId>());
  const above = (n: number): UnitId => bodies[n % Math.max(1, bodies.length)] ?? root;
  await insertUnits(c, [
    { id: root, code: 'TP', name: 'Đảng bộ thành phố', kind: 'committee', sort: undefined, parentId: undefined },
    ...bodies.map((id, n) => ({
      id,
      code: `DB${n + 1}`,
      name: `Đảng bộ phường ${n + 1}`,
      kind: 'committee' as const,
      sort: undefined,
      parentId: root,
    })),
    ...cells.map((id, n) => ({
      id,
      code: `CB${n + 1}`,
      name: `Chi bộ ${n + 1}`,
      kind: 'cell' as const,
      sort: pick(SORTS, n),
      parentId: above(n),
    })),
  ]);
  const people = Array.from({ length: plan.members }, (_, n) => ({
    id: env.newId<PersonId>(),
    cell: cells[n % cells.length] ?? root,
    exempt: plan.exemptEvery > 0 && n % plan.exemptEvery === plan.exemptEvery - 1,
  }));
  await writePeople(c, env, people);
  await writePhones(c, env, { people: people.slice(0, plan.joined), first: plan.firstPlatformId });
  const leader = people[0]?.id;
  if (leader === undefined) throw new Error('an organisation without members');
  await insertRoles(c, [{ id: env.newId(), personId: leader, unitId: root, role: 'leader', validFrom: SINCE }]);
  return {
    root: { id: root, path: `/${root}/` },
    cells,
    campaignId: await writeCampaign(c, env, { ...plan, root }),
    people,
    leader,
  };
}

async function writePeople(c: Connection, env: Env, people: Town['people']): Promise<void> {
  const name = (n: number): string =>
    `${pick(FAMILY, n)} ${pick(MIDDLE, Math.floor(n / 10))} ${pick(GIVEN, Math.floor(n / 70))}`;
  await insertPeople(
    c,
    people.map(({ id }, n) => ({ id, code: `DV${n + 1}`, name: name(n), createdAt: env.now() })),
  );
  await insertMemberships(
    c,
    people.map(({ id, cell, exempt }) => ({
      id: env.newId(),
      personId: id,
      unitId: cell,
      status: exempt ? 'exempt' : 'official',
      validFrom: SINCE,
    })),
  );
}

async function writePhones(
  c: Connection,
  env: Env,
  { people, first }: { people: Town['people']; first: number },
): Promise<void> {
  const at = env.now() - 86_400_000;
  for (let from = 0; from < people.length; from += 500) {
    const some = people.slice(from, from + 500);
    await c.tx.insert(c.t.addresses).values(
      some.map(({ id }, n) => ({
        id: env.newId<AddressId>(),
        channel: 'telegram',
        platformId: String(first + from + n),
        personId: id,
        linkedAt: at,
        createdAt: at,
      })),
    );
    await c.tx.insert(c.t.consents).values(
      some.map(({ id }) => ({
        id: env.newId(),
        personId: id,
        decision: 'given' as const,
        textVersion: CONSENT_VERSION,
        at,
        channel: 'telegram',
      })),
    );
  }
}

async function writeCampaign(c: Connection, env: Env, plan: Plan & { readonly root: UnitId }): Promise<CampaignId> {
  const id = env.newId<CampaignId>();
  const campaign = {
    id,
    code: 'BENCH',
    unitId: plan.root,
    questionnaire: await publish(c, plan.questionnaire, env.now()),
    opensOn: plan.opensOn,
    closesOn: plan.closesOn,
    meetingDeadline: plan.deadline,
    submissionDeadline: plan.deadline,
    content: {
      title: { vi: 'Tự soi, tự sửa', en: 'Self-review' },
      document: { number: '03-HD/TU', date: plan.opensOn, issuer: 'Thành ủy' },
      agenda: [{ vi: 'báo cáo của chi bộ, chi ủy', en: 'report of the cell and its committee' }],
      reminders: { meetingUnscheduled: [7, 3, 1, 0, -1], meetingUnreportedEvery: 3, submissionMissing: [5, 1, -1] },
    },
  };
  await insertCampaign(c, campaign, env.now());
  return id;
}
