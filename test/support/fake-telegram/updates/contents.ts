import type { Payload } from '../types.ts';
import { BOT, fileOf, groupOf, type Ids, messageOf, userOf } from './base.ts';

/** Every kind of content a message can have, by the name of the field that makes it (Bot API 10). */

const photo = [
  { ...fileOf('S'), width: 90, height: 67 },
  { ...fileOf('L'), width: 1280, height: 960 },
];
const place = { latitude: 21.028511, longitude: 105.804817 };
const poll = {
  id: '5300000000000000001',
  question: 'Sáng thứ Bảy họp được không?',
  options: [
    { persistent_id: 'a', text: 'Được', voter_count: 3 },
    { persistent_id: 'b', text: 'Không', voter_count: 1 },
  ],
  total_voter_count: 4,
  is_closed: false,
  is_anonymous: false,
  type: 'regular',
  allows_multiple_answers: false,
};
const gift = {
  id: '5170000000000000001',
  sticker: { ...fileOf('G'), type: 'regular', width: 512, height: 512 },
  star_count: 15,
};
const price = { currency: 'XTR', total_amount: 10, invoice_payload: 'thu', telegram_payment_charge_id: 'tpc1' };
const task = { id: 1, text: 'Viết bản tự soi' };

/** What people send. */
export function sentContents(ids: Ids): Readonly<Record<string, Payload>> {
  return {
    text: { text: 'Tôi còn nể nang khi góp ý đồng chí.' },
    'text with entities': {
      text: '/start@tusoi_thu_bot MA123 🌿 đậm',
      entities: [
        { type: 'bot_command', offset: 0, length: 20 },
        { type: 'bold', offset: 30, length: 3 },
      ],
    },
    'text forwarded': {
      text: 'Chuyển tiếp',
      forward_origin: { type: 'hidden_user', sender_user_name: 'Ẩn', date: ids.date },
    },
    'text in reply': {
      text: 'Trả lời',
      reply_to_message: messageOf({ ...ids, messageId: ids.messageId - 1 }, { text: 'Câu 1/10' }),
    },
    'text with a quote': { text: 'Ý này', quote: { text: 'Câu', position: 0, is_manual: true } },
    'text through a bot': { text: 'Qua bot', via_bot: BOT },
    animation: { animation: { ...fileOf('A'), width: 320, height: 240, duration: 3 }, document: fileOf('A') },
    audio: { audio: { ...fileOf('M'), duration: 180, title: 'Bài hát', mime_type: 'audio/mpeg' } },
    document: {
      document: { ...fileOf('D'), file_name: 'ban tu soi.docx', mime_type: 'application/msword' },
      caption: 'Bản tự soi',
    },
    live_photo: { live_photo: { ...fileOf('V'), photo, duration: 2, width: 1280, height: 960 } },
    paid_media: { paid_media: { star_count: 5, paid_media: [{ type: 'preview', width: 10, height: 10 }] } },
    photo: { photo, caption: 'Sổ tay' },
    'photo of an album': { photo, media_group_id: '13900000000000001' },
    sticker: {
      sticker: {
        ...fileOf('T'),
        type: 'regular',
        width: 512,
        height: 512,
        is_animated: false,
        is_video: false,
        emoji: '👍',
      },
    },
    story: { story: { chat: groupOf(ids), id: 7 } },
    video: { video: { ...fileOf('V'), width: 1280, height: 720, duration: 12, mime_type: 'video/mp4' } },
    video_note: { video_note: { ...fileOf('N'), length: 240, duration: 5 } },
    voice: { voice: { ...fileOf('O'), duration: 7, mime_type: 'audio/ogg' } },
    checklist: { checklist: { title: 'Việc cần sửa', tasks: [task] } },
    contact: { contact: { phone_number: '+84000000000', first_name: 'Minh', user_id: ids.userId } },
    dice: { dice: { emoji: '🎲', value: 4 } },
    game: { game: { title: 'Cờ', description: 'Cờ', photo } },
    poll: { poll },
    venue: { venue: { location: place, title: 'Nhà văn hóa', address: 'Phường Thử' }, location: place },
    location: { location: place },
    'live location': { location: { ...place, live_period: 900, heading: 90 } },
    invoice: { invoice: { title: 'Thử', description: 'Thử', start_parameter: 'x', currency: 'XTR', total_amount: 10 } },
    giveaway: { giveaway: { chats: [groupOf(ids)], winners_selection_date: ids.date, winner_count: 1 } },
    web_app_data: { web_app_data: { data: '{"a":1}', button_text: 'Mở' } },
    'content of a future version': { hologram: { depth: 3 } },
    'no content at all': {},
  };
}

