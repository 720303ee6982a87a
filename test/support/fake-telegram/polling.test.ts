import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callApi, getUpdates, verdict } from './http/client.ts';
import { type FakeTelegram, startFakeTelegram } from './server.ts';

let fake: FakeTelegram;

// A second of the platform's waiting takes two milliseconds here.
beforeEach(async () => {
  fake = await startFakeTelegram({ secondMs: 2, firstUpdateId: 5000, pollingPenalty: false });
});
afterEach(() => fake.close());

const idsOf = (updates: readonly { update_id: number }[]) => updates.map(({ update_id }) => update_id);

describe('getUpdates', () => {
  test('hands out the same updates until an offset confirms them', async () => {
    const minh = fake.person(11);
    minh.say('một');
    minh.say('hai');
    expect(idsOf(await getUpdates(fake))).toEqual([5000, 5001]);
    expect(idsOf(await getUpdates(fake))).toEqual([5000, 5001]);
    expect(idsOf(await getUpdates(fake, { offset: 5001 }))).toEqual([5001]);
    expect(fake.confirmed.map(({ update }) => update.id)).toEqual([5000]);
    expect(fake.stats).toMatchObject({ pushed: 2, handedOut: 5, redelivered: 3, confirmed: 1, waiting: 1 });
  });

  test('takes parameters from a query as well', async () => {
    fake.person(11).say('một');
    const response = await fetch(`${fake.apiRoot}/bot${fake.token}/GETUPDATES?offset=-1&limit=1`);
    expect(await response.json()).toMatchObject({ ok: true, result: [{ update_id: 5000 }] });
  });

  test('waits for the first update', async () => {
    const waiting = getUpdates(fake, { timeout: 50 });
    await fake.polling();
    fake.person(11).say('chào');
    expect(idsOf(await waiting)).toEqual([5000]);
  });

  test('answers with nothing when its time is over', async () => {
    expect(await getUpdates(fake, { timeout: 1 })).toEqual([]);
  });

  test('a second request ends the older one with 409', async () => {
    const older = verdict(fake, 'getUpdates', { timeout: 50 });
    await fake.polling();
    const newer = getUpdates(fake, { timeout: 50 });
    expect(await older).toMatch(/^409 Conflict: terminated by other getUpdates request/);
    fake.person(11).say('chào');
    expect(idsOf(await newer)).toEqual([5000]);
    expect(fake.stats.conflicts).toBe(1);
  });

  test('is refused while a webhook is set, and ended by setting one', async () => {
    const waiting = verdict(fake, 'getUpdates', { timeout: 50 });
    await fake.polling();
    await callApi(fake, 'setWebhook', { url: 'http://127.0.0.1:9/' });
    expect(await waiting).toMatch('409 Conflict: terminated by setWebhook request');
    expect(await verdict(fake, 'getUpdates')).toMatch(
      "409 Conflict: can't use getUpdates method while webhook is active",
    );
    await callApi(fake, 'deleteWebhook');
    expect(await verdict(fake, 'getUpdates')).toBe('ok');
  });

  test('never gives more than a hundred', async () => {
    for (let at = 0; at < 120; at += 1) fake.person(11).say(`${at}`);
    expect(await getUpdates(fake, { limit: 500 })).toHaveLength(100);
  });

  test('loses a press after 150 seconds and a message after a day', async () => {
    const minh = fake.person(11);
    await callApi(fake, 'sendMessage', {
      chat_id: 11,
      text: 'Chọn:',
      reply_markup: { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] },
    });
    minh.say('chữ');
    minh.tap('latest', 'A');
    fake.advance(149_000);
    expect(await getUpdates(fake)).toHaveLength(2);
    fake.advance(2000);
    expect(await getUpdates(fake)).toHaveLength(1);
    fake.advance(24 * 3600 * 1000);
    expect(await getUpdates(fake)).toHaveLength(0);
    expect(fake.stats.expired).toBe(2);
  });

  test('ids may jump down after a quiet time', async () => {
    fake.person(11).say('một');
    await getUpdates(fake, { offset: 5001 });
    fake.jumpUpdateIds(1000);
    fake.person(11).say('hai');
    expect(idsOf(await getUpdates(fake, { offset: 5001 }))).toEqual([1000]);
  });

  test('an offset repeated at once gets one update', async () => {
    const strict = await startFakeTelegram({ secondMs: 1000, now: () => 1_750_000_000_000 });
    strict.person(11).say('một');
    strict.person(11).say('hai');
    expect(await getUpdates(strict)).toHaveLength(2);
    expect(await getUpdates(strict)).toHaveLength(1);
    strict.advance(600);
    expect(await getUpdates(strict)).toHaveLength(2);
    await strict.close();
  });

  test('a request whose connection is gone does not swallow updates', async () => {
    const gone = new AbortController();
    const url = `${fake.apiRoot}/bot${fake.token}/getUpdates?timeout=50`;
    const aborted = fetch(url, { signal: gone.signal }).catch(() => 'aborted');
    await fake.polling();
    gone.abort();
    expect(await aborted).toBe('aborted');
    fake.person(11).say('chào');
    expect(idsOf(await getUpdates(fake))).toEqual([5000]);
  });
});

describe('addresses', () => {
  test.each([
    { path: '/bot1:wrong/getMe', says: { error_code: 401, description: 'Unauthorized' } },
    { path: '/botnonsense/getMe', says: { error_code: 401, description: 'Unauthorized: invalid token specified' } },
    { path: '/elsewhere', says: { error_code: 404, description: 'Not Found' } },
  ])('$path is answered with $says', async ({ path, says }) => {
    const response = await fetch(`${fake.apiRoot}${path}`);
    expect(response.status).toBe(says.error_code);
    expect(await response.json()).toEqual({ ok: false, ...says });
  });

  test('an unknown method is not found', async () => {
    expect(await verdict(fake, 'sendTelepathy')).toBe('404 Not Found: method not found');
  });

  test('while it is down connections are refused, and nothing is lost', async () => {
    fake.person(11).say('một');
    await fake.down();
    await expect(fetch(`${fake.apiRoot}/x`)).rejects.toThrow();
    await fake.up();
    expect(await getUpdates(fake)).toHaveLength(1);
  });
});
