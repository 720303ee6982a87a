/** The limits of every channel over all chats and for each of them, as buckets. Time is an argument. */
import type { Instant } from '../../lib/env.ts';
import type { AddressId } from '../../lib/ids.ts';
import { Bucket, type Limits } from './bucket.ts';

const MOST_CHATS = 5_000;

export class Rates {
  readonly #limits: (channel: string) => Limits | undefined;
  readonly #all = new Map<string, Bucket>();
  readonly #chats = new Map<AddressId, Bucket>();

  constructor(limits: (channel: string) => Limits | undefined) {
    this.#limits = limits;
  }

  /** Some channel has limits, and has been used. */
  get limited(): boolean {
    return this.#all.size > 0;
  }

  /** 0 when the row may go now (its tokens are then taken), else how long to wait. */
  take(row: { readonly addressId: AddressId; readonly channel: string }, now: Instant): number {
    const limits = this.#limits(row.channel);
    if (limits === undefined) return 0;
    const all = this.#all.get(row.channel) ?? new Bucket(limits.all, now);
    this.#all.set(row.channel, all);
    const chat = this.#chats.get(row.addressId) ?? new Bucket(limits.chat, now);
    this.#chats.set(row.addressId, chat);
    const wait = Math.max(all.wait(now), chat.wait(now));
    if (wait > 0) return wait;
    all.take(now);
    chat.take(now);
    if (this.#chats.size > MOST_CHATS) this.#forgetFull(now);
    return 0;
  }

  #forgetFull(now: Instant): void {
    for (const [address, bucket] of this.#chats) if (bucket.full(now)) this.#chats.delete(address);
  }
}
