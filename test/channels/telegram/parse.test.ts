import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packTap } from '../../../src/channels/telegram/callback-data.ts';
import { parseBatch, parseUpdate } from '../../../src/channels/telegram/parse.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import type { PromptId } from '../../../src/lib/ids.ts';
import { fixtures } from './fixtures.ts';

const context = { receivedAt: 1_772_790_000_000, username: 'tusoi_thu_bot' };
const chat = { id: 4_503_599_627_370_495, type: 'private', first_name: 'Minh' };
const from = { id: chat.id, is_bot: false, first_name: 'Minh', language_code: 'vi' };
const group = { id: -1_001_234_567_890, type: 'supergroup', title: 'Chi bộ 1' };
const date = 1_772_780_000;

const message = (fields: object) => ({ update_id: 7, message: { message_id: 21, date, chat, from, ...fields } });
const inputOf = (raw: unknown) => parseUpdate(raw, context)?.input;

describe('a message', () => {
  test('becomes an event with the id of its update, its chat, its time and its place in the chat', () => {
    expect(parseUpdate(message({ text: 'chào' }), context)).toEqual({
      channel: 'telegram',
      key: 'u7',
      platformId: '4503599627370495',
      at: date * 1000,
      messageId: '21',
      order: 21,
      group: false,
      language: 'vi',
      input: { kind: 'text', text: 'chào' },
      acknowledge: undefined,
    } satisfies InboundEvent);
  });

  test('of a phone that types decomposed Vietnamese is composed', () => {
    expect(inputOf(message({ text: 'Tự soi, tự sửa'.normalize('NFD') }))).toEqual({
      kind: 'text',
      text: 'Tự soi, tự sửa'.normalize('NFC'),
    });
  });

  test('loses what a database may refuse', () => {
    expect(inputOf(message({ text: 'a\u0000b\ud800c😀' }))).toEqual({ kind: 'text', text: 'ab\ufffdc😀' });
  });

  test.each([
    ['/HELP', 'help', ''],
    ['/start AbC-12_x', 'start', 'AbC-12_x'],
    ['/start@Tusoi_Thu_Bot  AbC ', 'start', 'AbC'],
    ['/sua\n3 và 4', 'sua', '3 và 4'],
    ['/Hủy', 'huy', ''],
    ['/tiếp tục', 'tiep', 'tục'],
    ['/đọc'.normalize('NFD'), 'doc', ''],
  ])('%j is the command %s with %j', (text, name, args) => {
    expect(inputOf(message({ text }))).toEqual({ kind: 'command', name, args });
  });

  test.each(['gõ /help nhé', '/', '/usr/bin', ' /help', '/help!'])('%j is text', (text) => {
    expect(inputOf(message({ text }))).toEqual({ kind: 'text', text });
  });

  test('with a command for another bot of a group is left alone', () => {
    expect(inputOf(message({ chat: group, text: '/help@other_bot' }))).toMatchObject({ kind: 'ignored' });
    const unnamed = parseUpdate(message({ chat: group, text: '/help@other_bot' }), { ...context, username: undefined });
    expect(unnamed?.input).toMatchObject({ kind: 'command' });
  });

  test('with a photo names the largest of its sizes and keeps the caption', () => {
    const photo = [
      { file_id: 'small', width: 90, height: 60 },
      { file_id: 'large', width: 1280, height: 853 },
      { file_id: 'middle', width: 320, height: 213 },
    ];
    expect(inputOf(message({ photo, caption: 'phiếu' }))).toEqual({ kind: 'photo', file: 'large', caption: 'phiếu' });
    expect(inputOf(message({ photo }))).toEqual({ kind: 'photo', file: 'large', caption: '' });
  });

  test('with a document names it by its id alone, whatever its sender calls it', () => {
    const document = { file_id: 'doc', file_name: '../a\u202efdp.exe', mime_type: 'application/pdf', file_size: 'x' };
    const read = { kind: 'document', file: 'doc', caption: 'bản kiểm điểm' };
    expect(inputOf(message({ document, caption: 'bản kiểm điểm' }))).toEqual(read);
    expect(inputOf(message({ document }))).toEqual({ ...read, caption: '' });
  });

  test.each([
    [{ voice: {} }, 'voice'],
    [{ sticker: {} }, 'sticker'],
    [{ video: {} }, 'video'],
    [{ video_note: {} }, 'video'],
    [{ animation: {}, document: {} }, 'video'],
    [{ animation: {}, document: { file_id: 'gif' } }, 'video'],
    [{ document: {}, caption: 'bản kiểm điểm' }, 'document'],
    [{ venue: {}, location: {} }, 'location'],
    [{ contact: {} }, 'contact'],
    [{ poll: {} }, 'poll'],
    [{ dice: {} }, 'dice'],
    [{ photo: [] }, 'other'],
    [{ hologram: {} }, 'other'],
  ])('with %j is not supported as %s', (fields, what) => {
    expect(inputOf(message(fields))).toEqual({ kind: 'unsupported', what });
  });

  test.each([
    'new_chat_members',
    'left_chat_member',
    'new_chat_title',
    'pinned_message',
    'group_chat_created',
    'message_auto_delete_timer_changed',
    'migrate_from_chat_id',
    'users_shared',
    'chat_background_set',
    'web_app_data',
    'something_new_happened',
  ])('that only reports %s asks for no answer', (field) => {
    expect(inputOf(message({ chat: group, [field]: {} }))).toEqual({ kind: 'ignored', what: field });
  });

  test('of a group says so', () => {
    expect(parseUpdate(message({ chat: group, text: 'x' }), context)).toMatchObject({
      group: true,
      platformId: '-1001234567890',
    });
  });

  test('of a group that became a supergroup names the new chat', () => {
    const raw = message({ chat: { ...group, id: -55, type: 'group' }, migrate_to_chat_id: -1_001_234_567_890 });
    expect(parseUpdate(raw, context)).toMatchObject({
      platformId: '-55',
      input: { kind: 'moved', to: '-1001234567890' },
    });
  });

  test('of another bot is ignored', () => {
    expect(inputOf(message({ from: { ...from, is_bot: true }, text: 'x' }))).toEqual({ kind: 'ignored', what: 'bot' });
  });

  test('survives a field of a wrong type', () => {
    expect(inputOf(message({ text: 'chào', photo: 5, from: 'Minh' }))).toEqual({ kind: 'text', text: 'chào' });
  });
});

