import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callApi, sentId, verdict } from './http/client.ts';
import { type FakeTelegram, startFakeTelegram } from './server.ts';

let fake: FakeTelegram;
beforeEach(async () => {
  fake = await startFakeTelegram({ now: () => Date.UTC(2026, 2, 6, 10) });
  fake.person(11);
});
afterEach(() => fake.close());

const keyboard = (rows: unknown) => ({ reply_markup: { inline_keyboard: rows } });
const button = (data: string) => ({ text: 'Nút', callback_data: data });
const row = (count: number) => Array.from({ length: count }, (_, at) => button(`d${at}`));

describe('sendMessage', () => {
  test.each([
    { name: 'no text', payload: { text: '' }, says: '400 Bad Request: message text is empty' },
    { name: 'only spaces', payload: { text: '  \n' }, says: '400 Bad Request: text must be non-empty' },
    { name: '4096 characters', payload: { text: 'ầ'.repeat(4096) }, says: 'ok' },
    { name: '4096 emoji', payload: { text: '🌿'.repeat(4096) }, says: 'ok' },
    { name: '4097 characters', payload: { text: 'a'.repeat(4097) }, says: '400 Bad Request: message is too long' },
    { name: 'tags do not count', payload: { text: `<b>${'a'.repeat(4096)}</b>`, parse_mode: 'HTML' }, says: 'ok' },
    { name: 'a tag left open', payload: { text: '<b>a', parse_mode: 'HTML' }, says: /can't parse entities/ },
    {
      name: 'an unknown tag',
      payload: { text: '<blink>a</blink>', parse_mode: 'HTML' },
      says: /Unsupported start tag/,
    },
    { name: 'data of 64 bytes', payload: { text: 'a', ...keyboard([[button(`${'ầ'.repeat(21)}a`)]]) }, says: 'ok' },
    {
      name: 'data of 65 bytes',
      payload: { text: 'a', ...keyboard([[button('a'.repeat(65))]]) },
      says: /BUTTON_DATA_INVALID/,
    },
    { name: 'empty data', payload: { text: 'a', ...keyboard([[button('')]]) }, says: /BUTTON_DATA_INVALID/ },
    {
      name: 'a button without a label',
      payload: { text: 'a', ...keyboard([[{ text: '', callback_data: 'x' }]]) },
      says: /non-empty/,
    },
    { name: 'a button without an action', payload: { text: 'a', ...keyboard([[{ text: 'x' }]]) }, says: /unallowed/ },
    { name: '8 in a row', payload: { text: 'a', ...keyboard([row(8)]) }, says: 'ok' },
    { name: '9 in a row', payload: { text: 'a', ...keyboard([row(9)]) }, says: /reply markup is too long/ },
    { name: '100 buttons', payload: { text: 'a', ...keyboard(Array.from({ length: 20 }, () => row(5))) }, says: 'ok' },
    {
      name: '101 buttons',
      payload: { text: 'a', ...keyboard([...Array.from({ length: 20 }, () => row(5)), row(1)]) },
      says: /too long/,
    },
    { name: 'markup that is no JSON', payload: { text: 'a', reply_markup: '{' }, says: /can't parse reply keyboard/ },
    { name: 'nobody', payload: { chat_id: 404, text: 'a' }, says: '400 Bad Request: chat not found' },
    { name: 'no address', payload: { chat_id: '', text: 'a' }, says: '400 Bad Request: chat_id is empty' },
    {
      name: 'an answer to nothing',
      payload: { text: 'a', reply_parameters: { message_id: 99 } },
      says: /message to be replied not found/,
    },
  ])('$name: $says', async ({ payload, says }) => {
    expect(await verdict(fake, 'sendMessage', { chat_id: 11, ...payload })).toMatch(says);
  });

  test('numbers its messages together with those of the person', async () => {
    const minh = fake.person(11);
    const first = minh.say('một').messageId;
    expect([first, await sentId(fake, { chat_id: 11, text: 'hai' }), minh.say('ba').messageId]).toEqual([1, 2, 3]);
    expect(fake.sent(11)).toMatchObject([
      { method: 'sendMessage', messageId: 2, accepted: true, payload: { text: 'hai' } },
    ]);
  });

  test('returns the message with its entities', async () => {
    const { body } = await callApi(fake, 'sendMessage', {
      chat_id: '11',
      text: 'Đợt <b>I</b> &amp; <i>II</i>',
      parse_mode: 'HTML',
    });
    expect(body.result).toMatchObject({
      text: 'Đợt I & II',
      chat: { id: 11, type: 'private' },
      entities: [
        { type: 'bold', offset: 4, length: 1 },
        { type: 'italic', offset: 8, length: 2 },
      ],
    });
  });

  test('is refused by those who blocked it, and by groups that moved', async () => {
    fake.person(11).block();
    expect(await verdict(fake, 'sendMessage', { chat_id: 11, text: 'a' })).toBe(
      '403 Forbidden: bot was blocked by the user',
    );
    fake.person(11).unblock();
    expect(await verdict(fake, 'sendMessage', { chat_id: 11, text: 'a' })).toBe('ok');
    fake.person(12, { access: 'notStarted' });
    expect(await verdict(fake, 'sendMessage', { chat_id: 12, text: 'a' })).toMatch("403 Forbidden: bot can't initiate");
    fake.group(-55);
    fake.migrate(-55, -100_055);
    const { body } = await callApi(fake, 'sendMessage', { chat_id: -55, text: 'a' });
    expect(body).toMatchObject({ error_code: 400, parameters: { migrate_to_chat_id: -100_055 } });
    expect(await verdict(fake, 'sendMessage', { chat_id: -100_055, text: 'a' })).toBe('ok');
  });

  test('is refused with 429 when limits are on', async () => {
    fake.limit({ perChat: { capacity: 2, perSecond: 1 } });
    const send = () => callApi(fake, 'sendMessage', { chat_id: 11, text: 'a' });
    expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
    const refused = await send();
    expect(refused.body).toMatchObject({ error_code: 429, parameters: { retry_after: 1 } });
    expect(fake.refused429).toBe(1);
    fake.advance(1000);
    expect((await send()).status).toBe(200);
  });
});

describe('edits', () => {
  const NOT_MODIFIED = /^400 Bad Request: message is not modified/;
  const sent = () => sentId(fake, { chat_id: 11, text: 'Câu 1', ...keyboard([[button('x')]]) });

  test.each([
    { name: 'other words', method: 'editMessageText', change: { text: 'Câu 2' }, says: 'ok' },
    { name: 'the keyboard goes with the same words', method: 'editMessageText', change: { text: 'Câu 1' }, says: 'ok' },
    {
      name: 'the same again',
      method: 'editMessageText',
      change: { text: 'Câu 1', ...keyboard([[button('x')]]) },
      says: NOT_MODIFIED,
    },
    { name: 'no keyboard', method: 'editMessageReplyMarkup', change: {}, says: 'ok' },
    {
      name: 'the same keyboard',
      method: 'editMessageReplyMarkup',
      change: keyboard([[button('x')]]),
      says: NOT_MODIFIED,
    },
    {
      name: 'another message',
      method: 'editMessageText',
      change: { message_id: 77, text: 'a' },
      says: '400 Bad Request: message to edit not found',
    },
    { name: 'no caption there', method: 'editMessageCaption', change: { caption: 'a' }, says: /there is no caption/ },
  ])('$method, $name: $says', async ({ method, change, says }) => {
    expect(await verdict(fake, method, { chat_id: 11, message_id: await sent(), ...change })).toMatch(says);
  });

  test("somebody else's message cannot be edited", async () => {
    const { messageId } = fake.person(11).say('của tôi');
    expect(await verdict(fake, 'editMessageText', { chat_id: 11, message_id: messageId, text: 'a' })).toMatch(
      /can't be edited/,
    );
  });

  test('a message can be deleted once, and for two days', async () => {
    const [one, two] = [await sent(), await sent()];
    expect(await verdict(fake, 'deleteMessage', { chat_id: 11, message_id: one })).toBe('ok');
    expect(await verdict(fake, 'deleteMessage', { chat_id: 11, message_id: one })).toMatch(
      /message to delete not found/,
    );
    fake.advance(49 * 3600 * 1000);
    expect(await verdict(fake, 'deleteMessage', { chat_id: 11, message_id: two })).toMatch(/can't be deleted/);
  });
});

describe('presses', () => {
  async function press(): Promise<string> {
    await sentId(fake, { chat_id: 11, text: 'Chọn', ...keyboard([[button('x')]]) });
    fake.person(11).tap('latest', 'Nút');
    return String(fake.core.queue.waiting().at(-1)?.body['id']);
  }

  test('are answered within their time, with up to 200 characters', async () => {
    const id = await press();
    const answer = (text: string) => verdict(fake, 'answerCallbackQuery', { callback_query_id: id, text });
    expect(await answer('đ'.repeat(200))).toBe('ok');
    expect(await answer('đ'.repeat(201))).toMatch(/MESSAGE_TOO_LONG/);
    fake.advance(151_000);
    expect(await answer('muộn')).toMatch('400 Bad Request: query is too old and response timeout expired');
    expect(fake.shown(11).at(-1)).toMatchObject({ kind: 'toast', text: 'đ'.repeat(200) });
  });

  test('that never were are too old as well', async () => {
    expect(await verdict(fake, 'answerCallbackQuery', { callback_query_id: '1' })).toMatch(/query ID is invalid/);
  });
});

describe('settings', () => {
  const commands = (command: string, description = 'việc') => ({ commands: [{ command, description }] });
  test.each([
    { name: 'a good command', payload: commands('tu_soi'), says: 'ok' },
    { name: 'capitals', payload: commands('TuSoi'), says: /BOT_COMMAND_INVALID/ },
    { name: 'diacritics', payload: commands('tự_soi'), says: /BOT_COMMAND_INVALID/ },
    { name: 'a long name', payload: commands('a'.repeat(33)), says: /BOT_COMMAND_INVALID/ },
    { name: 'no description', payload: commands('a', ''), says: /description must be non-empty/ },
    { name: 'a long description', payload: commands('a', 'd'.repeat(257)), says: /DESCRIPTION_INVALID/ },
    {
      name: 'a hundred and one',
      payload: { commands: Array(101).fill({ command: 'a', description: 'b' }) },
      says: /TOO_MUCH/,
    },
    { name: 'an unknown scope', payload: { ...commands('a'), scope: { type: 'galaxy' } }, says: /BotCommandScope/ },
  ])('setMyCommands with $name: $says', async ({ payload, says }) => {
    expect(await verdict(fake, 'setMyCommands', payload)).toMatch(says);
  });

  test('commands are kept by scope and language until they are deleted', async () => {
    const place = { scope: { type: 'chat', chat_id: 11 }, language_code: 'vi' };
    await callApi(fake, 'setMyCommands', { ...commands('a'), ...place });
    const read = async () => (await callApi(fake, 'getMyCommands', place)).body.result;
    expect(await read()).toEqual([{ command: 'a', description: 'việc' }]);
    expect((await callApi(fake, 'getMyCommands')).body.result).toEqual([]);
    await callApi(fake, 'deleteMyCommands', place);
    expect(await read()).toEqual([]);
  });

  test('getMe describes the bot', async () => {
    expect((await callApi(fake, 'getMe')).body.result).toMatchObject({ is_bot: true, username: 'tusoi_thu_bot' });
  });
});

describe('files', () => {
  async function upload(method: string, field: string, file: Blob): Promise<Response> {
    const form = new FormData();
    form.set('chat_id', '11');
    form.set('caption', 'Báo cáo tháng 3');
    form.set(field, file, 'báo cáo.docx');
    return fetch(`${fake.apiRoot}/bot${fake.token}/${method}`, { method: 'POST', body: form });
  }

  test('a document comes back byte for byte', async () => {
    const bytes = Buffer.from([0, 13, 10, 45, 45, 255, 13, 10, 0]);
    const { result } = (await (await upload('sendDocument', 'document', new Blob([bytes]))).json()) as {
      result: { caption: string; document: { file_id: string; file_name: string; file_size: number } };
    };
    expect(result).toMatchObject({ caption: 'Báo cáo tháng 3', document: { file_name: 'báo cáo.docx', file_size: 9 } });
    const { body } = await callApi(fake, 'getFile', { file_id: result.document.file_id });
    const { file_path } = body.result as { file_path: string };
    const file = await fetch(`${fake.apiRoot}/file/bot${fake.token}/${file_path}`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes);
    expect(fake.sent(11)[0]?.files[0]).toMatchObject({ field: 'document', name: 'báo cáo.docx' });
    expect(await verdict(fake, 'sendDocument', { chat_id: 11, document: result.document.file_id })).toBe('ok');
  });

  test.each([
    { method: 'sendDocument', field: 'document', bytes: [], says: /file must be non-empty/ },
    { method: 'sendPhoto', field: 'photo', bytes: [1, 2, 3], says: /IMAGE_PROCESS_FAILED/ },
    { method: 'sendDocument', field: 'other', bytes: [1], says: /there is no document in the request/ },
  ])('$method with $field $bytes: $says', async ({ method, field, bytes, says }) => {
    const response = await upload(method, field, new Blob([Buffer.from(bytes)]));
    expect(((await response.json()) as { description: string }).description).toMatch(says);
  });

  test('a photo of a person can be fetched', async () => {
    fake.person(11).photo({ caption: 'Sổ tay' });
    const photo = fake.core.queue.waiting()[0]?.body['photo'] as { file_id: string }[];
    expect(await verdict(fake, 'getFile', { file_id: photo[1]?.file_id })).toBe('ok');
  });
});
