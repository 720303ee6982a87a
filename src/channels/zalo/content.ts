/**
 * The parts of the platform's objects that are read, as zod sees them, and what a message of theirs says as the engine's
 * Input. Pure. Only what an event cannot do without is required; any other field of a wrong type counts as absent, so that
 * a change on the platform's side costs one field and not the message.
 */
import { z } from 'zod';
import type { Input } from '../../engine/input.ts';
import { clean, typedInput } from '../typed.ts';

const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/**
 * Ids are opaque strings (measured: 20 hexadecimal characters; the bot's own has 19 digits, more than a number holds). A
 * number that holds exactly is taken too.
 */
const id = z.union([z.string().regex(/^[\x21-\x7e]{1,128}$/), z.int().transform(String)]);

const user = z.object({ id: maybe(id), is_bot: maybe(z.boolean()) });

export const messageSchema = z.object({
  message_id: id,
  chat: z.object({ id, chat_type: maybe(z.string()) }),
  from: maybe(user),
  // Milliseconds in events, seconds in the probe (measured).
  date: maybe(z.coerce.number().positive()),
  text: maybe(z.string()),
  caption: maybe(z.string()),
  // `photo` is documented, `photo_url` is what arrives (measured).
  photo: maybe(z.string().min(1)),
  photo_url: maybe(z.string().min(1)),
  voice_url: maybe(z.string().min(1)),
  // A string (measured); an object in a hand-made sample.
  sticker: maybe(z.union([z.string().min(1), z.record(z.string(), z.unknown())])),
});
export type Message = z.infer<typeof messageSchema>;

/** Documented are text, image, sticker, voice and unsupported; the others are met in other people's code only. */
const NAMED = /^message\.([a-z]+)\.received$/;

/** Kinds that bring nothing a person wrote to us. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['reaction']);

/** Names of kinds that the program does not take → what it calls them. */
const UNTAKEN: Readonly<Record<string, string>> = {
  voice: 'voice',
  sticker: 'sticker',
  video: 'video',
  gif: 'video',
  file: 'document',
  audio: 'audio',
  location: 'location',
};

/** What arrived. Fields count more than the event's name, which may be missing or new. */
export function inputOf(name: string | undefined, message: Message, group: boolean): Input {
  const kind = name === undefined ? undefined : NAMED.exec(name)?.[1];
  // An unknown name without `message.` in front tells about something else than a message, whatever its fields are.
  if (name !== undefined && kind === undefined) return { kind: 'ignored', what: clean(name).slice(0, 64) };
  if (kind !== undefined && SAYS_NOTHING.has(kind)) return { kind: 'ignored', what: kind };
  if (kind === 'unsupported') return { kind: 'unsupported', what: 'other' };
  const photo = message.photo_url ?? message.photo;
  if (photo !== undefined) return { kind: 'photo', file: photo, caption: clean(message.caption ?? '') };
  if (message.voice_url !== undefined) return { kind: 'unsupported', what: 'voice' };
  if (message.sticker !== undefined) return { kind: 'unsupported', what: 'sticker' };
  if (message.text !== undefined) return typedInput(clean(group ? withoutMention(message.text) : message.text));
  return { kind: 'unsupported', what: UNTAKEN[kind ?? ''] ?? 'other' };
}

/**
 * In a group the bot sees only what mentions it or answers it, and the mention stays in the text (measured). Its name may
 * have spaces, so what is looked for is a command behind it.
 */
function withoutMention(text: string): string {
  return text.replace(/^\s*@[^\n/]*(?=\/)/u, '');
}
