/** What an answer of the server means for what was sent. Pure. */
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
  'no-picture',
  'forbidden',
  'not-found',
]);

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | null;
}

/** Statuses below 400 are success, whatever stands between turns 204 into. */
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
