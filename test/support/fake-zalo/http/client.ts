import type { Payload } from '../types.ts';

/** The plainest possible bot, for testing the double itself. */
export interface Called {
  readonly status: number;
  readonly body: {
    readonly ok: boolean;
    readonly result?: unknown;
    readonly error_code?: number;
    readonly description?: string;
  };
}

export interface Server {
  readonly apiRoot: string;
  readonly token: string;
}

const headers = { 'content-type': 'application/json' };

export async function callApi(server: Server, method: string, payload: Payload = {}): Promise<Called> {
  const url = `${server.apiRoot}/bot${server.token}/${method}`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(payload) });
  return { status: response.status, body: (await response.json()) as Called['body'] };
}

/** What went wrong, or `ok`. */
export async function verdict(server: Server, method: string, payload: Payload = {}): Promise<string> {
  const { body } = await callApi(server, method, payload);
  return body.ok ? 'ok' : `${body.error_code} ${body.description}`;
}

interface Told {
  readonly event_name: string;
  readonly message: Payload;
}

/** One poll: what it was told, or undefined when nothing came. */
export async function poll(server: Server, seconds: number | string = 1): Promise<Told | undefined> {
  const { body } = await callApi(server, 'getUpdates', { timeout: seconds });
  if (body.error_code === 408) return undefined;
  if (!body.ok) throw new Error(`getUpdates: ${body.error_code} ${body.description}`);
  return body.result as Told;
}
