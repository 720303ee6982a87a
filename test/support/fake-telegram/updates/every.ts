import type { Payload, Update } from '../types.ts';
import { groupMessageOf, type Ids, LARGE_IDS, messageOf, USUAL_IDS } from './base.ts';
import { sentContents, serviceContents } from './contents.ts';
import { otherKinds } from './kinds.ts';

/** One update of every documented kind and one message of every documented content, for robustness tests. */

export interface NamedUpdate {
  readonly name: string;
  readonly update: Update;
}

/** Every kind an update can be of, as get_update_type_name of telegram-bot-api 10.0 lists them. */
export const UPDATE_KINDS = [
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'inline_query',
  'chosen_inline_result',
  'callback_query',
  'shipping_query',
  'pre_checkout_query',
  'poll',
  'poll_answer',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
  'message_reaction',
  'message_reaction_count',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'purchased_paid_media',
  'managed_bot',
  'guest_message',
] as const;

/** In order of their ids, which count on from `ids.updateId`; where that is the largest, all have it. */
export function everyUpdate(ids: Ids = USUAL_IDS): NamedUpdate[] {
  const bodies: [name: string, kind: string, body: Payload][] = [
    ...Object.entries(sentContents(ids)).map(([name, content]) => tell(`message: ${name}`, messageOf(ids, content))),
    ...Object.entries(serviceContents(ids)).map(([name, content]) =>
      tell(`service: ${name}`, groupMessageOf(ids, content)),
    ),
    ...Object.entries(otherKinds(ids)).map(([name, [kind, body]]): [string, string, Payload] => [name, kind, body]),
  ];
  const largest = ids.updateId === LARGE_IDS.updateId;
  return bodies.map(([name, kind, body], at) => {
    const update_id = largest ? ids.updateId : ids.updateId + at;
    return { name, update: { update_id, [kind]: body } };
  });
}

const tell = (name: string, message: Payload): [string, string, Payload] => [name, 'message', message];

/** The same once more with ids at the end of their range. */
export const everyUpdateWithLargeIds = (): NamedUpdate[] =>
  everyUpdate(LARGE_IDS).map(({ name, update }) => ({ name: `${name}, large ids`, update }));

/** What is no update at all, or a broken one: a parser has to refuse each without an exception. */
export const BROKEN_UPDATES: readonly { readonly name: string; readonly value: unknown }[] = [
  { name: 'null', value: null },
  { name: 'a list', value: [] },
  { name: 'an empty object', value: {} },
  { name: 'no id', value: { message: messageOf(USUAL_IDS, { text: 'a' }) } },
  { name: 'an id that is text', value: { update_id: '5', message: messageOf(USUAL_IDS, { text: 'a' }) } },
  { name: 'an id that is no whole number', value: { update_id: 1.5 } },
  { name: 'only an id', value: { update_id: 1 } },
  { name: 'a message that is null', value: { update_id: 1, message: null } },
  { name: 'a message that is text', value: { update_id: 1, message: 'xin chào' } },
  { name: 'a message without a chat', value: { update_id: 1, message: { message_id: 1, date: 1, text: 'a' } } },
  { name: 'a text that is a number', value: { update_id: 1, message: messageOf(USUAL_IDS, { text: 5 }) } },
  { name: 'a press without a sender', value: { update_id: 1, callback_query: { id: '1', data: 'x' } } },
];
