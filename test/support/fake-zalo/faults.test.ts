import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FAULT_KINDS, type FaultKind } from './core/faults.ts';
import { verdict } from './http/client.ts';
import { type FakeZalo, startFakeZalo } from './server.ts';

let fake: FakeZalo;
let lan: string;
beforeEach(async () => {
  fake = await startFakeZalo();
  lan = fake.person('Lan').id;
  fake.person('Lan').says('xin chào');
});
afterEach(() => fake.close());

/** One sendMessage, and what a client sees of it: `status body`, or the code of its error. */
function send(timeout = 1000): Promise<string> {
  return new Promise((resolve) => {
    const outgoing = request(`${fake.apiRoot}/bot${fake.token}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      timeout,
    });
    outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error(), { code: 'SILENT' })));
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    outgoing.on('response', (incoming) => {
      let body = '';
      incoming.on('data', (chunk) => {
        body += String(chunk);
      });
      incoming.on('end', () => resolve(`${incoming.statusCode} ${body}`));
    });
    outgoing.end(JSON.stringify({ chat_id: lan, text: 'chào' }));
  });
}

const SEEN: Readonly<Record<FaultKind, readonly [sees: RegExp, stored: number]>> = {
  badRequest: [/^400 \{"ok":false,.*"error_code":400\}/, 0],
  unauthorized: [/^401 .*"error_code":401/, 0],
  forbidden: [/^403 .*"description":"Internal server error","error_code":403/, 0],
  notFound: [/^404 .*"error_code":404/, 0],
  requestTimeout: [/^408 .*"description":"Request timeout","error_code":408/, 0],
  testLimit: [/^426 .*"error_code":426/, 0],
  tooMany: [/^429 .*"error_code":429/, 0],
  serverError: [/^500 .*"error_code":500/, 0],
  webhookSet: [/^400 .*while a webhook is set/, 0],
  badGateway: [/^502 <html>/, 0],
  unavailable: [/^503 <html>/, 0],
  gatewayTimeout: [/^504 <html>/, 0],
  html200: [/^200 <html>/, 0],
  resetBefore: [/^ECONNRESET$/, 0],
  resetAfter: [/^ECONNRESET$/, 1],
  halfOpen: [/^SILENT$/, 0],
  acceptThenSilence: [/^SILENT$/, 1],
  slowHeaders: [/^200 \{"ok":true.*\}$/, 1],
  slowBody: [/^200 \{"ok":true.*\}$/, 1],
  truncated: [/^200 \{"ok":true.*[^}]$/, 1],
  noResult: [/^200 \{"ok":true\}$/, 1],
  refusedWith200: [/^200 \{"ok":false,.*"error_code":400\}/, 0],
};

describe('faults', () => {
  test.each(FAULT_KINDS)('%s is seen, and keeps the message or not', async (kind) => {
    const [sees, stored] = SEEN[kind];
    fake.fault({ kind, method: 'sendMessage', ms: 5 });
    expect(await send(sees.source.includes('SILENT') ? 30 : 1000)).toMatch(sees);
    expect(fake.sent()).toHaveLength(stored);
    expect(fake.shown(lan)).toHaveLength(stored);
    await fake.waitFor(() => fake.calls[0]?.delivered !== undefined);
    expect(fake.calls[0]).toMatchObject({ fault: kind, accepted: stored === 1 });
    expect(await send()).toMatch(/^200 \{"ok":true,"result":\{"message_id":"[0-9a-f]{20}","date":\d{13}\}\}$/);
  });

  test.each<[FaultKind, boolean]>([
    ['badGateway', true],
    ['serverError', true],
    ['resetAfter', false],
  ])('%s can be the other way round', async (kind, stored) => {
    fake.fault({ kind, stored });
    await send();
    expect(fake.sent()).toHaveLength(stored ? 1 : 0);
  });

  test('fit a method, a chat and a number of calls, after some that pass', async () => {
    fake.fault({ kind: 'tooMany', method: 'sendMessage', chatId: lan, skip: 1, count: 2 });
    expect(await verdict(fake, 'getMe')).toBe('ok');
    const seen = [await send(), await send(), await send(), await send()].map((answer) => answer.slice(0, 3));
    expect(seen).toEqual(['200', '429', '429', '200']);
    expect(fake.core.faults.pending).toBe(0);
  });

  test('can say other words and name a time to wait', async () => {
    fake.fault({ kind: 'tooMany', description: 'Monthly quota exceeded', retryAfter: 7 });
    const response = await fetch(`${fake.apiRoot}/bot${fake.token}/getMe`);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await response.json()).toMatchObject({ description: 'Monthly quota exceeded' });
  });

  test('nobody answers while it is down, and everything is still there afterwards', async () => {
    await fake.down();
    expect(await send()).toBe('ECONNREFUSED');
    await fake.up();
    expect(await send()).toMatch(/^200/);
  });
});
