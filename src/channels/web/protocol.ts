/**
 * What the page and the server say to each other: types only, read by both sides. Everything in a chat is a numbered entry;
 * the numbers of a chat begin at 1 and have no gaps, and each is the event id with which a stream is resumed.
 */

/** A button as it stands under a message. */
export interface ChoiceOnPage {
  readonly key: string;
  readonly label: string;
  /** In the same row as the one before. */
  readonly beside: boolean;
  /** The line of the message's text (from 0) that it belongs to: shown beside that line instead of under the message. */
  readonly line?: number;
  /** Opens this address instead of answering; only the program's own links. */
  readonly href?: string;
}

/** A file kept with the chat: `/chat/files/ID`. */
export interface FileOnPage {
  readonly id: string;
  readonly name: string;
  /** As its bytes say, never as the sender says. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
}

export interface PromptOnPage {
  readonly id: string;
  readonly free: boolean;
  readonly choices: readonly ChoiceOnPage[];
  /** A picture may be the answer. */
  readonly photo?: true;
  /** Goes with `photo`: a document may be, too. */
  readonly documents?: true;
}

interface Numbered {
  readonly n: number;
  /** The organisation's time. */
  readonly at: number;
}

export type Entry = Numbered &
  (
    | {
        readonly kind: 'said';
        readonly text: string;
        readonly prompt?: PromptOnPage;
        readonly file?: FileOnPage;
      }
    /** The person's own text. `key` is the client's own: a text waiting on the page is known by it. */
    | { readonly kind: 'wrote'; readonly key: string; readonly text: string }
    /** `kept: false`: nothing that was open takes a file, so of this one there is only its name. */
    | {
        readonly kind: 'sent';
        readonly key: string;
        readonly file: FileOnPage;
        readonly caption: string;
        readonly kept?: false;
      }
    /** An option was taken; the prompt shows it from now on. */
    | { readonly kind: 'answered'; readonly prompt: string; readonly choice: string; readonly label: string }
    /** The own text `of` (its number) reads differently now. */
    | { readonly kind: 'amended'; readonly key: string; readonly of: number; readonly text: string }
  );

/** The newest question of a chat; both sides ask whether it takes a picture, or a document. */
export function openPrompt(entries: readonly Entry[]): PromptOnPage | undefined {
  const asking = entries.findLast((entry) => entry.kind === 'said' && entry.prompt !== undefined);
  return asking?.kind === 'said' ? asking.prompt : undefined;
}

/** What a page sends. A retry carries the same `key` and is recognised by it. */
export interface Sending {
  /** 8 to 64 of A-Z a-z 0-9 _ -, new for each thing done. */
  readonly key: string;
  readonly input:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'choice'; readonly prompt: string; readonly choice: string }
    | { readonly kind: 'amend'; readonly of: number; readonly text: string };
}

export interface MenuItem {
  readonly command: string;
  readonly description: string;
}

/** The first event of every stream, and again when it changes. */
export interface Hello {
  /**
   * Stands for this chat in the browser, always the same for it and no secret (a hash of the chat's id): what waits to be sent
   * is kept there under this name, so that it never goes out as somebody else who signs in later.
   */
  readonly chat: string;
  /** The person's name and place, in words; empty for somebody who has not joined. */
  readonly name: string;
  readonly locale: 'vi' | 'en';
  readonly menu: readonly MenuItem[];
  /** The lowest number that the stream will show; earlier ones are asked for (`earlier`). */
  readonly from: number;
}

/** Why something was not taken, as the body of an error: `{ problem }`. The page has words for each. */
export type Problem =
  | 'signed-out'
  | 'bad-request'
  | 'too-long'
  | 'too-large'
  | 'wrong-type'
  /** A question is open that takes pictures only. */
  | 'no-picture'
  | 'too-many'
  | 'forbidden'
  | 'not-found'
  | 'try-again';

/** What the page finds in itself when it opens: the JSON of the element `site`. */
export interface SiteData {
  readonly locale: 'vi' | 'en';
  /** Days and times are shown in it. */
  readonly zone: string;
  /** The words of the page by their whole key (`page.send`). */
  readonly words: Readonly<Record<string, string>>;
}

/** Longest text in UTF-16 units: sixteen thousand, four times a long answer. */
export const LONGEST_TEXT = 16_000;
/** Largest file in bytes. */
export const LARGEST_FILE = 10 * 1024 * 1024;
/**
 * A file is uploaded as a form of these fields, for words about it are nothing that a server in between may write down with
 * the address. Beside the file there is room for its name and the longest text.
 */
export const UPLOAD_FIELDS = { file: 'file', name: 'name', caption: 'caption' } as const;
export const LARGEST_UPLOAD = LARGEST_FILE + 128 * 1024;
