import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FREE_PLAN } from './core/settings.ts';
import { callApi, verdict } from './http/client.ts';
import { type FakeZalo, startFakeZalo } from './server.ts';
import type { Payload } from './types.ts';

let fake: FakeZalo;
let lan: string;
beforeEach(async () => {
  fake = await startFakeZalo({ secondMs: 5 });
  lan = fake.person('Lan').id;
  fake.person('Lan').says('xin chào');
});
afterEach(() => fake.close());

const send = (payload: Payload) => verdict(fake, 'sendMessage', { chat_id: lan, text: 'chào', ...payload });

describe('getMe', () => {
  test('has the four documented fields, by any documented way of asking', async () => {
    const result = {
      id: '1459232241454765289',
      account_name: 'bot.VDKyGxQvc',
      account_type: 'BASIC',
      can_join_groups: false,
    };
    expect(await callApi(fake, 'getMe')).toEqual({ status: 200, body: { ok: true, result } });
    const plain = await fetch(`${fake.apiRoot}/bot${fake.token}/getMe`);
    expect(await plain.json()).toEqual({ ok: true, result });
  });

  test('is refused with another token, and with the old one after a reset', async () => {
    const refusal = { status: 401, body: { ok: false, description: 'Unauthorized', error_code: 401 } };
    expect(await callApi({ ...fake, token: '1:other' }, 'getMe')).toEqual(refusal);
    const token = fake.token;
    fake.resetToken('1:new');
    expect(await callApi({ apiRoot: fake.apiRoot, token }, 'getMe')).toEqual(refusal);
  });
});

describe('sendMessage', () => {
  test('gives the id and the time, and the person sees it', async () => {
    const { body } = await callApi(fake, 'sendMessage', { chat_id: lan, text: 'Chào đồng chí' });
    const { message_id: id, date } = body.result as { message_id: string; date: number };
    expect(id).toMatch(/^[0-9a-f]{20}$/);
    expect(date).toBeGreaterThan(1e12);
    expect(fake.shown(lan)).toMatchObject([{ kind: 'message', text: 'Chào đồng chí', messageId: id }]);
    expect(fake.sent(lan)).toMatchObject([{ accepted: true, code: 200, messageId: id, visible: true }]);
  });

  test.each(['query', 'form', 'multipart'])('takes its parameters from a %s', async (way) => {
    const fields = { chat_id: lan, text: 'một & hai' };
    const url = new URL(`${fake.apiRoot}/bot${fake.token}/sendMessage`);
    const body = way === 'form' ? new URLSearchParams(fields) : new FormData();
    if (way === 'query') url.search = String(new URLSearchParams(fields));
    if (body instanceof FormData) for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const response = await fetch(url, way === 'query' ? {} : { method: 'POST', body });
    expect(response.status).toBe(200);
    expect(fake.person('Lan').texts).toEqual(['một & hai']);
  });

  test.each<[string, Payload]>([
    ['no chat', { chat_id: undefined }],
    ['a number for a chat', { chat_id: 12 }],
    ['no text', { text: '' }],
    ['2,001 letters', { text: 'x'.repeat(2001) }],
    ['1,001 characters of two units', { text: '😀'.repeat(1001) }],
    ['half a character', { text: 'chào \ud83d' }],
    ['a parse_mode of another platform', { parse_mode: 'HTML' }],
    ['styles beyond the text', { text_styles: [{ start: 0, len: 5, st: ['b'] }] }],
    ['styles nobody knows', { text_styles: [{ start: 0, len: 4, st: ['bold'] }] }],
  ])('refuses %s, and says so when it is closed', async (_, payload) => {
    expect(await send(payload)).toMatch(/^400 Bad Request/);
    expect(fake.takeViolations()).toMatchObject([{ method: 'sendMessage' }]);
    expect(fake.sent()).toEqual([]);
  });

  test('takes 2,000 letters, both markups and styles within the text', async () => {
    const styled = { text_styles: [{ start: 0, len: 4, st: ['b', 'c_db342e', 'f_18'] }] };
    for (const payload of [{ text: 'x'.repeat(2000) }, { parse_mode: 'markdown' }, { parse_mode: 'html' }, styled])
      expect(await send(payload)).toBe('ok');
  });

  test.each([
    'reply_markup',
    'reply_to_message_id',
    'disable_notification',
  ])('takes no notice of %s, and says so when it is closed', async (field) => {
    expect(await send({ [field]: 1 })).toBe('ok');
    const what = `the field ${field} is not documented`;
    expect(fake.violations).toEqual([{ method: 'sendMessage', what }]);
    await expect(fake.close()).rejects.toThrow(`sendMessage: ${what}`);
  });

  test('refuses a chat that never wrote, in the way it is told to', async () => {
    const unknown = { chat_id: 'ffffffffffffffffffff' };
    expect(await send(unknown)).toMatch(/^400/);
    fake.set({ unknownChats: 404 });
    expect(await send(unknown)).toBe('404 Not Found');
    fake.set({ unknownChats: 'accept' });
    expect(await send(unknown)).toBe('ok');
  });

  test('can write failures with 200 and successes with an error_code', async () => {
    fake.set({ errorsAsHttp200: true, successErrorCodeZero: true });
    const unknown = await callApi(fake, 'sendMessage', { chat_id: 'f', text: 'x' });
    expect(unknown).toMatchObject({ status: 200, body: { ok: false, error_code: 400 } });
    expect((await callApi(fake, 'getMe')).body).toMatchObject({ ok: true, error_code: 0 });
  });
});

