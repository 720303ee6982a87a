/**
 * What the runtime need not remember for ever: handled events (kept only so that none is taken twice), old prompts (their
 * labels may be names), and delivered messages. What failed or is in doubt stays longer, for an operator to look at.
 */
import { and, between, eq, inArray, isNotNull, lt, or } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import { isFailed } from '../../db/tables/spine.ts';
import type { Feature } from '../../features/feature.ts';
import type { Instant } from '../../lib/env.ts';
import type { PersonId } from '../../lib/ids.ts';
import { addDays, atTime, DAY, dayOf, type LocalDate, type Zone } from '../../lib/time.ts';
import { forgetUntold } from '../metering/untold.ts';
import { forgetHandouts } from '../outgoing/handouts.ts';
import { forgetChats, forgetWeb } from '../web/upkeep-store.ts';

/** Telegram gives up after a day, Zalo's replays were seen within a week: a month is on the safe side of both. */
const EVENTS_KEPT = 30 * DAY;
/** Three months in which an operator could have looked at what failed. */
const FAILED_KEPT = 90 * DAY;
/** A button older than this is answered as an old one. */
const PROMPTS_KEPT = 120 * DAY;
const MESSAGES_KEPT = 120 * DAY;
/** A code for linking is good for minutes; for a day whoever types it late is told that it is too late. */
const LINK_CODES_KEPT = 1 * DAY;
/** In the night, when nobody waits for an answer. */
const HOUR_OF_UPKEEP = 3;

const KIND = 'upkeep';

function nextUpkeep(now: Instant, zone: Zone): Instant {
  const today = atTime(dayOf(now, zone), HOUR_OF_UPKEEP, zone);
  return today > now ? today : atTime(addDays(dayOf(now, zone), 1), HOUR_OF_UPKEEP, zone);
}

export interface UpkeepOptions {
  /** The person's command menu may no longer fit their duties. */
  menuOf(personId: PersonId): void;
}

export function upkeep({ menuOf }: UpkeepOptions): Feature {
  return {
    name: 'upkeep',
    initialSchedules: (now, zone) => [{ key: KIND, kind: KIND, dueAt: nextUpkeep(now, zone) }],
    schedules: {
      [KIND]: {
        run: async ({ c, now, today, zone, env }) => {
          await forget(c, now);
          await forgetWeb(c, now);
          await forgetHandouts(c, { before: env.wall() });
          for (const personId of await dutiesChanged(c, today)) menuOf(personId);
          return { says: [], next: { dueAt: nextUpkeep(now, zone) } };
        },
      },
    },
    facts: {
      // What could not be handled waits with its text for the operator, chats of our own hold drafts, and nobody tells them anything in person any more.
      'consent.withdrawn': {
        write: async ({ c }, { personId }) => {
          await forgetFailed(c, personId);
          await forgetChats(c, personId);
          await forgetUntold(c, personId);
          await forgetHandouts(c, { of: personId });
        },
      },
    },
  };
}

/** Whose duties began or ended since the day before yesterday: a night may have been missed. */
async function dutiesChanged({ tx, t }: Connection, today: LocalDate): Promise<ReadonlySet<PersonId>> {
  const since = addDays(today, -2);
  const { personId, validFrom, validTo } = t.roles;
  const rows = await tx
    .select({ personId })
    .from(t.roles)
    .where(or(between(validFrom, since, today), between(validTo, since, today)));
  return new Set(rows.map((row) => row.personId));
}

async function forgetFailed({ tx, t }: Connection, personId: PersonId): Promise<void> {
  const { addresses, inbox } = t;
  const theirs = await tx.select().from(addresses).where(eq(addresses.personId, personId));
  for (const { channel, platformId } of theirs) {
    await tx
      .update(inbox)
      .set({ state: 'replayed', event: null })
      .where(and(isFailed(inbox), eq(inbox.channel, channel), eq(inbox.platformId, platformId)));
  }
}

async function forget({ tx, t }: Connection, now: Instant): Promise<void> {
  const { inbox, linkCodes, outbox, prompts } = t;
  await tx
    .delete(inbox)
    .where(and(inArray(inbox.state, ['done', 'replayed']), lt(inbox.receivedAt, now - EVENTS_KEPT)));
  await tx.delete(inbox).where(and(isFailed(inbox), lt(inbox.receivedAt, now - FAILED_KEPT)));
  await tx.delete(linkCodes).where(lt(linkCodes.expiresAt, now - LINK_CODES_KEPT));
  await tx.delete(prompts).where(lt(prompts.askedAt, now - PROMPTS_KEPT));
  await tx
    .delete(outbox)
    .where(
      and(inArray(outbox.state, ['sent', 'gone']), isNotNull(outbox.doneAt), lt(outbox.doneAt, now - MESSAGES_KEPT)),
    );
}
