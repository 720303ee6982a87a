/**
 * What is done about a bot's webhook by hand: look, set, remove. Never by the program itself beyond `setWebhook` at a start in
 * webhook mode: removing one silences whichever deployment set it.
 */
import { z } from 'zod';
import type { Client } from './client.ts';
import { type Answer, meaning, scrub } from './errors.ts';
import { webhookSettings } from './webhook.ts';

/** What became of the platform's own try at the address; `undefined` where it did not say. */
export interface Tried {
  readonly reached: boolean | undefined;
  /** The platform's word for it, such as `webhook.http.403`. */
  readonly outcome: string | undefined;
}

/** The host that updates go to; undefined when no webhook is set. The path stays untold: it must not be guessable. */
export interface Hook {
  readonly host: string;
  readonly url: string;
}

const hookSchema = z.object({ url: z.string().catch('') });
const setSchema = z.object({
  verification: z
    .object({ ok: z.boolean(), outcome: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** None is told as 404 (measured) or as an empty address (documented). Throws with a scrubbed message. */
export async function currentWebhook(client: Client, timeoutMs: number): Promise<Hook | undefined> {
  const answer = await client.call('getWebhookInfo', {}, { timeoutMs });
  if (!answer.ok && answer.kind === 'refused' && answer.code === 404) return undefined;
  const { url } = hookSchema.catch({ url: '' }).parse(resultOf(answer, 'getWebhookInfo'));
  return url === '' ? undefined : { url, host: URL.canParse(url) ? new URL(url).host : 'an unreadable address' };
}

/** The platform tries the address at once and keeps it even if nobody answered there (measured). */
export function triedIn(result: unknown): Tried {
  const verification = setSchema.safeParse(result).data?.verification;
  const outcome = verification?.outcome;
  return {
    reached: verification?.ok,
    outcome: outcome === undefined ? undefined : scrub(outcome, '').slice(0, 80),
  };
}

export async function setWebhook(
  client: Client,
  settings: { readonly token: string; readonly secret: string; readonly publicUrl: string },
): Promise<Tried> {
  return triedIn(resultOf(await client.call('setWebhook', webhookSettings(settings)), 'setWebhook'));
}

export async function removeWebhook(client: Client): Promise<void> {
  resultOf(await client.call('deleteWebhook', {}), 'deleteWebhook');
}

function resultOf(answer: Answer, method: string): unknown {
  if (!answer.ok) throw new Error(`Zalo, ${method}: ${meaning(answer)}`);
  return answer.result;
}
