import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OnEvents } from '../../../src/channels/channel.ts';
import { webhookPath } from '../../../src/channels/webhook.ts';
import { type ZaloChannel, zaloChannel } from '../../../src/channels/zalo/channel.ts';
import { type HttpServer, startHttp } from '../../../src/http/server.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { type FakeZalo, startFakeZalo } from '../../support/fake-zalo/server.ts';
import { fixture } from './fixtures.ts';
import { collecting, recordingLog, recordingPatience, until } from './rig.ts';

const SECRET = 'a-secret-of-the-webhook';
let fake: FakeZalo;
let channel: ZaloChannel;
let http: HttpServer;
let log: ReturnType<typeof recordingLog>;

beforeEach(async () => {
  fake = await startFakeZalo({ secondMs: 2, token: '12345689:abc-xyz' });
  log = recordingLog();
});
afterEach(async () => {
  await channel.stop();
  await http.stop();
  await fake.close();
});

/** The program behind an address, and its webhook set there. */
async function listen(
  onEvents: OnEvents | undefined,
  settings: Parameters<FakeZalo['set']>[0] = {},
  publicUrl?: string,
): Promise<void> {
  fake.set(settings);
  let handler: ((request: Request) => Response | Promise<Response>) | undefined;
  const { Hono } = await import('hono');
  const routes = new Hono().all('*', (c) => handler?.(c.req.raw) ?? c.text('', 503));
  http = await startHttp({ host: '127.0.0.1', port: 0, routes: [routes], health: async () => true, log: silentLog });
  const mode = { kind: 'webhook', secret: SECRET, publicUrl: publicUrl ?? http.url } as const;
  const { token, apiRoot } = fake;
  channel = zaloChannel({ token, apiRoot, mode, log, wall: () => 1_772_790_000_000, ...recordingPatience() });
  const own = channel.routes;
  handler = (request) => own?.fetch(request) ?? new Response('', { status: 500 });
  if (onEvents === undefined) return;
  channel.start(onEvents);
  await until(() => log.lines.some(({ event }) => event.startsWith('zalo.webhook-')));
}

async function post(body: unknown, secret: string | undefined = SECRET): Promise<number> {
  const response = await fetch(new URL(webhookPath('zalo', fake.token), http.url), {
    method: 'POST',
    headers: secret === undefined ? {} : { 'x-bot-api-secret-token': secret },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return response.status;
}

describe('the webhook', () => {
  test.each([
    { enveloped: false },
    { enveloped: true },
    { shuffledKeys: true, extraFields: true },
    { echoes: true, probe: 'empty' as const },
    { probeWithSecret: true },
  ])('takes what people write: %j', async (settings) => {
    const { onEvents, texts } = collecting();
    await listen(onEvents, settings);
    fake.person('Lan').says('một');
    await fake.settled();
    await channel.send(fake.person('Lan').id, { kind: 'new', body: { method: 'sendMessage', text: 'vâng' } });
    await fake.settled();
    expect(texts()).toEqual(['một']);
    expect(fake.deliveries.map(({ status }) => status).every((status) => status === 200)).toBe(true);
    expect(log.lines.map(({ event }) => event)).toEqual(['zalo.webhook-set']);
  });

  test('says 200 only after the commit, and 503 when it could not be stored', async () => {
    const { onEvents, texts } = collecting(1);
    await listen(onEvents);
    fake.person('Lan').says('một');
    await fake.waitFor(() => texts().length === 2);
    await fake.settled();
    expect(fake.deliveries.filter(({ update }) => update !== undefined).map(({ status }) => status)).toEqual([
      503, 200,
    ]);
    expect(JSON.stringify(log.lines)).not.toContain('private');
  });

  test('believes nobody without the secret', async () => {
    const { onEvents, batches } = collecting();
    await listen(onEvents);
    const text = fixture('text');
    expect(await post(text, '')).toBe(401);
    expect(await post(text, 'wrong')).toBe(401);
    expect(await post(text, `${SECRET} `.slice(0, -2))).toBe(401);
    expect(await post('{"half":', 'wrong')).toBe(401);
    expect(batches).toEqual([]);
    expect(await post(text)).toBe(200);
    expect(batches).toHaveLength(1);
  });

  test('answers probes and empty bodies whatever they carry', async () => {
    const { onEvents, batches } = collecting();
    await listen(onEvents);
    expect(await post(fixture('probe'), '')).toBe(200);
    expect(await post(fixture('probe'))).toBe(200);
    expect(await post('', '')).toBe(200);
    expect(await post('{}')).toBe(200);
    expect(await post(fixture('text-echo'))).toBe(200);
    expect(await post(fixture('follow'))).toBe(200);
    expect(await post('{"half":')).toBe(400);
    expect(await post(JSON.stringify({ big: 'x'.repeat(300_000) }))).toBe(413);
    expect(batches).toEqual([]);
  });

  test('asks to come again while the program has not begun or is stopping', async () => {
    await listen(undefined);
    expect(await post(fixture('text'))).toBe(503);
    const { onEvents } = collecting();
    channel.start(onEvents);
    await until(() => log.lines.length > 0);
    expect(await post(fixture('text'))).toBe(200);
    await channel.stop();
    expect(await post(fixture('text'))).toBe(503);
  });

  test('tells the operator when the platform does not reach it, and no secret', async () => {
    await listen(collecting().onEvents, { allowLoopback: false }, 'https://127.0.0.1:9');
    expect(log.lines[0]).toMatchObject({ level: 'error', event: 'zalo.webhook-not-reached' });
    expect(JSON.stringify(log.lines)).not.toContain(SECRET);
    expect(await channel.check()).toMatch(/the webhook goes to 127\.0\.0\.1:\d+$/);
  });

  test('does not begin with a secret that the platform refuses', async () => {
    await listen(collecting().onEvents);
    const options = { token: '1:x', apiRoot: 'http://127.0.0.1:9', log, wall: () => 0, ...recordingPatience() };
    const mode = { kind: 'webhook', publicUrl: 'https://x.example.vn' } as const;
    expect(() => zaloChannel({ ...options, mode: { ...mode, secret: 'short' } })).toThrow('8 to 256');
    expect(() => zaloChannel({ ...options, mode: { ...mode, secret: SECRET, publicUrl: 'x' } })).toThrow('no URL');
  });
});