/** What happened in a chat, told as a message. */
export function serviceContents(ids: Ids): Readonly<Record<string, Payload>> {
  const user = userOf(ids);
  return {
    new_chat_members: { new_chat_members: [user, BOT] },
    left_chat_member: { left_chat_member: BOT },
    chat_owner_left: { chat_owner_left: {} },
    chat_owner_changed: { chat_owner_changed: { new_owner: user } },
    new_chat_title: { new_chat_title: 'Chi bộ đổi tên' },
    new_chat_photo: { new_chat_photo: photo },
    delete_chat_photo: { delete_chat_photo: true },
    group_chat_created: { group_chat_created: true },
    supergroup_chat_created: { supergroup_chat_created: true },
    channel_chat_created: { channel_chat_created: true },
    message_auto_delete_timer_changed: { message_auto_delete_timer_changed: { message_auto_delete_time: 86_400 } },
    migrate_to_chat_id: { migrate_to_chat_id: ids.groupId },
    migrate_from_chat_id: { migrate_from_chat_id: -4_000_055 },
    pinned_message: { pinned_message: messageOf(ids, { text: 'Ghim' }) },
    'pinned message that is gone': { pinned_message: { chat: groupOf(ids), message_id: 3, date: 0 } },
    successful_payment: { successful_payment: { ...price, provider_payment_charge_id: 'ppc1' } },
    refunded_payment: { refunded_payment: price },
    users_shared: { users_shared: { request_id: 1, users: [{ user_id: ids.userId }] } },
    chat_shared: { chat_shared: { request_id: 1, chat_id: ids.groupId } },
    gift: { gift: { gift } },
    unique_gift: { unique_gift: { gift: { base_name: 'Hoa', name: 'Hoa-1', number: 1 }, origin: 'transfer' } },
    connected_website: { connected_website: 'example.org' },
    write_access_allowed: { write_access_allowed: { from_request: true } },
    passport_data: { passport_data: { data: [], credentials: { data: 'x', hash: 'x', secret: 'x' } } },
    proximity_alert_triggered: { proximity_alert_triggered: { traveler: user, watcher: BOT, distance: 100 } },
    boost_added: { boost_added: { boost_count: 1 } },
    chat_background_set: { chat_background_set: { type: { type: 'chat_theme', theme_name: '🌿' } } },
    checklist_tasks_done: { checklist_tasks_done: { marked_as_done_task_ids: [1] } },
    checklist_tasks_added: { checklist_tasks_added: { tasks: [task] } },
    direct_message_price_changed: { direct_message_price_changed: { are_direct_messages_enabled: false } },
    forum_topic_created: { forum_topic_created: { name: 'Góp ý', icon_color: 7_322_096 }, message_thread_id: 5 },
    forum_topic_edited: { forum_topic_edited: { name: 'Góp ý mới' }, message_thread_id: 5 },
    forum_topic_closed: { forum_topic_closed: {}, message_thread_id: 5 },
    forum_topic_reopened: { forum_topic_reopened: {}, message_thread_id: 5 },
    general_forum_topic_hidden: { general_forum_topic_hidden: {} },
    general_forum_topic_unhidden: { general_forum_topic_unhidden: {} },
    giveaway_created: { giveaway_created: {} },
    giveaway_winners: {
      giveaway_winners: { chat: groupOf(ids), giveaway_message_id: 1, winner_count: 1, winners: [user] },
    },
    giveaway_completed: { giveaway_completed: { winner_count: 1 } },
    paid_message_price_changed: { paid_message_price_changed: { paid_message_star_count: 2 } },
    poll_option_added: { poll_option_added: { option_persistent_id: 'c', option_text: 'Chưa rõ' } },
    suggested_post_declined: { suggested_post_declined: { comment: 'Chưa hợp' } },
    suggested_post_approved: { suggested_post_approved: { send_date: ids.date } },
    video_chat_scheduled: { video_chat_scheduled: { start_date: ids.date } },
    video_chat_started: { video_chat_started: {} },
    video_chat_ended: { video_chat_ended: { duration: 60 } },
    video_chat_participants_invited: { video_chat_participants_invited: { users: [user] } },
  };
}
