/** An outbox row's call → one call of the Bot API → what became of it. */
import { z } from 'zod';
import type { Call } from '../channel.ts';
import type { SendResult } from '../send-result.ts';
import type { Breaker } from './breaker.ts';
import type { Client } from './client.ts';
import { type Answer, meaning, resultOf } from './errors.ts';

/** What `render` writes; rows of any other form are refused rather than sent half. */
const bodySchema = z.object({ method: z.literal('sendMessage'), text: z.string().min(1) });
const resultSchema = z.object({ message_id: z.string() });

export interface Sending {
  readonly client: Client;
  readonly breaker: Breaker;
  readonly wall: () => number;
  /** Told once when the quota is suspected to be used up. */
  readonly suspected: (why: string) => void;
  /** The chat is one more than the platform grants: that it is refused says nothing about the others. */
  readonly beyond?: boolean;
}

export async function sendCall(sending: Sending, platformId: string, call: Call): Promise<SendResult> {
  const { client, breaker, wall } = sending;
  const body = bodySchema.safeParse(call.body);
  if (!body.success) return { outcome: 'refused', why: 'the stored call has an unknown form' };
  const waitMs = breaker.before(wall());
  if (waitMs > 0) return { outcome: 'retry', afterMs: waitMs, everyone: true, why: '429: too many, or the quota' };
  const { method, text } = body.data;
  return after(sending, await client.call(method, { chat_id: platformId, text }));
}

function after({ breaker, wall, suspected, beyond = false }: Sending, answer: Answer): SendResult {
  if (answer.ok) {
    breaker.accepted();
    return { outcome: 'sent', messageId: resultSchema.safeParse(answer.result).data?.message_id };
  }
  const result = resultOf(answer);
  if (answer.kind !== 'refused' || answer.code !== 429) {
    breaker.undecided();
    return result;
  }
  if (beyond) {
    breaker.undecided();
    return { outcome: 'gone', why: `more people than the plan allows: ${answer.why}` };
  }
  const before = breaker.quotaSuspected;
  const afterMs = Math.max(breaker.refused(wall()), answer.retryAfterMs ?? 0);
  if (!before && breaker.quotaSuspected) suspected(meaning(answer));
  return { outcome: 'retry', afterMs, everyone: true, why: answer.why };
}
