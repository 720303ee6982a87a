/** `tusoi status --unit CODE [--json]`: the figures of a unit, without names of persons. */
import { statusJson } from '../features/reports/json.ts';
import { Refusal } from '../opening.ts';
import { print, printJson, reading, unitCalled, withOpened } from './open.ts';

export async function status({
  unit,
  json,
}: {
  readonly unit: string | undefined;
  readonly json: boolean;
}): Promise<number> {
  if (unit === undefined) throw new Refusal('The status of which unit?', ['tusoi status --unit CODE [--json]']);
  const report = await withOpened((opened) =>
    reading(opened, async (cx) => statusJson(cx, await unitCalled(cx, unit))),
  );
  if (json) printJson(report);
  else for (const line of linesOf(report)) print(line);
  return 0;
}

function linesOf(report: Awaited<ReturnType<typeof statusJson>>): readonly string[] {
  const head = `${report.unit}  ${report.name}, at ${report.at.replace('T', ' ')}`;
  if (report.campaign === null) return [head, 'no round has been imported for it'];
  const { totals, meetings, overdue } = report;
  return [
    head,
    `round ${report.campaign} (${report.phase})`,
    `cells that have met: ${meetings.held} of ${meetings.cells}`,
    `members ${totals.members}, exempt ${totals.exempt}, owing ${totals.owing}, submitted ${totals.submitted}`,
    `to be told in person: ${totals.undeliverable}`,
    `overdue cells: ${overdue.length === 0 ? 'none' : overdue.join(' ')}`,
  ];
}
