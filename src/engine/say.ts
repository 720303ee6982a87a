/** What the program says, as catalogue keys and parameters; words only come about in the runtime. */
import type { AddressId, PersonId, PromptId, RevisionId } from '../lib/ids.ts';
import type { LocalDate, LocalMinute } from '../lib/time.ts';
import type { MessageKey } from './message-keys.ts';

/** A sentence to be looked up in the catalogue of the reader's language. */
export interface Words {
  readonly key: MessageKey;
  readonly params?: Params;
}

/** Text that exists in both languages as content (a question, a campaign's title). */
export interface Localized {
  readonly vi: string;
  readonly en: string;
}

/**
 * A parameter's value. Numbers are printed with the language's thousands separator; a string is put in as it is;
 * a list is one entry a line; an empty list is nothing.
 */
export type Param =
  | string
  | number
  | Words
  | Localized
  | readonly (Words | Localized | string)[]
  | { readonly day: LocalDate }
  /** Day and month only: 'ngày 04/4'. */
  | { readonly dayMonth: LocalDate }
  | { readonly minute: LocalMinute }
  /** Only the time of day of a minute: '19 giờ 30'. */
  | { readonly clock: LocalMinute }
  /** One decimal place, never rounded up to 100 while anything is missing; nothing of nothing is a dash. */
  | { readonly part: number; readonly whole: number };

export type Params = Readonly<Record<string, Param>>;

export interface CommandRef {
  readonly name: string;
  readonly args: string;
}

/** One thing that can be chosen. */
export interface Choice {
  /** At most 24 characters of a-z A-Z 0-9 . _ - : so that it fits beside a prompt's id into 64 bytes. */
  readonly key: string;
  readonly label: Words | Localized | string;
  /** A menu's choice runs a command; without it the choice answers the flow's step. */
  readonly command?: CommandRef;
  /** What it decides: of several in one message that decide the same, the last stands, because it is how things are now. */
  readonly decides?: string;
  /** Puts it beside the one before, in the same row of buttons; without it it starts a row of its own. */
  readonly beside?: boolean;
  /** Stands beside this entry (from 0) of the message's parameter `lines`; channels without such buttons leave it out. */
  readonly entry?: number;
  /**
   * Opens a page of the program instead of answering. 'writing': the place for what no messenger is to carry; left out where
   * there is none.
   */
  readonly opens?: 'writing';
}

/** A file made by the program for the reader: text as it is, or a page in the reader's words. */
export type OutgoingFile = TextFile | { readonly name: string; readonly page: Page };

export interface TextFile {
  readonly name: string;
  readonly type: string;
  /** The text of it, or its bytes in base64. */
  readonly content: string;
  readonly encoding?: 'base64';
}

/** To be read by people, outside the chat. */
export interface Page {
  readonly title: Words;
  readonly sections: readonly PageSection[];
}

export interface PageSection {
  readonly heading: Words | Localized | string;
  /** Belongs to the section before. */
  readonly within?: true;
  readonly lines: readonly (Words | Localized | string)[];
}

/** One message. */
export interface Say extends Words {
  /** A typed number may be meant as the answer, so it is no choice: channels without buttons list the choices as words. */
  readonly free?: boolean;
  /** How to type an answer, on channels without buttons: said before a numbered list, in place of a `free` one. */
  readonly typed?: Words;
  /** Nothing is chosen by the beginning of its label: a decision is typed as it is asked for, or by number. */
  readonly whole?: true;
  /** Of a long list of choices on a channel without buttons: the page to be shown, from 1. */
  readonly page?: number;
  readonly choices?: readonly Choice[];
  readonly file?: OutgoingFile;
  /** Only about its file, which goes with one before it: left out where files do not go, and that was said already. */
  readonly besides?: true;
  /** Where files are links: what is said in place of this and the messages that go with it, and before the file's own link. */
  readonly linked?: { readonly together: Words; readonly label: Words };
  /** The file is a part of this submitted text of somebody else: behind a link, each opening is one of the text. */
  readonly of?: RevisionId;
  /** A picture may be the answer: goes with `photo` of the step, and only then is a place for one offered and a picture kept. */
  readonly photo?: true;
  /** Goes with `photo`: a document may be the answer, too. */
  readonly documents?: true;
}

/**
 * A message to somebody who did not just speak: the direct consequence of somebody's act. `toAddress` reaches a chat that
 * belongs to nobody any more (an old phone).
 */
export type Notice = ({ readonly to: PersonId } | { readonly toAddress: AddressId }) & {
  readonly say: Say;
  /** Does not wait for the end of the quiet hours: only for what protects the reader, such as a chat taken over. */
  readonly urgent?: true;
  /** Of use only if it is read in good time: goes out when the quiet hours end, also where notices wait for the day's reminders. */
  readonly soon?: true;
};

/** What a prompt's row keeps of its choices. */
export interface PromptOption {
  readonly key: string;
  /** In the words that were shown. */
  readonly label: string;
  readonly command?: CommandRef;
}

/** A prompt as it was asked. `flow` and `step` are absent for a menu. */
export interface Prompt {
  readonly id: PromptId;
  readonly flow: string | undefined;
  readonly step: string | undefined;
  readonly options: readonly PromptOption[];
}

/** Leads to the page on which is written what no messenger is to carry. */
export const writeChoice: Choice = { key: 'write', label: { key: 'dialog.button-write' }, opens: 'writing' };

/** `say('common.unknown', {…})`: the only way to make Words that does not compile with a missing key. */
export function words(key: MessageKey, params?: Params): Words {
  return params === undefined ? { key } : { key, params };
}

export function say(key: MessageKey, params?: Params, choices?: readonly Choice[]): Say {
  if (choices === undefined || choices.length === 0) return words(key, params);
  return params === undefined ? { key, choices } : { key, params, choices };
}
