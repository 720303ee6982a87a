/** When to try again what a platform did not take, the waiting in between, and the rounds of polling: alike on every platform. */
import { setTimeout as timeout } from 'node:timers/promises';
import type { Log } from '../lib/log.ts';

/** Resolves after `ms` or as soon as the signal is aborted; never rejects. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export const realWait: Wait = (ms, signal) => timeout(ms, undefined, { signal }).catch(() => undefined);

export interface Backoff {
  readonly minMs: number;
  readonly maxMs: number;
}

export const BACKOFF: Backoff = { minMs: 250, maxMs: 5_000 };

/** What everything that tries again needs; the waiting and the dice come from outside. */
export interface Patience {
  readonly wait: Wait;
  readonly random: (bytes: number) => Uint8Array;
  readonly backoff: Backoff;
}

/** Doubles from try to try, of which a random half is taken off, so that many processes do not come back at once. */
export function pauseMs(attempt: number, { backoff, random }: Omit<Patience, 'wait'>): number {
  const full = Math.min(backoff.maxMs, backoff.minMs * 2 ** Math.min(attempt, 20));
  const [byte = 0] = random(1);
  return Math.round(full * (1 - byte / 512));
}

/** Calls until it works or the signal is aborted; undefined in the second case. `failed` says how long to wait, in milliseconds. */
export async function insist<Answer extends { readonly ok: boolean }>(
  call: () => Promise<Answer>,
  { wait, signal, failed }: Insistence<Answer>,
): Promise<Extract<Answer, { readonly ok: true }> | undefined> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const answer = await call();
    if (isDone(answer)) return answer;
    if (signal.aborted) break;
    await wait(failed(answer as Extract<Answer, { readonly ok: false }>, attempt), signal);
  }
  return undefined;
}

interface Insistence<Answer> extends Pick<Patience, 'wait'> {
  readonly signal: AbortSignal;
  failed(failure: Extract<Answer, { readonly ok: false }>, attempt: number): number;
}

const isDone = <Answer extends { readonly ok: boolean }>(
  answer: Answer,
): answer is Extract<Answer, { readonly ok: true }> => answer.ok;

/** Failures in a row of one channel's polling, and the lines of the log about them. */
export class Failures {
  readonly #channel: string;
  readonly #options: Patience & { readonly log: Log };
  #count = 0;

  constructor(channel: string, options: Patience & { readonly log: Log }) {
    this.#channel = channel;
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  /** Notes one more; answers how long to wait in milliseconds: `pause`, or longer from failure to failure. */
  add(what: string, why: string, { pause, level = 'warn' }: { pause?: number; level?: 'warn' | 'error' } = {}): number {
    const ms = pause ?? pauseMs(this.#count, this.#options);
    this.#count += 1;
    this.#options.log[level](`${this.#channel}.${what}`, { why, failures: this.#count, pauseMs: ms });
    return ms;
  }

  over(): void {
    if (this.#count > 0) this.#options.log.info(`${this.#channel}.poll-recovered`, { failures: this.#count });
    this.#count = 0;
  }
}

/** Round after round until the signal is aborted, each answering how many milliseconds the next one waits. */
export async function rounds(
  round: () => Promise<number>,
  { wait, signal, failures }: Pick<Patience, 'wait'> & { readonly signal: AbortSignal; readonly failures: Failures },
): Promise<void> {
  while (!signal.aborted) {
    // A defect of ours in one round must not make the bot deaf.
    const pause = await round().catch((error: unknown) => failures.add('poll-defect', nameOf(error)));
    if (pause > 0 && !signal.aborted) await wait(pause, signal);
  }
}

/** Only the kind: the message may quote what a person wrote, and whoever threw it has logged it. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'not an error';
}
