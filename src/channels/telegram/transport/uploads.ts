/**
 * Calls that carry a file, through telegraf, which knows how they are put together. This adds what it lacks: a time limit
 * for each call, kept connections also to a plain http address (its constructor drops the agent there), outcomes as
 * values, and errors without the token.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { Telegram } from 'telegraf';
import { BEFORE_OPEN, failureOf, OUT_OF_TIME } from '../errors.ts';
import { type Calls, IDLE_MS, keptWhileBusy, type TransportOptions } from './calls.ts';

// Telegraf types methods as of Bot API 7.1 and the signal after a shim; ours are checked where payloads are made.
type CallApi = (
  method: string,
  payload: Readonly<Record<string, unknown>>,
  options: { readonly signal: AbortSignal },
) => Promise<unknown>;

export function uploads({ token, apiRoot, connectMs }: TransportOptions): Calls {
  const agent = agentFor(apiRoot, connectMs);
  const telegram = new Telegram(token, { apiRoot, webhookReply: false });
  telegram.options.agent = agent;
  const callApi = telegram.callApi.bind(telegram) as unknown as CallApi;
  const kept = keptWhileBusy(() => agent.destroy());
  return {
    async call(method, payload, { timeoutMs, signal }) {
      const limit = deadline(timeoutMs, signal);
      kept.begin();
      try {
        return { ok: true, result: await callApi(method, payload, { signal: limit.signal }) };
      } catch (error) {
        return { ok: false, ...(limit.passed() ? OUT_OF_TIME : failureOf(error, token)) };
      } finally {
        limit.clear();
        kept.end();
      }
    },
    close: kept.close,
  };
}

/** `AbortSignal.any` and `.timeout` leave something behind for each of thousands of calls; this leaves nothing. */
function deadline(ms: number, outer: AbortSignal | undefined) {
  const controller = new AbortController();
  let passed = false;
  const abort = (): void => controller.abort();
  const timer = setTimeout(() => {
    passed = true;
    abort();
  }, ms);
  outer?.addEventListener('abort', abort, { once: true });
  if (outer?.aborted === true) abort();
  return {
    signal: controller.signal,
    passed: () => passed,
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}

/**
 * Connections that are kept open, and that say of an error whether it happened before they were open: then nothing was
 * written and the call may be made again, else nobody knows. node-fetch, below telegraf, drops everything of an error
 * but its code and message, so the mark is put into the code.
 */
function agentFor(apiRoot: string, connectMs: number): HttpAgent {
  const options = { keepAlive: true, timeout: IDLE_MS };
  return new URL(apiRoot).protocol === 'http:'
    ? new PlainAgent(options, connectMs)
    : new SecureAgent(options, connectMs);
}

type PlainConnect = Parameters<HttpAgent['createConnection']>;
type SecureConnect = Parameters<HttpsAgent['createConnection']>;

class PlainAgent extends HttpAgent {
  readonly #connectMs: number;

  constructor(options: ConstructorParameters<typeof HttpAgent>[0], connectMs: number) {
    super(options);
    this.#connectMs = connectMs;
  }

  override createConnection(...args: PlainConnect): ReturnType<HttpAgent['createConnection']> {
    return watch(super.createConnection(...args), 'connect', this.#connectMs);
  }
}

class SecureAgent extends HttpsAgent {
  readonly #connectMs: number;

  constructor(options: ConstructorParameters<typeof HttpsAgent>[0], connectMs: number) {
    super(options);
    this.#connectMs = connectMs;
  }

  override createConnection(...args: SecureConnect): ReturnType<HttpsAgent['createConnection']> {
    return watch(super.createConnection(...args), 'secureConnect', this.#connectMs);
  }
}

/** Marks errors until the connection is open, and gives up on it after `ms`. */
function watch<S extends Duplex | null | undefined>(socket: S, opened: 'connect' | 'secureConnect', ms: number): S {
  if (socket === null || socket === undefined) return socket;
  const timer = setTimeout(() => socket.destroy(coded('CONNECT_TIMEOUT')), ms);
  const mark = (error: Error): void => {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : 'ERROR';
    Object.assign(error, { code: `${BEFORE_OPEN}${code}` });
  };
  socket.prependListener('error', mark);
  socket.once(opened, () => {
    clearTimeout(timer);
    socket.removeListener('error', mark);
  });
  socket.once('close', () => clearTimeout(timer));
  return socket;
}

function coded(code: string): Error {
  return Object.assign(new Error('no connection in time'), { code });
}
