/** What has happened by the morning of Monday, 21 March 2022: who joined, which meetings were held, who has handed in. Pure. */
import type { Questionnaire } from '../content/schema.ts';
import type {
  AddressId,
  AnswerId,
  CampaignId,
  MeetingId,
  PersonId,
  QuestionnaireHash,
  RevisionId,
  SubmissionId,
  UnitId,
} from '../lib/ids.ts';
import type { Seal } from '../lib/seal.ts';
import { atTime, type LocalDate, type LocalMinute, MINUTE, type Zone } from '../lib/time.ts';
import { demoAnswer } from './answers.ts';
import { pick, seeded } from './names.ts';
import type { DemoRows } from './store.ts';
import { NEWCOMER, personCode } from './ward.ts';

export interface Ward {
  readonly people: readonly {
    readonly id: PersonId;
    readonly code: string;
    readonly unitId: UnitId;
    readonly cell: string;
    readonly status: 'official' | 'probationary' | 'exempt';
  }[];
  readonly campaign: { readonly id: CampaignId; readonly questionnaire: QuestionnaireHash };
  readonly questionnaire: Questionnaire;
  readonly zone: Zone;
  readonly seal: Seal;
  /** The version of the consent text. */
  readonly consent: string;
  newId<T extends string>(): T;
}

type Writable = { -readonly [K in keyof DemoRows]: DemoRows[K][number][] };
type Person = Ward['people'][number];

interface PlannedMeeting {
  readonly cell: string;
  readonly state: 'scheduled' | 'held' | 'reported';
  readonly at: LocalMinute;
  readonly place: string;
  readonly present?: number;
}
const meeting = (
  cell: string,
  state: PlannedMeeting['state'],
  at: string,
): Pick<PlannedMeeting, 'cell' | 'state' | 'at'> => ({ cell, state, at: at as LocalMinute });

const MEETINGS: readonly PlannedMeeting[] = [
  { ...meeting('CB01', 'reported', '2022-03-17T19:30'), place: 'nhà văn hóa tổ dân phố 1', present: 44 },
  { ...meeting('CBCA', 'reported', '2022-03-18T16:00'), place: 'hội trường Công an phường', present: 14 },
  { ...meeting('CB04', 'reported', '2022-03-19T19:30'), place: 'nhà văn hóa tổ dân phố 4', present: 31 },
  { ...meeting('CB09', 'held', '2022-03-20T08:00'), place: 'nhà văn hóa tổ dân phố 9' },
  { ...meeting('CBMNA', 'scheduled', '2022-03-22T17:00'), place: 'phòng họp Trường Mầm non A' },
  { ...meeting('CBTHCS', 'scheduled', '2022-03-24T16:30'), place: 'phòng hội đồng Trường THCS' },
  { ...meeting('CB02', 'scheduled', '2022-03-25T19:30'), place: 'nhà văn hóa tổ dân phố 2' },
  { ...meeting('CB10', 'scheduled', '2022-03-28T19:30'), place: 'nhà văn hóa tổ dân phố 10' },
  { ...meeting('CB06', 'scheduled', '2022-03-29T19:30'), place: 'nhà văn hóa tổ dân phố 6' },
];

/** Of those who owe, the share that has submitted; higher where the meeting was held. */
const SUBMITTED: Readonly<Record<string, number>> = { CB01: 0.7, CBCA: 0.8, CB04: 0.65, CB09: 0.5 };
const ELSEWHERE = 0.22;
const DRAFTS = 0.05;
const PAPERS = 0.03;
const CLAIMS = 0.008;
/** Exempt, and handed in of their own accord. */
const VOLUNTEERS = [personCode('CB01', 62), personCode('CB06', 60), personCode('CB06', 63)];
/** People whom the demonstration's reader is likely to be: they have not begun. */
const FRESH = [NEWCOMER, personCode('CB06', 1), personCode('CB06', 7), personCode('CB06', 8), personCode('CB03', 7)];

export function history(ward: Ward): DemoRows {
  const rows: Writable = {
    addresses: [],
    consents: [],
    meetings: [],
    submissions: [],
    revisions: [],
    answers: [],
    papers: [],
  };
  const random = seeded(5042022);
  for (const person of ward.people.toSorted((a, b) => (a.code < b.code ? -1 : 1))) {
    if (person.code !== NEWCOMER) join(ward, person, rows);
    hand(ward, person, { rows, random });
  }
  for (const one of MEETINGS) plan(ward, one, rows);
  return rows;
}

