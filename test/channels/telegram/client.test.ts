import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../../../src/channels/telegram/client.ts';
import { resultOf } from '../../../src/channels/telegram/errors.ts';
import { sendCall } from '../../../src/channels/telegram/send.ts';
import { FAULT_KINDS, type FaultKind } from '../../support/fake-telegram/core/faults.ts';
import { type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/server.ts';
import { programFile } from '../../support/program.ts';

/** From the sources, calls are made in this thread whatever is asked for. */
const compiled: { readonly createClient: typeof createClient } = await import(programFile('channels/telegram/client'));
const threaded: typeof createClient = (options) => compiled.createClient({ ...options, thread: true });

const call = { kind: 'new', body: { method: 'sendMessage', text: 'chào' } } as const;

/** Accepts connections and says nothing (so no TLS comes about), or the same to everybody. */
async function slowToAccept(words?: string) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (words !== undefined) socket.once('data', () => socket.end(words));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, accept: () => server.close() };
}

describe.each([
  ['in this thread', createClient],
  ['in a thread of its own', threaded],
] as const)('a call made %s', (_, createClient) => {
  let fake: FakeTelegram;
  beforeEach(async () => {
    fake = await startFakeTelegram();
    fake.person(11).start();
  });
  afterEach(() => fake.close());

  const connect = (apiRoot = fake.apiRoot, timeoutMs = 5000) => createClient({ token: fake.token, apiRoot, timeoutMs });

  test('answers with the platform’s result', async () => {
    const client = connect();
    expect(await client.call('getMe', {})).toMatchObject({ ok: true, result: { username: 'tusoi_thu_bot' } });
    expect(await sendCall(client, '11', call)).toEqual({ outcome: 'sent', messageId: expect.stringMatching(/^\d+$/) });
    expect(fake.sent(11)).toHaveLength(1);
    client.close();
  });

  const outcomes: Readonly<Record<FaultKind, { readonly outcome: string; readonly everyone?: boolean }>> = {
    tooMany: { outcome: 'retry', everyone: false },
    serverError: { outcome: 'unknown' },
    badGateway: { outcome: 'unknown' },
    unavailable: { outcome: 'retry', everyone: false },
    html200: { outcome: 'unknown' },
    resetBefore: { outcome: 'unknown' },
    resetAfter: { outcome: 'unknown' },
    slowHeaders: { outcome: 'unknown' },
    slowBody: { outcome: 'unknown' },
    halfOpen: { outcome: 'unknown' },
    // Cut off after the id of the message: it is out.
    truncated: { outcome: 'sent' },
    blocked: { outcome: 'gone' },
    chatNotFound: { outcome: 'gone' },
    unauthorized: { outcome: 'retry', everyone: true },
    conflict: { outcome: 'refused' },
  };

  /** What only a time limit ends. */
  const STALLED: ReadonlySet<FaultKind> = new Set(['slowHeaders', 'slowBody', 'halfOpen']);

  test.each(FAULT_KINDS)('that meets %s comes out as it should be acted on, without the token', async (kind) => {
    const client = connect(fake.apiRoot, STALLED.has(kind) ? 100 : 5000);
    // Over a connection that is open: on a busy machine opening one may take longer than the short limit.
    await client.call('getMe', {}, { timeoutMs: 5000 });
    fake.fault({ kind, ms: 2000 });
    const result = await sendCall(client, '11', call);
    expect(result).toMatchObject(outcomes[kind]);
    expect(JSON.stringify(result)).not.toContain(fake.token.slice(12));
    client.close();
  });

  test('waits for a slow answer within its time limit', async () => {
    const client = connect();
    fake.fault({ kind: 'slowHeaders', ms: 20 }, { kind: 'slowBody', ms: 20 });
    expect(await sendCall(client, '11', call)).toMatchObject({ outcome: 'sent' });
    expect(await sendCall(client, '11', call)).toMatchObject({ outcome: 'sent' });
    client.close();
  });

  test('ends when its signal is aborted, also before it began', async () => {
    const client = connect();
    expect(await client.call('getMe', {}, { signal: AbortSignal.abort() })).toMatchObject({
      ok: false,
      kind: 'unanswered',
    });
    const stop = new AbortController();
    fake.fault({ kind: 'halfOpen' });
    const waiting = client.call('getUpdates', { timeout: 50 }, { signal: stop.signal });
    await fake.waitFor(() => fake.calls.length > 0);
    stop.abort();
    expect(await waiting).toMatchObject({ ok: false });
    client.close();
  });

  test('to a server that is down was not written, by number and by name', async () => {
    await fake.down();
    for (const root of [fake.apiRoot, `http://localhost:${fake.port}`]) {
      const client = connect(root);
      const answer = await client.call('getMe', {});
      expect(answer).toMatchObject({ ok: false, kind: 'unsent', why: 'no connection: ECONNREFUSED' });
      client.close();
    }
  });

  test('that waits for a connection until its time is up was not written, and is not written later', async () => {
    const { host, accept } = await slowToAccept();
    const client = createClient({ token: fake.token, apiRoot: `https://${host}`, timeoutMs: 40, connectMs: 5000 });
    expect(await client.call('sendMessage', { text: 'chào' })).toMatchObject({
      kind: 'unsent',
      why: 'no connection: time limit',
    });
    accept();
    client.close();
  });

  test('that is answered in another form leaves the outcome unknown', async () => {
    const { host, accept } = await slowToAccept('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]');
    const client = createClient({ token: fake.token, apiRoot: `http://${host}` });
    expect(await client.call('getMe', {})).toMatchObject({
      kind: 'unanswered',
      why: 'no usable answer: unexpected form',
    });
    accept();
    client.close();
  });

  test('keeps the path of an address of its own', async () => {
    const client = connect(`${fake.apiRoot}/prefix`);
    // The double knows no prefix: that it says so proves that the prefix was sent.
    expect(await client.call('getMe', {})).toMatchObject({ ok: false, kind: 'refused', code: 404 });
    client.close();
  });

  test('uploads a file under a name that cannot break out of its header', async () => {
    const client = connect();
    const body = {
      method: 'sendDocument',
      name: 'báo "cáo"\r\nX: 1.csv',
      type: 'text/csv',
      content: 'họ tên\n',
      caption: 'Đây',
    };
    expect(await sendCall(client, '11', { kind: 'file', body })).toMatchObject({ outcome: 'sent' });
    const [sent] = fake.sent(11);
    expect(sent?.payload).toMatchObject({ caption: 'Đây' });
    expect(sent?.files[0]?.name).toBe('báo _cáo___X: 1.csv');
    expect(sent?.files[0]?.bytes.toString('utf8')).toBe('họ tên\n');
    client.close();
  });

  test('is not made of a stored call or a chat id that makes no sense', async () => {
    const client = connect();
    expect(await sendCall(client, '11', { kind: 'new', body: { method: 'deleteWebhook' } })).toMatchObject({
      outcome: 'refused',
    });
    for (const id of ['', '0', 'Minh', '1e3', '12345678901234567890'])
      expect(await sendCall(client, id, call)).toMatchObject({ outcome: 'refused' });
    expect(fake.calls).toHaveLength(0);
    client.close();
  });
});

