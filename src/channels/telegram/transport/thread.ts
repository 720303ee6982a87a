/**
 * JSON calls made in a thread of their own, so that whoever is answered waits for nobody's bytes: writing, reading and, over
 * TLS, encrypting them costs as much processor time as the answer itself. What comes of a call is the same as of one made here
 * (docs/decisions/0017).
 */
import { Worker } from 'node:worker_threads';
import { keptWhileBusy, type Limits, type Outcome, type Posts, type TransportOptions } from './calls.ts';
import { jsonPosts } from './json-calls.ts';

/** To the thread. A call is named by a number that no other call has. */
export type Order =
  | {
      readonly id: number;
      readonly method: string;
      readonly body: string;
      readonly timeoutMs: number;
      readonly abortable: boolean;
    }
  | { readonly id: number; readonly abort: true };

/** From the thread, several in a message; the first message says with none that it takes orders from now on. */
export interface Report {
  readonly id: number;
  readonly outcome: Outcome;
}

interface Waiting {
  readonly settle: (outcome: Outcome) => void;
  /** Given to the thread: it may have been written. */
  given: boolean;
}

const ENDED: Outcome = { ok: false, kind: 'unanswered', why: 'no usable answer: the thread of calls has ended' };
const NOT_BEGUN: Outcome = { ok: false, kind: 'unsent', why: 'no connection: the thread of calls did not begin' };

/** Where the sources run as they are (`npm run dev`), calls are made here: a thread would not understand them. */
export function threadedPosts(options: TransportOptions): Posts {
  if (import.meta.url.endsWith('.ts')) return jsonPosts(options);
  return postsIn(() => new Worker(new URL('./call-thread.js', import.meta.url), { workerData: options }));
}

/** `begin` starts a thread that takes orders: the first at once, because nobody waits yet, another whenever there is none. */
export function postsIn(begin: () => Worker): Posts {
  const thread = new Thread(begin);
  const kept = keptWhileBusy(() => thread.end());
  return {
    post: async (method, body, limits) => {
      kept.begin();
      try {
        return await thread.post(method, body, limits);
      } finally {
        kept.end();
      }
    },
    close: kept.close,
  };
}

class Thread {
  readonly #start: () => Worker;
  readonly #waiting = new Map<number, Waiting>();
  /** It keeps the process alive while a call is under way. */
  #worker: Worker | undefined;
  /** Asked for at one go, such as the answers to a batch: one message for all of them costs hardly more than for one. */
  #orders: Order[] = [];
  #last = 0;

  constructor(start: () => Worker) {
    this.#start = start;
    this.#worker = this.#begin();
  }

  post(method: string, body: string, { timeoutMs, signal }: Limits): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#last += 1;
      const id = this.#last;
      const abort = (): void => this.#order({ id, abort: true });
      const settle = (outcome: Outcome): void => {
        signal?.removeEventListener('abort', abort);
        resolve(outcome);
      };
      this.#waiting.set(id, { settle, given: false });
      this.#order({ id, method, body, timeoutMs, abortable: signal !== undefined });
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted === true) abort();
    });
  }

  /** Ends the thread; a later call begins another one. */
  end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }

  #order(order: Order): void {
    if (this.#orders.length === 0) queueMicrotask(() => this.#give());
    this.#orders.push(order);
  }

  #give(): void {
    const orders = this.#orders;
    this.#orders = [];
    this.#worker ??= this.#begin();
    if (this.#worker === undefined) {
      for (const { id } of orders) this.#settle(id, NOT_BEGUN);
      return;
    }
    this.#worker.ref();
    for (const { id } of orders) {
      const one = this.#waiting.get(id);
      if (one !== undefined) one.given = true;
    }
    this.#worker.postMessage(orders);
  }

  /** Undefined where the system gives no thread at the moment; the next call asks again. */
  #begin(): Worker | undefined {
    let worker: Worker;
    try {
      worker = this.#start();
    } catch {
      return undefined;
    }
    let ready = false;
    worker.on('message', (reports: readonly Report[]) => {
      ready = true;
      for (const { id, outcome } of reports) this.#settle(id, outcome);
    });
    // Of a call that it was given and has not reported nobody knows whether it was made; others wait for the next thread.
    const ended = (): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const [id, { given }] of [...this.#waiting]) if (given) this.#settle(id, ready ? ENDED : NOT_BEGUN);
    };
    worker.on('error', ended);
    worker.on('exit', ended);
    worker.unref();
    return worker;
  }

  #settle(id: number, outcome: Outcome): void {
    const one = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    one?.settle(outcome);
  }
}
