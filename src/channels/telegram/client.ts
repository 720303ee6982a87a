/** Calls of the Bot API: outcomes as values, each call with a time limit, errors without the token. */
import { SECOND } from '../../lib/time.ts';
import type { Download } from '../channel.ts';
import type { Failure } from './errors.ts';
import { callsOver } from './transport/calls.ts';
import { downloads } from './transport/downloads.ts';
import { jsonPosts } from './transport/json-calls.ts';
import { threadedPosts } from './transport/thread.ts';
import { uploads } from './transport/uploads.ts';

export type Payload = Readonly<Record<string, unknown>>;

export type Answer = { readonly ok: true; readonly result: unknown } | ({ readonly ok: false } & Failure);

export interface CallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Client {
  /** Never throws. */
  call(method: string, payload: Payload, options?: CallOptions): Promise<Answer>;
  /** The bytes of a file by its id. Never throws. */
  download(fileId: string, options?: CallOptions): Promise<Download>;
  /** Drops the kept connections, once nothing is under way: a message in the air must not become one in doubt. */
  close(): void;
}

export interface ClientOptions {
  readonly token: string;
  readonly apiRoot: string;
  readonly timeoutMs?: number;
  /** How long a connection may take to open: less than a call's time limit. */
  readonly connectMs?: number;
  /** Calls without a file are made in a thread of their own: see docs/decisions/0017. */
  readonly thread?: boolean;
}

const CALL_MS = 30 * SECOND;
/** Those who write meanwhile wait for it. */
const DOWNLOAD_MS = 10 * SECOND;
const CONNECT_MS = 10 * SECOND;

export function createClient(options: ClientOptions): Client {
  const { token, connectMs = CONNECT_MS, thread = false } = options;
  const apiRoot = options.apiRoot.endsWith('/') ? options.apiRoot : `${options.apiRoot}/`;
  const json = callsOver((thread ? threadedPosts : jsonPosts)({ token, apiRoot, connectMs }));
  // Behind the sends of a whole batch a poll would come late, and with it the next batch.
  const polls = callsOver(jsonPosts({ token, apiRoot, connectMs }));
  const files = uploads({ token, apiRoot, connectMs });
  const fetched = downloads({ token, apiRoot, connectMs });
  return {
    call: (method, payload, { timeoutMs = options.timeoutMs ?? CALL_MS, signal } = {}) =>
      (method === 'getUpdates' ? polls : carriesFile(payload) ? files : json).call(method, payload, {
        timeoutMs,
        signal,
      }),
    download: async (fileId, { timeoutMs = options.timeoutMs ?? DOWNLOAD_MS, signal } = {}) => {
      const answer = await json.call('getFile', { file_id: fileId }, { timeoutMs, signal });
      return answer.ok ? fetched(answer.result, { timeoutMs, signal }) : refused(answer.why);
    },
    close: () => {
      json.close();
      polls.close();
      files.close();
    },
  };
}

/** A bot is given 20 MB at most (core.telegram.org/bots/api#getfile, documented); what it is told beyond that is known from reports of others. */
const refused = (detail: string): Download => ({
  ok: false,
  why: /file is too big/i.test(detail) ? 'too-large' : 'not-had',
  detail,
});

/** A file is given as telegraf wants it: `{source, filename}`. */
function carriesFile(payload: Payload): boolean {
  return Object.values(payload).some((value) => typeof value === 'object' && value !== null && 'source' in value);
}
