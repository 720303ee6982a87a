import type { Payload } from '../types.ts';

/**
 * The queue of updates of one bot, with the rules of td's TQueue (tddb/td/db/TQueue.cpp):
 * `get` forgets everything below the offset at once; what is not forgotten is handed out again.
 */

export interface QueuedUpdate {
  readonly id: number;
  readonly kind: string;
  readonly body: Payload;
  readonly json: string;
  readonly bytes: number;
  readonly expiresAt: number;
  /** Webhook updates with the same key are delivered one after another. */
  readonly key: string;
}

export interface NewUpdate {
  readonly kind: string;
  readonly body: Payload;
  readonly expiresAt: number;
  readonly key: string;
}

export interface Taken {
  readonly updates: readonly QueuedUpdate[];
  readonly forgotten: readonly QueuedUpdate[];
  readonly expired: readonly QueuedUpdate[];
}

export const MAX_EVENTS = 100_000;
const MAX_TOTAL_BYTES = 1 << 27;
const MAX_ANSWER_BYTES = 1 << 22;

export class UpdateQueue {
  readonly #events = new Map<number, QueuedUpdate>();
  #tail: number;
  #bytes = 0;

  constructor(firstId: number) {
    this.#tail = firstId;
  }

  get size(): number {
    return this.#events.size;
  }

  /** The id the next update gets. */
  get tail(): number {
    return this.#tail;
  }

  get head(): number {
    for (const id of this.#events.keys()) return id;
    return this.#tail;
  }

  /** Undefined when the queue is full: the platform drops the update without a word. */
  push(update: NewUpdate): QueuedUpdate | undefined {
    const id = this.#tail;
    const { kind, body, expiresAt, key } = update;
    const json = `{"update_id":${id},${JSON.stringify(kind)}:${JSON.stringify(body)}}`;
    const bytes = Buffer.byteLength(json);
    if (this.#events.size >= MAX_EVENTS || this.#bytes + bytes > MAX_TOTAL_BYTES) return undefined;
    const queued: QueuedUpdate = { id, kind, body, json, bytes, expiresAt, key };
    this.#events.set(id, queued);
    this.#bytes += bytes;
    this.#tail = id + 1;
    return queued;
  }

  /** A new random start, which the platform takes when the queue has been empty for about a week. */
  jumpTo(id: number): void {
    if (this.#events.size > 0) throw new Error(`ids jump only while nothing is waiting; ${this.#events.size} are`);
    this.#tail = id;
  }

  get(offset: number, limit: number, now: number): Taken {
    const cleared = offset < 0 ? this.clear(-offset) : [];
    const from = this.#start(offset);
    const forgotten: QueuedUpdate[] = [...cleared];
    const expired: QueuedUpdate[] = [];
    const updates: QueuedUpdate[] = [];
    let room = MAX_ANSWER_BYTES;
    for (const event of this.#events.values()) {
      if (event.id < from) {
        forgotten.push(this.#drop(event));
      } else if (event.expiresAt < now) {
        expired.push(this.#drop(event));
      } else {
        room -= 50 + event.bytes;
        if (updates.length === limit || room <= 0) break;
        updates.push(event);
      }
    }
    return { updates, forgotten, expired };
  }

  /** Keeps the newest `keep` updates and returns what went. */
  clear(keep: number): QueuedUpdate[] {
    const extra = this.#events.size - keep;
    return extra <= 0 ? [] : [...this.#events.values()].slice(0, extra).map((event) => this.#drop(event));
  }

  forget(id: number): QueuedUpdate | undefined {
    const event = this.#events.get(id);
    return event && this.#drop(event);
  }

  waiting(): readonly QueuedUpdate[] {
    return [...this.#events.values()];
  }

  /** Updates from `id` on, for the webhook, which keeps its own place in the queue. */
  *after(id: number): Generator<QueuedUpdate> {
    for (const event of this.#events.values()) if (event.id >= id) yield event;
  }

  // An offset that is zero, negative, more than 10 above the tail or far below the head means "from the head".
  #start(offset: number): number {
    const head = this.head;
    const sensible = offset > 0 && offset <= this.#tail + 10 && offset >= head - MAX_EVENTS;
    return sensible ? offset : head;
  }

  #drop(event: QueuedUpdate): QueuedUpdate {
    this.#events.delete(event.id);
    this.#bytes -= event.bytes;
    return event;
  }
}