function join({ newId, zone, consent }: Ward, person: Person, rows: Writable): void {
  const at = atTime('2022-03-15' as LocalDate, [19, Number(person.code.slice(-2)) % 60], zone);
  rows.addresses.push({
    id: newId<AddressId>(),
    channel: 'console',
    platformId: person.code,
    personId: person.id,
    linkedAt: at,
    createdAt: at,
  });
  rows.consents.push({
    id: newId(),
    personId: person.id,
    decision: 'given',
    textVersion: consent,
    at,
    channel: 'console',
  });
}

interface Drawing {
  readonly rows: Writable;
  readonly random: () => number;
}

function hand(ward: Ward, person: Person, { rows, random }: Drawing): void {
  const drawn = random();
  if (person.status === 'exempt' && !VOLUNTEERS.includes(person.code)) return;
  if (FRESH.includes(person.code)) return;
  const share = person.status === 'exempt' ? 1 : (SUBMITTED[person.cell] ?? ELSEWHERE);
  if (drawn < share) submit(ward, person, { rows, random, whole: true });
  else if (drawn < share + DRAFTS) submit(ward, person, { rows, random, whole: false });
  else if (drawn < share + DRAFTS + PAPERS + CLAIMS)
    paper(ward, person, { rows, confirmed: drawn < share + DRAFTS + PAPERS });
}

/** Written on one of the evenings since the round opened. */
function submit(ward: Ward, person: Person, { rows, random, whole }: Drawing & { readonly whole: boolean }): void {
  const { newId, campaign, questionnaire, seal, zone } = ward;
  const day = pick(random, ['2022-03-16', '2022-03-17', '2022-03-18', '2022-03-19', '2022-03-20']) as LocalDate;
  const startedAt = atTime(day, [19 + Math.floor(random() * 2), Math.floor(random() * 60)], zone);
  const asked = whole ? questionnaire.questions : questionnaire.questions.slice(0, 1 + Math.floor(random() * 4));
  const submittedAt = whole ? startedAt + (asked.length + 1) * 2 * MINUTE : null;
  const state = whole ? 'submitted' : 'draft';
  const submissionId = newId<SubmissionId>();
  const revisionId = newId<RevisionId>();
  rows.submissions.push({
    id: submissionId,
    campaignId: campaign.id,
    personId: person.id,
    unitId: person.unitId,
    state,
    submittedAt,
    createdAt: startedAt,
  });
  rows.revisions.push({
    id: revisionId,
    submissionId,
    number: 1,
    questionnaire: campaign.questionnaire,
    state,
    startedAt,
    submittedAt,
  });
  for (const [n, question] of asked.entries()) {
    const text = demoAnswer(question, random);
    const given = {
      state: text === undefined ? ('skipped' as const) : ('given' as const),
      text: text === undefined ? null : seal.seal(text),
    };
    rows.answers.push({
      id: newId<AnswerId>(),
      revisionId,
      questionId: question.id,
      part: 0,
      ...given,
      givenAt: startedAt + (n + 1) * 2 * MINUTE,
    });
  }
}

function paper(
  { campaign, people, zone }: Ward,
  person: Person,
  { rows, confirmed }: { readonly rows: Writable; readonly confirmed: boolean },
): void {
  const at = atTime('2022-03-19' as LocalDate, [9, 15], zone);
  const secretary = people.find((one) => one.code === personCode(person.cell, 1));
  const by = confirmed ? { confirmedAt: at, confirmedBy: secretary?.id ?? null } : {};
  rows.papers.push({
    campaignId: campaign.id,
    personId: person.id,
    unitId: person.unitId,
    state: confirmed ? 'confirmed' : 'claimed',
    claimedAt: confirmed ? null : at,
    ...by,
  });
}

function plan(
  { campaign, people, newId, zone }: Ward,
  { cell, state, at, place, present }: PlannedMeeting,
  rows: Writable,
): void {
  const unitId = people.find((one) => one.cell === cell)?.unitId;
  if (unitId === undefined) throw new Error(`no cell of the demonstration is ${cell}`);
  const createdAt = atTime('2022-03-16' as LocalDate, 10, zone);
  const heldOn = state === 'scheduled' ? null : (at.slice(0, 10) as LocalDate);
  rows.meetings.push({
    id: newId<MeetingId>(),
    campaignId: campaign.id,
    unitId,
    state,
    startsAt: at,
    place,
    heldOn,
    present: present ?? null,
    createdAt,
    updatedAt: createdAt,
  });
}
