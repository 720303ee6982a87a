import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callApi, verdict } from './http/client.ts';
import { type FakeTelegram, startFakeTelegram } from './server.ts';
import type { Update } from './types.ts';

let fake: FakeTelegram;
let server: Server;
let url: string;
let got: { id: number; who: string; headers: IncomingHttpHeaders }[];
let inFlight: { now: number; most: number };
/** What the bot answers; 200 and nothing unless a test says otherwise. */
let answer: (update: Update) => Promise<{ status: number; body?: string; retryAfter?: number }>;

beforeEach(async () => {
  fake = await startFakeTelegram({ secondMs: 2, firstUpdateId: 1 });
  [got, inFlight] = [[], { now: 0, most: 0 }];
  answer = async () => ({ status: 200 });
  server = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk) => {
      text += String(chunk);
    });
    req.on('end', () => {
      const update = JSON.parse(text) as Update & { message?: { text: string } };
      inFlight = { now: inFlight.now + 1, most: Math.max(inFlight.most, inFlight.now + 1) };
      got.push({ id: update.update_id, who: update.message?.text ?? 'press', headers: req.headers });
      void answer(update).then(({ status, body, retryAfter }) => {
        inFlight.now -= 1;
        if (retryAfter !== undefined) res.setHeader('retry-after', retryAfter);
        res.writeHead(status, { 'content-type': 'application/json' });
        res.end(body);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tg`;
});
afterEach(async () => {
  await fake.close();
  server.closeAllConnections();
  server.close();
});

const set = (payload = {}) => callApi(fake, 'setWebhook', { url, ...payload });
const words = () => got.map(({ who }) => who);

describe('a webhook', () => {
  test('gets waiting and new updates with the secret, and confirms by 200', async () => {
    fake.person(11).say('một');
    await set({ secret_token: 'bi-mat_1' });
    fake.person(11).say('hai');
    await fake.settled();
    expect(words()).toEqual(['một', 'hai']);
    expect(got[0]?.headers).toMatchObject({ 'x-telegram-bot-api-secret-token': 'bi-mat_1' });
    expect(fake.confirmed).toMatchObject([{ by: 'webhook' }, { by: 'webhook' }]);
  });

  test('is told of a failure again, before anything else of the same chat', async () => {
    let failures = 3;
    answer = async ({ update_id }) => ({ status: update_id === 1 && failures-- > 0 ? 500 : 200 });
    fake.person(11).say('một');
    fake.person(11).say('hai');
    await set();
    await fake.settled();
    expect(words()).toEqual(['một', 'một', 'một', 'một', 'hai']);
    expect(fake.stats.redelivered).toBe(3);
  });

  test('hears other chats meanwhile, up to max_connections at once', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    answer = () => held.then(() => ({ status: 200 }));
    for (const id of [11, 12, 13]) fake.person(id).say(`của ${id}`);
    await set({ max_connections: 2 });
    await expect.poll(() => got.length).toBe(2);
    release();
    await fake.settled();
    expect(inFlight.most).toBe(2);
    expect(words()).toEqual(['của 11', 'của 12', 'của 13']);
  });

  test('may overtake: a press and a message of one person stand in different queues', async () => {
    answer = async ({ update_id }) => ({ status: update_id === 1 && got.length < 3 ? 503 : 200 });
    fake.person(11).say('chữ');
    fake.person(11).press('x');
    await set();
    await fake.settled();
    expect(words().slice(0, 2)).toEqual(['chữ', 'press']);
  });

  test('is obeyed when it asks for time with Retry-After', async () => {
    const at: number[] = [];
    answer = async () => {
      at.push(performance.now());
      return at.length === 1 ? { status: 503, retryAfter: 10 } : { status: 200 };
    };
    fake.person(11).say('một');
    await set();
    await fake.settled();
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(18);
  });

  test('may answer with a call of a method', async () => {
    answer = async () => ({ status: 200, body: JSON.stringify({ method: 'sendMessage', chat_id: 11, text: 'chào' }) });
    fake.person(11).say('một');
    await set();
    expect((await fake.person(11).waitFor()).text).toBe('chào');
  });

  test('that is down is reported in getWebhookInfo, and expired updates are dropped', async () => {
    await set({ url: 'http://127.0.0.1:9/' });
    fake.person(11).press('x');
    const info = async () => (await callApi(fake, 'getWebhookInfo')).body.result as Record<string, unknown>;
    await expect
      .poll(info)
      .toMatchObject({ pending_update_count: 1, last_error_message: expect.stringMatching(/REFUSED/) });
    fake.advance(151_000);
    await expect.poll(() => fake.stats.expired).toBe(1);
    expect(fake.stats.waiting).toBe(0);
  });

  test.each([
    { payload: { url: 'không phải url' }, says: /invalid webhook URL/ },
    { payload: { secret_token: 'a b' }, says: /unallowed characters/ },
    { payload: { secret_token: 'a'.repeat(257) }, says: /too long/ },
    { payload: {}, says: 'ok' },
  ])('is set with $payload: $says', async ({ payload, says }) => {
    expect(await verdict(fake, 'setWebhook', { url, ...payload })).toMatch(says);
  });

  test('drops what waits only when asked to', async () => {
    fake.person(11).say('một');
    expect(await verdict(fake, 'deleteWebhook')).toBe('ok');
    expect(fake.stats.waiting).toBe(1);
    await callApi(fake, 'deleteWebhook', { drop_pending_updates: true });
    expect(fake.stats).toMatchObject({ waiting: 0, dropped: 1 });
  });
});
