/**
 * The reasons for which a person is reminded on a day. Pure, and computed when the message is made and again when it is sent:
 * a reason that is gone cannot be said.
 */
import { addDays, daysBetween, type LocalDate } from '../../lib/time.ts';
import type { Circumstances, Duty, Part, Reason } from './model.ts';

/** Nobody who declined, cannot be reached or is exempt is ever reminded of anything. */
export function reasonsOf(day: LocalDate, person: Circumstances): readonly Reason[] {
  if (!person.consented || !person.addressable || person.exempt) return [];
  const own = person.part === undefined ? [] : submissionReasons(day, person.part);
  return [...person.duties.flatMap((duty) => dutyReasons(day, duty)), ...own];
}

/**
 * A cell's meeting concerns its secretary; its deputy only while no secretary of the cell can be reached (there is none, none
 * has joined, or their address is gone), so that somebody is asked and nobody is asked twice.
 */
function dutyReasons(day: LocalDate, duty: Duty): readonly Reason[] {
  const { round, meeting } = duty;
  if (duty.role === 'deputy' && duty.secretaryReached) return [];
  if (day < round.opensOn || day > round.closesOn) return [];
  const { reminders } = round.content;
  if (meeting.state === 'none') {
    const daysLeft = daysBetween(day, round.meetingDeadline);
    return reminders.meetingUnscheduled.includes(daysLeft) ? [{ type: 'meeting-unscheduled', duty, daysLeft }] : [];
  }
  if (meeting.state === 'reported') return [];
  const on = meeting.state === 'held' ? meeting.on : (meeting.startsAt.slice(0, 10) as LocalDate);
  if (meeting.state === 'scheduled' && on === addDays(day, 1))
    return [{ type: 'meeting-tomorrow', duty, startsAt: meeting.startsAt, place: meeting.place }];
  const since = daysBetween(on, day);
  const due = since > 0 && since % reminders.meetingUnreportedEvery === 0;
  return due ? [{ type: 'meeting-unreported', duty, on, held: meeting.state === 'held' }] : [];
}

function submissionReasons(day: LocalDate, part: Part): readonly Reason[] {
  const { round } = part;
  if (part.submitted || part.paper || part.muted) return [];
  if (day < round.opensOn || day > round.closesOn) return [];
  const daysLeft = daysBetween(day, round.submissionDeadline);
  const ladder = round.content.reminders.submissionMissing;
  if (!ladder.includes(daysLeft)) return [];
  const later = ladder.some((rung) => rung < daysLeft && addDays(round.submissionDeadline, -rung) <= round.closesOn);
  return [{ type: 'submission-missing', round, begun: part.begun, daysLeft, last: !later }];
}
