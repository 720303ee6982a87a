/** The daily run and the second look before sending: one message a person and day, of everything that is due. */
import type { Say } from '../../engine/say.ts';
import type { PersonId } from '../../lib/ids.ts';
import { type LocalDate, mondayOf } from '../../lib/time.ts';
import type { Cx, ProactiveSay, ScheduleHandler } from '../feature.ts';
import type { Person } from '../organisation/model.ts';
import type { Made } from './facts.ts';
import { circumstancesOf } from './gather.ts';
import type { Circumstances } from './model.ts';
import { messageOf } from './report.ts';
import { reasonsOf } from './rules.ts';
import { nextPortion, nextRun, plan, type Running } from './schedule.ts';
import { madeBetween, type PersonRow, reachableAfter, reachableOf } from './store.ts';

/** The weekly summary of somebody with a duty; undefined for those who get none. */
export type Digest = (cx: Cx, person: Person, day: LocalDate) => Promise<Say | undefined>;

/** People looked at in one transaction, so that answers of members are not kept waiting. */
const PORTION = 50;

export function dailyRun(digest: Digest): ScheduleHandler {
  return {
    async run(cx, due) {
      const run = plan(cx.now, cx.zone, due);
      if (run.do === 'wait') return { says: [], next: run.next };
      const people = await reachableAfter(cx.c, run.cursor, PORTION);
      const messages = await messagesOf(cx, digest, { ...run, people });
      const last = people.at(-1);
      const next =
        last === undefined || people.length < PORTION ? nextRun(cx.now, cx.zone) : nextPortion(cx.now, run, last.id);
      const made = messages.map((one) => one.made);
      return {
        says: messages.map((one) => one.said),
        facts: made.length === 0 ? [] : [{ type: 'reminders.made', day: run.day, made }],
        next,
      };
    },
  };
}

interface Message {
  readonly said: ProactiveSay;
  readonly made: Made;
}

async function messagesOf(
  cx: Cx,
  digest: Digest,
  { people, day, digests }: Running & { readonly people: readonly PersonRow[] },
): Promise<readonly Message[]> {
  const earlier = await madeBetween(
    cx.c,
    people.map((one) => one.id),
    { from: mondayOf(day), to: day },
  );
  const today = new Set(earlier.filter((row) => row.day === day).map((row) => row.personId));
  const digested = new Set(earlier.filter((row) => row.digest).map((row) => row.personId));
  const messages: Message[] = [];
  for (const person of await circumstancesOf(cx, people, day)) {
    if (today.has(person.personId)) continue;
    const summary =
      digests && person.officer && !digested.has(person.personId)
        ? await digestOf(cx, digest, person.personId)
        : undefined;
    const message = messageFor(person, day, summary);
    if (message !== undefined) messages.push(message);
  }
  return messages;
}

function messageFor(person: Circumstances, day: LocalDate, digest: Say | undefined): Message | undefined {
  const reasons = reasonsOf(day, person);
  const said = messageOf(person, reasons, digest);
  if (said === undefined) return undefined;
  const types = [...new Set(reasons.map((reason) => reason.type))].join(',');
  return {
    said: { to: person.personId, say: said, lane: reasons.length === 0 ? 'digest' : 'reminder', day },
    made: { personId: person.personId, reasons: types, digest: digest !== undefined },
  };
}

async function digestOf(cx: Cx, digest: Digest, id: PersonId): Promise<Say | undefined> {
  const person = await cx.directory.person(id);
  return person === undefined ? undefined : digest(cx, person, cx.today);
}

/**
 * The messages of today as they read now, of those who still have a reason. What has arisen since they were made waits for
 * the next day, so only reasons of the types that a message was made of count.
 */
export async function again(
  cx: Cx,
  digest: Digest,
  { people, day }: { readonly people: readonly PersonId[]; readonly day: LocalDate },
): Promise<ReadonlyMap<PersonId, Say>> {
  const says = new Map<PersonId, Say>();
  if (day !== cx.today) return says;
  const rows = await madeBetween(cx.c, people, { from: day, to: day });
  const madeFor = new Map(rows.map((row) => [row.personId, row]));
  for (const person of await circumstancesOf(cx, await reachableOf(cx.c, people), day)) {
    const made = madeFor.get(person.personId);
    if (made === undefined) continue;
    const types = made.reasons.split(',');
    const reasons = reasonsOf(day, person).filter((reason) => types.includes(reason.type));
    const summary = made.digest && person.officer ? await digestOf(cx, digest, person.personId) : undefined;
    const said = messageOf(person, reasons, summary);
    if (said !== undefined) says.set(person.personId, said);
  }
  return says;
}

/** What people were to be told of on a day and were not, as far as it still stands, in the words of today. */
export async function owed(cx: Cx, since: ReadonlyMap<PersonId, LocalDate>): Promise<ReadonlyMap<PersonId, Say>> {
  const says = new Map<PersonId, Say>();
  for (const person of await circumstancesOf(cx, await reachableOf(cx.c, [...since.keys()]), cx.today)) {
    const said = messageOf(person, reasonsOf(cx.today, person, since.get(person.personId)), undefined);
    if (said !== undefined) says.set(person.personId, said);
  }
  return says;
}
