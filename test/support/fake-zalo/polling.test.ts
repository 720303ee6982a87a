import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callApi, poll, verdict } from './http/client.ts';
import { type FakeZalo, startFakeZalo } from './server.ts';

let fake: FakeZalo;
beforeEach(async () => {
  fake = await startFakeZalo({ secondMs: 5 });
});
afterEach(() => fake.close());

const texts = async (times: number): Promise<unknown[]> => {
  const told: unknown[] = [];
  for (let turn = 0; turn < times; turn += 1) told.push((await poll(fake))?.message['text']);
  return told;
};

describe('getUpdates', () => {
  test('tells one event with the fields that were measured', async () => {
    const ted = fake.person('6ede9afa66b88fe6d6a9', { displayName: 'Ted' });
    const { messageId } = ted.says('Xin chào', { date: 1_750_316_131_602 });
    expect(await poll(fake)).toEqual({
      event_name: 'message.text.received',
      message: {
        from: { id: '6ede9afa66b88fe6d6a9', display_name: 'Ted', is_bot: false },
        chat: { id: '6ede9afa66b88fe6d6a9', chat_type: 'PRIVATE' },
        text: 'Xin chào',
        message_id: messageId,
        date: 1_750_316_131_602,
      },
    });
    expect(messageId).toMatch(/^[0-9a-f]{20}$/);
  });

  test('ends with 408 when nobody writes', async () => {
    expect(await callApi(fake, 'getUpdates', { timeout: 1 })).toEqual({
      status: 408,
      body: { ok: false, description: 'Request timeout', error_code: 408 },
    });
  });

  test('takes the seconds as a string too, and refuses what is no number', async () => {
    expect(await verdict(fake, 'getUpdates', { timeout: '1' })).toMatch(/^408/);
    expect(await verdict(fake, 'getUpdates', { timeout: 'soon' })).toMatch(/^400/);
    expect(fake.takeViolations()).toHaveLength(1);
  });

  test('holds until somebody writes', async () => {
    const waiting = poll(fake, 1000);
    await fake.polling();
    fake.person('Lan').says('tôi đây');
    expect((await waiting)?.message['text']).toBe('tôi đây');
    expect(fake.handedOut).toMatchObject([{ by: 'poll', again: false }]);
  });

  test('is refused while a webhook is set, also when it was waiting', async () => {
    const waiting = callApi(fake, 'getUpdates', { timeout: 1000 });
    await fake.polling();
    fake.set({ probe: 'none' });
    expect(await verdict(fake, 'setWebhook', { url: 'http://127.0.0.1:9/x', secret_token: '12345678' })).toBe('ok');
    const description = 'You cannot use this API while a webhook is set. Please remove the webhook first';
    const refusal = { status: 400, body: { ok: false, description, error_code: 400 } };
    expect(await waiting).toEqual(refusal);
    expect(await callApi(fake, 'getUpdates')).toEqual(refusal);
  });

  test('splits the events between two that wait, and counts how many waited', async () => {
    const both = [poll(fake, 1000), poll(fake, 1000)];
    await fake.waitFor(() => fake.stats.openPolls === 2);
    const lan = fake.person('Lan');
    lan.says('một');
    lan.says('hai');
    expect((await Promise.all(both)).map((told) => told?.message['text']).sort()).toEqual(['hai', 'một']);
    expect(fake.stats.mostPolls).toBe(2);
  });

  test('gives an event to nobody who has gone', async () => {
    await leave();
    fake.person('Lan').says('một');
    expect(await texts(1)).toEqual(['một']);
    expect(fake.lost).toEqual([]);
  });

  test('lets a poll that was left swallow an event, if told so', async () => {
    fake.set({ abortedPollsSwallow: true });
    await leave();
    fake.person('Lan').says('một');
    expect(fake.lost).toMatchObject([{ why: 'pollAborted' }]);
    expect(await texts(1)).toEqual([undefined]);
  });

  test('can answer nothing with an empty object, and an event in a list', async () => {
    fake.set({ emptyOk: true, asArray: true, successErrorCodeZero: true });
    expect((await callApi(fake, 'getUpdates', { timeout: 1 })).body).toEqual({ ok: true, result: {}, error_code: 0 });
    fake.person('Lan').says('một');
    expect((await callApi(fake, 'getUpdates')).body.result).toMatchObject([{ message: { text: 'một' } }]);
  });

  async function leave(): Promise<void> {
    const gone = new AbortController();
    const { signal } = gone;
    const left = fetch(`${fake.apiRoot}/bot${fake.token}/getUpdates?timeout=60`, { signal }).catch(() => 'left');
    await fake.polling();
    gone.abort();
    expect(await left).toBe('left');
    await fake.waitFor(() => fake.stats.openPolls === 0, 'the poll to be seen as left');
  }
});

