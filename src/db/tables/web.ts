/** The web channel's side of a chat: what a platform keeps elsewhere. Browsers, entries, files, links for writing. */
import type { AddressId, PersonId, RevisionId } from '../../lib/ids.ts';
import type { Kit } from '../kit.ts';
import type { peopleTables } from './people.ts';

export function webTables(k: Kit, people: ReturnType<typeof peopleTables>) {
  const address = () =>
    k
      .id<AddressId>('address_id')
      .notNull()
      .references(() => people.addresses.id, { onDelete: 'cascade' });
  const webChats = k.table('web_chats', {
    addressId: address().primaryKey(),
    /** The number given last; raising it is the lock under which entries are appended. */
    last: k.int('last').notNull().default(0),
    /** A page has received everything up to here. */
    received: k.int('received').notNull().default(0),
    /** channels/web/protocol.MenuItem[] by language. */
    menu: k.json<unknown>('menu'),
  });
  const webEntries = k.table(
    'web_entries',
    {
      addressId: address(),
      n: k.int('n').notNull(),
      /** The outbox row's id, or the page's own key: the same thing is appended once. */
      key: k.text('key').notNull(),
      /** channels/web/books.EntryBody as JSON, sealed: it holds what was written and what was said. */
      body: k.text('body').notNull(),
      at: k.at('at').notNull(),
    },
    (t) => [
      k.key({ columns: [t.addressId, t.n] }),
      k.unique('web_entries_key').on(t.addressId, t.key),
      k.index('web_entries_at').on(t.at),
    ],
  );
  /** A reminder or digest that no page has received yet, the oldest of each chat. */
  const webAwaited = k.table(
    'web_awaited',
    { addressId: address().primaryKey(), n: k.int('n').notNull(), since: k.at('since').notNull() },
    (t) => [k.index('web_awaited_since').on(t.since)],
  );
  const webFiles = k.table(
    'web_files',
    {
      id: k.id('id').primaryKey(),
      addressId: address(),
      n: k.int('n').notNull(),
      name: k.text('name').notNull(),
      type: k.text('type').notNull(),
      bytes: k.bytes('bytes').notNull(),
    },
    (t) => [k.index('web_files_entry').on(t.addressId, t.n)],
  );
  const webPlaces = k.table(
    'web_places',
    {
      id: k.id('id').primaryKey(),
      addressId: address(),
      /** SHA-256 of the cookie's secret. */
      secretHash: k.text('secret_hash').notNull(),
      /** Which browser, in words. */
      label: k.text('label').notNull(),
      createdAt: k.at('created_at').notNull(),
      seenAt: k.at('seen_at').notNull(),
      endedAt: k.at('ended_at'),
    },
    (t) => [k.index('web_places_address').on(t.addressId)],
  );
  const writingLinks = k.table(
    'writing_links',
    {
      /** SHA-256 of the token in the link. */
      tokenHash: k.text('token_hash').primaryKey(),
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => people.persons.id, { onDelete: 'cascade' }),
      expiresAt: k.at('expires_at').notNull(),
      spentAt: k.at('spent_at'),
    },
    (t) => [k.index('writing_links_person').on(t.personId), k.index('writing_links_expires').on(t.expiresAt)],
  );
  /** Files that a channel does not carry: behind a signed link for a day, then gone. */
  const handouts = k.table(
    'handouts',
    {
      id: k.id('id').primaryKey(),
      addressId: address(),
      /** Whose the address was: given up since, it opens nothing any more. */
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => people.persons.id, { onDelete: 'cascade' }),
      /** The submitted text of somebody else that it is a part of: who may read that is looked at again whenever it is opened. */
      revisionId: k.id<RevisionId>('revision_id'),
      /** Name and bytes through the seal. */
      name: k.text('name').notNull(),
      type: k.text('type').notNull(),
      bytes: k.bytes('bytes').notNull(),
      /** Real time, like that of a cookie. */
      expiresAt: k.at('expires_at').notNull(),
    },
    (t) => [k.index('handouts_expires').on(t.expiresAt), k.index('handouts_person').on(t.personId)],
  );
  return { handouts, webChats, webEntries, webAwaited, webFiles, webPlaces, writingLinks };
}
