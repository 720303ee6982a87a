/** Puts the rows of many people together into what the rules look at: a fixed number of queries, however many people. */
import type { CampaignId, PersonId, UnitId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Campaign } from '../campaigns/model.ts';
import type { Cx } from '../feature.ts';
import type { CellMeeting, Circumstances, Duty, Part } from './model.ts';
import {
  type Done,
  done,
  doneKey,
  type MeetingRow,
  meetingsOf,
  openedCampaigns,
  type PersonRow,
  places,
  type RoleRow,
  reachableOf,
  rolesOf,
  secretariesOf,
} from './store.ts';

/** `people` have an address that works. */
export async function circumstancesOf(
  cx: Cx,
  people: readonly PersonRow[],
  day: LocalDate,
): Promise<readonly Circumstances[]> {
  const agreed = await cx.directory.takingPart(people.map((one) => one.id));
  // Nobody else is reminded of anything, so nothing else is looked up of them.
  const asked = people.filter((one) => agreed.has(one.id));
  const ids = asked.map((one) => one.id);
  const found = {
    placed: await places(cx.c, ids, day),
    roles: await rolesOf(cx.c, ids, day),
    done: await done(cx.c, ids),
  };
  const place = new Map(found.placed.map((row) => [row.personId, row]));
  const duties = await dutiesOf(cx, found.roles, day);
  const campaign = await campaignFinder(cx, day);
  return Promise.all(
    asked.map(async ({ id, name }): Promise<Circumstances> => {
      const own = place.get(id);
      const round = own === undefined ? undefined : await campaign(own.path);
      return {
        personId: id,
        name,
        consented: true,
        addressable: true,
        exempt: own?.status === 'exempt',
        part: round === undefined ? undefined : partOf(round, id, found.done),
        duties: duties.get(id) ?? [],
        officer: found.roles.some((row) => row.personId === id),
      };
    }),
  );
}

function partOf(round: Campaign, id: PersonId, { begun, submitted, paper, muted }: Done): Part {
  const key = doneKey(round.id, id);
  return { round, begun: begun.has(key), submitted: submitted.has(key), paper: paper.has(key), muted: muted.has(key) };
}

/** The round a path takes part in; each round is loaded once. */
async function campaignFinder(cx: Cx, day: LocalDate): Promise<(path: string) => Promise<Campaign | undefined>> {
  const opened = await openedCampaigns(cx.c, day);
  const loaded = new Map<CampaignId, Promise<Campaign | undefined>>();
  return async (path) => {
    const row = opened.findLast((one) => path.includes(`/${one.unitId}/`));
    if (row === undefined) return undefined;
    const known = loaded.get(row.id) ?? cx.campaigns.byId(row.id);
    loaded.set(row.id, known);
    return known;
  };
}

async function dutiesOf(
  cx: Cx,
  rows: readonly RoleRow[],
  day: LocalDate,
): Promise<ReadonlyMap<PersonId, readonly Duty[]>> {
  const cellRows = rows.filter(
    (row) => row.unit.kind === 'cell' && (row.role === 'secretary' || row.role === 'deputy'),
  );
  const meetings = await meetingsOf(cx.c, [...new Set(cellRows.map((row) => row.unit.id))]);
  const reached = await reachedSecretaries(
    cx,
    cellRows.filter((row) => row.role === 'deputy').map((row) => row.unit.id),
    day,
  );
  const campaign = await campaignFinder(cx, day);
  const duties = new Map<PersonId, Duty[]>();
  for (const { personId, role, unit } of cellRows) {
    const round = await campaign(unit.path);
    if (round === undefined) continue;
    const mine = duties.get(personId) ?? [];
    // Somebody who is secretary and deputy of the same cell is its secretary.
    const others = mine.filter((one) => one.unit.id !== unit.id || role === 'deputy');
    if (others.some((one) => one.unit.id === unit.id)) continue;
    const meeting = meetingState(meetings.findLast((row) => row.unitId === unit.id && row.campaignId === round.id));
    duties.set(personId, [
      ...others,
      {
        unit,
        role: role === 'secretary' ? 'secretary' : 'deputy',
        secretaryReached: reached.has(unit.id),
        round,
        meeting,
      },
    ]);
  }
  return duties;
}

/** Cells with a secretary who has joined, agreed, is not exempt and has an address that works. */
async function reachedSecretaries(cx: Cx, unitIds: readonly UnitId[], day: LocalDate): Promise<ReadonlySet<UnitId>> {
  const rows = await secretariesOf(cx.c, [...new Set(unitIds)], day);
  const ids = [...new Set(rows.map((row) => row.personId))];
  const reachable = new Set((await reachableOf(cx.c, ids)).map((row) => row.id));
  const agreed = await cx.directory.takingPart(ids);
  const exempt = new Set(
    (await places(cx.c, ids, day)).filter((row) => row.status === 'exempt').map((row) => row.personId),
  );
  return new Set(
    rows.filter(({ personId: id }) => reachable.has(id) && agreed.has(id) && !exempt.has(id)).map((row) => row.unit.id),
  );
}

function meetingState(row: MeetingRow | undefined): CellMeeting {
  switch (row?.state) {
    case 'scheduled':
      return { state: 'scheduled', startsAt: row.startsAt, place: row.place };
    case 'held':
      return { state: 'held', on: row.heldOn ?? (row.startsAt.slice(0, 10) as LocalDate) };
    case 'reported':
      return { state: 'reported' };
    default:
      return { state: 'none' };
  }
}
