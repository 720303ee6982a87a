/**
 * Who is served next: messages of one address in their order, different addresses side by side, and an address whose line
 * holds a reply before one whose line holds only reminders. Holds no clock; whoever asks says what must wait.
 */

import type { AddressId, OutboxId } from '../../lib/ids.ts';
import { LANES, type Outgoing } from './outbox.ts';

interface Line {
  readonly rows: Outgoing[];
  busy: boolean;
  rank: number;
}

const rankOf = (row: Outgoing): number => LANES.indexOf(row.lane);

export class Lines {
  readonly #lines = new Map<AddressId, Line>();
  /** Addresses that may be served, one list for each lane, oldest first. */
  readonly #ready: readonly Set<AddressId>[] = LANES.map(() => new Set<AddressId>());
  readonly #ids = new Set<OutboxId>();

  /** Rows waiting or being sent. */
  get size(): number {
    return this.#ids.size;
  }

  holds(id: OutboxId): boolean {
    return this.#ids.has(id);
  }

  has(address: AddressId): boolean {
    return this.#lines.has(address);
  }

  add(row: Outgoing): void {
    const line = this.#lines.get(row.addressId) ?? { rows: [], busy: false, rank: LANES.length };
    this.#lines.set(row.addressId, line);
    line.rows.push(row);
    this.#ids.add(row.id);
    this.#rank(row.addressId, line);
  }

  /** The next row to send, of an address for which `may` says yes; its address is busy until `done`. */
  next(may: (row: Outgoing) => boolean): Outgoing | undefined {
    for (const ready of this.#ready) {
      for (const address of ready) {
        const line = this.#lines.get(address);
        const row = line?.rows[0];
        if (line === undefined || row === undefined || !may(row)) continue;
        line.busy = true;
        ready.delete(address);
        return row;
      }
    }
    return undefined;
  }

  /** The row that was being sent is done with; the address's next one may go. */
  done(row: Outgoing): void {
    const line = this.#lines.get(row.addressId);
    if (line === undefined || line.rows[0]?.id !== row.id) return;
    line.rows.shift();
    this.#ids.delete(row.id);
    line.busy = false;
    line.rank = LANES.length;
    if (line.rows.length === 0) this.#lines.delete(row.addressId);
    else this.#rank(row.addressId, line);
  }

  /** Gives the address up with all that waits there (its first row included). */
  drop(address: AddressId): readonly Outgoing[] {
    const line = this.#lines.get(address);
    if (line === undefined) return [];
    this.#lines.delete(address);
    for (const ready of this.#ready) ready.delete(address);
    for (const row of line.rows) this.#ids.delete(row.id);
    return line.rows;
  }

  /** The rows at the head of idle addresses, in the order of service. */
  *heads(): Iterable<Outgoing> {
    for (const ready of this.#ready) {
      for (const address of ready) {
        const row = this.#lines.get(address)?.rows[0];
        if (row !== undefined) yield row;
      }
    }
  }

  #rank(address: AddressId, line: Line): void {
    const rank = Math.min(...line.rows.map(rankOf));
    if (line.busy) return;
    if (rank !== line.rank) this.#ready[line.rank]?.delete(address);
    line.rank = rank;
    this.#ready[rank]?.add(address);
  }
}
