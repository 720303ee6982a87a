/**
 * The reasons for which a person is reminded on a day. Pure, and computed when the message is made and again when it is sent:
 * a reason that is gone cannot be said.
 */
import { addDays, daysBetween, type LocalDate } from '../../lib/time.ts';
import type { Circumstances, Duty, Part, Reason } from './model.ts';

/** From the day on which a reason may have arisen to the day on which it is said. */
interface Span {
  readonly since: LocalDate;
  readonly day: LocalDate;
}

/**
 * Nobody who declined, cannot be reached or is exempt is ever reminded of anything. With `since`, also what arose on a day from
 * then on and still stands, as it reads on `day`.
 */
export function reasonsOf(day: LocalDate, person: Circumstances, since: LocalDate = day): readonly Reason[] {
  if (!person.consented || !person.addressable || person.exempt) return [];
  const span = { since, day };
  const own = person.part === undefined ? [] : submissionReasons(span, person.part);
  return [...person.duties.flatMap((duty) => dutyReasons(span, duty)), ...own];
}

/** Was a rung reached within the span? */
const climbed = (ladder: readonly number[], { since, day }: Span, deadline: LocalDate): boolean =>
  ladder.some((rung) => rung >= daysBetween(day, deadline) && rung <= daysBetween(since, deadline));

/**
 * A cell's meeting concerns its secretary; its deputy only while no secretary of the cell can be reached (there is none, none
 * has joined, or their address is gone), so that somebody is asked and nobody is asked twice.
 */
function dutyReasons(span: Span, duty: Duty): readonly Reason[] {
  const { day } = span;
  const { round, meeting } = duty;
  if (duty.role === 'deputy' && duty.secretaryReached) return [];
  if (day < round.opensOn || day > round.closesOn) return [];
  const { reminders } = round.content;
  if (meeting.state === 'none') {
    const daysLeft = daysBetween(day, round.meetingDeadline);
    return climbed(reminders.meetingUnscheduled, span, round.meetingDeadline)
      ? [{ type: 'meeting-unscheduled', duty, daysLeft }]
      : [];
  }
  if (meeting.state === 'reported') return [];
  const on = meeting.state === 'held' ? meeting.on : (meeting.startsAt.slice(0, 10) as LocalDate);
  if (meeting.state === 'scheduled' && on === addDays(day, 1))
    return [{ type: 'meeting-tomorrow', duty, startsAt: meeting.startsAt, place: meeting.place }];
  // How many times it was to be said by a day.
  const times = (by: number): number => Math.floor(Math.max(0, by) / reminders.meetingUnreportedEvery);
  const due = times(daysBetween(on, day)) > times(daysBetween(on, span.since) - 1);
  return due ? [{ type: 'meeting-unreported', duty, on, held: meeting.state === 'held' }] : [];
}

function submissionReasons(span: Span, part: Part): readonly Reason[] {
  const { day } = span;
  const { round } = part;
  if (part.submitted || part.paper || part.muted) return [];
  if (day < round.opensOn || day > round.closesOn) return [];
  const daysLeft = daysBetween(day, round.submissionDeadline);
  const ladder = round.content.reminders.submissionMissing;
  if (!climbed(ladder, span, round.submissionDeadline)) return [];
  const later = ladder.some((rung) => rung < daysLeft && addDays(round.submissionDeadline, -rung) <= round.closesOn);
  return [{ type: 'submission-missing', round, begun: part.begun, daysLeft, last: !later }];
}
