/** What people do, as the channels report it; no channel's types beyond this line. */
import type { Instant } from '../lib/env.ts';
import type { PhotoId, PromptId } from '../lib/ids.ts';

/**
 * A picture, or a document, as the channel gave it out, of the type that its bytes say; or why there is none: too large, of a
 * kind that is not taken, or not to be had.
 */
export type Picture =
  | { readonly ok: true; readonly id: PhotoId; readonly type: string; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly why: 'too-large' | 'wrong-type' | 'not-had' };

/** One thing a person did, channel-neutral. */
export type Input =
  | { readonly kind: 'text'; readonly text: string }
  /** A button: the prompt that carried it and the option's key. Untrusted: keys and ids may be anything. */
  | { readonly kind: 'choice'; readonly promptId: PromptId; readonly key: string }
  /** A slash command, name in lower case without the slash and without '@bot'; args trimmed. */
  | { readonly kind: 'command'; readonly name: string; readonly args: string }
  /** `file` is what the channel finds it by; `picture` is there once it was asked for, which only an awaited one is. */
  | { readonly kind: 'photo'; readonly file: string; readonly caption: string; readonly picture?: Picture }
  /** Any other file, or a picture that was sent as one: its bytes say what it is, once an open question asked for them. */
  | { readonly kind: 'document'; readonly file: string; readonly caption: string; readonly picture?: Picture }
  /** An earlier message of the person now reads differently. `unsure`: the platform may have changed it, not the person. */
  | { readonly kind: 'edit'; readonly messageId: string; readonly text: string; readonly unsure?: true }
  /** The person's side of the chat ended or began again ("blocked the bot", "unblocked it"). */
  | { readonly kind: 'presence'; readonly reachable: boolean }
  /** The chat goes on under another id (a Telegram group became a supergroup). */
  | { readonly kind: 'moved'; readonly to: string }
  /** Something the program does not take: 'sticker', 'voice', 'video', 'document' (one that cannot be fetched), 'location', 'other'. */
  | { readonly kind: 'unsupported'; readonly what: string }
  /** An update that asks for no answer at all (a poll, a channel post, an unknown type): kept as seen, nothing said. */
  | { readonly kind: 'ignored'; readonly what: string };

/** One thing that came in on a channel. */
export interface InboundEvent {
  readonly channel: string;
  /** The platform's id of the event: the inbox takes it once. */
  readonly key: string;
  /** The platform's id of the chat; where the answer goes. */
  readonly platformId: string;
  /** Platform time in ms when the platform tells it, else the time of receipt. */
  readonly at: Instant;
  /** The platform's id of the person's message (for a tap: of the message that carries the button). */
  readonly messageId: string | undefined;
  /** Ascending within a chat, for putting a batch in order; the message id as a number where there is one. */
  readonly order: number;
  /** True when it did not happen in a private chat. */
  readonly group: boolean;
  /** Language the platform reports, like 'vi' or 'en-GB'. */
  readonly language: string | undefined;
  readonly input: Input;
  /** What the platform needs to take away the waiting sign of a tap: handed back to `Channel.acknowledge`. */
  readonly acknowledge: string | undefined;
}
