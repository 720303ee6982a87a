import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ZaloChannel, zaloChannel } from '../../../src/channels/zalo/channel.ts';
import { createClient } from '../../../src/channels/zalo/client.ts';
import { FAULT_KINDS, type FaultKind } from '../../support/fake-zalo/core/faults.ts';
import { type FakeZalo, startFakeZalo } from '../../support/fake-zalo/server.ts';
import { recordingLog, recordingPatience } from './rig.ts';

let fake: FakeZalo;
let channel: ZaloChannel;
let log: ReturnType<typeof recordingLog>;
let now: number;

beforeEach(async () => {
  fake = await startFakeZalo({ secondMs: 2 });
  [log, now] = [recordingLog(), 1_772_790_000_000];
  channel = zaloChannel({
    token: fake.token,
    apiRoot: fake.apiRoot,
    mode: { kind: 'polling' },
    log,
    wall: () => now,
    ...recordingPatience(),
    sendMs: 1500,
  });
});
afterEach(async () => {
  await channel.stop();
  await fake.close();
});

const call = (text: string) => ({ kind: 'new', body: { method: 'sendMessage', text } }) as const;
const send = (text = 'Chào đồng chí', to = fake.person('Lan').id) => channel.send(to, call(text));

describe('sending', () => {
  test('gives the text and the chat, and nothing that is not documented', async () => {
    const lan = fake.person('Lan');
    lan.says('chào');
    expect(await send()).toEqual({ outcome: 'sent', messageId: expect.stringMatching(/^[0-9a-f]{20}$/) });
    expect(lan.texts).toEqual(['Chào đồng chí']);
    expect(fake.sent()[0]?.payload).toEqual({ chat_id: lan.id, text: 'Chào đồng chí' });
  });

  const EXPECTED: Readonly<Record<FaultKind, string>> = {
    badRequest: 'refused',
    unauthorized: 'retry everyone',
    forbidden: 'unknown',
    notFound: 'refused',
    requestTimeout: 'unknown',
    testLimit: 'refused',
    tooMany: 'retry everyone',
    serverError: 'unknown',
    webhookSet: 'refused',
    badGateway: 'unknown',
    unavailable: 'retry or unknown',
    gatewayTimeout: 'unknown',
    html200: 'unknown',
    resetBefore: 'unknown',
    resetAfter: 'unknown',
    halfOpen: 'unknown',
    acceptThenSilence: 'unknown',
    slowHeaders: 'sent',
    slowBody: 'sent',
    truncated: 'unknown',
    noResult: 'sent',
    refusedWith200: 'refused',
  };

  test.each(FAULT_KINDS)('knows what %s means for a message, and never tells the token', async (kind) => {
    const lan = fake.person('Lan');
    lan.says('chào');
    const said = fake.token;
    fake.fault({ kind, ms: 20, ...(kind === 'badRequest' ? { description: `no /bot${said}/x` } : {}) });
    const result = await send();
    const everyone = result.outcome === 'retry' && result.everyone ? ' everyone' : '';
    expect(EXPECTED[kind]).toContain(result.outcome);
    expect(`${result.outcome}${everyone}`.startsWith(EXPECTED[kind]) || EXPECTED[kind].includes(' or ')).toBe(true);
    expect(JSON.stringify([result, log.lines])).not.toContain(said);
    expect(JSON.stringify([result, log.lines])).not.toContain(said.split(':')[1]);
  });

  test('is certain that nothing was accepted where no connection came about', async () => {
    await fake.down();
    expect(await send()).toEqual({
      outcome: 'retry',
      afterMs: 1000,
      everyone: true,
      why: 'no connection: ECONNREFUSED',
    });
    await fake.up();
  });

  test('over a kept connection that breaks is in doubt', async () => {
    fake.person('Lan').says('chào');
    await send('một');
    fake.fault({ kind: 'resetAfter' });
    expect(await send('hai')).toMatchObject({ outcome: 'unknown' });
    expect(fake.sent()).toHaveLength(2);
  });

  test('refuses a stored call that it did not make', async () => {
    expect(await channel.send('x', { kind: 'new', body: { method: 'sendPhoto' } })).toMatchObject({
      outcome: 'refused',
    });
    expect(fake.calls).toEqual([]);
  });

  test('stops asking after the third 429 and tells the operator once', async () => {
    fake.person('Lan').says('chào');
    fake.fault({ kind: 'tooMany', count: 4 });
    const begins = now;
    const pauses: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const result = await send();
      if (result.outcome !== 'retry') throw new Error(result.outcome);
      pauses.push(result.afterMs / 1000);
      now += result.afterMs;
    }
    expect(pauses).toEqual([1, 5, 900, 3600]);
    now -= 1000;
    const before = fake.calls.length;
    expect(await send()).toMatchObject({ outcome: 'retry', afterMs: 1000, everyone: true });
    expect(fake.calls).toHaveLength(before);
    expect(channel.suspectedSince?.()).toBe(begins + 6000);
    now += 1000;
    expect(await send()).toMatchObject({ outcome: 'sent' });
    expect(channel.suspectedSince?.()).toBeUndefined();
    expect(log.lines.map(({ event }) => event)).toEqual(['zalo.quota-suspected']);
  });

  test('learns nothing about the others from a refusal to somebody beyond the number of people', async () => {
    fake.person('Lan').says('chào');
    fake.fault({ kind: 'tooMany', count: 3 });
    const beyond = { kind: 'new', body: { method: 'sendMessage', text: 'chào' } } as const;
    for (let turn = 0; turn < 3; turn += 1)
      expect(await channel.send(fake.person('Lan').id, beyond, { beyond: true })).toMatchObject({ outcome: 'gone' });
    expect(channel.suspectedSince?.()).toBeUndefined();
    expect(await send()).toMatchObject({ outcome: 'sent' });
  });
});

describe('the check', () => {
  test('says who answers and how messages come in', async () => {
    expect(await channel.check()).toMatch(/^Zalo answers as bot\.\w+ \(id \d+\); it is polled$/);
    fake.set({ noWebhookInfo: 'emptyUrl' });
    expect(await channel.check()).toContain('it is polled');
    fake.setWebhookBehindItsBack('https://other.example.vn/hook');
    expect(await channel.check()).toContain('a webhook to other.example.vn is set, so it CANNOT be polled');
  });

  test('says what to do about a token that is not known, without the token', async () => {
    const old = fake.token;
    fake.resetToken('99:another');
    const error = await channel.check().catch((reason: unknown) => reason);
    expect(String(error)).toContain('Zalo does not know this token: it was reset or mistyped');
    expect(`${String(error)}${(error as Error).stack}`).not.toContain(old.split(':')[1]);
  });
});

test('a call that is given up before it is connected was not written', async () => {
  const client = createClient({ token: '1:x', apiRoot: fake.apiRoot });
  const answer = await client.call('sendMessage', { chat_id: 'a', text: 'b' }, { signal: AbortSignal.abort() });
  expect(answer).toMatchObject({ ok: false, kind: 'unsent' });
  client.close();
});
