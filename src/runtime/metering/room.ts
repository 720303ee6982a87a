/** Whether a channel still carries what could go another way. */
import { and, eq } from 'drizzle-orm';
import type { Metered } from '../../channels/channel.ts';
import type { Connection } from '../../db/database.ts';
import { isSending } from '../../db/tables/spine.ts';
import { enough, type Reading } from '../../features/quota/model.ts';
import type { Instant } from '../../lib/env.ts';
import type { AddressId } from '../../lib/ids.ts';
import { HOUR, MINUTE } from '../../lib/time.ts';
import type { Lane } from '../outgoing/outbox.ts';
import { beyond, type CountingWork, readingOf } from './readings.ts';

/** A burst passes within minutes: until then what could go another way only waits. */
const YOUNG = 1 * HOUR;
const FIRST_TRY_AFTER = 15 * MINUTE;
const TRY_EVERY = 1 * HOUR;

/** 'try': one message finds out whether the platform takes any again; 'wait': put off until `until`. */
export type Carries = { readonly how: 'yes' | 'try' | 'no' } | { readonly how: 'wait'; readonly until: Instant };

interface State {
  readonly now: Instant;
  readonly reading: Reading;
  readonly inAir: number;
  readonly beyond: ReadonlySet<AddressId>;
}

export class Room {
  readonly #metered: Metered;
  readonly #state: State;
  /** Sent, or about to be. */
  #used: number;
  #triedAt: Instant | undefined;

  constructor(metered: Metered, state: State) {
    this.#metered = metered;
    this.#state = state;
    this.#used = state.reading.messages.used + state.inAir;
    this.#triedAt = state.reading.triedAt;
  }

  carries(address: AddressId, lane: Lane): Carries {
    if (lane === 'reply') return { how: 'yes' };
    const { beyond: over, reading } = this.#state;
    const full = over.has(address) || !enough(lane, { used: this.#used, cap: this.#metered.messages });
    if (this.#metered.atCap === 'hold' && full) return { how: 'no' };
    return reading.suspectedSince === undefined ? { how: 'yes' } : this.#suspected(reading.suspectedSince);
  }

  /** One more message goes there. */
  take(): void {
    this.#used += 1;
  }

  /** One message tries; the others wait for what comes of it, or go another way. */
  async try({ tx, t: { sentMonths } }: Connection): Promise<void> {
    const { now, reading } = this.#state;
    this.#triedAt = now;
    await tx
      .update(sentMonths)
      .set({ triedAt: now })
      .where(and(eq(sentMonths.channel, reading.channel), eq(sentMonths.month, reading.month)));
  }

  #suspected(since: Instant): Carries {
    const { now } = this.#state;
    const tried = this.#triedAt !== undefined && this.#triedAt >= since ? this.#triedAt : undefined;
    const next = tried === undefined ? since + FIRST_TRY_AFTER : tried + TRY_EVERY;
    if (now >= next) return { how: 'try' };
    return now < since + YOUNG ? { how: 'wait', until: Math.min(next, since + YOUNG) } : { how: 'no' };
  }
}

/** What is asked about: addresses of one channel, and how many of its messages in the air are asked about themselves. */
export interface Asking {
  readonly channel: string;
  readonly addresses: readonly AddressId[];
  readonly claimed: number;
}

/** Of the channels of rows that were claimed just now, as far as they are counted. */
export async function roomsFor(
  work: CountingWork,
  rows: readonly { readonly channel: string; readonly addressId: AddressId }[],
): Promise<ReadonlyMap<string, Room>> {
  const rooms = new Map<string, Room>();
  for (const channel of new Set(rows.map((row) => row.channel))) {
    const here = rows.filter((row) => row.channel === channel);
    const addresses = [...new Set(here.map(({ addressId }) => addressId))];
    const room = await roomOn(work, { channel, addresses, claimed: here.length });
    if (room !== undefined) rooms.set(channel, room);
  }
  return rooms;
}

/** Undefined where nothing is counted: there is always room. */
export async function roomOn({ shell, cx }: CountingWork, asking: Asking): Promise<Room | undefined> {
  const channel = shell.channels.get(asking.channel);
  const metered = channel?.capabilities.metered;
  if (channel === undefined || metered === undefined) return undefined;
  const { outbox } = cx.c.t;
  const sending = await cx.c.tx.$count(outbox, and(isSending(outbox), eq(outbox.channel, channel.name)));
  const { people } = metered;
  return new Room(metered, {
    now: cx.now,
    reading: await readingOf(shell, cx, channel),
    inAir: Math.max(0, sending - asking.claimed),
    beyond: await beyond(cx.c, { name: channel.name, people }, asking.addresses),
  });
}