const file = { document: { source: Buffer.from('họ tên'), filename: 'a.csv' } };

describe.each([
  ['of a call as JSON', { text: 'chào' }, createClient],
  ['of a call as JSON in a thread', { text: 'chào' }, threaded],
  ['of an upload', file, createClient],
] as const)('a connection %s', (_, payload, createClient) => {
  let server: Server;
  const sockets: Socket[] = [];
  const listen = (onSocket: (socket: Socket) => void) =>
    new Promise<string>((resolve) => {
      server = createServer((socket) => {
        sockets.push(socket);
        socket.on('error', () => undefined);
        onSocket(socket);
      });
      server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
    });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });

  test('that does not open in time was never written to', async () => {
    const client = createClient({ token: '1:a', apiRoot: `https://${await listen(() => undefined)}`, connectMs: 30 });
    const answer = await client.call('sendMessage', payload);
    expect(answer).toMatchObject({ kind: 'unsent', why: 'no connection: CONNECT_TIMEOUT' });
    client.close();
  });

  test('that is cut while it opens was never written to', async () => {
    const client = createClient({
      token: '1:a',
      apiRoot: `https://${await listen((socket) => socket.resetAndDestroy())}`,
    });
    expect(await client.call('sendMessage', payload)).toMatchObject({
      kind: 'unsent',
      why: 'no connection: ECONNRESET',
    });
    client.close();
  });

  test('to something that speaks no TLS was never written to', async () => {
    const client = createClient({
      token: '1:a',
      apiRoot: `https://${await listen((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))}`,
    });
    expect(await client.call('sendMessage', payload)).toMatchObject({ kind: 'unsent' });
    client.close();
  });

  test('that is cut once it is open leaves the outcome unknown', async () => {
    const client = createClient({
      token: '1:a',
      apiRoot: `http://${await listen((socket) => socket.once('data', () => socket.resetAndDestroy()))}`,
    });
    const answer = await client.call('sendMessage', payload);
    expect(answer).toMatchObject({ kind: 'unanswered', why: 'no usable answer: ECONNRESET' });
    expect(answer.ok || resultOf(answer).outcome).toBe('unknown');
    client.close();
  });

  test('that is ended by the other side once it is open leaves the outcome unknown', async () => {
    const client = createClient({
      token: '1:a',
      apiRoot: `http://${await listen((socket) => socket.once('data', () => socket.end()))}`,
    });
    expect(await client.call('sendMessage', payload)).toMatchObject({ kind: 'unanswered' });
    client.close();
  });

  test('is used again', async () => {
    const { apiRoot, opened } = await answering();
    const client = createClient({ token: '1:a', apiRoot });
    for (let at = 0; at < 6; at += 1) expect(await client.call('getMe', payload)).toEqual({ ok: true, result: true });
    // A connection rests for a moment after an answer, so that calls without a pause in between take turns on two.
    expect(opened()).toBeLessThanOrEqual(2);
    client.close();
  });

  test('is closed with its client, and another is opened for a call that comes later', async () => {
    const { apiRoot, opened } = await answering();
    const client = createClient({ token: '1:a', apiRoot });
    expect(await client.call('getMe', payload)).toMatchObject({ ok: true });
    client.close();
    await expect.poll(() => sockets.every((socket) => socket.destroyed || socket.readableEnded)).toBe(true);
    expect(await client.call('getMe', payload)).toMatchObject({ ok: true });
    expect(opened()).toBe(2);
  });

  /** A server that says yes to whatever it is asked. */
  async function answering() {
    let opened = 0;
    const http = createHttpServer((request, response) => {
      request.resume().on('end', () => response.end('{"ok":true,"result":true}'));
    });
    const host = await listen((socket) => {
      opened += 1;
      http.emit('connection', socket);
    });
    return { apiRoot: `http://${host}`, opened: () => opened };
  }
});