describe('what was told', () => {
  test('is gone under consume', async () => {
    fake.person('Lan').says('một');
    expect(await texts(2)).toEqual(['một', undefined]);
  });

  test('comes back under replay, new ones first', async () => {
    fake.set({ mode: 'replay' });
    const lan = fake.person('Lan');
    lan.says('một');
    lan.says('hai');
    expect(await texts(5)).toEqual(['một', 'hai', 'một', 'hai', 'một']);
    lan.says('ba');
    expect(await texts(2)).toEqual(['ba', 'một']);
    expect(fake.stats).toMatchObject({ handedOut: 7, repeated: 4 });
  });

  test('comes back in a circle that the new one only joins, or as the latest alone', async () => {
    fake.set({ mode: 'replay', replayOrder: 'circle' });
    const lan = fake.person('Lan');
    for (const text of ['một', 'hai']) lan.says(text);
    expect(await texts(3)).toEqual(['một', 'hai', 'một']);
    lan.says('ba');
    expect(await texts(3)).toEqual(['hai', 'ba', 'một']);
    fake.set({ replayOrder: 'latest' });
    expect(await texts(2)).toEqual(['ba', 'ba']);
  });

  test('comes back a given number of times', async () => {
    fake.set({ mode: 'replay', replayTimes: 1 });
    fake.person('Lan').says('một');
    expect(await texts(3)).toEqual(['một', 'một', undefined]);
  });

  test('never came under lossy, unless a poll was open', async () => {
    fake.set({ mode: 'lossy' });
    const lan = fake.person('Lan');
    lan.says('một');
    expect(fake.lost).toMatchObject([{ why: 'noPollOpen' }]);
    const waiting = poll(fake, 1000);
    await fake.polling();
    lan.says('hai');
    expect((await waiting)?.message['text']).toBe('hai');
    expect(fake.lost).toHaveLength(1);
  });

  test('is lost when the answer breaks, but not under replay', async () => {
    fake.person('Lan').says('một');
    fake.fault({ kind: 'resetAfter', method: 'getUpdates' });
    await expect(poll(fake)).rejects.toThrow();
    await fake.waitFor(() => fake.lost.length === 1);
    expect(fake.lost).toMatchObject([{ why: 'answerBroken' }]);
    fake.set({ mode: 'replay' });
    fake.person('Lan').says('hai');
    fake.fault({ kind: 'truncated', method: 'getUpdates' });
    await expect(poll(fake)).rejects.toThrow();
    expect(await texts(1)).toEqual(['hai']);
    expect(fake.lost).toHaveLength(1);
  });

  test('waits when the call broke before it was heard', async () => {
    fake.person('Lan').says('một');
    fake.fault({ kind: 'resetBefore', method: 'getUpdates' }, { kind: 'tooMany', method: 'getUpdates' });
    await expect(poll(fake)).rejects.toThrow();
    await expect(poll(fake)).rejects.toThrow(/429/);
    expect(await texts(1)).toEqual(['một']);
  });
});
