import type { Payload } from '../types.ts';
import {
  BOT,
  channelOf,
  fileOf,
  groupMessageOf,
  groupOf,
  type Ids,
  messageOf,
  postOf,
  privateChatOf,
  userOf,
} from './base.ts';

/** Updates of every kind but new messages in private, each by a name that says what is special about it. */

type Kind = readonly [kind: string, body: Payload];

const keyboard = { inline_keyboard: [[{ text: 'Đồng ý', callback_data: 'v1:dong-y' }]] };

function presses(ids: Ids): Record<string, Kind> {
  const press = {
    id: '4382000000000000001',
    from: userOf(ids),
    chat_instance: '-3610000000000000001',
    data: 'v1:dong-y',
  };
  const card = messageOf(ids, { from: BOT, text: 'Đồng chí đồng ý chứ?', reply_markup: keyboard });
  const { data: _, ...withoutData } = press;
  return {
    callback_query: ['callback_query', { ...press, message: card }],
    'callback_query without a message': ['callback_query', press],
    'callback_query of an inaccessible message': [
      'callback_query',
      { ...press, message: { chat: privateChatOf(ids), message_id: ids.messageId, date: 0 } },
    ],
    'callback_query of an inline message': ['callback_query', { ...press, inline_message_id: 'BQAAAPoFAAA' }],
    'callback_query of a game': ['callback_query', { ...withoutData, game_short_name: 'co', message: card }],
    'callback_query in a group': [
      'callback_query',
      { ...press, message: groupMessageOf(ids, { from: BOT, text: 'Chọn' }) },
    ],
    'callback_query with forged data': [
      'callback_query',
      { ...press, data: '../../etc \u0000 {{}} %s', message: card },
    ],
  };
}

function members(ids: Ids): Record<string, Kind> {
  const [member, kicked] = [
    { user: BOT, status: 'member' },
    { user: BOT, status: 'kicked', until_date: 0 },
  ];
  const change = { from: userOf(ids), date: ids.date };
  const here = { ...change, chat: privateChatOf(ids) };
  const admin = {
    user: BOT,
    status: 'administrator',
    can_be_edited: false,
    is_anonymous: false,
    can_delete_messages: true,
  };
  const person = { user: userOf(ids), status: 'member' };
  const there = { ...change, chat: groupOf(ids) };
  return {
    'my_chat_member kicked': ['my_chat_member', { ...here, old_chat_member: member, new_chat_member: kicked }],
    'my_chat_member back': ['my_chat_member', { ...here, old_chat_member: kicked, new_chat_member: member }],
    'my_chat_member promoted in a group': [
      'my_chat_member',
      { ...there, old_chat_member: member, new_chat_member: admin },
    ],
    'my_chat_member in a channel': [
      'my_chat_member',
      { ...change, chat: channelOf(ids), old_chat_member: kicked, new_chat_member: admin },
    ],
    chat_member: ['chat_member', { ...there, old_chat_member: { ...person, status: 'left' }, new_chat_member: person }],
    chat_join_request: ['chat_join_request', { ...there, user_chat_id: ids.userId, bio: 'Xin vào' }],
  };
}

