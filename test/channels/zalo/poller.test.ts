import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OnEvents } from '../../../src/channels/channel.ts';
import { type ZaloChannel, zaloChannel } from '../../../src/channels/zalo/channel.ts';
import type { Mode } from '../../support/fake-zalo/core/settings.ts';
import { type FakeZalo, startFakeZalo } from '../../support/fake-zalo/server.ts';
import { collecting, recordingLog, recordingPatience, until } from './rig.ts';

let fake: FakeZalo;
let channel: ZaloChannel;
let log: ReturnType<typeof recordingLog>;
let patience: ReturnType<typeof recordingPatience>;
let now: number;

// A second of the platform's waiting takes two milliseconds here.
beforeEach(async () => {
  fake = await startFakeZalo({ secondMs: 2 });
  [log, patience, now] = [recordingLog(), recordingPatience(), 1_772_790_000_000];
});
afterEach(async () => {
  await channel.stop();
  await fake.close();
});

/** Time stands still unless `passing`: then every look at the clock finds it two seconds later. */
function poll(onEvents: OnEvents, { passing = 2000 } = {}): void {
  const wall = (): number => {
    now += passing;
    return now;
  };
  const { token, apiRoot } = fake;
  channel = zaloChannel({ token, apiRoot, mode: { kind: 'polling' }, log, wall, ...patience });
  channel.start(onEvents);
}

const polls = () => fake.calls.filter(({ method }) => method === 'getUpdates');
const events = () => log.lines.map(({ event }) => event);

describe('polling', () => {
  test('hands over what people write, one poll after another and never two at once', async () => {
    const { onEvents, texts } = collecting();
    poll(onEvents);
    await fake.polling();
    for (const text of ['một', 'hai', 'ba']) fake.person('Lan').says(text);
    await fake.settled();
    expect(texts()).toEqual(['một', 'hai', 'ba']);
    expect(fake.stats.mostPolls).toBe(1);
    expect(polls()[0]?.payload).toEqual({ timeout: 30 });
  });

  test('takes 408 for nothing, and polls again at once', async () => {
    poll(collecting().onEvents);
    await fake.waitFor(() => polls().filter(({ code }) => code === 408).length >= 5);
    expect(patience.pauses).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  test('keeps a floor of a second where polls end early with nothing', async () => {
    fake.set({ emptyOk: true });
    poll(collecting().onEvents, { passing: 0 });
    await until(() => patience.pauses.length >= 3);
    expect(new Set(patience.pauses)).toEqual(new Set([1000]));
  });

  test.each<Mode>([
    'consume',
    'replay',
    'lossy',
  ])('handles every message once where the platform does %s', async (mode) => {
    fake.set({ mode, replayOrder: 'circle' });
    const { onEvents, texts } = collecting();
    poll(onEvents);
    for (const text of ['một', 'hai', 'ba']) {
      if (mode === 'lossy') await fake.polling();
      fake.person('Lan').says(text);
      await fake.waitFor(() => texts().includes(text));
    }
    expect(texts()).toEqual(['một', 'hai', 'ba']);
    if (mode === 'replay') await until(() => patience.pauses.length >= 3);
    expect(patience.pauses.every((ms) => ms === 1000)).toBe(true);
  });

  test('reads lists too', async () => {
    fake.set({ asArray: true });
    const { onEvents, texts } = collecting();
    poll(onEvents);
    fake.person('Lan').says('một');
    await fake.waitFor(() => texts().length === 1);
  });

  test('keeps what it was given until it is stored, for it may not come again', async () => {
    const { onEvents, batches, texts } = collecting(4);
    poll(onEvents);
    fake.person('Lan').says('một');
    await until(() => batches.length === 5);
    fake.person('Lan').says('hai');
    await until(() => batches.length === 6);
    expect(texts()).toEqual(['một', 'một', 'một', 'một', 'một', 'hai']);
    expect(patience.pauses).toEqual([250, 500, 1000, 2000]);
    expect(JSON.stringify(log.lines)).not.toContain('private');
    expect(log.lines[0]).toMatchObject({ event: 'zalo.batch-not-stored', why: 'RangeError' });
  });

  test('stores what came with the last poll although it is stopping', async () => {
    const { batches, texts } = collecting();
    let stopped: Promise<void> | undefined;
    poll(async (given) => {
      stopped ??= channel.stop();
      batches.push(given);
      if (batches.length === 1) throw new Error('busy');
    });
    fake.person('Lan').says('một');
    await until(() => batches.length === 2);
    await stopped;
    expect(texts()).toEqual(['một', 'một']);
  });

  test('asked to stop, waits for the rest of an answer that has begun, and stores it', async () => {
    fake.fault({ kind: 'slowBody', method: 'getUpdates', ms: 300 });
    const { onEvents, texts } = collecting();
    fake.person('Lan').says('một');
    poll(onEvents);
    await fake.waitFor(() => fake.handedOut.length === 1);
    await channel.stop();
    expect(texts()).toEqual(['một']);
    expect(fake.lost).toEqual([]);
  });

  test('asked to stop, lets go of a poll that brings nothing', async () => {
    fake.fault({ kind: 'halfOpen', method: 'getUpdates' });
    const { onEvents, texts } = collecting();
    poll(onEvents);
    await fake.waitFor(() => polls().length === 1);
    await channel.stop();
    fake.person('Lan').says('một');
    expect(texts()).toEqual([]);
    expect(fake.stats.waiting).toBe(1);
  });

  test('refuses while a webhook is set, says what to do, and never deletes it', async () => {
    fake.setWebhookBehindItsBack('https://other.example.vn/hook');
    poll(collecting().onEvents);
    await until(() => patience.pauses.length >= 2);
    expect(log.lines[0]).toMatchObject({ level: 'error', event: 'zalo.poll-refused', pauseMs: 60_000 });
    expect(String(log.lines[0]?.['why'])).toContain('a webhook is set for this bot');
    expect(fake.calls.map(({ method }) => method)).not.toContain('deleteWebhook');
  });

  test('goes on after whatever befalls a poll, without a message twice', async () => {
    const kinds = ['serverError', 'badGateway', 'html200', 'truncated', 'resetBefore', 'tooMany'] as const;
    fake.fault(...kinds.map((kind) => ({ kind, method: 'getUpdates' })));
    const { onEvents, texts } = collecting();
    poll(onEvents);
    await fake.waitFor(() => polls().length > kinds.length);
    await fake.polling();
    fake.person('Lan').says('một');
    await fake.waitFor(() => texts().length === 1);
    expect(events().at(-1)).toBe('zalo.poll-recovered');
    expect(Math.max(...patience.pauses)).toBeLessThanOrEqual(5000);
  });

  test('waits a minute with a token that is not known, and tells no token', async () => {
    const old = fake.token;
    fake.resetToken('99:another');
    poll(collecting().onEvents);
    await until(() => events().includes('zalo.poll-refused'));
    expect(patience.pauses.every((ms) => ms === 60_000)).toBe(true);
    expect(JSON.stringify(log.lines)).not.toContain(old.split(':')[1]);
  });

  test('leaves alone what it cannot read, naming fields only', async () => {
    const { onEvents, texts } = collecting();
    poll(onEvents);
    fake.push({ event_name: 'message.unsupported.received' });
    fake.person('Lan').says('một');
    await fake.waitFor(() => texts().length === 1);
    expect(log.lines).toEqual([expect.objectContaining({ event: 'zalo.update-unreadable', fields: 'event_name' })]);
  });
});
