import type { Payload, UploadedFile } from '../types.ts';
import type { FaultKind } from './faults.ts';
import type { QueuedUpdate } from './queue.ts';

/** Everything that happened at the double, for a test to look at afterwards. */

export interface CallRecord {
  readonly seq: number;
  readonly method: string;
  readonly payload: Payload;
  readonly files: readonly UploadedFile[];
  readonly chatId: number | undefined;
  /** Milliseconds of the platform's clock. */
  readonly at: number;
  /** The call took effect, whatever became of its answer. */
  accepted: boolean;
  /** The error_code of the answer, 200, or 0 when there was none. */
  code: number;
  messageId: number | undefined;
  fault: FaultKind | undefined;
  /** The answer was handed to the network in full; undefined while that is not known yet. */
  delivered: boolean | undefined;
}

export interface Confirmed {
  readonly update: QueuedUpdate;
  readonly at: number;
  readonly by: 'offset' | 'webhook';
}

export interface Stats {
  readonly calls: number;
  readonly accepted: number;
  readonly refused429: number;
  readonly pushed: number;
  readonly handedOut: number;
  readonly redelivered: number;
  readonly confirmed: number;
  readonly expired: number;
  readonly dropped: number;
  readonly conflicts: number;
  readonly waiting: number;
}

// Calls that only ask something are counted but do not belong in `sent`.
const ASKING = /^(get|set|delete(webhook|mycommands)|close|logout)/i;

export class Records {
  readonly calls: CallRecord[] = [];
  readonly confirmed: Confirmed[] = [];
  readonly expired: QueuedUpdate[] = [];
  readonly counts = { refused429: 0, pushed: 0, handedOut: 0, redelivered: 0, dropped: 0, conflicts: 0 };
  /** A getUpdates is waiting for something to happen. */
  polling = false;
  readonly #handedOut = new Set<number>();

  call(call: Pick<CallRecord, 'method' | 'payload' | 'files' | 'chatId' | 'at'>): CallRecord {
    const fresh = { accepted: false, code: 0, messageId: undefined, fault: undefined, delivered: undefined };
    const record: CallRecord = { seq: this.calls.length + 1, ...call, ...fresh };
    this.calls.push(record);
    return record;
  }

  /** Accepted calls that people may notice, of one chat or of all. */
  sent(chatId?: number): CallRecord[] {
    return this.calls.filter(
      (call) => call.accepted && !ASKING.test(call.method) && (chatId === undefined || call.chatId === chatId),
    );
  }

  handOut(updates: readonly QueuedUpdate[]): void {
    for (const { id } of updates) {
      this.counts.handedOut += 1;
      if (this.#handedOut.has(id)) this.counts.redelivered += 1;
      this.#handedOut.add(id);
    }
  }

  confirm(updates: readonly QueuedUpdate[], by: Confirmed['by'], at: number): void {
    for (const update of updates) this.confirmed.push({ update, at, by });
  }

  stats(waiting: number): Stats {
    const accepted = this.calls.reduce((sum, call) => sum + (call.accepted ? 1 : 0), 0);
    const { confirmed, expired, calls } = this;
    const sizes = { calls: calls.length, confirmed: confirmed.length, expired: expired.length };
    return { ...this.counts, ...sizes, accepted, waiting };
  }

  clear(): void {
    this.calls.length = 0;
    this.confirmed.length = 0;
    this.expired.length = 0;
    for (const key of Object.keys(this.counts) as (keyof typeof this.counts)[]) this.counts[key] = 0;
  }
}
