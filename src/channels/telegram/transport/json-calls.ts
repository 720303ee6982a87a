/**
 * Calls of the Bot API as JSON, over undici: a third of the processor time of telegraf's node-fetch, and an exact answer to
 * the question whether a failed call was written (docs/decisions/0004). undici tells a call when it is put on an open
 * connection; one that fails before was never written and may be made again, of any other nobody knows.
 */
import { Buffer } from 'node:buffer';
import { type Dispatcher, Pool } from 'undici';
import { type Failure, failureOf, failureOfAnswer, OUT_OF_TIME, UNSENT_IN_TIME } from '../errors.ts';
import { IDLE_MS, keptWhileBusy, type Limits, type Outcome, type Posts, type TransportOptions } from './calls.ts';

/** The dispatcher has more sends in the air after a full batch: those wait here for a connection, within their time limit. */
const CONNECTIONS = 80;

export function jsonPosts(options: TransportOptions): Posts {
  const { token, apiRoot } = options;
  const { origin, pathname } = new URL(apiRoot);
  const headers = { 'content-type': 'application/json' };
  let pool: Pool | undefined;
  const kept = keptWhileBusy(() => {
    pool?.destroy().catch(() => undefined);
    pool = undefined;
  });
  return {
    post: (method, body, limits) =>
      new Promise((resolve) => {
        const call = new Call({ token, sends: SENDS.test(method) }, limits, (outcome) => {
          kept.end();
          resolve(outcome);
        });
        kept.begin();
        call.begin();
        if (call.over) return;
        pool ??= poolOf(origin, options);
        pool.dispatch({ method: 'POST', path: `${pathname}bot${token}/${method}`, headers, body }, call);
      }),
    close: kept.close,
  };
}

function poolOf(origin: string, { connectMs }: TransportOptions): Pool {
  return new Pool(origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
    connect: { timeout: connectMs },
    // Every call has a time limit of its own, and a long poll is silent for a minute.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

const SENDS = /^send[A-Z]/;
/**
 * How the answer to a send begins (https://core.telegram.org/bots/api#making-requests; that the id comes first is guessed, and an
 * answer that begins otherwise is read in full). The message is out then, whatever follows; that only repeats it.
 */
const SENT = /^\{"ok":true,"result":\{"message_id":(\d{1,15})[,}]/;
const LONGEST_BEGINNING = 64;

interface About {
  readonly token: string;
  /** Of the answer only the id of the message is wanted. */
  readonly sends: boolean;
}

/** One call under way, as undici reports on it. */
class Call implements Dispatcher.DispatchHandler {
  /** Settled; what undici still reports is of no interest. */
  over = false;
  readonly #about: About;
  readonly #settle: (outcome: Outcome) => void;
  readonly #limits: Limits;
  #timer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #reason = '';
  #chunks: Buffer[] = [];

  constructor(about: About, limits: Limits, settle: (outcome: Outcome) => void) {
    this.#about = about;
    this.#limits = limits;
    this.#settle = settle;
  }

  begin(): void {
    const { timeoutMs, signal } = this.#limits;
    this.#timer = setTimeout(
      () => this.#giveUp(this.#controller === undefined ? UNSENT_IN_TIME : OUT_OF_TIME),
      timeoutMs,
    );
    signal?.addEventListener('abort', this.#aborted, { once: true });
    if (signal?.aborted === true) this.#aborted();
  }

  /** It is about to be written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Given up while it waited for a connection: aborted now, it is not written.
    if (this.over) controller.abort(new Error('given up'));
  }

  // biome-ignore lint/complexity/useMaxParams: the signature is undici's
  onResponseStart(_: Dispatcher.DispatchController, status: number, _headers: unknown, reason?: string): void {
    this.#status = status;
    this.#reason = reason ?? '';
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#end(this.#outcome());
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#end({ ok: false, ...failureOf(error, this.#about.token, { written: this.#controller !== undefined }) });
  }

  /** What a proxy says with its 5xx is no answer of the platform, whatever its body. */
  #outcome(): Outcome {
    if (this.#status >= 500) return this.#refused({ error_code: this.#status, description: this.#reason });
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    const [, id] = (this.#about.sends && SENT.exec(body.toString('latin1', 0, LONGEST_BEGINNING))) || [];
    if (id !== undefined) return { ok: true, result: { message_id: Number(id) } };
    try {
      const answer: unknown = JSON.parse(body.toString('utf8'));
      if (typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true)
        return { ok: true, result: 'result' in answer ? answer.result : undefined };
      return this.#refused(answer);
    } catch {
      return { ok: false, kind: 'unanswered', why: 'no usable answer: invalid-json' };
    }
  }

  #refused(answer: unknown): Outcome {
    return { ok: false, ...failureOfAnswer(answer, this.#about.token) };
  }

  readonly #aborted = (): void => this.#giveUp({ kind: 'unanswered', why: 'no usable answer: aborted' });

  #giveUp(failure: Failure): void {
    this.#end({ ok: false, ...failure });
    this.#controller?.abort(new Error('given up'));
  }

  #end(outcome: Outcome): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.#timer);
    this.#limits.signal?.removeEventListener('abort', this.#aborted);
    this.#chunks = [];
    this.#settle(outcome);
  }
}
