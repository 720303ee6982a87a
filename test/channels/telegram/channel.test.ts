import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packTap } from '../../../src/channels/telegram/callback-data.ts';
import { type TelegramChannel, type TelegramOptions, telegramChannel } from '../../../src/channels/telegram/channel.ts';
import { webhookPath } from '../../../src/channels/webhook.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { type HttpServer, startHttp } from '../../../src/http/server.ts';
import type { PromptId } from '../../../src/lib/ids.ts';
import { FAULT_KINDS } from '../../support/fake-telegram/core/faults.ts';
import { callApi } from '../../support/fake-telegram/http/client.ts';
import { type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/server.ts';
import { recordingLog, recordingPatience, until } from './rig.ts';

const promptId = '01937f2a-5c1e-7abc-9def-0123456789ab' as PromptId;
const composed = {
  text: 'Đồng chí chọn:',
  promptId,
  free: false,
  choices: [{ key: 'y', label: 'Có', beside: false }],
  file: undefined,
};

let fake: FakeTelegram;
let channel: TelegramChannel;
let log: ReturnType<typeof recordingLog>;
let events: InboundEvent[];
const onEvents = async (batch: readonly InboundEvent[]): Promise<void> => {
  events.push(...batch);
};

function make(options: Partial<TelegramOptions> = {}): TelegramChannel {
  const { token, apiRoot } = fake;
  const mode = { kind: 'polling' } as const;
  channel = telegramChannel({
    token,
    apiRoot,
    mode,
    log,
    wall: () => 1_772_790_000_000,
    ...recordingPatience(),
    sendMs: 2000,
    ...options,
  });
  return channel;
}

beforeEach(async () => {
  fake = await startFakeTelegram({ secondMs: 2, pollingPenalty: false });
  [log, events] = [recordingLog(), []];
});
afterEach(async () => {
  await channel.stop();
  await fake.close();
});

const methods = () => fake.calls.map(({ method }) => method.toLowerCase());

describe('a dialog', () => {
  test('goes out with buttons, comes back as a choice and is shown as answered', async () => {
    make().start(onEvents);
    const minh = fake.person(11);
    minh.start('AbC');
    await fake.settled();
    const [call] = channel.render(composed);
    const sent = call && (await channel.send('11', call));
    expect(sent).toEqual({ outcome: 'sent', messageId: expect.any(String) });
    minh.tap('latest', 'Có');
    await fake.settled();
    expect(events.map(({ input }) => input)).toEqual([
      { kind: 'command', name: 'start', args: 'AbC' },
      { kind: 'choice', promptId, key: 'y' },
    ]);
    const tap = events[1];
    await channel.acknowledge(tap?.acknowledge ?? '');
    const answered = channel.renderAnswered(tap?.messageId ?? '', promptId, 'y', 'Có');
    expect(answered && (await channel.send('11', answered))).toEqual({ outcome: 'sent', messageId: tap?.messageId });
    // The same edit once more changes nothing, which is what was wanted.
    expect(answered && (await channel.send('11', answered))).toEqual({ outcome: 'sent', messageId: tap?.messageId });
    expect(JSON.stringify(fake.calls.at(-1)?.payload)).toContain(packTap(promptId, 'y'));
    expect(methods()).toContain('answercallbackquery');
    expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test('learns the bot’s name for links, however often it has to ask', async () => {
    fake.fault({ kind: 'badGateway', method: 'getMe', count: 3 });
    make();
    expect(channel.joinLink('AbC')).toBeUndefined();
    channel.start(onEvents);
    await until(() => channel.joinLink('AbC') !== undefined);
    expect(channel.joinLink('AbC-1_x')).toBe('https://t.me/tusoi_thu_bot?start=AbC-1_x');
  });

  test('shows a blocked reader as gone', async () => {
    fake.person(11).start();
    fake.person(11).block();
    const [call] = make().render(composed);
    expect(call && (await channel.send('11', call))).toMatchObject({ outcome: 'gone' });
  });

  test('of a group that moved names the new chat', async () => {
    fake.group(-55);
    fake.migrate(-55, -1_001_234_567_890);
    const [call] = make().render(composed);
    expect(call && (await channel.send('-55', call))).toEqual({ outcome: 'moved', to: '-1001234567890' });
  });
});

describe('an acknowledgement', () => {
  test('that comes too late is none of anybody’s business', async () => {
    await make().acknowledge('4382bfdwdsb323b2d9');
    expect(methods()).toEqual(['answercallbackquery']);
    expect(log.lines).toEqual([]);
  });

  test('never throws', async () => {
    make();
    fake.fault({ kind: 'resetBefore' });
    await channel.acknowledge('x');
    expect(log.lines).toMatchObject([{ level: 'debug', event: 'telegram.not-acknowledged' }]);
  });
});

describe('the menu', () => {
  const entries = [{ command: 'help', description: 'Trợ giúp' }];
  const published = () =>
    fake.calls.filter(({ method }) => method.toLowerCase() === 'setmycommands').map(({ payload }) => payload);

  test('in Vietnamese is also everybody’s', async () => {
    await make().publishMenu('vi', entries);
    await channel.publishMenu('en', entries);
    expect(published()).toEqual([
      { commands: entries },
      { commands: entries, language_code: 'vi' },
      { commands: entries, language_code: 'en' },
    ]);
  });

  test('can be one chat’s', async () => {
    fake.person(11).start();
    await make().publishMenu('en', entries, '11');
    expect(published()).toEqual([{ commands: entries, language_code: 'en', scope: { type: 'chat', chat_id: 11 } }]);
  });

  test('that cannot be published is told, not thrown', async () => {
    make();
    fake.fault({ kind: 'unauthorized' });
    await channel.publishMenu('en', entries);
    expect(log.lines).toMatchObject([
      { event: 'telegram.menu-not-published', why: 'Telegram does not know this token: it was revoked or mistyped' },
    ]);
  });
});

describe('the check', () => {
  test('says who answers and what waits', async () => {
    fake.person(11).say('chào');
    expect(await make().check()).toBe(
      'Telegram answers as @tusoi_thu_bot (id 7000000001); it is polled; 1 updates are waiting',
    );
    expect(channel.joinLink('A')).toBe('https://t.me/tusoi_thu_bot?start=A');
  });

  test('says that a webhook is in the way of polling', async () => {
    await callApi(fake, 'setWebhook', { url: 'https://bot.example.vn/telegram/x' });
    expect(await make().check()).toContain('a webhook to bot.example.vn is set, so it CANNOT be polled');
  });

  test('throws without the token when the platform cannot be reached', async () => {
    make();
    for (const kind of ['unauthorized', 'html200', 'resetBefore', 'truncated'] as const) {
      fake.fault({ kind });
      const error: unknown = await channel.check().catch((reason: unknown) => reason);
      expect(String(error)).toMatch(/^Error: Telegram, getMe: /);
      expect(`${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(fake.token.slice(12));
    }
  });
});

describe('in webhook mode', () => {
  const secret = 'thu_bi-mat';
  let http: HttpServer | undefined;
  afterEach(() => http?.stop());

  async function serve(handle = onEvents): Promise<void> {
    // The port is known only once the server listens, so the routes come from a channel that is told a free one.
    const probe = await startHttp({ host: '127.0.0.1', port: 0, routes: [], health: async () => true, log });
    await probe.stop();
    make({ mode: { kind: 'webhook', secret, publicUrl: `${probe.url}/` } });
    const routes = channel.routes === undefined ? [] : [channel.routes];
    http = await startHttp({
      host: '127.0.0.1',
      port: Number(new URL(probe.url).port),
      routes,
      health: async () => true,
      log,
    });
    channel.start(handle);
  }

  test('what came in while it was down and afterwards arrives', async () => {
    fake.person(11).say('một');
    await serve();
    await fake.settled();
    fake.person(11).say('hai');
    await fake.settled();
    expect(events.map(({ input }) => input)).toEqual([
      { kind: 'text', text: 'một' },
      { kind: 'text', text: 'hai' },
    ]);
    expect(fake.calls.find(({ method }) => /setwebhook/i.test(method))?.payload).toMatchObject({
      secret_token: secret,
    });
    expect(fake.confirmed.every(({ by }) => by === 'webhook')).toBe(true);
    expect(await channel.check()).toMatch(/the webhook goes to 127\.0\.0\.1:\d+; /);
    const moved = telegramChannel({
      ...base(),
      mode: { kind: 'webhook', secret, publicUrl: 'https://new.example.vn' },
    });
    expect(await moved.check()).toContain('NO webhook to this program is set');
  });

  test('an update is delivered again until it is stored', async () => {
    let failures = 2;
    await serve(async (batch) => {
      failures -= 1;
      if (failures >= 0) throw new Error('disk full');
      await onEvents(batch);
    });
    fake.person(11).say('một');
    await fake.settled();
    expect(events).toHaveLength(1);
  });

  test('it asks again until the webhook is set', async () => {
    fake.fault({ kind: 'tooMany', method: 'setWebhook' }, { kind: 'resetBefore', method: 'setWebhook' });
    fake.person(11).say('một');
    await serve();
    await fake.settled();
    expect(log.lines.filter(({ event }) => event === 'telegram.call-failed')).toHaveLength(2);
    expect(log.lines.at(-1)).toMatchObject({ event: 'telegram.webhook-set' });
  });

  test('it is refused without an address or with a secret that anybody could guess', () => {
    make();
    expect(() =>
      telegramChannel({ ...base(), mode: { kind: 'webhook', secret, publicUrl: 'bot.example.vn' } }),
    ).toThrow('no URL');
    expect(() =>
      telegramChannel({ ...base(), mode: { kind: 'webhook', secret: '', publicUrl: 'https://a.vn' } }),
    ).toThrow('secret');
    expect(webhookPath('telegram', fake.token)).not.toContain(fake.token);
  });

  const base = () => ({
    token: fake.token,
    apiRoot: fake.apiRoot,
    log,
    wall: () => 0,
    random: (bytes: number) => new Uint8Array(bytes),
  });
});

test('no log line, result or error of any fault holds the token', async () => {
  make({ sendMs: 40, pollSeconds: 0, graceMs: 40 });
  fake.person(11).start();
  const [call] = channel.render(composed);
  const told: unknown[] = [];
  channel.start(onEvents);
  for (const kind of FAULT_KINDS) {
    fake.fault(
      { kind, method: 'sendMessage', ms: 500 },
      { kind, method: 'getUpdates', ms: 500 },
      { kind, method: 'setMyCommands', ms: 500 },
    );
    if (call) told.push(await channel.send('11', call));
    await channel.publishMenu('en', []);
    fake.fault({ kind, method: 'getWebhookInfo', ms: 0 });
    if (kind !== 'halfOpen')
      told.push(await channel.check().catch((error: unknown) => [String(error), (error as Error).stack]));
    fake.core.faults.clear();
  }
  expect(told.length).toBeGreaterThan(FAULT_KINDS.length);
  expect(log.lines.length).toBeGreaterThan(FAULT_KINDS.length);
  expect(JSON.stringify([told, log.lines])).not.toMatch(/AAfake|bot\d+:/);
});
