import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callApi, verdict } from './http/client.ts';
import { type FakeZalo, startFakeZalo } from './server.ts';
import type { Payload } from './types.ts';

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const secret = 'a-secret-of-the-test';
let fake: FakeZalo;
let bot: Server;
let url: string;
let heard: Heard[];
/** The status codes of the next answers; 200 when there is none, and 0 for no answer at all. */
let answers: number[];

beforeEach(async () => {
  [heard, answers] = [[], []];
  bot = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk) => {
      body += String(chunk);
    });
    req.on('end', () => {
      heard.push({ headers: req.headers, body });
      const status = answers.shift() ?? 200;
      if (status > 0) res.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/hook`;
  fake = await startFakeZalo({ secondMs: 5 });
});
afterEach(async () => {
  bot.closeAllConnections();
  await new Promise((resolve) => bot.close(resolve));
  await fake.close();
});

const set = () => callApi(fake, 'setWebhook', { url, secret_token: secret });
const events = () => heard.slice(1).map(({ body }) => JSON.parse(body) as { event_name: string; message: Payload });

describe('setting a webhook', () => {
  test('probes the address at once, without the secret, and tells what came of it', async () => {
    const { result } = (await set()).body as { result: { url: string; updated_at: number; verification: Payload } };
    expect(result).toMatchObject({ url, verification: { ok: true, status_code: 200, outcome: 'webhook.ok' } });
    expect(result.updated_at).toBeGreaterThan(1e12);
    const [{ headers, body } = { headers: {}, body: '' }] = heard;
    expect(headers).toMatchObject({ 'user-agent': 'Java/17', 'content-type': 'application/json' });
    expect(headers['x-bot-api-secret-token']).toBeUndefined();
    const text = 'Zalo Bot Platform webhook test - please respond with HTTP 200';
    expect(JSON.parse(body)).toEqual({
      event_name: 'webhook.test',
      message: { date: expect.any(Number), message_id: 'webhook-test', text },
    });
    expect((JSON.parse(body) as { message: { date: number } }).message.date).toBeLessThan(1e11);
  });

  test('can probe with an empty body, or with the secret', async () => {
    fake.set({ probe: 'empty', probeWithSecret: true });
    await set();
    expect(heard).toMatchObject([{ body: '', headers: { 'x-bot-api-secret-token': secret } }]);
    expect(heard[0]?.headers['content-type']).toBeUndefined();
  });

  test.each([
    [403, 'webhook.http.403'],
    [404, 'webhook.http.404'],
    [503, 'webhook.http.5xx'],
    [302, 'webhook.http.other'],
    [0, 'webhook.err.timeout'],
  ])('is saved although the address answers %s', async (status, outcome) => {
    answers = [status];
    if (status === 0) fake.set({ webhookDeadlineMs: 20 });
    expect((await set()).body.result).toMatchObject({ url, verification: { ok: false, outcome } });
    expect((await callApi(fake, 'getWebhookInfo')).body.result).toMatchObject({ url });
  });

  test('calls an address of this machine blocked, if told so, and needs https', async () => {
    fake.set({ allowLoopback: false });
    expect(await verdict(fake, 'setWebhook', { url, secret_token: secret })).toMatch(/^400/);
    const https = { url: 'https://127.0.0.1/x', secret_token: secret };
    expect((await callApi(fake, 'setWebhook', https)).body.result).toMatchObject({
      verification: { outcome: 'webhook.err.blocked' },
    });
    expect(fake.takeViolations()).toHaveLength(1);
  });

  test('can be asked about and undone', async () => {
    expect(await callApi(fake, 'getWebhookInfo')).toEqual({
      status: 404,
      body: { ok: false, description: 'Not Found', error_code: 404 },
    });
    fake.set({ noWebhookInfo: 'emptyUrl' });
    expect((await callApi(fake, 'getWebhookInfo')).body).toEqual({ ok: true, result: { url: '' } });
    await set();
    const info = (await callApi(fake, 'getWebhookInfo')).body.result;
    expect(info).toEqual({ url, updated_at: expect.any(Number) });
    for (const _ of ['once', 'twice'])
      expect((await callApi(fake, 'deleteWebhook')).body.result).toMatchObject({ url: '' });
    expect(await verdict(fake, 'getUpdates', { timeout: 1 })).toMatch(/^408/);
  });

  test('can be tested some times a day, where that exists', async () => {
    fake.set({ testWebhookPerDay: 1 });
    await set();
    expect((await callApi(fake, 'testWebhook')).body.result).toMatchObject({ ok: true, url, outcome: 'webhook.ok' });
    expect((await callApi(fake, 'testWebhook')).status).toBe(426);
    fake.set({ testWebhookPerDay: 'absent' });
    expect((await callApi(fake, 'testWebhook')).status).toBe(404);
    fake.takeViolations();
  });
});

describe('a delivery', () => {
  test('is one flat event with the plain secret in its header', async () => {
    fake.person('Lan').says('đã chờ sẵn');
    await set();
    fake.person('Lan').says('chào');
    await fake.settled();
    expect(
      events()
        .map(({ message }) => message['text'])
        .sort(),
    ).toEqual(['chào', 'đã chờ sẵn']);
    expect(heard[1]?.headers).toMatchObject({
      'x-bot-api-secret-token': secret,
      'content-type': 'application/json',
      'user-agent': 'Java/17',
    });
    expect(fake.handedOut).toMatchObject([
      { by: 'webhook', delivered: true },
      { by: 'webhook', delivered: true },
    ]);
  });

  test('can come in an envelope, with its keys in another order and with unknown fields', async () => {
    await set();
    fake.set({ enveloped: true, shuffledKeys: true, extraFields: true });
    fake.person('Lan').says('chào');
    await fake.settled();
    const { ok, result } = JSON.parse(heard[1]?.body ?? '') as { ok: boolean; result: Payload };
    expect(ok).toBe(true);
    expect(result).toMatchObject({ trace_id: expect.any(String), message: { text: 'chào' } });
    expect(Object.keys(result)[0]).toBe('message');
  });

  test('is tried again after anything but 2xx or silence, and given up in the end', async () => {
    await set();
    fake.set({ webhookDeadlineMs: 300 });
    answers = [500, 0, 200];
    fake.person('Lan').says('một');
    await fake.settled();
    expect(fake.deliveries.slice(1)).toMatchObject([{ status: 500 }, { status: 0 }, { status: 200, attempt: 3 }]);
    expect(fake.lost).toEqual([]);
    answers = [403, 403, 403];
    fake.person('Lan').says('hai');
    await fake.settled();
    expect(fake.lost).toMatchObject([{ why: 'webhookGaveUp' }]);
    fake.set({ webhookTries: 1 });
    answers = [500];
    fake.person('Lan').says('ba');
    await fake.settled();
    expect(fake.lost).toHaveLength(2);
  });

  test('can come twice, with another secret or none, as another type, empty, huge', async () => {
    await set();
    fake.nextDeliveries(
      { duplicate: 'concurrent' },
      { duplicate: 'afterwards' },
      { secret: 'wrong' },
      { secret: 'missing', contentType: 'text/plain' },
      { body: '' },
      { padding: 100_000 },
    );
    for (const text of ['1', '2', '3', '4', '5', '6']) {
      fake.person('Lan').says(text);
      await fake.settled();
    }
    const secrets = heard.slice(1).map(({ headers }) => headers['x-bot-api-secret-token']);
    expect(secrets).toEqual([secret, secret, secret, secret, `${secret}x`, undefined, secret, secret]);
    expect(heard[6]?.headers['content-type']).toBe('text/plain');
    expect(heard[7]?.body).toBe('');
    expect(heard[8]?.body.length).toBeGreaterThan(100_000);
  });

  test('can be overtaken by a later one', async () => {
    await set();
    fake.nextDeliveries({ lateSeconds: 10 });
    fake.person('Lan').says('một');
    fake.person('Lan').says('hai');
    await fake.settled();
    expect(events().map(({ message }) => message['text'])).toEqual(['hai', 'một']);
    const [later = 0, earlier = 0] = events().map(({ message }) => Number(message['date']));
    expect(later).toBeGreaterThan(earlier);
  });

  test("repeats the bot's own messages, if told so", async () => {
    fake.set({ echoes: true });
    await set();
    const { id } = fake.person('Lan');
    fake.person('Lan').says('chào');
    await fake.settled();
    await verdict(fake, 'sendMessage', { chat_id: id, text: 'Chào đồng chí' });
    await fake.settled();
    expect(events()[1]?.message).toMatchObject({
      from: { id: '1459232241454765289', is_bot: true },
      chat: { id },
      text: 'Chào đồng chí',
    });
  });
});
