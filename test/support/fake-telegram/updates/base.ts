import type { ChatInfo, Message, Payload, UserInfo } from '../types.ts';

/** Who and where the sample updates are about. Every id can be replaced, up to the platform's 52 bits. */
export interface Ids {
  readonly updateId: number;
  readonly userId: number;
  /** A private chat has the id of its person. */
  readonly groupId: number;
  readonly messageId: number;
  /** Unix seconds. */
  readonly date: number;
}

export const LARGEST_ID = 2 ** 52 - 1;

export const USUAL_IDS: Ids = {
  updateId: 500_000_001,
  userId: 6_100_000_011,
  groupId: -1_002_000_000_055,
  messageId: 41,
  date: Date.UTC(2026, 2, 6, 10) / 1000,
};

export const LARGE_IDS: Ids = {
  ...USUAL_IDS,
  updateId: LARGEST_ID,
  userId: LARGEST_ID,
  groupId: -LARGEST_ID,
  messageId: 2 ** 31 - 1,
};

export const BOT: UserInfo = {
  id: 7_000_000_001,
  is_bot: true,
  first_name: 'Tự soi, tự sửa',
  username: 'tusoi_thu_bot',
};

export function userOf({ userId }: Ids): UserInfo {
  return {
    id: userId,
    is_bot: false,
    first_name: 'Minh',
    last_name: 'Trần Thử',
    username: 'minh_thu',
    language_code: 'vi',
  };
}

export function privateChatOf({ userId }: Ids): ChatInfo {
  return { id: userId, type: 'private', first_name: 'Minh', last_name: 'Trần Thử', username: 'minh_thu' };
}

export function groupOf({ groupId }: Ids): ChatInfo {
  return { id: groupId, type: 'supergroup', title: 'Chi bộ thử nghiệm' };
}

export function channelOf({ groupId }: Ids): ChatInfo {
  return { id: groupId - 1, type: 'channel', title: 'Kênh thử nghiệm' };
}

/** A message to the bot in private, with the given content. */
export function messageOf(ids: Ids, content: Payload): Message {
  return { message_id: ids.messageId, from: userOf(ids), chat: privateChatOf(ids), date: ids.date, ...content };
}

export function groupMessageOf(ids: Ids, content: Payload): Message {
  return { ...messageOf(ids, content), chat: groupOf(ids) };
}

export function postOf(ids: Ids, content: Payload): Message {
  const chat = channelOf(ids);
  return { message_id: ids.messageId, sender_chat: chat, chat, date: ids.date, ...content };
}

export const fileOf = (name: string): Payload => ({
  file_id: `BQACAgUAAxkBAAI${name}`,
  file_unique_id: `AgAD${name}`,
  file_size: 24_580,
});
