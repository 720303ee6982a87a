import type { Settings } from '../core/settings.ts';
import type { Refusal, Reply } from '../types.ts';

/** The platform's answers. The README says which words are measured and which are guessed. */

export const refuse = (code: number, description: string): Refusal => ({ ok: false, code, description });

/** Measured. */
export const idle = () => refuse(408, 'Request timeout');
export const webhookIsSet = () =>
  refuse(400, 'You cannot use this API while a webhook is set. Please remove the webhook first');
export const notFound = () => refuse(404, 'Not Found');

/** Guessed: only the codes are documented. */
export const unauthorized = () => refuse(401, 'Unauthorized');
export const quotaExceeded = () => refuse(429, 'Quota exceeded');
export const badRequest = (why: string) => refuse(400, `Bad Request: ${why}`);

export function encode(reply: Reply, settings: Pick<Settings, 'successErrorCodeZero'>): string {
  if (!reply.ok) return JSON.stringify({ ok: false, description: reply.description, error_code: reply.code });
  return JSON.stringify({ ...reply, ...(settings.successErrorCodeZero && { error_code: 0 }) });
}

export function statusOf(reply: Reply, { errorsAsHttp200 }: Pick<Settings, 'errorsAsHttp200'>): number {
  return reply.ok || errorsAsHttp200 ? 200 : reply.code;
}
