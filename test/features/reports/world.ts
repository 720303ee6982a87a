/** A small organisation with everything that reports have to tell apart, as arbitrary data and as rows. */
import fc from 'fast-check';
import type { Connection } from '../../../src/db/database.ts';
import type { MeetingState } from '../../../src/features/reports/model.ts';
import type { CampaignId, MeetingId, PersonId, QuestionnaireHash, SubmissionId, UnitId } from '../../../src/lib/ids.ts';
import type { LocalDate, LocalMinute } from '../../../src/lib/time.ts';

export const DAY = '2022-03-30' as LocalDate;
export const NOW = 1_648_620_000_000;
export const CAMPAIGN = 'round' as CampaignId;
const OTHER = 'other-round' as CampaignId;
/** The last of them was closed before today. */
const CELLS = 6;

export interface Place {
  readonly cell: number;
  readonly status: 'official' | 'probationary' | 'exempt';
  readonly from: LocalDate;
  readonly to: LocalDate | null;
}

export interface Somebody {
  /** One after another, the last perhaps over or not begun. */
  readonly places: readonly Place[];
  readonly submission: { readonly state: 'draft' | 'submitted'; readonly place: number } | null;
  readonly paper: { readonly state: 'claimed' | 'confirmed'; readonly place: number } | null;
  readonly elsewhere: boolean;
  readonly addresses: readonly boolean[];
  /** For how many hours a reminder has waited unread on the first of them. */
  readonly unread: number | null;
}

export interface World {
  readonly people: readonly Somebody[];
  readonly meetings: readonly {
    readonly cell: number;
    readonly state: 'scheduled' | 'held' | 'reported' | 'cancelled';
    readonly day: number;
  }[];
}

const status = fc.constantFrom('official' as const, 'probationary' as const, 'exempt' as const);
const cell = fc.nat(CELLS - 1);

/** Days on which memberships may change: before the round, in it, today and after today. */
const changes = ['2022-03-01', '2022-03-20', '2022-03-30', '2022-04-10'];
const places = fc
  .record({
    steps: fc.array(fc.record({ cell, status }), { minLength: 1, maxLength: 3 }),
    changes: fc.subarray(changes, { minLength: 2, maxLength: 2 }),
    leaves: fc.option(fc.constantFrom('2022-03-29', '2022-03-30', '2022-12-31')),
  })
  .map(({ steps, changes: at, leaves }) =>
    steps.map(
      (step, n): Place => ({
        ...step,
        from: (n === 0 ? '2020-01-01' : at[n - 1]) as LocalDate,
        to: n < steps.length - 1 ? dayBefore(at[n] as LocalDate) : (leaves as LocalDate | null),
      }),
    ),
  );

const dayBefore = (day: LocalDate): LocalDate =>
  new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10) as LocalDate;

const somebody: fc.Arbitrary<Somebody> = fc.record({
  places,
  submission: fc.option(
    fc.record({ state: fc.constantFrom('draft' as const, 'submitted' as const), place: fc.nat(2) }),
  ),
  paper: fc.option(fc.record({ state: fc.constantFrom('claimed' as const, 'confirmed' as const), place: fc.nat(2) })),
  elsewhere: fc.boolean(),
  addresses: fc.array(fc.boolean(), { maxLength: 2 }),
  unread: fc.option(fc.constantFrom(1, 23, 24, 100), { freq: 3 }),
});

export const world: fc.Arbitrary<World> = fc.record({
  people: fc.array(somebody, { maxLength: 25 }),
  meetings: fc.array(
    fc.record({
      cell,
      state: fc.constantFrom('scheduled' as const, 'held' as const, 'reported' as const, 'cancelled' as const),
      day: fc.integer({ min: 10, max: 28 }),
    }),
    { maxLength: 8 },
  ),
});

export const cellId = (n: number): UnitId => `cell-${n}` as UnitId;
/** Cells 0–2 are in the first ward, the others in the second. */
export const pathOf = (n: number): string => `/root/${n < 3 ? 'ward-0' : 'ward-1'}/${cellId(n)}/`;
/** The place in which somebody was when it was recorded: one that had begun by today. */
export const recordedIn = (one: Somebody, place: number): Place | undefined =>
  one.places.filter((at) => at.from <= DAY).at(0 - 1 - (place % 2)) ?? one.places[0];

