/**
 * Single events that arrive side by side → batches handed over one at a time, as polling has them by nature: while one
 * batch is being committed the next one gathers, so a rush costs few commits.
 */
import type { InboundEvent } from '../engine/input.ts';
import type { OnEvents } from './channel.ts';

interface Waiting {
  readonly event: InboundEvent;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const BATCH = 100;

export class Batcher {
  readonly #onEvents: OnEvents;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(onEvents: OnEvents) {
    this.#onEvents = onEvents;
  }

  /** Resolves when the event's batch is committed, rejects when it could not be. */
  add(event: InboundEvent): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ event, resolve, reject });
    });
    this.#running ??= this.#drain();
    return done;
  }

  /** Resolves when nothing is waiting or running any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        await this.#onEvents(batch.map(({ event }) => event));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = undefined;
  }
}
