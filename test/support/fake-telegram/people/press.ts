import type { Core } from '../core/core.ts';
import type { Chat } from '../core/world.ts';
import type { Button, Message, Payload, UserInfo } from '../types.ts';

/** The press of a button, and the blocking of the bot, as the bot is told of them. */

export interface Pressed {
  readonly body: Payload;
  readonly messageId: number;
}

export interface Pressing {
  readonly user: UserInfo;
  readonly data: string;
  readonly message: Message | undefined;
}

export function pressed(core: Core, { user, data, message }: Pressing): Pressed {
  const id = `4382${String(user.id).padStart(12, '0')}${core.world.presses.size + 1}`;
  const chatId = message?.chat.id;
  core.world.presses.set(id, { id, chatId, userId: user.id, at: core.clock.now(), answers: [] });
  const base = { id, from: user, chat_instance: `-36${user.id}`, data };
  return { body: message ? { ...base, message } : base, messageId: message?.message_id ?? 0 };
}

export function findButton(buttons: readonly Button[], wanted: string): Button | undefined {
  const exact = buttons.find(({ text, callback_data }) => text === wanted || callback_data === wanted);
  if (exact) return exact;
  const partly = buttons.filter(({ text }) => text.includes(wanted));
  return partly.length === 1 ? partly[0] : undefined;
}

export interface AccessChange {
  readonly user: UserInfo;
  readonly chat: Chat;
  readonly access: 'open' | 'blocked';
}

export function membershipChange(core: Core, { user, chat, access }: AccessChange): Payload {
  const kicked = { user: core.bot, status: 'kicked', until_date: 0 };
  const member = { user: core.bot, status: 'member' };
  return {
    chat: chat.info,
    from: user,
    date: core.clock.seconds(),
    old_chat_member: chat.access === 'open' ? member : kicked,
    new_chat_member: access === 'open' ? member : kicked,
  };
}