function messages(ids: Ids): Record<string, Kind> {
  const edit_date = ids.date + 60;
  const anonymous = { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' };
  return {
    'message in a group': ['message', groupMessageOf(ids, { text: '/help@tusoi_thu_bot' })],
    'message in a topic': [
      'message',
      groupMessageOf(ids, { text: 'Ý kiến', message_thread_id: 5, is_topic_message: true }),
    ],
    'message of an anonymous admin': [
      'message',
      groupMessageOf(ids, { from: anonymous, sender_chat: groupOf(ids), text: 'Ẩn danh' }),
    ],
    'message without a sender': [
      'message',
      { message_id: ids.messageId, chat: groupOf(ids), date: ids.date, text: 'Ai?' },
    ],
    edited_message: ['edited_message', messageOf(ids, { text: 'Sửa lại', edit_date })],
    'edited_message with a caption': [
      'edited_message',
      messageOf(ids, { photo: [fileOf('L')], caption: 'Sửa', edit_date }),
    ],
    channel_post: ['channel_post', postOf(ids, { text: 'Thông báo' })],
    edited_channel_post: ['edited_channel_post', postOf(ids, { text: 'Thông báo (sửa)', edit_date })],
    guest_message: ['guest_message', groupMessageOf(ids, { text: '@tusoi_thu_bot giúp', guest_query_id: '77' })],
  };
}

function business(ids: Ids): Record<string, Kind> {
  const business_connection_id = 'bc1';
  const connection = {
    id: business_connection_id,
    user: userOf(ids),
    user_chat_id: ids.userId,
    date: ids.date,
    is_enabled: true,
  };
  const message = messageOf(ids, { business_connection_id, text: 'Chào cửa hàng' });
  return {
    business_connection: ['business_connection', connection],
    business_message: ['business_message', message],
    edited_business_message: ['edited_business_message', { ...message, edit_date: ids.date + 1 }],
    deleted_business_messages: [
      'deleted_business_messages',
      { business_connection_id, chat: privateChatOf(ids), message_ids: [ids.messageId] },
    ],
    purchased_paid_media: ['purchased_paid_media', { from: userOf(ids), paid_media_payload: 'thu' }],
    managed_bot: ['managed_bot', { user: userOf(ids), bot: BOT }],
  };
}

function reactions(ids: Ids): Record<string, Kind> {
  const where = { chat: privateChatOf(ids), message_id: ids.messageId, date: ids.date };
  const heart = { type: 'emoji', emoji: '❤' };
  const source = { source: 'premium', user: userOf(ids) };
  const boost = { boost_id: 'b1', add_date: ids.date, expiration_date: ids.date + 86_400, source };
  return {
    message_reaction: ['message_reaction', { ...where, user: userOf(ids), old_reaction: [], new_reaction: [heart] }],
    message_reaction_count: ['message_reaction_count', { ...where, reactions: [{ type: heart, total_count: 2 }] }],
    chat_boost: ['chat_boost', { chat: groupOf(ids), boost }],
    removed_chat_boost: ['removed_chat_boost', { chat: groupOf(ids), boost_id: 'b1', remove_date: ids.date, source }],
  };
}

function queries(ids: Ids): Record<string, Kind> {
  const asked = { id: '26200000000000001', from: userOf(ids) };
  const option = { persistent_id: 'a', text: 'Được', voter_count: 1 };
  const poll = {
    id: '53',
    question: 'Họp?',
    options: [option],
    total_voter_count: 1,
    is_closed: true,
    is_anonymous: true,
  };
  const money = { currency: 'XTR', total_amount: 10, invoice_payload: 'thu' };
  const address = {
    country_code: 'VN',
    state: '',
    city: 'Thử',
    street_line1: '1',
    street_line2: '',
    post_code: '10000',
  };
  return {
    inline_query: ['inline_query', { ...asked, query: 'kế hoạch', offset: '', chat_type: 'sender' }],
    chosen_inline_result: ['chosen_inline_result', { result_id: '1', from: userOf(ids), query: 'kế hoạch' }],
    shipping_query: ['shipping_query', { ...asked, invoice_payload: 'thu', shipping_address: address }],
    pre_checkout_query: ['pre_checkout_query', { ...asked, ...money }],
    poll: ['poll', { ...poll, type: 'regular', allows_multiple_answers: false }],
    poll_answer: ['poll_answer', { poll_id: '53', user: userOf(ids), option_ids: [0], option_persistent_ids: ['a'] }],
    'a kind of a future version': ['telepathy', { from: userOf(ids), thought: 'chưa rõ' }],
    'a future kind that is no object': ['telepathy', { 0: 'x' }],
  };
}

export function otherKinds(ids: Ids): Readonly<Record<string, Kind>> {
  return { ...messages(ids), ...presses(ids), ...members(ids), ...business(ids), ...reactions(ids), ...queries(ids) };
}
