/** Calls of the Zalo Bot API over axios: outcomes as values, each call with a time limit, errors without the token. */
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { SECOND } from '../../lib/time.ts';
import { type Answer, failureOf, GIVEN_UP, OUT_OF_TIME, readAnswer } from './errors.ts';

export type Payload = Readonly<Record<string, string | number>>;

export interface CallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Client {
  /** Never throws. */
  call(method: string, payload: Payload, options?: CallOptions): Promise<Answer>;
  /** Drops the kept connections, once nothing is under way: a message in the air must not become one in doubt. */
  close(): void;
}

export interface ClientOptions {
  readonly token: string;
  readonly apiRoot: string;
  readonly timeoutMs?: number;
  /** How long a connection may take to open. */
  readonly connectMs?: number;
}

const CALL_MS = 30 * SECOND;
const CONNECT_MS = 10 * SECOND;
// Shorter than the idle time of any common server, so that a call is not written into a connection that is being closed.
const IDLE_MS = 4_000;
// A call that is given up waits so long for the first byte, and so long for the rest of an answer that has begun: what it tells
// may never be told again.
const ARRIVING_MS = 50;
const ANSWERING_MS = 2_000;
const LARGEST_ANSWER = 1024 * 1024;

export function createClient({ token, apiRoot, timeoutMs = CALL_MS, connectMs = CONNECT_MS }: ClientOptions): Client {
  const secure = new URL(apiRoot).protocol === 'https:';
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, timeout: IDLE_MS })
    : new HttpAgent({ keepAlive: true, timeout: IDLE_MS });
  // The token as it is: whether an encoded colon is understood is unknown.
  const base = `${apiRoot.replace(/\/+$/, '')}/bot${token}`;
  const http = axios.create({
    method: 'POST',
    // Not even an address of a proxy from the environment may see the token; and nothing is followed with it.
    proxy: false,
    maxRedirects: 0,
    validateStatus: () => true,
    responseType: 'text',
    transformResponse: [(body: unknown) => body],
    maxContentLength: LARGEST_ANSWER,
    headers: { 'Content-Type': 'application/json', 'User-Agent': 'tusoi' },
    ...(secure ? { httpsAgent: agent } : { httpAgent: agent }),
  });
  let underWay = 0;
  let closing = false;
  const dropIdle = (): void => {
    if (closing && underWay === 0) agent.destroy();
  };

  async function call(
    method: string,
    payload: Payload,
    { timeoutMs: ms = timeoutMs, signal }: CallOptions = {},
  ): Promise<Answer> {
    const line = new Line(connectMs);
    const asked = unhurried(signal, line);
    const limit = deadline(ms, asked.signal);
    underWay += 1;
    try {
      const config: AxiosRequestConfig = {
        url: `${base}/${method}`,
        data: JSON.stringify(payload),
        signal: limit.signal,
      };
      const response: AxiosResponse<unknown> = await http.request({ ...config, transport: line.transport(secure) });
      const body = typeof response.data === 'string' ? response.data : '';
      return readAnswer({ status: response.status, body, retryAfter: headerOf(response, 'retry-after') }, token);
    } catch (error) {
      if (!line.opened)
        return { ok: false, ...failureOf(limit.passed() ? { code: 'TIME_LIMIT' } : error, { written: false }) };
      if (limit.passed()) return { ok: false, ...OUT_OF_TIME };
      return { ok: false, ...(signal?.aborted === true ? GIVEN_UP : failureOf(error, { written: true })) };
    } finally {
      limit.clear();
      asked.clear();
      underWay -= 1;
      dropIdle();
    }
  }

  return {
    call,
    close: () => {
      closing = true;
      dropIdle();
    },
  };
}

/**
 * Whether a call was written is known from its socket: node keeps a request back until the connection is open, and writes it at
 * once then, or at once into a kept connection.
 */
class Line {
  opened = false;
  /** The answer has begun to come in. */
  answering = false;
  readonly #connectMs: number;

  constructor(connectMs: number) {
    this.#connectMs = connectMs;
  }

  /** For axios, which otherwise chooses between node's own two. */
  transport(secure: boolean) {
    const request = secure ? httpsRequest : httpRequest;
    return {
      request: (options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest =>
        this.#watch(request(options, onResponse), secure ? 'secureConnect' : 'connect'),
    };
  }

  #watch(request: ClientRequest, event: 'connect' | 'secureConnect'): ClientRequest {
    const timer = setTimeout(
      () => request.destroy(Object.assign(new Error('no connection'), { code: 'CONNECT_TIMEOUT' })),
      this.#connectMs,
    );
    const open = (): void => {
      this.opened = true;
      clearTimeout(timer);
    };
    request.once('socket', (socket) => {
      if (request.reusedSocket) open();
      else socket.once(event, open);
    });
    request.once('response', () => {
      this.answering = true;
    });
    request.once('close', () => clearTimeout(timer));
    return request;
  }
}

/** axios's own limit starts anew with every byte. `AbortSignal.any` and `.timeout` leave something behind; this leaves nothing. */
export function deadline(ms: number, outer: AbortSignal | undefined) {
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

/** Aborted after `asked`: at once where no answer is coming in, and otherwise when it had time to. */
function unhurried(asked: AbortSignal | undefined, line: Line) {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const abort = (): void => controller.abort();
  const giveUp = (): void => {
    timer = setTimeout(() => {
      if (line.answering) timer = setTimeout(abort, ANSWERING_MS);
      else abort();
    }, ARRIVING_MS);
  };
  asked?.addEventListener('abort', giveUp, { once: true });
  if (asked?.aborted === true) abort();
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      asked?.removeEventListener('abort', giveUp);
    },
  };
}

function headerOf(response: AxiosResponse<unknown>, name: string): string | undefined {
  const value: unknown = response.headers[name];
  return typeof value === 'string' ? value : undefined;
}
