/**
 * What the web channel keeps: on other channels the platform remembers a chat, here we are the platform. The channel sees
 * this port; the runtime keeps it in the database. Texts are sealed there and go after some weeks.
 */
import type { Instant } from '../../lib/env.ts';
import type { Brand } from '../../lib/ids.ts';
import type { MenuItem } from './protocol.ts';

/** A browser in which somebody is signed in. */
export type PlaceId = Brand<string, 'PlaceId'>;

export interface Place {
  readonly id: PlaceId;
  /** The chat (an address's platform id) that it shows. */
  readonly chat: string;
}

/** An entry without its number and time, as the books keep it. */
export type EntryBody = Readonly<Record<string, unknown>> & { readonly kind: string };

export interface KeptEntry {
  readonly n: number;
  readonly at: Instant;
  readonly body: EntryBody;
}

export interface NewEntry {
  readonly chat: string;
  /** The same key is kept once per chat: the outbox row's id for what is said, the client's own for what is sent. */
  readonly key: string;
  readonly body: EntryBody;
  /** A reminder or digest: whoever has not received it after a day is to be told in person. */
  readonly awaited: boolean;
  readonly file?: { readonly id: string; readonly name: string; readonly type: string; readonly bytes: Uint8Array };
}

export interface WebBooks {
  /** Appends under the chat's lock; an entry whose key is there already comes back with its number and time, `fresh: false`. */
  append(entry: NewEntry): Promise<{ readonly n: number; readonly at: Instant; readonly fresh: boolean }>;
  /** Entries after `after`, ascending, at most `limit`. */
  entries(chat: string, after: number, limit: number): Promise<readonly KeptEntry[]>;
  /** The last number of each of these chats; one without entries is 0. */
  lastNumbers(chats: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** A page received everything up to `n`. */
  received(chat: string, n: number): Promise<void>;
  file(
    chat: string,
    id: string,
  ): Promise<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array } | undefined>;
  /** Who is in this chat, and their menu as it was last published; undefined where nobody is (any more). */
  person(
    chat: string,
  ): Promise<{ readonly name: string; readonly locale: 'vi' | 'en'; readonly menu: readonly MenuItem[] } | undefined>;
  keepMenu(chat: string, locale: 'vi' | 'en', menu: readonly MenuItem[]): Promise<void>;
  /** `secretHash` is the SHA-256 of the cookie's secret; `label` says which browser, in words. */
  openPlace(place: { readonly chat: string; readonly secretHash: string; readonly label: string }): Promise<PlaceId>;
  /** An open place of this id and secret; looking it up is noted as its last visit. */
  place(id: PlaceId, secretHash: string): Promise<Place | undefined>;
  closePlace(id: PlaceId): Promise<void>;
  /** The open places of a chat: none once `/thoat` or a new code has ended them. */
  openPlaces(chat: string): Promise<ReadonlySet<PlaceId>>;
  /** Would this code, as it was typed, be taken now? Only looks. */
  isOpenCode(code: string): Promise<boolean>;
  /** Spends a writing link; answers with the chat to open, which is made for the person where there is none. */
  spendWritingLink(tokenHash: string): Promise<{ readonly chat: string } | 'unknown' | 'expired'>;
  /** A key of this database for signing cookies, made when first asked for. */
  signingKey(): Promise<string>;
}
