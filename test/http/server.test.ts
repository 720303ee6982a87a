import { Hono } from 'hono';
import { afterEach, describe, expect, test } from 'vitest';
import { type HttpOptions, type HttpServer, startHttp } from '../../src/http/server.ts';
import { recordingLog } from '../channels/telegram/rig.ts';

const servers: HttpServer[] = [];
const log = recordingLog();

async function serve(options: Partial<HttpOptions> = {}): Promise<HttpServer> {
  const server = await startHttp({ host: '127.0.0.1', port: 0, routes: [], health: async () => true, log, ...options });
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

describe('health', () => {
  test('is good while the database answers', async () => {
    const { url } = await serve();
    const answer = await fetch(`${url}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([200, { process: 'ok', database: 'ok' }]);
  });

  test.each([
    ['says no', async () => false],
    ['fails', () => Promise.reject(new Error('private'))],
    ['takes too long', () => new Promise<boolean>(() => undefined)],
  ])('is bad when the database %s', async (_what, health) => {
    const { url } = await serve({ health, healthMs: 10 });
    const answer = await fetch(`${url}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([503, { process: 'ok', database: 'down' }]);
  });
});

describe('the server', () => {
  test('serves the routes it is given, with headers that they may replace', async () => {
    const page = new Hono().get('/page', (c) =>
      c.html('<p>', 200, { 'Content-Security-Policy': "default-src 'none'" }),
    );
    const data = new Hono().get('/data', (c) => c.json({}));
    const { url } = await serve({ routes: [page, data] });
    const [first, second] = [await fetch(`${url}/page`), await fetch(`${url}/data`)];
    expect(first.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(second.headers.get('content-security-policy')).toContain("default-src 'self'");
    for (const { headers } of [first, second]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  test('tells browsers to come over TLS only where it is reached so', async () => {
    const hsts = async (options: Partial<HttpOptions>) =>
      (await fetch(`${(await serve(options)).url}/healthz`)).headers.get('strict-transport-security');
    expect(await hsts({ secure: true })).toBe('max-age=31536000');
    expect(await hsts({})).toBeNull();
  });

  test('answers what it does not know with JSON', async () => {
    const { url } = await serve();
    const answer = await fetch(`${url}/nothing`);
    expect([answer.status, await answer.json()]).toEqual([404, { error: 'not found' }]);
  });

  test('tells nobody why a route failed', async () => {
    const broken = new Hono().get('/broken', () => {
      throw new RangeError('private words');
    });
    const { url } = await serve({ routes: [broken] });
    const answer = await fetch(`${url}/broken`);
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'something went wrong' }]);
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', event: 'http.failed', error: 'RangeError' });
    expect(JSON.stringify(log.lines)).not.toContain('private words');
  });

  test('says clearly that its port is taken', async () => {
    const { url } = await serve();
    const port = Number(new URL(url).port);
    await expect(serve({ port })).rejects.toThrow(`cannot listen on 127.0.0.1:${port}: another process uses this port`);
  });

  test('stops though a stream is open', async () => {
    const stream = new Hono().get(
      '/stream',
      () => new Response(new ReadableStream({ start: (c) => c.enqueue(new TextEncoder().encode(':\n')) })),
    );
    const server = await serve({ routes: [stream], graceMs: 10 });
    const answer = await fetch(`${server.url}/stream`);
    await server.stop();
    await expect(answer.text()).rejects.toThrow();
  });
});
