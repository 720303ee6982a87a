/** What sending tells about an address: that nobody is there, that somebody is after all, that it has moved. */
import type { AddressId } from '../../lib/ids.ts';
import { markGone, markReached, moveAddress } from '../incoming/people.ts';
import type { Shell } from '../shell.ts';
import type { Outgoing } from './outbox.ts';

export class Reach {
  readonly #shell: Shell;
  /** Marked by this process since it started. */
  readonly #gone = new Set<AddressId>();

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Whatever waits behind the row finds out for itself: it may answer somebody who has come back meanwhile. */
  async gone({ addressId, call }: Outgoing, why: string): Promise<void> {
    // That a message can no longer be edited says nothing about its reader.
    if (call.kind === 'edit') return;
    this.#gone.add(addressId);
    await this.#shell.db.transact((c) => markGone({ c, now: this.#shell.env.now() }, addressId, why));
  }

  async reached({ addressId }: Outgoing): Promise<void> {
    if (!this.#gone.delete(addressId)) return;
    await this.#shell.db.transact((c) => markReached(c, addressId));
  }

  moved({ addressId }: Outgoing, to: string): Promise<void> {
    return this.#shell.db.transact((c) => moveAddress(c, addressId, to));
  }
}
