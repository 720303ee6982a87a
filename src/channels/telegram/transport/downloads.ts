/** The bytes behind what getFile tells (https://core.telegram.org/bots/api#getfile), over a connection of their own. */
import { Buffer } from 'node:buffer';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { type Download, LARGEST_PHOTO } from '../../channel.ts';
import { failureOf } from '../errors.ts';
import type { Limits, TransportOptions } from './calls.ts';

const fileSchema = z.object({ file_path: z.string().min(1), file_size: z.int().optional().catch(undefined) });

const TOO_LARGE: Download = { ok: false, why: 'too-large', detail: `over ${LARGEST_PHOTO} bytes` };
const notHad = (detail: string): Download => ({ ok: false, why: 'not-had', detail });

/** Fetches what an answer of getFile names. Never throws; the token, which is part of the address, is in no detail. */
export function downloads(options: TransportOptions) {
  return async (told: unknown, limits: Limits): Promise<Download> => {
    const file = fileSchema.safeParse(told).data;
    if (file === undefined) return notHad('an answer of an unexpected form');
    if ((file.file_size ?? 0) > LARGEST_PHOTO) return TOO_LARGE;
    const agent = new Agent({ connect: { timeout: options.connectMs } });
    const limit = new AbortController();
    const giveUp = (): void => limit.abort();
    const timer = setTimeout(giveUp, limits.timeoutMs);
    limits.signal?.addEventListener('abort', giveUp, { once: true });
    if (limits.signal?.aborted === true) giveUp();
    try {
      return await bytesAt(addressOf(options, file.file_path), agent, limit.signal);
    } catch (error) {
      return notHad(limit.signal.aborted ? 'time limit' : failureOf(error, options.token).why);
    } finally {
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', giveUp);
      agent.destroy().catch(() => undefined);
    }
  };
}

/** `photos/file_1.jpg`; whatever else it may ever be, it stays a path below the bot's own. */
function addressOf({ apiRoot, token }: TransportOptions, path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return `${apiRoot}file/bot${token}/${parts.map(encodeURIComponent).join('/')}`;
}

async function bytesAt(address: string, dispatcher: Agent, signal: AbortSignal): Promise<Download> {
  const { statusCode, body } = await request(address, { dispatcher, signal });
  if (statusCode !== 200) return notHad(`HTTP ${statusCode}`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > LARGEST_PHOTO) return TOO_LARGE;
    chunks.push(bytes);
  }
  return { ok: true, bytes: new Uint8Array(Buffer.concat(chunks)) };
}
