/** The report of `tusoi status`, as plain data. */
import { minuteOf } from '../../lib/time.ts';
import type { Cx } from '../feature.ts';
import type { Unit } from '../organisation/model.ts';
import { cellRows } from './counts/store.ts';
import { leftOf, phaseOf, summaryOf, sumOf } from './report.ts';

/** Figures of everything at or below `unit`, with each cell; no names of persons. `campaign` is null before any round. */
export async function statusJson(cx: Cx, unit: Unit) {
  const head = { unit: unit.code, name: unit.name, at: minuteOf(cx.now, cx.zone) };
  const campaign = await cx.campaigns.current(unit.path, cx.today);
  if (campaign === undefined) return { ...head, campaign: null };
  const rows = await cellRows(cx.c, {
    path: unit.path,
    campaignId: campaign.id,
    day: cx.today,
    now: cx.now,
    untold: await cx.untold(),
  });
  const { totals, meetings, sorts, overdue } = summaryOf(rows, sumOf(rows), { campaign, day: cx.today });
  return {
    ...head,
    campaign: campaign.code,
    phase: phaseOf(campaign, cx.today),
    left: leftOf(campaign, cx.today),
    totals,
    meetings,
    sorts,
    overdue: overdue.map((cell) => cell.code),
    cells: rows.map((row) => ({
      unit: row.unit.code,
      name: row.unit.name,
      ...row.counts,
      owing: row.counts.members - row.counts.exempt,
      meeting: row.meeting,
    })),
  };
}
