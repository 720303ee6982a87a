import type { Payload, Update } from '../types.ts';

/** The plainest possible bot, for testing the double itself. */
export interface Called {
  readonly status: number;
  readonly body: {
    readonly ok: boolean;
    readonly result?: unknown;
    readonly error_code?: number;
    readonly description?: string;
    readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
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

export async function getUpdates(server: Server, payload: Payload = {}): Promise<Update[]> {
  const { body } = await callApi(server, 'getUpdates', payload);
  if (!body.ok) throw new Error(`getUpdates: ${body.error_code} ${body.description}`);
  return body.result as Update[];
}

export async function sentId(server: Server, payload: Payload): Promise<number> {
  const { body } = await callApi(server, 'sendMessage', payload);
  return (body.result as { message_id: number }).message_id;
}
