/** Which addresses and channels have to wait. Holds no clock; whoever asks says what time it is. */
import type { Instant } from '../../lib/env.ts';
import type { AddressId } from '../../lib/ids.ts';

interface Pause {
  until: Instant;
  /** Rows that went back to the table because of it, and how many of them are not written there yet. */
  putBacks: number;
  unwritten: number;
}

/**
 * A pause of an address outlives its time until the rows that went back to the table have been claimed from there:
 * what is said meanwhile has to queue up behind them.
 */
export class Pauses {
  readonly #addresses = new Map<AddressId, Pause>();
  readonly #channels = new Map<string, Instant>();

  /** Until when nothing may go there; undefined when nothing stands in the way. */
  of(row: { readonly addressId: AddressId; readonly channel: string }, now: Instant): Instant | undefined {
    const address = this.#addresses.get(row.addressId)?.until;
    const channel = this.#channels.get(row.channel) ?? 0;
    return address === undefined && channel <= now ? undefined : Math.max(address ?? 0, channel);
  }

  /** Whether the address's own time is not over yet. */
  waits(address: AddressId, now: Instant): boolean {
    return (this.#addresses.get(address)?.until ?? 0) > now;
  }

  channel(name: string): Instant {
    return this.#channels.get(name) ?? 0;
  }

  holdChannel(name: string, until: Instant): void {
    this.#channels.set(name, Math.max(until, this.channel(name)));
  }

  hold(address: AddressId, until: Instant): void {
    const pause = this.#addresses.get(address);
    if (pause === undefined) this.#addresses.set(address, { until, putBacks: 0, unwritten: 0 });
    else pause.until = Math.max(until, pause.until);
  }

  /** A row of a held address goes back to the table; call the result once that is written. */
  putBack(address: AddressId): () => void {
    const pause = this.#addresses.get(address);
    if (pause === undefined) return () => {};
    pause.putBacks += 1;
    pause.unwritten += 1;
    return () => {
      pause.unwritten -= 1;
    };
  }

  /** Addresses whose time is over and whose rows are all in the table: a claim that begins now sees them. */
  over(now: Instant): ReadonlyMap<AddressId, number> {
    const over = new Map<AddressId, number>();
    for (const [address, { until, putBacks, unwritten }] of this.#addresses) {
      if (until <= now && unwritten === 0) over.set(address, putBacks);
    }
    return over;
  }

  /** Ends the pause, unless another row went back since `over` was asked. */
  end(address: AddressId, putBacks: number): void {
    if (this.#addresses.get(address)?.putBacks === putBacks) this.#addresses.delete(address);
  }
}