export async function store(c: Connection, { people, meetings }: World): Promise<void> {
  const { t, tx } = c;
  const unit = (id: string, path: string, kind: 'cell' | 'committee') => ({
    id: id as UnitId,
    code: id,
    name: id,
    searchName: id,
    kind,
    path,
    validTo: id === cellId(CELLS - 1) ? ('2022-03-25' as LocalDate) : null,
  });
  await tx
    .insert(t.units)
    .values([
      unit('root', '/root/', 'committee'),
      unit('ward-0', '/root/ward-0/', 'committee'),
      unit('ward-1', '/root/ward-1/', 'committee'),
      ...Array.from({ length: CELLS }, (_, n) => unit(cellId(n), pathOf(n), 'cell')),
    ]);
  for (const id of [CAMPAIGN, OTHER]) {
    const day = '2022-04-04' as LocalDate;
    await tx.insert(t.campaigns).values({
      id,
      code: id,
      unitId: 'root' as UnitId,
      questionnaire: 'q' as QuestionnaireHash,
      opensOn: day,
      closesOn: day,
      meetingDeadline: day,
      submissionDeadline: day,
      content: {},
      createdAt: 0,
    });
  }
  for (const [n, one] of people.entries()) await storePerson(c, n, one);
  for (const [n, one] of meetings.entries()) {
    const day = `2022-03-${one.day}`;
    const heldOn = one.state === 'held' || one.state === 'reported' ? (day as LocalDate) : null;
    await tx.insert(t.meetings).values({
      id: `m${n}` as MeetingId,
      campaignId: CAMPAIGN,
      unitId: cellId(one.cell),
      state: one.state,
      startsAt: `${day}T19:30` as LocalMinute,
      place: 'p',
      heldOn,
      createdAt: 0,
      updatedAt: 0,
    });
  }
}

async function storePerson(c: Connection, n: number, one: Somebody): Promise<void> {
  const { t, tx } = c;
  const personId = `p${n}` as PersonId;
  await tx
    .insert(t.persons)
    .values({ id: personId, code: personId, name: personId, searchName: personId, createdAt: 0 });
  for (const [m, at] of one.places.entries()) {
    await tx.insert(t.memberships).values({
      id: `${personId}-${m}`,
      personId,
      unitId: cellId(at.cell),
      status: at.status,
      validFrom: at.from,
      validTo: at.to,
    });
  }
  const submission = (campaignId: CampaignId, state: 'draft' | 'submitted', place: number) => ({
    id: `${campaignId}-${personId}` as SubmissionId,
    campaignId,
    personId,
    unitId: cellId(recordedIn(one, place)?.cell ?? 0),
    state,
    createdAt: 0,
  });
  if (one.submission !== null)
    await tx.insert(t.submissions).values(submission(CAMPAIGN, one.submission.state, one.submission.place));
  if (one.elsewhere) await tx.insert(t.submissions).values(submission(OTHER, 'submitted', 0));
  if (one.paper !== null)
    await tx.insert(t.papers).values({
      campaignId: CAMPAIGN,
      personId,
      unitId: cellId(recordedIn(one, one.paper.place)?.cell ?? 0),
      state: one.paper.state,
    });
  // What was recorded last counts: here the submission, as what they were in the place where it was made.
  const last =
    one.submission?.state === 'submitted' ? one.submission : one.paper?.state === 'confirmed' ? one.paper : undefined;
  if (last !== undefined) {
    const place = recordedIn(one, last.place);
    const unitId = cellId(place?.cell ?? 0);
    await tx.insert(t.handedIn).values({ campaignId: CAMPAIGN, personId, unitId, exempt: place?.status === 'exempt' });
  }
  for (const [m, gone] of one.addresses.entries()) {
    await tx.insert(t.addresses).values({
      id: `${personId}-a${m}` as never,
      channel: 'console',
      platformId: `${personId}-${m}`,
      personId,
      gone: gone ? 'blocked' : null,
      createdAt: 0,
    });
  }
  if (one.unread !== null && one.addresses.length > 0)
    await tx
      .insert(t.webAwaited)
      .values({ addressId: `${personId}-a0` as never, n: 1, since: NOW - one.unread * 3_600_000 });
}

const isUntold = ({ addresses, unread }: Somebody): boolean =>
  addresses.length > 0 && (addresses.every((gone) => gone) || (unread ?? 0) >= 24);

/** What the counts must be, one person at a time. */
export function bruteForce({ people, meetings }: World, cellNumber: number) {
  const here = people.flatMap((one) => {
    const at = one.places.find((place) => place.from <= DAY && (place.to === null || place.to >= DAY));
    return at?.cell === cellNumber ? [{ one, exempt: at.status === 'exempt' }] : [];
  });
  const did = ({ one }: { one: Somebody }): boolean =>
    one.submission?.state === 'submitted' || one.paper?.state === 'confirmed';
  return {
    members: here.length,
    exempt: here.filter((some) => some.exempt).length,
    submitted: here.filter((some) => !some.exempt && did(some)).length,
    volunteers: here.filter((some) => some.exempt && did(some)).length,
    undeliverable: here.filter(({ one }) => isUntold(one)).length,
    meeting: furthest(meetings.filter((one) => one.cell === cellNumber)),
  };
}

function furthest(meetings: World['meetings']): MeetingState['state'] {
  for (const state of ['reported', 'held', 'scheduled'] as const)
    if (meetings.some((one) => one.state === state)) return state;
  return 'none';
}
