/**
 * What the runtime need not remember for ever: handled events (kept only so that none is taken twice), old prompts (their
 * labels may be names), and delivered messages. Failed and doubtful ones stay until an operator has looked at them.
 */
import { and, inArray, isNotNull, lt } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Feature } from '../../features/feature.ts';
import type { Instant } from '../../lib/env.ts';
import { addDays, atTime, DAY, dayOf, type Zone } from '../../lib/time.ts';

/** Telegram gives up after a day, Zalo's replays were seen within a week: a month is on the safe side of both. */
const EVENTS_KEPT = 30 * DAY;
/** A button older than this is answered as an old one. */
const PROMPTS_KEPT = 120 * DAY;
const MESSAGES_KEPT = 120 * DAY;
/** In the night, when nobody waits for an answer. */
const HOUR_OF_UPKEEP = 3;

const KIND = 'upkeep';

function nextUpkeep(now: Instant, zone: Zone): Instant {
  const today = atTime(dayOf(now, zone), HOUR_OF_UPKEEP, zone);
  return today > now ? today : atTime(addDays(dayOf(now, zone), 1), HOUR_OF_UPKEEP, zone);
}

export function upkeep(): Feature {
  return {
    name: 'upkeep',
    initialSchedules: (now, zone) => [{ key: KIND, kind: KIND, dueAt: nextUpkeep(now, zone) }],
    schedules: {
      [KIND]: {
        run: async ({ c, now, zone }) => {
          await forget(c, now);
          return { says: [], next: { dueAt: nextUpkeep(now, zone) } };
        },
      },
    },
  };
}

async function forget({ tx, t }: Connection, now: Instant): Promise<void> {
  const { inbox, outbox, prompts } = t;
  await tx
    .delete(inbox)
    .where(and(inArray(inbox.state, ['done', 'replayed']), lt(inbox.receivedAt, now - EVENTS_KEPT)));
  await tx.delete(prompts).where(lt(prompts.askedAt, now - PROMPTS_KEPT));
  await tx
    .delete(outbox)
    .where(
      and(inArray(outbox.state, ['sent', 'gone']), isNotNull(outbox.doneAt), lt(outbox.doneAt, now - MESSAGES_KEPT)),
    );
}
