import type { Update } from '../types.ts';
import type { CallRecord } from './records.ts';
import type { Shown } from './timeline.ts';

/** What a test can be told about the moment it happens, instead of asking again and again. */
export type FakeEvent =
  | { readonly type: 'call'; readonly call: CallRecord }
  | { readonly type: 'shown'; readonly shown: Shown }
  /** A getUpdates has begun to wait, or has ended. */
  | { readonly type: 'polling' }
  | { readonly type: 'pushed' | 'handedOut' | 'lost'; readonly update: Update }
  /** A webhook delivery was answered or broke. */
  | { readonly type: 'delivered'; readonly update: Update | undefined };

type Listener = (event: FakeEvent) => void;

export class Events {
  readonly #listeners = new Set<Listener>();

  on(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(event: FakeEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Resolves as soon as `happened` holds: asked now and after each event. */
  waitFor(happened: () => boolean, timeoutMs: number, what = 'the condition'): Promise<void> {
    if (happened()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        off();
        reject(new Error(`waited ${timeoutMs} ms for ${what}`));
      }, timeoutMs);
      const off = this.on(() => {
        if (!happened()) return;
        clearTimeout(timer);
        off();
        resolve();
      });
    });
  }
}
