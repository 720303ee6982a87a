import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callApi, getUpdates, sentId } from './http/client.ts';
import { type FakeTelegram, startFakeTelegram } from './server.ts';
import type { Message } from './types.ts';

const NOW = Date.UTC(2026, 2, 6, 10);
let fake: FakeTelegram;
beforeEach(async () => {
  fake = await startFakeTelegram({ now: () => NOW, pollingPenalty: false });
});
afterEach(() => fake.close());

const minh = () => fake.person(11, { first_name: 'Minh', language_code: 'vi' });
const messages = async () => (await getUpdates(fake)).map((update) => update['message'] as Message);
const ask = (text: string, ...labels: string[]) =>
  sentId(fake, {
    chat_id: 11,
    text,
    reply_markup: { inline_keyboard: labels.map((label, at) => [{ text: label, callback_data: `d:${at}` }]) },
  });

describe('a person', () => {
  test('lets half a minute pass between two messages, unless told otherwise', async () => {
    minh().say('một');
    minh().say('hai');
    minh().say('ba', { gapSeconds: 5 });
    fake.advance(600_000);
    minh().say('bốn');
    minh().say('năm', { date: 1_700_000_000 });
    const dates = fake.core.queue.waiting().map(({ body }) => Number(body['date']) - NOW / 1000);
    expect(dates).toEqual([0, 30, 35, 600, 1_700_000_000 - NOW / 1000]);
  });

  test('marks commands as the app does', async () => {
    minh().start('MA123');
    expect(await messages()).toMatchObject([
      { text: '/start MA123', entities: [{ type: 'bot_command', offset: 0, length: 6 }], from: { first_name: 'Minh' } },
    ]);
  });

  test('pastes a long text in pieces of one second', async () => {
    minh().paste('ầ'.repeat(9000));
    const got = await messages();
    expect(got.map(({ text }) => [...(text ?? '')].length)).toEqual([4096, 4096, 808]);
    expect(new Set(got.map(({ date }) => date)).size).toBe(1);
  });

  test('edits an old message', async () => {
    const { messageId } = minh().say('sai');
    minh().edit(messageId, 'đúng');
    const [, edited] = await getUpdates(fake);
    expect(edited?.['edited_message']).toMatchObject({ message_id: messageId, text: 'đúng', edit_date: NOW / 1000 });
    expect(() => minh().edit(99, 'x')).toThrow('message 99');
  });

  test('taps a button by label, by data or by a part of its label', async () => {
    minh();
    const card = await ask('Đồng chí chọn', '✅ Đồng ý', 'Bỏ qua');
    for (const name of ['✅ Đồng ý', 'd:1', 'Đồng ý']) minh().tap('latest', name);
    const presses = (await getUpdates(fake)).map((update) => update['callback_query']);
    expect(presses).toMatchObject([{ data: 'd:0' }, { data: 'd:1' }, { data: 'd:0', message: { message_id: card } }]);
    expect(() => minh().tap('latest', 'Nộp')).toThrow('the last message has ✅ Đồng ý | Bỏ qua');
    expect(() => minh().tap(card, 'Nộp')).toThrow('no button "Nộp"');
  });

  test('sends a press twice with one id of the query and two of the update', async () => {
    minh();
    await ask('Chọn', 'Có');
    const first = minh().tap('latest', 'Có');
    const again = minh().resendTap();
    const presses = (await getUpdates(fake)).map((update) => (update['callback_query'] as { id: string }).id);
    expect(again.updateId).toBe(first.updateId + 1);
    expect(presses[0]).toBe(presses[1]);
  });

  test('presses what no button offers', async () => {
    minh().press('giả:1');
    const [update] = await getUpdates(fake);
    expect(update?.['callback_query']).not.toHaveProperty('message');
  });

  test('blocks and unblocks the bot', async () => {
    minh().block();
    minh().unblock();
    expect((await getUpdates(fake)).map((update) => update['my_chat_member'])).toMatchObject([
      { old_chat_member: { status: 'member' }, new_chat_member: { status: 'kicked' } },
      { old_chat_member: { status: 'kicked' }, new_chat_member: { status: 'member' } },
    ]);
  });

  test('sends stickers, voices, photos and documents', async () => {
    minh().sticker();
    minh().voice();
    minh().photo({ caption: 'Sổ tay' });
    minh().document('kế hoạch.docx', Buffer.from('PK'));
    const kinds = (await messages()).map((message) => Object.keys(message).slice(4));
    expect(kinds).toEqual([['sticker'], ['voice'], ['photo', 'caption'], ['document']]);
  });

  test('speaks in a group', async () => {
    fake.group(-55, 'Chi bộ Một');
    minh().say('/start@tusoi_thu_bot', { chatId: -55 });
    expect(await messages()).toMatchObject([{ chat: { id: -55, title: 'Chi bộ Một' }, message_id: 1 }]);
  });
});

describe('waiting', () => {
  test('finds what was shown before and what comes later, each once', async () => {
    minh();
    await ask('Câu 1/2');
    expect((await minh().waitFor(/Câu/)).text).toBe('Câu 1/2');
    const next = minh().waitFor(/Câu/);
    await ask('chào');
    await ask('Câu 2/2', 'Bỏ qua');
    expect(await next).toMatchObject({ text: 'Câu 2/2', buttons: [{ text: 'Bỏ qua' }] });
  });

  test('sees edits, deletions and toasts', async () => {
    minh();
    const id = await ask('Câu 1', 'A');
    minh().tap('latest', 'A');
    const press = fake.core.queue.waiting()[0]?.body['id'];
    await callApi(fake, 'answerCallbackQuery', { callback_query_id: press, text: 'Đã ghi' });
    await callApi(fake, 'editMessageText', { chat_id: 11, message_id: id, text: 'Câu 1: A' });
    await callApi(fake, 'deleteMessage', { chat_id: 11, message_id: id });
    expect(minh().shown.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'message: Câu 1',
      'toast: Đã ghi',
      'edit: Câu 1: A',
      'delete: Câu 1: A',
    ]);
    expect(minh().latest).toBeUndefined();
  });

  test('says what was shown instead when it gives up', async () => {
    minh();
    await ask('xin chào');
    await expect(minh().waitFor(/tạm biệt/, 5)).rejects.toThrow('last shown: xin chào');
    await expect(fake.waitFor(() => false, 'the impossible', 5)).rejects.toThrow('waited 5 ms for the impossible');
  });

  test('ends when the bot has confirmed everything', async () => {
    minh().say('một');
    const settled = fake.settled();
    await getUpdates(fake, { offset: fake.core.queue.tail });
    await settled;
    expect(fake.confirmed).toHaveLength(1);
  });
});

describe('groups', () => {
  test('migrate with two service messages', async () => {
    fake.group(-55);
    fake.migrate(-55, -100_055);
    expect(await messages()).toMatchObject([{ migrate_to_chat_id: -100_055 }, { migrate_from_chat_id: -55 }]);
  });
});

describe('answering by itself', () => {
  test('a hook says and taps what it likes', async () => {
    minh();
    const off = fake.autoReply(({ text }) => (text === 'Tên?' ? { say: 'Minh' } : { tap: 'Có' }));
    await ask('Tên?');
    await ask('Đúng không?', 'Có');
    await fake.waitFor(() => fake.stats.pushed === 2);
    off();
    expect((await getUpdates(fake)).map((update) => Object.keys(update)[1])).toEqual(['message', 'callback_query']);
  });
});
