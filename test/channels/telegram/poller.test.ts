import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../../src/channels/telegram/client.ts';
import { type Poller, type PollerOptions, startPoller } from '../../../src/channels/telegram/poller.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import type { FaultKind } from '../../support/fake-telegram/core/faults.ts';
import { callApi, verdict } from '../../support/fake-telegram/http/client.ts';
import { type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/server.ts';
import { gate, recordingLog, recordingPatience, until } from './rig.ts';

let fake: FakeTelegram;
let client: Client;
let poller: Poller;
let log: ReturnType<typeof recordingLog>;
let patience: ReturnType<typeof recordingPatience>;
let batches: (readonly InboundEvent[])[];

// A second of the platform's waiting takes two milliseconds here.
beforeEach(async () => {
  fake = await startFakeTelegram({ secondMs: 2, firstUpdateId: 5000, pollingPenalty: false });
  client = createClient({ token: fake.token, apiRoot: fake.apiRoot });
  [log, patience, batches] = [recordingLog(), recordingPatience(), []];
});
afterEach(async () => {
  await poller.stop();
  client.close();
  await fake.close();
});

function poll(options: Partial<PollerOptions> = {}): void {
  const onEvents = async (events: readonly InboundEvent[]): Promise<void> => {
    batches.push(events);
  };
  poller = startPoller({
    ...patience,
    client,
    log,
    onEvents,
    wall: () => 1_772_790_000_000,
    username: () => undefined,
    ...options,
  });
}

const keys = () => batches.flat().map(({ key }) => key);
const confirmed = () => fake.confirmed.map(({ update }) => update.id);
const whys = () => log.lines.map(({ event, ['why']: why }) => `${event}: ${why}`);

describe('polling', () => {
  test('hands over what came in, in order, and confirms it with the next call', async () => {
    fake.person(11).say('một');
    fake.person(12).say('hai');
    poll();
    await fake.settled();
    expect(keys()).toEqual(['u5000', 'u5001']);
    expect(fake.calls[0]?.payload).toEqual({
      offset: 0,
      limit: 100,
      timeout: 50,
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
    });
  });

  test('confirms nothing before it is committed', async () => {
    const batch = gate();
    poll({ onEvents: batch.onEvents });
    fake.person(11).say('một');
    await batch.begun(1);
    expect(confirmed()).toEqual([]);
    batch.commit();
    await fake.settled();
    expect(confirmed()).toEqual([5000]);
  });

  test('hands the same batch over again, more and more slowly, until it is stored', async () => {
    let refusals = 7;
    poll({
      onEvents: async (events) => {
        batches.push(events);
        refusals -= 1;
        if (refusals >= 0) throw new RangeError('disk full of "private words"');
      },
    });
    fake.person(11).say('một');
    await fake.settled();
    expect(keys()).toEqual(Array.from({ length: 8 }, () => 'u5000'));
    expect(patience.pauses).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
    expect(whys()).toContain('telegram.batch-not-stored: RangeError');
    expect(JSON.stringify(log.lines)).not.toContain('private words');
    expect(log.lines.at(-1)).toMatchObject({ event: 'telegram.poll-recovered', failures: 7 });
  });

  test('takes ids that jump down', async () => {
    poll();
    fake.person(11).say('một');
    await fake.settled();
    fake.jumpUpdateIds(90);
    fake.person(11).say('hai');
    await fake.settled();
    expect(keys()).toEqual(['u5000', 'u90']);
  });

  test('lets an update of an unknown form hold up nobody', async () => {
    fake.push({ message: { message_id: 'x', chat: 'nowhere' } });
    fake.push({ telepathy: { thought: 5 } });
    fake.person(11).say('một');
    poll();
    await fake.settled();
    expect(batches.flat().map(({ input }) => input.kind)).toEqual(['ignored', 'ignored', 'text']);
  });

  test('gives a batch without a single id a rest instead of spinning', async () => {
    let answers = 0;
    const odd: Client = {
      call: async () => {
        answers += 1;
        if (answers <= 2) return { ok: true, result: answers === 1 ? [{ nothing: 1 }] : 'no list' };
        return client.call('getUpdates', { timeout: 50 });
      },
      download: (file) => client.download(file),
      close: () => undefined,
    };
    poll({ client: odd });
    await fake.polling();
    expect(patience.pauses).toEqual([250, 500]);
    expect(whys()).toContain('telegram.batch-unusable: no update has an id');
  });
});

describe('trouble', () => {
  const pauses: readonly (readonly [FaultKind, number])[] = [
    ['tooMany', 7000],
    ['serverError', 250],
    ['badGateway', 250],
    ['unavailable', 250],
    ['html200', 250],
    ['resetBefore', 250],
    ['resetAfter', 250],
    ['truncated', 250],
    ['unauthorized', 60_000],
    ['conflict', 250],
    ['blocked', 250],
    ['halfOpen', 250],
  ];

  test.each(pauses)('of the kind %s is waited out for %i ms and told without the token', async (kind, pause) => {
    fake.fault({ kind, method: 'getUpdates', retryAfter: 7 });
    fake.person(11).say('một');
    poll(kind === 'halfOpen' ? { pollSeconds: 0, graceMs: 30 } : {});
    await fake.settled();
    expect(patience.pauses).toEqual([pause]);
    expect(new Set(keys())).toEqual(new Set(['u5000']));
    expect(log.lines[0]).toMatchObject({ level: 'warn', event: 'telegram.poll-failed' });
    expect(JSON.stringify(log.lines)).not.toContain(fake.token.slice(12));
  });

  test('of a server that is down ends when it is back', async () => {
    await fake.down();
    let tries = 0;
    const onTry = patience.wait;
    poll({
      wait: async (ms, signal) => {
        tries += 1;
        if (tries === 3) await fake.up();
        await onTry(ms, signal);
      },
    });
    await fake.polling();
    expect(patience.pauses).toEqual([250, 500, 1000]);
    expect(whys()).toContain('telegram.poll-failed: no connection: ECONNREFUSED');
  });

  test('with a second process is named', async () => {
    poll();
    await fake.polling();
    const other = verdict(fake, 'getUpdates', { timeout: 50 });
    await until(() => log.lines.length > 0);
    await other;
    expect(whys()[0]).toBe('telegram.poll-failed: another process polls with the same token: only one may');
  });

  test('with a webhook that is set is named, and the webhook is left alone', async () => {
    await callApi(fake, 'setWebhook', { url: 'http://127.0.0.1:9/' });
    poll({ wait: () => callApi(fake, 'deleteWebhook').then(() => undefined) });
    await fake.polling();
    expect(whys()[0]).toMatch(
      'a webhook is set for this bot, so it cannot be polled: delete the webhook, or run in webhook mode',
    );
    expect(fake.calls.filter(({ method }) => /^deletewebhook$/i.test(method))).toHaveLength(1);
  });
});

describe('stopping', () => {
  test('ends the waiting poll at once', async () => {
    poll();
    await fake.polling();
    await poller.stop();
    expect(fake.calls).toHaveLength(1);
  });

  test('waits for the running batch and confirms it', async () => {
    const batch = gate();
    poll({ onEvents: batch.onEvents });
    fake.person(11).say('một');
    await batch.begun(1);
    const stopped = poller.stop();
    expect(confirmed()).toEqual([]);
    batch.commit();
    await stopped;
    expect(confirmed()).toEqual([5000]);
    expect(fake.calls.at(-1)?.payload).toMatchObject({ offset: 5001, limit: 1, timeout: 0 });
  });

  test('during a pause does not confirm what was not stored', async () => {
    let waits = 0;
    poll({
      onEvents: () => Promise.reject(new Error('no')),
      wait: (_ms, signal) => {
        waits += 1;
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      },
    });
    fake.person(11).say('một');
    await until(() => waits > 0);
    await poller.stop();
    expect(confirmed()).toEqual([]);
  });

  test('gets over a platform that is gone', async () => {
    const batch = gate();
    poll({ onEvents: batch.onEvents });
    fake.person(11).say('một');
    await batch.begun(1);
    await fake.down();
    const stopped = poller.stop();
    batch.commit();
    await stopped;
  });
});
