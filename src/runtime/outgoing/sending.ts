/** One row → one call of its channel. */
import type { SendResult } from '../../channels/send-result.ts';
import type { AddressId } from '../../lib/ids.ts';
import { beyond, meteredOf } from '../metering/readings.ts';
import type { Shell } from '../shell.ts';
import type { Outgoing } from './outbox.ts';

/** Whoever came among the first stays among them, so they are looked up once. */
export class Sending {
  readonly #shell: Shell;
  readonly #within = new Set<AddressId>();

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  async send(row: Outgoing): Promise<SendResult> {
    const channel = this.#shell.channels.get(row.channel);
    if (channel === undefined) return { outcome: 'refused', why: 'this channel is not running' };
    return channel.send(row.platformId, row.call, {
      id: row.id,
      proactive: row.lane === 'reminder' || row.lane === 'digest',
      ...((await this.#isBeyond(row)) ? { beyond: true as const } : {}),
    });
  }

  async #isBeyond({ channel: name, addressId }: Outgoing): Promise<boolean> {
    const people = meteredOf(this.#shell, name)?.people;
    if (people === undefined || this.#within.has(addressId)) return false;
    const over = await this.#shell.db.read((c) => beyond(c, { name, people }, [addressId]));
    if (over.has(addressId)) return true;
    this.#within.add(addressId);
    return false;
  }
}
