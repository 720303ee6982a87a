import type { Payload } from '../types.ts';

/**
 * How long an update of a kind waits, and which webhook queue it stands in. Both are read off the
 * calls of add_update in tdlib/telegram-bot-api, Client.cpp (version 10.0).
 */

const DAY = 86_400;

const LIFETIME_SECONDS: Readonly<Record<string, number>> = {
  callback_query: 150,
  shipping_query: 150,
  pre_checkout_query: 150,
  inline_query: 30,
  chosen_inline_result: 600,
};

const KEYS: Readonly<Record<string, readonly [prefix: string, owner: 'chat' | 'user' | 'id']>> = {
  message: ['chat', 'chat'],
  edited_message: ['chat', 'chat'],
  channel_post: ['chat', 'chat'],
  edited_channel_post: ['chat', 'chat'],
  inline_query: ['inline', 'user'],
  chosen_inline_result: ['chosen', 'user'],
  callback_query: ['callback', 'user'],
  shipping_query: ['payment', 'user'],
  pre_checkout_query: ['payment', 'user'],
  my_chat_member: ['me', 'chat'],
  chat_member: ['member', 'user'],
  chat_join_request: ['member', 'user'],
  chat_boost: ['boost', 'chat'],
  removed_chat_boost: ['boost', 'chat'],
  message_reaction: ['reaction', 'chat'],
  message_reaction_count: ['reactions', 'chat'],
  business_connection: ['connection', 'user'],
  business_message: ['business', 'chat'],
  edited_business_message: ['business', 'chat'],
  deleted_business_messages: ['business', 'chat'],
  purchased_paid_media: ['paid', 'user'],
  managed_bot: ['managed', 'user'],
  guest_message: ['guest', 'chat'],
  poll: ['poll', 'id'],
};

const idOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;

/** Unix milliseconds after which the update is gone. A message's day starts at its own date. */
export function expiresAt(kind: string, body: Payload, now: number): number {
  const seconds = LIFETIME_SECONDS[kind];
  if (seconds !== undefined) return now + seconds * 1000;
  const stamp = body['edit_date'] ?? body['date'];
  const born = typeof stamp === 'number' ? Math.min(stamp * 1000, now) : now;
  return born + DAY * 1000;
}

export function queueKey(kind: string, body: Payload, unique: number): string {
  const [prefix, owner] = KEYS[kind] ?? ['', 'id'];
  const id = { chat: idOf(body['chat']), user: idOf(body['from'] ?? body['user']), id: body['id'] }[owner];
  return prefix === '' || id === undefined ? `own:${unique}` : `${prefix}:${String(id)}`;
}