describe('the plan', () => {
  test('ends with the last message of the month, and begins again with the next', async () => {
    // A minute to midnight in Vietnam, where the month ends seven hours before it does in Greenwich.
    let now = Date.parse('2026-11-30T16:59:00Z');
    const november = await startFakeZalo({ now: () => now, monthlyMessages: 2 });
    november.person('Lan').says('xin chào');
    const verdicts = async () => verdict(november, 'sendMessage', { chat_id: lan, text: 'chào' });
    expect([await verdicts(), await verdicts(), await verdicts()]).toEqual(['ok', 'ok', '429 Quota exceeded']);
    now += 120_000;
    expect(await verdicts()).toBe('ok');
    await november.close();
  });

  test('of the free kind has 3,000 messages and 50 people', async () => {
    fake.set(FREE_PLAN);
    for (let number = 1; number <= 50; number += 1) fake.person(`người ${number}`).says('chào');
    expect(fake.lost).toMatchObject([{ why: 'tooManyUsers', update: { chatId: fake.person('người 50').id } }]);
    const sent = { method: 'sendMessage', payload: {}, chatId: lan, at: fake.core.clock.now() };
    const before = Array.from({ length: 2999 }, () => fake.core.records.call(sent));
    for (const call of before) call.accepted = true;
    expect([await send({}), await send({})]).toEqual(['ok', '429 Quota exceeded']);
  });

  test('has a number of messages a second, of people heard, or of people answered', async () => {
    fake.set({ messagesPerSecond: 1 });
    expect([await send({}), await send({})]).toEqual(['ok', '429 Quota exceeded']);
    fake.advance(1000);
    fake.set({ maxUsers: 1 });
    fake.person('Minh').says('tôi nữa');
    expect(fake.lost).toMatchObject([{ why: 'tooManyUsers' }]);
    fake.set({ overUsers: 'refuseSends' });
    fake.person('Minh').says('tôi nữa');
    expect(await send({ chat_id: fake.person('Minh').id })).toBe('429 Quota exceeded');
    expect(await send({})).toBe('ok');
  });
});

describe('other methods', () => {
  test('a picture is fetched three times, and one that goes away is told', async () => {
    let left = 3;
    const pictures = createServer((_, res) => {
      left -= 1;
      if (left < 0) res.writeHead(404).end();
      else res.writeHead(200, { 'content-type': 'image/png' }).end('png');
    });
    await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
    const photo = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}/a.png`;
    const fetched = (times: number) => fake.waitFor(() => fake.sent().at(-1)?.fetches.length === times);
    expect(await verdict(fake, 'sendPhoto', { chat_id: lan, photo, caption: 'Danh sách' })).toBe('ok');
    await fetched(3);
    expect(fake.sent()[0]?.fetches.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'HEAD 200',
      'GET 200',
      'GET 200',
    ]);
    expect(fake.person('Lan').shown).toMatchObject([{ kind: 'photo', text: 'Danh sách', media: photo }]);
    left = 1;
    expect(await verdict(fake, 'sendPhoto', { chat_id: lan, photo })).toBe('ok');
    await fetched(3);
    expect(fake.takeViolations()).toHaveLength(2);
    pictures.closeAllConnections();
    await new Promise((resolve) => pictures.close(resolve));
  });

  test('a sticker, a voice and "typing"', async () => {
    const group = fake.group('Chi bộ').id;
    fake.person('Lan').says('@bot chào', { chatId: group });
    expect(await verdict(fake, 'sendSticker', { chat_id: lan, sticker: 'bfe458bf64fa8da4d4eb' })).toBe('ok');
    const voice = { voice_url: 'https://example.org/a.aac' };
    expect(await verdict(fake, 'sendVoice', { chat_id: group, ...voice })).toBe('ok');
    expect(fake.sent(group)).toMatchObject([{ accepted: true, visible: false }]);
    const typing = await callApi(fake, 'sendChatAction', { chat_id: lan, action: 'typing' });
    expect(typing.body).toEqual({ ok: true });
    expect(fake.sent()).toHaveLength(2);
  });

  test.each<[string, Payload]>([
    ['sendPhoto', { photo: 'file:///a.png' }],
    ['sendPhoto', { photo: 'https://example.org/a.png', caption: '' }],
    ['sendSticker', {}],
    ['sendVoice', { voice_url: 'https://example.org/a.mp3' }],
    ['sendChatAction', { action: 'upload_photo' }],
    ['setWebhook', { url: 'ftp://127.0.0.1', secret_token: '12345678' }],
    ['setWebhook', { url: 'https://example.org', secret_token: 'short' }],
  ])('%s refuses %o', async (method, payload) => {
    const chat = method === 'setWebhook' ? {} : { chat_id: lan };
    expect(await verdict(fake, method, { ...chat, ...payload })).toMatch(/^400/);
    expect(fake.takeViolations()).toMatchObject([{ method }]);
  });

  test.each([
    'editMessageText',
    'deleteMessage',
    'setMyCommands',
    'sendFile',
    'getme',
    'toString',
  ])('%s does not exist', async (method) => {
    expect(await verdict(fake, method)).toBe('404 Not Found');
    fake.set({ unknownMethods: 400 });
    expect(await verdict(fake, method)).toMatch(/^400/);
    expect(fake.takeViolations()).toHaveLength(2);
  });

  test('a body that is no JSON is refused', async () => {
    const url = `${fake.apiRoot}/bot${fake.token}/sendMessage`;
    const response = await fetch(url, {
      method: 'POST',
      body: '{"chat_id":',
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(400);
    expect(fake.takeViolations()).toHaveLength(1);
  });
});
