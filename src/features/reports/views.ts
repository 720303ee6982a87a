/** Loads what one view of /status shows and puts it into words. */
import { say, type Words } from '../../engine/say.ts';
import { minuteOf } from '../../lib/time.ts';
import type { Campaign } from '../campaigns/model.ts';
import type { Acting, Cx, Outcome } from '../feature.ts';
import type { Standing, Unit } from '../organisation/model.ts';
import { can } from '../organisation/policy.ts';
import { type At, dutyButtons, unitButtons } from './buttons.ts';
import { cellMeetings, totals } from './counts/store.ts';
import { refusal } from './lookup.ts';
import { hasSubmitted } from './model.ts';
import { phaseOf, type Summary, summaryOf } from './report.ts';
import { cellWords, ownWords, type Round, subtreeWords } from './says.ts';
import { handedBy, meetingOf, memberRows } from './store.ts';

const roundOf = (cx: Cx, campaign: Campaign): Round => ({ campaign, day: cx.today, at: minuteOf(cx.now, cx.zone) });

/** Figures of everything at or below a unit. */
export async function summarise(cx: Cx, unit: Pick<Unit, 'path'>, campaign: Campaign): Promise<Summary> {
  const scope = { path: unit.path, campaignId: campaign.id, day: cx.today, now: cx.now, untold: await cx.untold() };
  const cells = await cellMeetings(cx.c, scope);
  return summaryOf(cells, await totals(cx.c, scope, cells), { campaign, day: cx.today });
}

/** A unit as its leaders see it, or a cell as its officers do; the own cell of a member without duties is the member's own view. */
export async function unitView(acting: Acting, unit: Unit, page = 0): Promise<Outcome> {
  const standing = await acting.directory.standing(acting.person.id);
  if (!can(standing.appointments, 'status.read', unit, acting.today))
    return unit.id === standing.cell?.id ? ownView(acting, standing) : refusal(unit);
  const campaign = await acting.campaigns.current(unit.path, acting.today);
  const buttons = await unitButtons(acting, { unit, standing }, page);
  if (campaign === undefined) return { says: [say('reports.no-campaign', { unit: unit.name }, buttons)] };
  const round = roundOf(acting, campaign);
  const report =
    unit.kind === 'cell'
      ? await cellReport(acting, { unit, standing }, round)
      : subtreeWords(unit, await summarise(acting, unit, campaign), round);
  return { says: [{ ...report, choices: buttons }] };
}

async function cellReport(acting: Acting, { unit, standing }: At, round: Round): Promise<Words> {
  const scope = {
    path: unit.path,
    campaignId: round.campaign.id,
    day: acting.today,
    now: acting.now,
    untold: await acting.untold(),
  };
  const [cell] = await cellMeetings(acting.c, scope);
  const counts = await totals(acting.c, scope, cell === undefined ? [] : [cell]);
  const named = can(standing.appointments, 'members.read', unit, acting.today);
  const people = named ? await peopleOf(acting, unit, round.campaign) : undefined;
  return cellWords({ unit, counts, meeting: cell?.meeting ?? { state: 'none' }, people }, round);
}

/** In the order of Vietnamese lists. */
async function peopleOf(acting: Acting, unit: Unit, campaign: Campaign) {
  const untold = await acting.untold();
  const cell = { unitId: unit.id, campaignId: campaign.id, day: acting.today, now: acting.now, untold };
  const rows = new Map((await memberRows(acting.c, cell)).map((row) => [row.personId, row]));
  return (await acting.directory.members(unit.id)).flatMap((member) => {
    const row = rows.get(member.id);
    return row === undefined ? [] : [{ ...row, name: member.name }];
  });
}

/** The member's own progress. */
export async function ownView(acting: Acting, standing: Standing): Promise<Outcome> {
  const duties = dutyButtons(acting, standing);
  const unit = standing.cell;
  if (unit === undefined) return { says: [say('reports.no-place', undefined, duties)] };
  const campaign = await acting.campaigns.current(unit.path, acting.today);
  if (campaign === undefined) return { says: [say('reports.no-campaign', { unit: unit.name }, duties)] };
  const handed = await handedBy(acting.c, { personId: acting.person.id, campaignId: campaign.id });
  const meeting = await meetingOf(acting.c, { unitId: unit.id, campaignId: campaign.id });
  const report = ownWords(
    { person: acting.person.name, unit, status: standing.status, handed, meeting },
    roundOf(acting, campaign),
    acting.zone,
  );
  const open = phaseOf(campaign, acting.today) === 'running' && !hasSubmitted(handed);
  const draft = handed.state === 'draft';
  const write = {
    key: 'write',
    label: { key: draft ? 'reports.button-continue' : 'reports.button-begin' },
    command: { name: draft ? 'tieptuc' : 'soi', args: '' },
  } as const;
  return { says: [{ ...report, choices: [...(open ? [write] : []), ...duties] }] };
}
