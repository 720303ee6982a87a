/** An outbox row's call → one call of the Bot API → what became of it. */
import { z } from 'zod';
import { bytesOf, type Call } from '../channel.ts';
import type { SendResult } from '../send-result.ts';
import type { Client, Payload } from './client.ts';
import { resultOf } from './errors.ts';

const markup = z.object({ inline_keyboard: z.array(z.array(z.unknown())) }).optional();

/** What `render` writes; rows of an older version that do not fit are refused rather than sent half. */
const bodySchema = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('sendMessage'),
    text: z.string(),
    link_preview_options: z.unknown().optional(),
    reply_markup: markup,
  }),
  z.object({ method: z.literal('editMessageReplyMarkup'), message_id: z.int(), reply_markup: markup }),
  z.object({ method: z.literal('deleteMessage'), message_id: z.int() }),
  z.object({
    method: z.literal('sendDocument'),
    name: z.string(),
    type: z.string(),
    content: z.string(),
    encoding: z.literal('base64').exactOptional(),
    caption: z.string().optional(),
    reply_markup: markup,
  }),
]);
type Body = z.infer<typeof bodySchema>;

const resultSchema = z.object({ message_id: z.int() });
/** The person deleted it first, or an earlier try did. */
const GONE_ALREADY = /message to delete not found/i;
const CHAT = /^-?\d{1,16}$/;

export async function sendCall(client: Client, platformId: string, call: Call): Promise<SendResult> {
  const body = bodySchema.safeParse(call.body);
  if (!body.success) return { outcome: 'refused', why: 'the stored call has an unknown form' };
  if (!CHAT.test(platformId) || Number(platformId) === 0) return { outcome: 'refused', why: 'not the id of a chat' };
  const answer = await client.call(body.data.method, payloadOf(Number(platformId), body.data));
  const result = answer.ok ? sent(answer.result) : resultOf(answer);
  if (body.data.method === 'deleteMessage' && result.outcome === 'refused' && GONE_ALREADY.test(result.why))
    return { outcome: 'sent', messageId: undefined };
  if (result.outcome !== 'sent' || body.data.method !== 'editMessageReplyMarkup') return result;
  return { outcome: 'sent', messageId: String(body.data.message_id) };
}

function sent(result: unknown): SendResult {
  const message = resultSchema.safeParse(result).data;
  return { outcome: 'sent', messageId: message === undefined ? undefined : String(message.message_id) };
}

function payloadOf(chatId: number, body: Body): Payload {
  if (body.method === 'sendMessage') {
    const { text, link_preview_options, reply_markup } = body;
    return { chat_id: chatId, text, link_preview_options, reply_markup };
  }
  if (body.method !== 'sendDocument') {
    const { method: _, ...rest } = body;
    return { chat_id: chatId, ...rest };
  }
  const { name, caption, reply_markup } = body;
  const document = { source: bytesOf(body), filename: safeFileName(name) };
  return { chat_id: chatId, document, caption, reply_markup };
}

/** Telegraf writes the name into a header as it is, so a quote or a line break in it would end the header. */
function safeFileName(name: string): string {
  const safe = name
    .replace(/[\p{Cc}\p{Surrogate}"\\/]/gu, '_')
    .trim()
    .slice(0, 120);
  return safe === '' ? 'file' : safe;
}
