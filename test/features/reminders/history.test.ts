import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Connection, Database } from '../../../src/db/database.ts';
import type { ProactiveSay } from '../../../src/features/feature.ts';
import type { MeetingId, PersonId, UnitId } from '../../../src/lib/ids.ts';
import { inQuietHours } from '../../../src/lib/quiet.ts';
import {
  addDays,
  atTime,
  DAY,
  dayOf,
  HOUR,
  type LocalDate,
  type LocalMinute,
  mondayOf,
} from '../../../src/lib/time.ts';
import { eachDatabase } from '../../support/databases.ts';
import { at, PEOPLE, ROUND, read, seed, zone } from '../meetings/town.ts';
import { due, type Row, submit, tick } from './run.ts';

eachDatabase((database, kind) => {
  it('keep all promises through any history of a round', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (events) => {
        await undone(database(), async (c) => {
          await seed(c);
          await live(c, events);
        });
      }),
      { numRuns: kind === 'sqlite' ? 30 : 8 },
    );
  }, 120_000);
});

class Undo extends Error {}

async function undone(db: Database, work: (c: Connection) => Promise<void>): Promise<void> {
  await db
    .transact(async (c) => {
      await work(c);
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
}

type Event =
  | { readonly do: 'submit' | 'claim' | 'mute' | 'unmute' | 'withdraw' | 'block' | 'exempt'; readonly who: string }
  | {
      readonly do: 'meet';
      readonly unit: 'c6' | 'c7';
      readonly state: 'scheduled' | 'held' | 'reported' | 'cancelled';
      readonly in: number;
    }
  | { readonly do: 'sleep'; readonly hours: number };

const history: fc.Arbitrary<readonly Event[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constantFrom(
        'submit' as const,
        'claim' as const,
        'mute' as const,
        'unmute' as const,
        'withdraw' as const,
        'block' as const,
        'exempt' as const,
      ),
      who: fc.constantFrom(...PEOPLE.map((one) => one.id)),
    }),
    fc.record({
      do: fc.constant('meet' as const),
      unit: fc.constantFrom('c6' as const, 'c7' as const),
      state: fc.constantFrom('scheduled' as const, 'held' as const, 'reported' as const, 'cancelled' as const),
      in: fc.integer({ min: -3, max: 4 }),
    }),
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('sleep' as const),
        hours: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 200 })),
      }),
    },
  ),
  { minLength: 10, maxLength: 40 },
);

/** Plays a history from 25 March on, ticking after every sleep, and checks each message against the books as they are. */
async function live(c: Connection, events: readonly Event[]): Promise<void> {
  let now = at('2022-03-25T05:00');
  let row: Row = due('2022-03-25T08:00');
  const sent = new Set<string>();
  const digested = new Set<string>();
  for (const [index, event] of events.entries()) {
    if (event.do !== 'sleep') {
      await happen(c, event, now, index);
      continue;
    }
    now += event.hours * HOUR;
    const today = dayOf(now, zone);
    const result = await tick(c, now, row);
    row = result.next;
    expect(row.dueAt).toBeGreaterThan(now);
    expect(row.dueAt).toBeLessThanOrEqual(Math.max(now, atTime(today, 8, zone)) + DAY);
    for (const one of result.says) {
      expect(inQuietHours(now, zone)).toBe(false);
      expect(one.day).toBe(today);
      expect(sent).not.toContain(`${one.to} ${today}`);
      sent.add(`${one.to} ${today}`);
      if (read(one.say).includes('Bật hoặc tắt lời nhắc')) {
        expect(digested).not.toContain(`${one.to} ${mondayOf(today)}`);
        digested.add(`${one.to} ${mondayOf(today)}`);
      }
      await expectTrue(c, one, today);
    }
  }
}

async function happen(
  c: Connection,
  event: Exclude<Event, { do: 'sleep' }>,
  now: number,
  index: number,
): Promise<void> {
  const { t, tx } = c;
  if (event.do === 'meet') {
    const { meetings } = t;
    // One live meeting a cell: the newest takes the place of the others.
    await tx.update(meetings).set({ state: 'cancelled' });
    const on = addDays(dayOf(now, zone), event.in);
    await tx.insert(meetings).values({
      id: `m${index}` as MeetingId,
      campaignId: ROUND,
      unitId: event.unit as UnitId,
      state: event.state,
      startsAt: `${on}T19:00` as LocalMinute,
      place: 'x',
      heldOn: event.state === 'held' ? on : null,
      createdAt: now,
      updatedAt: now,
    });
    return;
  }
  const personId = event.who as PersonId;
  switch (event.do) {
    case 'submit':
      await submit(c, event.who);
      break;
    case 'claim':
      await tx
        .insert(t.papers)
        .values({ campaignId: ROUND, personId, unitId: 'c6' as UnitId, state: 'claimed' })
        .onConflictDoNothing();
      break;
    case 'mute':
      await tx.insert(t.mutes).values({ personId, campaignId: ROUND, at: now }).onConflictDoNothing();
      break;
    case 'unmute':
      await tx.delete(t.mutes);
      break;
    case 'withdraw':
      await tx
        .insert(t.consents)
        .values({ id: `w${index}`, personId, decision: 'withdrawn', textVersion: '1', at: now, channel: 'console' });
      break;
    case 'block':
      await tx.update(t.addresses).set({ gone: 'blocked' }).where(eq(t.addresses.personId, personId));
      break;
    case 'exempt':
      await tx
        .insert(t.memberships)
        .values({ id: `z${index}`, personId, unitId: 'c6' as UnitId, status: 'exempt', validFrom: dayOf(now, zone) });
      break;
  }
}

/** Every sentence of the message, checked against the rows one by one. */
async function expectTrue(c: Connection, { to, say: said, lane }: ProactiveSay, today: LocalDate): Promise<void> {
  const { t, tx } = c;
  const text = read(said);
  const mine = <R extends { readonly personId: PersonId | null }>(rows: readonly R[]): readonly R[] =>
    rows.filter((one) => one.personId === to);
  expect(mine(await tx.select().from(t.consents)).some((one) => one.decision !== 'given')).toBe(false);
  expect(mine(await tx.select().from(t.addresses)).some((one) => one.gone === null)).toBe(true);
  if (lane === 'digest') return;
  const status = mine(await tx.select().from(t.memberships))
    .filter((one) => one.validFrom <= today)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
    .at(-1)?.status;
  expect(status).not.toBe('exempt');
  if (text.includes('bản tự soi')) {
    expect([
      mine(await tx.select().from(t.submissions)),
      mine(await tx.select().from(t.papers)),
      mine(await tx.select().from(t.mutes)),
    ]).toEqual([[], [], []]);
  }
  for (const [unit, name] of [
    ['c6', 'Chi bộ 6'],
    ['c7', 'Chi bộ 7'],
  ] as const) {
    const states = (await tx.select().from(t.meetings))
      .filter((one) => one.unitId === unit && one.state !== 'cancelled')
      .map((one) => one.state);
    if (text.includes(`${name} chưa có lịch`) || text.includes(`lịch của ${name}`)) expect(states).toEqual([]);
    if (text.includes(`Ngày mai ${name}`) || text.includes(`Theo lịch, ${name}`)) expect(states).toEqual(['scheduled']);
    if (text.includes(`${name} đã sinh hoạt`)) expect(states).toEqual(['held']);
  }
}
