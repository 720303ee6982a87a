import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeTelegram, startFakeTelegram } from '../server.ts';
import { callApi, getUpdates } from './client.ts';

let fake: FakeTelegram;
let socket: Socket;
let heard: string;
beforeEach(async () => {
  fake = await startFakeTelegram({ plain: true, secondMs: 2 });
  fake.person(11);
  heard = '';
  socket = connect(fake.port, '127.0.0.1');
  socket.on('data', (chunk) => {
    heard += String(chunk);
  });
  await once(socket, 'connect');
});
afterEach(async () => {
  socket.destroy();
  await fake.close();
});

function sending(text: string): Buffer {
  const body = Buffer.from(JSON.stringify({ chat_id: 11, text }));
  const head = `POST /bot${fake.token}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

const answers = (): readonly string[] => [...heard.matchAll(/"text":"([^"]*)"/g)].map(([, text = '']) => text);

describe('the plain server', () => {
  test('reads a request in whatever pieces it comes', async () => {
    for (const byte of sending('từng mẩu')) socket.write(Buffer.of(byte));
    await expect.poll(answers).toEqual(['từng mẩu']);
  });

  test('answers requests that come together one after the other', async () => {
    fake.fault({ kind: 'slowHeaders', ms: 5 });
    socket.write(Buffer.concat([sending('một'), sending('hai'), sending('ba')]));
    await expect.poll(answers).toEqual(['một', 'hai', 'ba']);
    expect(fake.person(11).texts).toEqual(['một', 'hai', 'ba']);
  });

  test('refuses a body without a length', async () => {
    socket.write(`POST /bot${fake.token}/getMe HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`);
    await once(socket, 'end');
    expect(heard).toMatch(/^HTTP\/1\.1 411 /);
  });

  test('forgets a poll whose connection is gone', async () => {
    const body = JSON.stringify({ timeout: 50 });
    socket.write(
      `POST /bot${fake.token}/getUpdates HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await fake.polling();
    socket.destroy();
    await expect.poll(() => fake.calls.at(-1)?.delivered).toBe(false);
    fake.person(11).say('chào');
    expect(await getUpdates(fake)).toHaveLength(1);
    expect(fake.stats.redelivered).toBe(0);
  });

  test('is reached by query and by fetch like the other', async () => {
    const response = await fetch(`${fake.apiRoot}/bot${fake.token}/getMe?x=1`);
    expect(await response.json()).toMatchObject({ ok: true, result: { is_bot: true } });
    expect((await callApi(fake, 'fly')).status).toBe(404);
  });
});
