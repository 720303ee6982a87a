/** The weekly summary: to each cell's secretary about the cell, to each leader about everything below. */
import { type Choice, type Say, type Words, words } from '../../engine/say.ts';
import type { PersonId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Cx } from '../feature.ts';
import type { Appointment, Standing, Unit } from '../organisation/model.ts';
import { CELL_ROLES, isCellOfficer } from '../organisation/policy.ts';
import { cellMeetings, totals } from './counts/store.ts';
import { weekOf } from './report.ts';
import { cellDigestWords, subtreeDigestWords } from './says.ts';
import { reachedAmong } from './store.ts';
import { summarise } from './views.ts';

/**
 * What a person is told on `day` (a Monday) about the week before it; undefined when there is nobody to tell or nothing to
 * tell: before the round has run for a day, and later than a week after it closed.
 */
export async function weeklyDigest(cx: Cx, person: PersonId, day: LocalDate): Promise<Say | undefined> {
  const standing = await cx.directory.standing(person);
  const { appointments } = standing;
  const parts: Words[] = [];
  const lists: Unit[] = [];
  for (const unit of distinct(appointments.filter(isLeader))) {
    const part = await subtreeDigest(cx, unit, day);
    if (part !== undefined) parts.push(part);
  }
  for (const unit of distinct(appointments.filter(isCellOfficer))) {
    const part = (await isAddressee(cx, unit, standing)) ? await cellDigest(cx, unit, day) : undefined;
    if (part === undefined) continue;
    parts.push(part);
    lists.push(unit);
  }
  if (parts.length === 0) return undefined;
  const all = parts.reduceRight((second, first) => words('reports.digest-two', { first, second }));
  return lists.length === 0 ? all : { ...all, choices: lists.map((unit) => toList(unit, lists)) };
}

/** To who has not handed in yet; the cell is named only for those who look after several. */
function toList(unit: Unit, all: readonly Unit[]): Choice {
  const label = all.length === 1 ? words('reports.button-list') : words('reports.button-list-of', { unit: unit.name });
  return { key: `list-${unit.code}`, label, command: { name: 'trangthai', args: unit.code } };
}

/** Committee roles above a cell are leaders there. */
function isLeader({ role, unit }: Appointment): boolean {
  return unit.kind !== 'cell' && (role === 'leader' || CELL_ROLES.includes(role));
}

function distinct(appointments: readonly Appointment[]): readonly Unit[] {
  return [...new Map(appointments.map(({ unit }) => [unit.id, unit])).values()];
}

/** The secretary; the deputy while no secretary of the cell has joined, takes part and can be reached, as for reminders. */
async function isAddressee(cx: Cx, unit: Unit, { appointments }: Standing): Promise<boolean> {
  const roles = appointments.filter((one) => one.unit.id === unit.id).map((one) => one.role);
  if (roles.includes('secretary')) return true;
  if (!roles.includes('deputy')) return false;
  const secretaries = await cx.directory.officers(unit.id, ['secretary']);
  const willing = await cx.directory.takingPart(secretaries.map((one) => one.id));
  return (await reachedAmong(cx.c, [...willing])).length === 0;
}

async function subtreeDigest(cx: Cx, unit: Unit, day: LocalDate): Promise<Words | undefined> {
  const campaign = await cx.campaigns.current(unit.path, day);
  const week = campaign === undefined ? undefined : weekOf(campaign, day);
  if (campaign === undefined || week === undefined) return undefined;
  return subtreeDigestWords(unit, await summarise(cx, unit, campaign), { campaign, day, week });
}

async function cellDigest(cx: Cx, unit: Unit, day: LocalDate): Promise<Words | undefined> {
  const campaign = await cx.campaigns.current(unit.path, day);
  const week = campaign === undefined ? undefined : weekOf(campaign, day);
  if (campaign === undefined || week === undefined) return undefined;
  const scope = { path: unit.path, campaignId: campaign.id, day, now: cx.now, untold: await cx.untold() };
  const [cell] = await cellMeetings(cx.c, scope);
  if (cell === undefined) return undefined;
  return cellDigestWords(
    { unit, counts: await totals(cx.c, scope, [cell]), meeting: cell.meeting },
    { campaign, day },
    week,
  );
}
