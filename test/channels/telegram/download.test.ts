import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { LARGEST_PHOTO } from '../../../src/channels/channel.ts';
import { createClient } from '../../../src/channels/telegram/client.ts';
import { startFakeTelegram } from '../../support/fake-telegram/server.ts';

const TOKEN = '123456:secret-of-the-bot';

/** A Bot API server that tells where the file lies, and then hands it out as `serve` says. */
async function fetchedFrom(
  serve: RequestListener,
  {
    path = 'photos/file_1.jpg',
    size,
    timeoutMs = 10_000,
  }: { readonly path?: string; readonly size?: number; readonly timeoutMs?: number } = {},
) {
  const paths: string[] = [];
  const server = createServer((req, res) => {
    if (req.url?.includes('/file/') === true) {
      paths.push(req.url);
      return serve(req, res);
    }
    res.end(JSON.stringify({ ok: true, result: { file_id: 'f', file_path: path, file_size: size } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient({ token: TOKEN, apiRoot });
  try {
    const had = await client.download('f', { timeoutMs });
    expect(JSON.stringify(had)).not.toContain('secret-of-the-bot');
    return { had, paths };
  } finally {
    client.close();
    server.closeAllConnections();
    server.close();
  }
}

test('a picture is fetched by the id of its largest size', async () => {
  const fake = await startFakeTelegram();
  const client = createClient({ token: fake.token, apiRoot: fake.apiRoot });
  const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 7, 0xff, 0xd9]);
  fake.person(11).photo({ bytes });
  const answer = await client.call('getUpdates', { timeout: 0 });
  const file = /"file_id":"([^"]+)"/.exec(JSON.stringify(answer))?.[1] ?? '';
  const had = await client.download(file);
  expect(had.ok && Buffer.from(had.bytes)).toEqual(bytes);
  expect(await client.download('unknown')).toEqual({
    ok: false,
    why: 'not-had',
    detail: expect.stringContaining('invalid file_id'),
  });
  client.close();
  await fake.close();
});

test('a picture is not had where its host refuses, stalls or breaks off, and nothing tells the token', async () => {
  expect((await fetchedFrom((_, res) => void res.writeHead(404).end())).had).toMatchObject({ detail: 'HTTP 404' });
  expect((await fetchedFrom((_, res) => void res.writeHead(302, { location: '/' }).end())).had).toMatchObject({
    detail: 'HTTP 302',
  });
  const soon = { timeoutMs: 150 };
  expect((await fetchedFrom(() => undefined, soon)).had).toMatchObject({ why: 'not-had', detail: 'time limit' });
  const stalls: RequestListener = (_, res) => void res.writeHead(200, { 'content-length': 9 }).write('1');
  expect((await fetchedFrom(stalls, soon)).had).toMatchObject({ why: 'not-had', detail: 'time limit' });
  expect((await fetchedFrom((req) => void req.socket.destroy())).had).toMatchObject({ ok: false, why: 'not-had' });
});

test('a picture that is too large is not fetched, or only so far', async () => {
  const told = await fetchedFrom((_, res) => void res.end(), { size: LARGEST_PHOTO + 1 });
  expect(told).toEqual({ had: expect.objectContaining({ why: 'too-large' }), paths: [] });
  const untold = await fetchedFrom((_, res) => void res.end(Buffer.alloc(LARGEST_PHOTO + 1)));
  expect(untold.had).toMatchObject({ why: 'too-large' });
});

test('a document that is more than a bot is given is too large', async () => {
  const fake = await startFakeTelegram();
  const client = createClient({ token: fake.token, apiRoot: fake.apiRoot });
  fake.person(11).document('x.pdf', Buffer.alloc(20 * 1024 * 1024 + 1));
  const answer = await client.call('getUpdates', { timeout: 0 });
  const file = /"file_id":"([^"]+)"/.exec(JSON.stringify(answer))?.[1] ?? '';
  expect(await client.download(file)).toMatchObject({ ok: false, why: 'too-large' });
  client.close();
  await fake.close();
});

test('a path stays below the bot’s own, whatever it is', async () => {
  const { paths } = await fetchedFrom((_, res) => void res.end('x'), { path: '../../a?b#c/../d e' });
  expect(paths).toEqual([`/file/bot${TOKEN}/a%3Fb%23c/d%20e`]);
});
