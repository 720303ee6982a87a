/** One request to the server and what its answer means for what was sent. */
import type { Problem } from '../../channels/web/protocol.ts';

export type Outcome =
  | { readonly kind: 'taken' }
  /** No answer, or not now: the same again, after so many milliseconds when the server said so. */
  | { readonly kind: 'later'; readonly after: number | undefined }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'signed-out' };

/** The words of the wire; an answer of somebody in between has none. */
const BY_STATUS: Readonly<Record<number, Problem>> = {
  400: 'bad-request',
  403: 'forbidden',
  404: 'not-found',
  413: 'too-large',
  415: 'wrong-type',
};
const PROBLEMS: ReadonlySet<string> = new Set<Problem>([
  'bad-request',
  'too-long',
  'too-large',
  'wrong-type',
  'forbidden',
  'not-found',
]);

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | null;
}

/** Pure. Statuses below 400 are success, whatever stands between turns 204 into. */
export function outcomeOf({ status, body, retryAfter }: Answer): Outcome {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  if (status === 401) return { kind: 'signed-out' };
  const seconds = Number(retryAfter ?? '');
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { kind: 'later', after: seconds > 0 ? seconds * 1_000 : undefined };
  }
  return { kind: 'refused', problem: problemIn(body) ?? BY_STATUS[status] ?? 'bad-request' };
}

function problemIn(body: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const problem = typeof value === 'object' && value !== null && 'problem' in value ? value.problem : undefined;
    return typeof problem === 'string' && PROBLEMS.has(problem) ? (problem as Problem) : undefined;
  } catch {
    return undefined;
  }
}

/** Longer than this an answer is not waited for: the same is sent again under its key. */
const PATIENCE = 20_000;

export async function postJson(address: string, value: unknown): Promise<Outcome> {
  const impatient = new AbortController();
  const timer = setTimeout(() => impatient.abort(), PATIENCE);
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(value),
      signal: impatient.signal,
    });
    const retryAfter = answer.headers.get('Retry-After');
    return outcomeOf({ status: answer.status, body: await answer.text(), retryAfter });
  } catch {
    return { kind: 'later', after: undefined };
  } finally {
    clearTimeout(timer);
  }
}

/** Sends the bytes of a file; with XMLHttpRequest, for `fetch` tells nothing of how far an upload is. */
export function postFile(address: string, file: Blob, progress: (share: number) => void): Promise<Outcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const retryAfter = request.getResponseHeader('Retry-After');
      resolve(outcomeOf({ status: request.status, body: request.responseText, retryAfter }));
    };
    request.onerror = () => resolve({ kind: 'later', after: undefined });
    request.onabort = request.onerror;
    request.send(file);
  });
}
