/** The contract of a channel: it knows its platform and nothing else. */
import { Buffer } from 'node:buffer';
import type { InboundEvent } from '../engine/input.ts';
import type { Instant } from '../lib/env.ts';
import type { OutboxId, PromptId } from '../lib/ids.ts';
import type { SendResult } from './send-result.ts';

export interface Capabilities {
  readonly buttons: boolean;
  readonly edit: boolean;
  readonly upload: boolean;
  readonly commandMenu: boolean;
  /** A deep link can carry a code. */
  readonly deepLink: boolean;
  /** Buttons can stand beside single lines of a message. */
  readonly besideLines?: true;
  /** Belongs to somebody else, so personal text may be kept off it (`PRIVATE_TEXT`). */
  readonly foreign?: true;
  /** Nothing rings: it is read by those who look. What the program says of its own accord prefers another channel. */
  readonly silent?: true;
  /** Messages and people are counted by the platform. */
  readonly metered?: Metered;
  /** Of some people never more arrives than that they wrote. */
  readonly hidesSome?: true;
  /** People can send documents, and `download` fetches them. */
  readonly takesDocuments?: true;
}

/** What the platform counts of a bot; nothing is sent that goes over it where it can go elsewhere. */
export interface Metered {
  /** Messages a calendar month; undefined = no end. */
  readonly messages: number | undefined;
  /** People over all; undefined = no end. */
  readonly people: number | undefined;
  /** 'hold': what can go elsewhere does so before the end; 'send': it goes out until the platform refuses. */
  readonly atCap: 'hold' | 'send';
}

/** A file on its way out: its text, or its bytes in base64, because an outbox row is JSON. */
export interface FileSent {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly encoding?: 'base64';
}

/** What such a file is made of, for who reads it back from a row. */
export function bytesOf({ content, encoding }: Pick<FileSent, 'content' | 'encoding'>): Buffer {
  return Buffer.from(content, encoding ?? 'utf8');
}

/** A message in the reader's final words, before the channel's own form. */
export interface Composed {
  readonly text: string;
  readonly promptId: PromptId | undefined;
  /** Any text may be the answer: a channel without buttons offers the choices as words, not as numbers. */
  readonly free: boolean;
  /** How to answer by typing, on channels without buttons: shown before a list by number, in place of one by words. */
  readonly typed?: string;
  readonly choices: readonly {
    readonly key: string;
    readonly label: string;
    readonly beside: boolean;
    /** What is typed for it, where choices are listed by number; absent on channels with buttons. */
    readonly number?: number;
    /** The line of `text` (from 0) it stands beside; only where the channel has `besideLines`. */
    readonly line?: number;
    /** Opens this address instead of answering; a channel without buttons writes it out. */
    readonly href?: string;
  }[];
  /** A picture may be the answer. */
  readonly photo?: true;
  /** Goes with `photo`: a document may be, too. */
  readonly documents?: true;
  readonly file: FileSent | undefined;
}

/** Larger pictures and documents are not taken, whatever brings them: phones make some of eight million bytes. */
export const LARGEST_PHOTO = 10 * 1024 * 1024;

/** A picture or document that somebody sent, or why it could not be had; `detail` is for the log, without names, texts and tokens. */
export type Download =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly why: 'too-large' | 'not-had'; readonly detail: string };

/** One platform call as an outbox row keeps it: JSON in final words. `body` is read by the channel that made it. */
export interface Call {
  readonly kind: 'new' | 'edit' | 'file';
  readonly body: Readonly<Record<string, unknown>>;
}

/** The outbox row behind a call. */
export interface SentRow {
  readonly id: OutboxId;
  /** A reminder or digest. */
  readonly proactive: boolean;
  /** The chat is one more than the platform grants people to the bot. */
  readonly beyond?: true;
}

/** Handles a batch durably; resolves when it is committed, rejects when nothing of it could be stored. */
export type OnEvents = (events: readonly InboundEvent[]) => Promise<void>;

export interface MenuEntry {
  readonly command: string;
  readonly description: string;
}

export interface Channel {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Only one process may take in at a time (polling); false where the platform calls whichever process it reaches. */
  readonly exclusive: boolean;
  /**
   * Pure: the calls of this platform that show a message, split to its limit. Only the last carries the choices.
   */
  render(message: Composed): readonly Call[];
  /** Pure: the call that shows a tapped prompt as answered, or undefined where messages cannot be edited. */
  renderAnswered(messageId: string, promptId: PromptId, key: string, label: string): Call | undefined;
  /** Pure: the call (of the kind 'edit') that takes a message of the person's own out of the chat; absent where that cannot be done. */
  renderRemoval?(messageId: string): Call;
  /** Begins to take in; returns at once. Batches are handed over one at a time. */
  start(onEvents: OnEvents): void;
  /**
   * Makes one platform call. Never throws: what happened is the result. `row` tells a channel that keeps its messages itself
   * which one it is (the same row is appended once) and whether somebody counts on its being read.
   */
  send(platformId: string, call: Call, row: SentRow): Promise<SendResult>;
  /** Since when the platform has refused everything as too much; absent where nothing is counted. */
  suspectedSince?(): Instant | undefined;
  /**
   * Fetches what an event of this chat calls `file`, of LARGEST_PHOTO at most and within seconds. Rejects only while the
   * channel is being stopped; absent where nobody can send a picture.
   */
  download?(platformId: string, file: string): Promise<Download>;
  /** Takes away the waiting sign of a tap; best effort within two seconds, never throws. */
  acknowledge(handle: string): Promise<void>;
  /** Publishes the command menu for one language, for everybody or for one chat. Never throws. */
  publishMenu(language: 'vi' | 'en', entries: readonly MenuEntry[], platformId?: string): Promise<void>;
  /** For `doctor`: a sentence about the platform's side; throws with a scrubbed message when unreachable. */
  check(): Promise<string>;
  /** Link with which a code is handed in, where the platform has such links. */
  joinLink(code: string): string | undefined;
  /** Stops taking in and waits for the running batch. */
  stop(): Promise<void>;
}
