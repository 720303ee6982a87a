/** Whether a channel still carries what could go another way. */
import { and, eq } from 'drizzle-orm';
import type { Metered } from '../../channels/channel.ts';
import { isSending } from '../../db/tables/spine.ts';
import { enough, type Reading } from '../../features/quota/model.ts';
import type { AddressId } from '../../lib/ids.ts';
import type { Lane } from '../outgoing/outbox.ts';
import { beyond, type CountingWork, readingOf } from './readings.ts';

export class Room {
  readonly #metered: Metered;
  readonly #reading: Reading;
  readonly #beyond: ReadonlySet<AddressId>;
  /** Sent, or about to be. */
  #used: number;

  constructor(
    metered: Metered,
    { reading, inAir, beyond: over }: { reading: Reading; inAir: number; beyond: ReadonlySet<AddressId> },
  ) {
    this.#metered = metered;
    this.#reading = reading;
    this.#beyond = over;
    this.#used = reading.messages.used + inAir;
  }

  allows(address: AddressId, lane: Lane): boolean {
    if (lane === 'reply') return true;
    if (this.#reading.suspectedSince !== undefined) return false;
    if (this.#metered.atCap === 'send') return true;
    return !this.#beyond.has(address) && enough(lane, { used: this.#used, cap: this.#metered.messages });
  }

  /** One more message goes there. */
  take(): void {
    this.#used += 1;
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
    reading: await readingOf(shell, cx, channel),
    inAir: Math.max(0, sending - asking.claimed),
    beyond: await beyond(cx.c, { name: channel.name, people }, asking.addresses),
  });
}
