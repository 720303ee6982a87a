/**
 * The parts of Telegram's objects that are read, as zod sees them (https://core.telegram.org/bots/api#update), and what a
 * message of theirs says as the engine's Input. Pure. Only what an event cannot do without is required; any other field
 * of a wrong type counts as absent, so that a change on the platform's side costs one field and not the message.
 */
import { z } from 'zod';
import type { Input } from '../../engine/input.ts';
import { fold } from '../../lib/fold.ts';
import { clean } from '../typed.ts';

/** Ids have at most 52 significant bits (Bot API, `Chat.id`), so a JavaScript number holds them exactly. */
const id = z.int();
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const user = z.object({
  id,
  is_bot: maybe(z.boolean()),
  language_code: maybe(z.string().max(35)),
});

const chat = z.object({ id, type: maybe(z.string()) });

const photoSize = z.object({
  file_id: z.string().min(1),
  width: z.number().catch(0),
  height: z.number().catch(0),
});

/** Its name and type are the sender's words, so they are not read. */
const document = z.object({ file_id: z.string().min(1) });

const entity = z.object({ type: z.string() });

export const updateSchema = z.object({ update_id: z.int().nonnegative() });

export const messageSchema = z.object({
  message_id: id,
  date: id,
  edit_date: maybe(id),
  chat,
  from: maybe(user),
  text: maybe(z.string()),
  caption: maybe(z.string()),
  entities: maybe(z.array(entity)),
  caption_entities: maybe(z.array(entity)),
  photo: maybe(z.array(photoSize)),
  document: maybe(document),
  migrate_to_chat_id: maybe(id),
});

export const callbackSchema = z.object({
  id: z.string().min(1),
  from: user,
  // Absent for messages sent in inline mode; an inaccessible message still has its chat and id.
  message: maybe(z.object({ message_id: id, chat })),
  data: maybe(z.string()),
});

export const memberSchema = z.object({
  chat,
  from: maybe(user),
  date: id,
  new_chat_member: z.object({ status: z.string() }),
});

/** Where something of an unknown kind happened, if it says so in one of the usual places. */
export const whereSchema = z.object({
  message_id: maybe(id),
  chat: maybe(chat),
  message: maybe(z.object({ chat })),
});

export type Chat = z.infer<typeof chat>;
export type User = z.infer<typeof user>;
export type Message = z.infer<typeof messageSchema>;

// A command is the whole first word, of letters, digits and underscores, at most 32 of them
// (https://core.telegram.org/bots/features#commands); '@name' addresses one bot of several in a group. Telegram's own are
// Latin letters only, but a Vietnamese keyboard writes '/hủy': that is meant as a command and must not become an answer.
const COMMAND = /^\/([\p{L}\p{M}0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s([\s\S]*))?$/u;

/** Kinds of content that are no answers, most telling name first: a GIF is also a document, a venue also a place. */
const UNSUPPORTED: readonly (readonly [field: string, what: string])[] = [
  ['animation', 'video'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['voice', 'voice'],
  ['audio', 'audio'],
  ['sticker', 'sticker'],
  ['venue', 'location'],
  ['location', 'location'],
  ['document', 'document'],
  ['contact', 'contact'],
  ['poll', 'poll'],
  ['dice', 'dice'],
  ['story', 'story'],
  ['game', 'game'],
  ['photo', 'other'],
];

// Service messages tell what happened to a chat; nobody wrote them and nobody waits for an answer. Their fields mostly
// end in a past participle ('forum_topic_created', 'users_shared'); these are the ones that do not.
const SERVICE_FIELDS: ReadonlySet<string> = new Set([
  'new_chat_members',
  'new_chat_member',
  'left_chat_member',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'pinned_message',
  'migrate_from_chat_id',
  'successful_payment',
  'refunded_payment',
  'connected_website',
  'passport_data',
  'web_app_data',
  'giveaway',
  'giveaway_winners',
  'gift',
  'unique_gift',
]);
const SERVICE_ENDING = /_(?:[a-z]+ed|set|done)$/;

/** `raw` is the message as it came: its field names tell the kind of what is not taken. `username` is the bot's own. */
export function inputOf(message: Message, raw: object, username: string | undefined): Input {
  if (message.migrate_to_chat_id !== undefined) return { kind: 'moved', to: String(message.migrate_to_chat_id) };
  if (message.text !== undefined) return textOrCommand(clean(message.text), username);
  const photo = largest(message);
  if (photo !== undefined) return { kind: 'photo', file: photo, caption: clean(message.caption ?? '') };
  return otherContent(message, raw);
}

function textOrCommand(text: string, username: string | undefined): Input {
  const [whole, name, addressee, args = ''] = COMMAND.exec(text) ?? [];
  if (whole === undefined || name === undefined) return { kind: 'text', text };
  const ours = addressee === undefined || username === undefined || addressee.toLowerCase() === username.toLowerCase();
  if (!ours) return { kind: 'ignored', what: 'command_of_another_bot' };
  return { kind: 'command', name: fold(name), args: args.trim() };
}

/** A photo comes in several sizes of one picture. */
function largest(message: Message): string | undefined {
  const sizes = message.photo ?? [];
  const best = sizes.reduce<(typeof sizes)[number] | undefined>(
    (top, size) => (top !== undefined && top.width * top.height > size.width * size.height ? top : size),
    undefined,
  );
  return best?.file_id;
}

function otherContent({ document: file, caption }: Message, raw: object): Input {
  const known = UNSUPPORTED.find(([field]) => Object.hasOwn(raw, field));
  if (known?.[0] === 'document' && file !== undefined)
    return { kind: 'document', file: file.file_id, caption: clean(caption ?? '') };
  if (known !== undefined) return { kind: 'unsupported', what: known[1] };
  const service = Object.keys(raw).find((field) => SERVICE_FIELDS.has(field) || SERVICE_ENDING.test(field));
  return service === undefined ? { kind: 'unsupported', what: 'other' } : { kind: 'ignored', what: service };
}
