/** Who there is and how they are reached: units, people, their dated places and duties, addresses, codes, consents. */
import type { Instant } from '../../lib/env.ts';
import type { AddressId, CampaignId, PersonId, PromptId, UnitId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Kit } from '../kit.ts';

export function peopleTables(k: Kit) {
  const units = k.table(
    'units',
    {
      id: k.id<UnitId>('id').primaryKey(),
      code: k.text('code').notNull(),
      name: k.text('name').notNull(),
      searchName: k.text('search_name').notNull(),
      /** 'cell' or any level above ('committee', …). */
      kind: k.text<'cell' | 'committee'>('kind').notNull(),
      /** What sort of cell, for counts by kind: 'residential', 'police', 'school' … (content of the import). */
      sort: k.text('sort'),
      parentId: k.id<UnitId>('parent_id'),
      /** '/root/child/…/self/' made of ids: a scope is a prefix. */
      path: k.text('path').notNull(),
      validFrom: k.text<LocalDate>('valid_from'),
      validTo: k.text<LocalDate>('valid_to'),
    },
    (t) => [
      k.unique('units_code').on(t.code),
      k.index('units_path').on(t.path),
      k.index('units_parent').on(t.parentId),
    ],
  );
  const persons = k.table(
    'persons',
    {
      id: k.id<PersonId>('id').primaryKey(),
      code: k.text('code').notNull(),
      name: k.text('name').notNull(),
      searchName: k.text('search_name').notNull(),
      locale: k.text<'vi' | 'en'>('locale'),
      /** Raised by every batch that concerns the person: the UPDATE is the lock in both databases. */
      turn: k.int('turn').notNull().default(0),
      /** The address the person last spoke from; messages go there. */
      lastAddressId: k.id<AddressId>('last_address_id'),
      createdAt: k.at('created_at').notNull(),
    },
    (t) => [k.unique('persons_code').on(t.code), k.index('persons_search').on(t.searchName)],
  );
  const memberships = k.table(
    'memberships',
    {
      id: k.id('id').primaryKey(),
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => persons.id, { onDelete: 'cascade' }),
      unitId: k
        .id<UnitId>('unit_id')
        .notNull()
        .references(() => units.id),
      status: k.text<'official' | 'probationary' | 'exempt'>('status').notNull(),
      validFrom: k.text<LocalDate>('valid_from').notNull(),
      validTo: k.text<LocalDate>('valid_to'),
    },
    (t) => [
      k.index('memberships_person').on(t.personId),
      // The whole answer to "how many members, how many exempt" without touching a row: /status of the top unit.
      k.index('memberships_unit').on(t.unitId, t.status, t.validFrom, t.validTo, t.personId),
      k.index('memberships_ended').on(t.validTo),
    ],
  );
  const roles = k.table(
    'roles',
    {
      id: k.id('id').primaryKey(),
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => persons.id, { onDelete: 'cascade' }),
      unitId: k
        .id<UnitId>('unit_id')
        .notNull()
        .references(() => units.id),
      role: k.text<RoleName>('role').notNull(),
      validFrom: k.text<LocalDate>('valid_from').notNull(),
      validTo: k.text<LocalDate>('valid_to'),
    },
    (t) => [k.index('roles_person').on(t.personId), k.index('roles_unit').on(t.unitId)],
  );
  const addresses = k.table(
    'addresses',
    {
      id: k.id<AddressId>('id').primaryKey(),
      channel: k.text('channel').notNull(),
      /** The platform's id of the chat, as text. */
      platformId: k.text('platform_id').notNull(),
      personId: k.id<PersonId>('person_id').references(() => persons.id, { onDelete: 'cascade' }),
      linkedAt: k.at('linked_at'),
      /** Raised by every batch that concerns the address: the lock. */
      turn: k.int('turn').notNull().default(0),
      locale: k.text<'vi' | 'en'>('locale'),
      /** True of a chat of several people; null of all others. */
      shared: k.bool('shared'),
      /** How many messages in a row came without what they say. */
      unread: k.int('unread').notNull().default(0),
      /** Keys of answers that are not to be repeated within the hour, and when they were given; only where messages are counted. */
      saidLately: k.json<Readonly<Record<string, Instant>>>('said_lately'),
      /** What was last shown here, for typed answers: a prompt's id. */
      shownPromptId: k.id<PromptId>('shown_prompt_id'),
      /** Why nothing can be delivered: 'blocked', 'not-found' … null while all is well. */
      gone: k.text('gone'),
      goneAt: k.at('gone_at'),
      wrongCodes: k.int('wrong_codes').notNull().default(0),
      lockedUntil: k.at('locked_until'),
      createdAt: k.at('created_at').notNull(),
    },
    (t) => [
      k.unique('addresses_platform').on(t.channel, t.platformId),
      k.index('addresses_person').on(t.personId),
      k.index('addresses_gone').on(t.gone),
    ],
  );
  const invites = k.table(
    'invites',
    {
      id: k.id('id').primaryKey(),
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => persons.id, { onDelete: 'cascade' }),
      codeHash: k.text('code_hash').notNull(),
      createdAt: k.at('created_at').notNull(),
      createdBy: k.id<PersonId>('created_by'),
      expiresAt: k.at('expires_at').notNull(),
      /** Spent or replaced by a newer code. */
      closedAt: k.at('closed_at'),
      closedWhy: k.text<'used' | 'replaced'>('closed_why'),
    },
    (t) => [k.unique('invites_code').on(t.codeHash), k.index('invites_person').on(t.personId)],
  );
  /** Made by members for themselves, good for minutes, forgotten after a day: no invites, and not kept among them. */
  const linkCodes = k.table(
    'link_codes',
    {
      codeHash: k.text('code_hash').primaryKey(),
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => persons.id, { onDelete: 'cascade' }),
      /** The chat it was made in, which is told when the code is handed in. */
      addressId: k.id<AddressId>('address_id').notNull(),
      createdAt: k.at('created_at').notNull(),
      expiresAt: k.at('expires_at').notNull(),
      closedAt: k.at('closed_at'),
      closedWhy: k.text<'used' | 'replaced'>('closed_why'),
    },
    (t) => [k.index('link_codes_person').on(t.personId), k.index('link_codes_expires').on(t.expiresAt)],
  );
  const consents = k.table(
    'consents',
    {
      id: k.id('id').primaryKey(),
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => persons.id, { onDelete: 'cascade' }),
      decision: k.text<'given' | 'declined' | 'withdrawn'>('decision').notNull(),
      /** The version of the text that was shown. */
      textVersion: k.text('text_version').notNull(),
      at: k.at('at').notNull(),
      channel: k.text('channel').notNull(),
    },
    (t) => [k.index('consents_person').on(t.personId, t.at)],
  );
  const mutes = k.table(
    'mutes',
    {
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => persons.id, { onDelete: 'cascade' }),
      campaignId: k.id<CampaignId>('campaign_id').notNull(),
      at: k.at('at').notNull(),
    },
    (t) => [k.key({ columns: [t.personId, t.campaignId] })],
  );
  return { units, persons, memberships, roles, addresses, invites, linkCodes, consents, mutes };
}

export type RoleName = 'secretary' | 'deputy' | 'committee' | 'assigned' | 'supervisor' | 'leader' | 'office' | 'admin';
