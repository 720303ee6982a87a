/** One request to the server. It never fails: what came of it is the result. */
import { UPLOAD_FIELDS } from '../../channels/web/protocol.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

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

/** A file, and the words that go with it. */
export interface Captioned {
  readonly file: File;
  readonly caption: string;
}

/** Sends a file; with XMLHttpRequest, for `fetch` tells nothing of how far an upload is. */
export function postFile(
  address: string,
  { file, caption }: Captioned,
  progress: (share: number) => void,
): Promise<Outcome> {
  const form = new FormData();
  form.append(UPLOAD_FIELDS.name, file.name);
  form.append(UPLOAD_FIELDS.caption, caption);
  form.append(UPLOAD_FIELDS.file, file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const retryAfter = request.getResponseHeader('Retry-After');
      resolve(outcomeOf({ status: request.status, body: request.responseText, retryAfter }));
    };
    request.onerror = () => resolve({ kind: 'later', after: undefined });
    request.onabort = request.onerror;
    request.send(form);
  });
}
