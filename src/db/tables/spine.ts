/** The runtime's own books: where people stand, what came in, what must go out, what is due later. */
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { AddressId, OutboxId, PersonId, PromptId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Kit } from '../kit.ts';
import type { peopleTables } from './people.ts';

/** Which rows of the outbox: literal, because a database finds a partial index only for the very condition it was made with. */
export const isPending = ({ state }: { readonly state: SQLWrapper }): SQL => sql`${state} = 'pending'`;
export const isSending = ({ state }: { readonly state: SQLWrapper }): SQL => sql`${state} = 'sending'`;
/** Of an event: it waits in the line of its chat. */
export const isNew = ({ state }: { readonly state: SQLWrapper }): SQL => sql`${state} = 'new'`;
export const isFailed = ({ state }: { readonly state: SQLWrapper }): SQL => sql`${state} = 'failed'`;
export const isOpen = ({ state }: { readonly state: SQLWrapper }): SQL => sql`${state} in ('pending', 'sending')`;

export function spineTables(k: Kit, people: ReturnType<typeof peopleTables>) {
  const meta = k.table('meta', { key: k.text('key').primaryKey(), value: k.text('value').notNull() });
  const conversations = k.table('conversations', {
    personId: k
      .id<PersonId>('person_id')
      .primaryKey()
      .references(() => people.persons.id, { onDelete: 'cascade' }),
    /** engine/conversation.Conversation; no answers, no personal text. */
    state: k.json<unknown>('state').notNull(),
    updatedAt: k.at('updated_at').notNull(),
  });
  const prompts = k.table(
    'prompts',
    {
      id: k.id<PromptId>('id').primaryKey(),
      addressId: k
        .id<AddressId>('address_id')
        .notNull()
        .references(() => people.addresses.id, { onDelete: 'cascade' }),
      /** Null for a menu, whose options are commands. */
      flow: k.text('flow'),
      step: k.text('step'),
      /** engine/say.PromptOption[] */
      options: k.json<unknown>('options').notNull(),
      askedAt: k.at('asked_at').notNull(),
      /** The option that was taken, or 'text' for a written answer. */
      answer: k.text('answer'),
      answeredAt: k.at('answered_at'),
    },
    (t) => [k.index('prompts_address').on(t.addressId, t.askedAt)],
  );
  const inbox = k.table(
    'inbox',
    {
      channel: k.text('channel').notNull(),
      /** The platform's id of the event, unique within the channel. */
      key: k.text('key').notNull(),
      platformId: k.text('platform_id').notNull(),
      receivedAt: k.at('received_at').notNull(),
      state: k.text<'new' | 'done' | 'failed' | 'replayed'>('state').notNull(),
      /** engine/input.InboundEvent while it may still be needed; null when done. */
      event: k.json<unknown>('event'),
      /** Short code told to the sender, and what went wrong (never with personal text). */
      code: k.text('code'),
      error: k.text('error'),
      /** The person's turn when it failed: a conversation that has moved on is not replayed into. */
      turn: k.int('turn'),
    },
    (t) => [
      k.key({ columns: [t.channel, t.key] }),
      // Nearly all are done at once and are in neither.
      k.index('inbox_new').on(t.channel, t.platformId).where(isNew(t)),
      k.index('inbox_failed').on(t.receivedAt).where(isFailed(t)),
    ],
  );
  const outbox = k.table(
    'outbox',
    {
      /** Ascending under the address's lock: the order of delivery within an address. */
      seq: k.place('seq'),
      id: k.id<OutboxId>('id').notNull(),
      addressId: k
        .id<AddressId>('address_id')
        .notNull()
        .references(() => people.addresses.id, { onDelete: 'cascade' }),
      channel: k.text('channel').notNull(),
      platformId: k.text('platform_id').notNull(),
      lane: k.text<'reply' | 'notice' | 'reminder' | 'digest'>('lane').notNull(),
      kind: k.text<'new' | 'edit' | 'file'>('kind').notNull(),
      /** The platform call in final words; null when done. */
      call: k.json<unknown>('call'),
      /** runtime/outgoing/pieces.Piece[]: what else can go out in the same message, while that may be; null when done. */
      pieces: k.json<unknown>('pieces'),
      state: k.text<'pending' | 'sending' | 'sent' | 'failed' | 'unknown' | 'gone'>('state').notNull(),
      attempts: k.int('attempts').notNull().default(0),
      dueAt: k.at('due_at').notNull(),
      /** The dispatcher that holds it while 'sending'. */
      owner: k.text('owner'),
      lastError: k.text('last_error'),
      /** The platform's id of the sent message. */
      messageId: k.text('message_id'),
      /** For reminders: the local day it belongs to, for the check when it is claimed. */
      reminderDay: k.text<LocalDate>('reminder_day'),
      createdAt: k.at('created_at').notNull(),
      doneAt: k.at('done_at'),
    },
    (t) => [
      k.unique('outbox_id').on(t.id),
      // Of what is still to be done only: a row enters them once and leaves them once. Queries have to use the same words.
      k.index('outbox_pending').on(t.dueAt).where(isPending(t)),
      k.index('outbox_sending').on(t.seq).where(isSending(t)),
      k.index('outbox_open').on(t.addressId, t.seq).where(isOpen(t)),
      k.index('outbox_reminder').on(t.addressId, t.reminderDay).where(sql`${t.reminderDay} is not null`),
    ],
  );
  const schedules = k.table(
    'schedules',
    {
      /** Unique over kind and subject: 'reminders', 'meeting-held:<id>' … */
      key: k.text('key').primaryKey(),
      kind: k.text('kind').notNull(),
      dueAt: k.at('due_at').notNull(),
      data: k.json<Readonly<Record<string, string>>>('data').notNull(),
    },
    (t) => [k.index('schedules_due').on(t.dueAt)],
  );
  /** One row per person and local day on which a reminder or digest went out: the promise of one a day. */
  const reminders = k.table(
    'reminders',
    {
      personId: k
        .id<PersonId>('person_id')
        .notNull()
        .references(() => people.persons.id, { onDelete: 'cascade' }),
      day: k.text<LocalDate>('day').notNull(),
      /** Kinds of the reasons it was made of, joined by commas; for the undelivered list and tests. */
      reasons: k.text('reasons').notNull(),
      digest: k.bool('digest').notNull(),
    },
    (t) => [k.key({ columns: [t.personId, t.day] })],
  );
  return { meta, conversations, prompts, inbox, outbox, schedules, reminders };
}
