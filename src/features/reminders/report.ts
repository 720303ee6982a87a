/** All of a person's reasons of a day, and the weekly digest, as one message. Pure. */
import { type Choice, type Say, say, type Words, words } from '../../engine/say.ts';
import { never } from '../../lib/never.ts';
import { addDays } from '../../lib/time.ts';
import type { Duty, Reason } from './model.ts';

/** Undefined when there is nothing to say. */
export function messageOf(
  person: { readonly name: string },
  reasons: readonly Reason[],
  digest: Say | undefined,
): Say | undefined {
  if (reasons.length === 0) return digest;
  const parts = reasons.map(partOf);
  const several = parts.length > 1;
  const lines = several ? parts.map((part) => words('reminders.item', { part })) : parts;
  const shown = say(several ? 'reminders.several' : 'reminders.one', {
    to: addressed(person, reasons),
    parts: lines,
    digest: digest === undefined ? [] : [words(digest.key, digest.params)],
  });
  const choices = distinct([...reasons.flatMap((reason) => choicesOf(reason, reasons)), ...(digest?.choices ?? [])]);
  return { ...shown, choices };
}

/** Office-holders are addressed by their office, members by name. */
function addressed(person: { readonly name: string }, reasons: readonly Reason[]): Words {
  const duty = reasons.map(dutyOf).find((one) => one !== undefined);
  if (duty === undefined) return words('reminders.to-member', { name: person.name });
  return words(duty.role === 'secretary' ? 'reminders.to-secretary' : 'reminders.to-deputy', { name: person.name });
}

function dutyOf(reason: Reason): Duty | undefined {
  return reason.type === 'submission-missing' ? undefined : reason.duty;
}

function partOf(reason: Reason): Words {
  switch (reason.type) {
    case 'meeting-unscheduled':
      return unscheduled(reason);
    case 'meeting-tomorrow':
      return words('reminders.meeting-tomorrow', {
        unit: reason.duty.unit.name,
        minute: { minute: reason.startsAt },
        place: reason.place,
      });
    case 'meeting-unreported':
      return words(reason.held ? 'reminders.meeting-unreported' : 'reminders.meeting-unmarked', {
        unit: reason.duty.unit.name,
        day: { day: reason.on },
      });
    case 'submission-missing':
      return missing(reason);
    default:
      return never(reason);
  }
}

function unscheduled({ duty, daysLeft }: Extract<Reason, { type: 'meeting-unscheduled' }>): Words {
  const { meetingDeadline, content } = duty.round;
  const params = {
    unit: duty.unit.name,
    document: content.document.number,
    before: { day: addDays(meetingDeadline, 1) },
    last: { dayMonth: meetingDeadline },
  };
  if (daysLeft < 0) return words('reminders.unscheduled-over', params);
  return daysLeft === 0
    ? words('reminders.unscheduled-today', params)
    : words('reminders.unscheduled', { ...params, days: daysLeft });
}

function missing({ round, daysLeft, last }: Extract<Reason, { type: 'submission-missing' }>): Words {
  const params = {
    document: round.content.document.number,
    before: { day: addDays(round.submissionDeadline, 1) },
    last: { dayMonth: round.submissionDeadline },
    closes: { day: round.closesOn },
    final: last ? [words('reminders.final')] : [],
  };
  if (daysLeft < 0) return words('reminders.missing-over', params);
  return daysLeft === 0
    ? words('reminders.missing-today', params)
    : words('reminders.missing', { ...params, days: daysLeft });
}

/** Buttons name the cell only for someone who looks after several. */
function choicesOf(reason: Reason, all: readonly Reason[]): readonly Choice[] {
  if (reason.type === 'submission-missing') {
    // A button may be tapped months later: it names its round, and does nothing in the next one.
    const { id } = reason.round;
    return [
      {
        key: 'write',
        label: words(reason.begun ? 'reminders.do-write' : 'common.button-begin'),
        command: { name: 'soidot', args: id },
      },
      { key: 'paper', label: words('reminders.do-paper'), command: { name: 'nopgiay', args: id } },
      { key: 'mute', label: words('reminders.do-mute'), beside: true, command: { name: 'nhacdot', args: `tat ${id}` } },
    ];
  }
  const { unit } = reason.duty;
  const units = [...new Set(all.flatMap((one) => dutyOf(one)?.unit.id ?? []))];
  const place = units.length > 1 ? units.indexOf(unit.id) + 1 : 0;
  const choice = (key: string, plain: Words, command: Choice['command']): Choice => ({
    key: place === 0 ? key : `${key}-${place}`,
    label: place === 0 ? plain : words('reminders.do-in', { what: plain, unit: unit.name }),
    ...(command === undefined ? {} : { command }),
  });
  const deed = (what: string): Choice['command'] => ({ name: 'hopviec', args: `${what} ${unit.id}` });
  switch (reason.type) {
    case 'meeting-unscheduled':
      return [
        choice('schedule', words('reminders.do-schedule'), deed('schedule')),
        choice('hold', words('reminders.do-hold'), deed('hold')),
      ];
    case 'meeting-tomorrow':
      return [choice('see', words('reminders.do-see'), deed('see'))];
    case 'meeting-unreported':
      return [
        ...(reason.held ? [] : [choice('hold', words('reminders.do-hold'), deed('hold'))]),
        choice('report', words('reminders.do-report'), deed('report')),
      ];
    default:
      return never(reason);
  }
}

function distinct(choices: readonly Choice[]): readonly Choice[] {
  return choices.filter((choice, index) => choices.findIndex((one) => one.key === choice.key) === index);
}