describe('an edited message', () => {
  const edited = (fields: object) => ({
    update_id: 8,
    edited_message: { message_id: 21, date, edit_date: date + 60, chat, from, ...fields },
  });

  test('tells which message now reads how, at the time of the edit', () => {
    expect(parseUpdate(edited({ text: 'sửa' }), context)).toMatchObject({
      at: (date + 60) * 1000,
      messageId: '21',
      input: { kind: 'edit', messageId: '21', text: 'sửa' },
    });
    expect(inputOf(edited({ caption: 'sửa' }))).toMatchObject({ kind: 'edit', text: 'sửa' });
  });

  test('may be the platform’s own where there is a link, or after the time in which its author can edit it', () => {
    const link = { text: 'xem tusoi.vn', entities: [{ type: 'url', offset: 4, length: 8 }] };
    expect(inputOf(edited(link))).toMatchObject({ kind: 'edit', unsure: true });
    expect(inputOf(edited({ text: 'sửa', edit_date: date + 49 * 3600 }))).toMatchObject({ unsure: true });
    expect(inputOf(edited({ text: 'sửa', edit_date: date + 47 * 3600 }))).not.toHaveProperty('unsure');
  });

  test('is ignored in a group and without words', () => {
    expect(inputOf(edited({ chat: group, text: 'sửa' }))).toEqual({ kind: 'ignored', what: 'edited_message' });
    expect(inputOf(edited({ location: {} }))).toEqual({ kind: 'ignored', what: 'edited_message' });
  });
});

describe('a tap', () => {
  const prompt = '01937f2a-5c1e-7abc-9def-0123456789ab' as PromptId;
  const tap = (fields: object) => ({
    update_id: 9,
    callback_query: { id: '4382bfdwdsb323b2d9', from, chat_instance: '1', ...fields },
  });

  test('is a choice of the prompt that carried the button, at the time of receipt', () => {
    const raw = tap({ message: { message_id: 20, date, chat }, data: packTap(prompt, 'yes') });
    expect(parseUpdate(raw, context)).toMatchObject({
      platformId: String(chat.id),
      at: context.receivedAt,
      messageId: '20',
      order: 20,
      acknowledge: '4382bfdwdsb323b2d9',
      language: 'vi',
      input: { kind: 'choice', promptId: prompt, key: 'yes' },
    });
  });

  test('on a message that cannot be read any more still belongs to its chat', () => {
    const raw = tap({ message: { message_id: 20, date: 0, chat }, data: packTap(prompt, 'yes') });
    expect(parseUpdate(raw, context)).toMatchObject({
      platformId: String(chat.id),
      messageId: '20',
      input: { promptId: prompt },
    });
  });

  test('without a message belongs to the private chat of its person', () => {
    expect(parseUpdate(tap({ data: 'x' }), context)).toMatchObject({
      platformId: String(from.id),
      messageId: undefined,
      group: false,
      input: { kind: 'choice', promptId: '', key: '' },
    });
  });

  test('without data is a choice of nothing known', () => {
    expect(inputOf(tap({ game_short_name: 'g' }))).toEqual({ kind: 'choice', promptId: '', key: '' });
  });
});

