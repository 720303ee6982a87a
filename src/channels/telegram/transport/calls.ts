/** What the transports of the Bot API have in common: JSON calls by undici, here or in a thread, and uploads by telegraf. */
import type { Failure } from '../errors.ts';

type Payload = Readonly<Record<string, unknown>>;
export type Outcome = { readonly ok: true; readonly result: unknown } | ({ readonly ok: false } & Failure);

/** One way of making calls. Never throws. */
export interface Calls {
  call(method: string, payload: Payload, limits: Limits): Promise<Outcome>;
  /** Drops the kept connections. */
  close(): void;
}

/** The same for calls without a file, whose payload is JSON already. Never throws. */
export interface Posts {
  post(method: string, body: string, limits: Limits): Promise<Outcome>;
  close(): void;
}

export const callsOver = ({ post, close }: Posts): Calls => ({
  call: (method, payload, limits) => post(method, JSON.stringify(payload), limits),
  close,
});

export interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface TransportOptions {
  readonly token: string;
  /** Ends in a slash. */
  readonly apiRoot: string;
  /** How long a connection may take to open. */
  readonly connectMs: number;
}

// Shorter than the idle time of any common server (Node's own is 5 s), so that a call is not written into a
// connection that is being closed at the other end: its outcome would be unknown.
export const IDLE_MS = 4_000;

/** Connections that are dropped when they are no longer wanted and nothing is under way on them; a later call opens new ones. */
export function keptWhileBusy(drop: () => void) {
  let underWay = 0;
  let closing = false;
  const dropIdle = (): void => {
    if (closing && underWay === 0) drop();
  };
  return {
    begin: (): void => {
      underWay += 1;
    },
    end: (): void => {
      underWay -= 1;
      dropIdle();
    },
    close: (): void => {
      closing = true;
      dropIdle();
    },
  };
}
