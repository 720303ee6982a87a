import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultKind } from './core/faults.ts';
import { getUpdates, verdict } from './http/client.ts';
import { type FakeTelegram, startFakeTelegram } from './server.ts';

let fake: FakeTelegram;
afterEach(() => fake.close());

interface Seen {
  readonly outcome: string;
  readonly headersAfterMs?: number;
}

/** One sendMessage, and what a client sees of it: `status body`, or the code of its error. */
function send(timeout = 1000): Promise<Seen> {
  return new Promise((resolve) => {
    const outgoing = request(`${fake.apiRoot}/bot${fake.token}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      timeout,
    });
    outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error(), { code: 'SILENT' })));
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve({ outcome: error.code ?? error.message }));
    outgoing.on('response', (incoming) => {
      let body = '';
      incoming.on('data', (chunk) => {
        body += String(chunk);
      });
      incoming.on('end', () => resolve({ outcome: `${incoming.statusCode} ${body}` }));
    });
    outgoing.end(JSON.stringify({ chat_id: 11, text: 'chào' }));
  });
}

describe.each([
  { server: 'node:http', plain: false },
  { server: 'the plain server', plain: true },
])('faults of $server', ({ plain }) => {
  beforeEach(async () => {
    fake = await startFakeTelegram({ plain });
    fake.person(11);
  });

  test.each<{ kind: FaultKind; sees: RegExp; stored: number; code: number }>([
    { kind: 'tooMany', sees: /^429 .*"retry_after":7/, stored: 0, code: 429 },
    { kind: 'serverError', sees: /^500 \{"ok":false/, stored: 0, code: 500 },
    { kind: 'badGateway', sees: /^502 <html>/, stored: 0, code: 502 },
    { kind: 'unavailable', sees: /^503 <html>/, stored: 0, code: 503 },
    { kind: 'html200', sees: /^200 <html>/, stored: 0, code: 200 },
    { kind: 'resetBefore', sees: /^ECONNRESET$/, stored: 0, code: 0 },
    { kind: 'resetAfter', sees: /^ECONNRESET$/, stored: 1, code: 0 },
    { kind: 'slowHeaders', sees: /^200 \{"ok":true.*\}$/, stored: 1, code: 200 },
    { kind: 'slowBody', sees: /^200 \{"ok":true.*\}$/, stored: 1, code: 200 },
    { kind: 'halfOpen', sees: /^SILENT$/, stored: 0, code: 0 },
    { kind: 'truncated', sees: /^200 \{"ok":true.*[^}]$/, stored: 1, code: 200 },
    { kind: 'blocked', sees: /^403 .*bot was blocked by the user/, stored: 0, code: 403 },
    { kind: 'chatNotFound', sees: /^400 .*chat not found/, stored: 0, code: 400 },
    { kind: 'unauthorized', sees: /^401 .*Unauthorized/, stored: 0, code: 401 },
    { kind: 'conflict', sees: /^409 .*Conflict/, stored: 0, code: 409 },
  ])('$kind is seen as $sees and stores $stored', async ({ kind, sees, stored, code }) => {
    fake.fault({ kind, method: 'sendMessage', retryAfter: 7, ms: 5 });
    expect((await send(kind === 'halfOpen' ? 30 : 1000)).outcome).toMatch(sees);
    const call = fake.calls[0];
    await expect.poll(() => call?.delivered).toBeDefined();
    expect(call).toMatchObject({ fault: kind, accepted: stored === 1, code });
    expect(fake.sent(11)).toHaveLength(stored);
    expect(fake.shown(11)).toHaveLength(stored);
    expect((await send()).outcome).toMatch(/^200 \{"ok":true/);
  });

  test('a lost answer is told apart from a delivered one', async () => {
    fake.fault({ kind: 'resetAfter' });
    await send();
    await send();
    await expect.poll(() => fake.calls.map(({ delivered }) => delivered)).toEqual([false, true]);
    expect(fake.doubled()).toEqual([{ chatId: 11, text: 'chào', messageIds: [1, 2] }]);
  });

  test('a rule may let the message through although the answer is an error', async () => {
    fake.fault({ kind: 'badGateway', stored: true });
    expect((await send()).outcome).toMatch(/^502/);
    expect(fake.person(11).texts).toEqual(['chào']);
  });

  test('getUpdates can fail and loses nothing by it', async () => {
    fake.person(11).say('chào');
    fake.fault({ kind: 'conflict', method: 'getUpdates' }, { kind: 'truncated', method: 'getUpdates' });
    expect(await verdict(fake, 'getUpdates')).toMatch(/^409/);
    await expect(getUpdates(fake)).rejects.toThrow();
    expect(await getUpdates(fake)).toHaveLength(1);
  });
});