describe('the bot’s own membership', () => {
  const member = (where: object, status: string) => ({
    update_id: 10,
    my_chat_member: { chat: where, from, date, old_chat_member: { status: 'member' }, new_chat_member: { status } },
  });

  test('in a private chat tells whether the person can be reached', () => {
    expect(parseUpdate(member(chat, 'kicked'), context)).toMatchObject({
      at: date * 1000,
      input: { kind: 'presence', reachable: false },
    });
    expect(inputOf(member(chat, 'member'))).toEqual({ kind: 'presence', reachable: true });
  });

  test('in a group is ignored', () => {
    expect(parseUpdate(member(group, 'kicked'), context)).toMatchObject({
      platformId: String(group.id),
      input: { kind: 'ignored' },
    });
  });
});

describe('anything else', () => {
  test.each([
    'channel_post',
    'message_reaction',
    'chat_member',
    'business_message',
    'never_heard_of',
  ])('(%s) is ignored, with its chat', (kind) => {
    const raw = { update_id: 11, [kind]: { message_id: 3, date, chat: group } };
    expect(parseUpdate(raw, context)).toMatchObject({
      key: 'u11',
      platformId: String(group.id),
      group: true,
      input: { kind: 'ignored', what: kind },
    });
  });

  test('without a chat belongs to chat 0', () => {
    const raws = [
      { update_id: 12, inline_query: { id: '1', from } },
      { update_id: 12 },
      { update_id: 12, message: null },
      { update_id: 12, poll: 5 },
    ];
    for (const raw of raws)
      expect(parseUpdate(raw, context)).toMatchObject({ platformId: '0', input: { kind: 'ignored' } });
  });

  test('that has no id is no event', () => {
    for (const raw of [null, 5, 'x', [], {}, { update_id: '7' }, { update_id: -1 }])
      expect(parseUpdate(raw, context)).toBeUndefined();
  });

  test('never throws', () => {
    const kinds = fc.constantFrom(
      'message',
      'edited_message',
      'callback_query',
      'my_chat_member',
      'poll',
      '__proto__',
      'constructor',
    );
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom(chat, group, from, date, -1, 1e300));
    const fields = fc.constantFrom(
      'message_id',
      'date',
      'chat',
      'from',
      'text',
      'caption',
      'photo',
      'data',
      'id',
      'message',
      'new_chat_member',
    );
    const body = fc.oneof(fc.jsonValue(), fc.dictionary(fields, values));
    fc.assert(
      fc.property(fc.nat(), kinds, body, (update_id, kind, content) => {
        const raw: unknown = JSON.parse(
          `{"update_id":${update_id},${JSON.stringify(kind)}:${JSON.stringify(content)}}`,
        );
        expect(parseUpdate(raw, context)?.key).toBe(`u${update_id}`);
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (raw) => ['undefined', 'object'].includes(typeof parseUpdate(raw, context))));
  });
});

describe('a batch', () => {
  test('keeps a tap and an edit after the messages that came before them', () => {
    const tap = { update_id: 2, callback_query: { id: 'q', from, message: { message_id: 20, date, chat }, data: 'x' } };
    const edit = { update_id: 4, edited_message: { message_id: 5, date, chat, from, text: 'x' } };
    const raws = [
      { ...message({ message_id: 22, text: 'a' }), update_id: 1 },
      tap,
      { ...message({ message_id: 23, text: 'b' }), update_id: 3 },
      edit,
    ];
    expect(parseBatch(raws, context).map(({ key, order }) => [key, order])).toEqual([
      ['u1', 22],
      ['u2', 22],
      ['u3', 23],
      ['u4', 23],
    ]);
  });

  test('leaves out only what has no id', () => {
    expect(parseBatch([5, message({ text: 'a' }), {}], context).map(({ key }) => key)).toEqual(['u7']);
  });
});

describe('recorded updates', () => {
  test('are all understood', () => {
    const kinds = fixtures((raw) => Object.hasOwn(raw, 'update_id')).map(([name, raw]) => {
      const event = parseUpdate(raw, context);
      const { kind, ...rest } = event?.input ?? { kind: 'nothing' };
      const what = 'what' in rest ? ` ${rest.what}` : '';
      return `${name.replace('.json', '')}: ${kind}${what}${event?.group === true ? ', group' : ''}`;
    });
    expect(kinds).toMatchInlineSnapshot(`
      [
        "callback-inaccessible-message: choice",
        "callback-query: choice",
        "callback-without-message: choice",
        "command-bot-name: command, group",
        "document: document",
        "edited-message: edit",
        "forwarded: text",
        "group-message: text, group",
        "message-reaction: ignored message_reaction",
        "my-chat-member-added-to-group: ignored my_chat_member, group",
        "my-chat-member-kicked: presence",
        "my-chat-member-member: presence",
        "photo-album: photo",
        "photo-caption: photo",
        "reply: text",
        "start-deep-link: command",
        "sticker: unsupported sticker",
        "supergroup-migrated-from: ignored migrate_from_chat_id, group",
        "supergroup-migrated-to: moved, group",
        "text-4096: text",
        "text-emoji-nfd: text",
        "text-entities: text",
        "text: text",
        "unknown-kind: ignored telepathy",
        "voice: unsupported voice",
      ]
    `);
  });
});
