import { describe, expect, test } from 'vitest';
import { createWebhook, webhookSettings } from '../../../src/channels/telegram/webhook.ts';
import { webhookPath } from '../../../src/channels/webhook.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { gate, recordingLog, until } from './rig.ts';

const token = '7000000001:AAfake-token-for-tests-only_000000000';
const secret = 'thu_bi-mat_1';
const context = () => ({ receivedAt: 1_772_790_000_000, username: undefined });

function rig() {
  const log = recordingLog();
  const webhook = createWebhook({ token, secret, context, log });
  const post = (body: string, headers: Record<string, string> = { 'x-telegram-bot-api-secret-token': secret }) =>
    webhook.routes.request(webhook.path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  return { log, webhook, post };
}

const update = (id: number, messageId = id) =>
  JSON.stringify({
    update_id: id,
    message: { message_id: messageId, date: 1_772_780_000, chat: { id: 11, type: 'private' }, text: 'chào' },
  });

describe('the webhook', () => {
  test('has a path that does not give away the token', () => {
    expect(webhookPath('telegram', token)).toMatch(/^\/telegram\/[0-9a-f]{32}$/);
    expect(webhookPath('telegram', `${token}x`)).not.toBe(webhookPath('telegram', token));
  });

  test('is registered with its secret and keeps what is waiting', () => {
    expect(webhookSettings({ token, secret, publicUrl: 'https://bot.example.vn/' })).toEqual({
      url: `https://bot.example.vn${webhookPath('telegram', token)}`,
      secret_token: secret,
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
    });
  });

  test('is not made without a secret', () => {
    for (const bad of ['', 'có dấu', 'a b', 'x'.repeat(257)]) {
      expect(() => createWebhook({ token, secret: bad, context, log: recordingLog() })).toThrow('secret');
    }
  });

  test('says 200 only after the commit', async () => {
    const { webhook, post } = rig();
    const batch = gate();
    webhook.start(batch.onEvents);
    let answered = false;
    const answer = Promise.resolve(post(update(1))).then((response) => {
      answered = true;
      return response;
    });
    await batch.begun(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    batch.commit();
    expect((await answer).status).toBe(200);
    expect(batch.batches.flat().map(({ key }) => key)).toEqual(['u1']);
  });

  test('asks for a repetition when nothing could be stored, and tells no words', async () => {
    const { webhook, post, log } = rig();
    webhook.start(() => Promise.reject(new RangeError('private words')));
    const answer = await post(update(1));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(JSON.stringify([log.lines, await answer.text()])).not.toContain('private words');
  });

  test('lets nobody in without the secret', async () => {
    const { webhook, post } = rig();
    const got: InboundEvent[] = [];
    webhook.start(async (events) => void got.push(...events));
    expect((await post(update(1), {})).status).toBe(401);
    expect((await post(update(1), { 'x-telegram-bot-api-secret-token': `${secret}x` })).status).toBe(401);
    expect(got).toEqual([]);
  });

  test('refuses what is too long, no JSON or no update', async () => {
    const { webhook, post } = rig();
    webhook.start(() => Promise.resolve());
    expect((await post(`"${'x'.repeat(1024 * 1024)}"`)).status).toBe(413);
    for (const body of ['', '{', 'null', '[]', '{"message":{}}']) expect((await post(body)).status, body).toBe(400);
  });

  test('asks for a repetition before it is started and after it is stopped', async () => {
    const { webhook, post } = rig();
    expect((await post(update(1))).status).toBe(503);
    webhook.start(() => Promise.resolve());
    expect((await post(update(1))).status).toBe(200);
    await webhook.stop();
    expect((await post(update(1))).status).toBe(503);
  });

  test('hands over one batch at a time and gathers the next meanwhile', async () => {
    const { webhook, post } = rig();
    const batch = gate();
    webhook.start(batch.onEvents);
    const answers = [1, 2, 3].map((id) => post(update(id)));
    await batch.begun(1);
    let turns = 0;
    await until(() => ++turns > 20);
    expect(batch.batches).toHaveLength(1);
    batch.commit();
    await batch.begun(2);
    const stopped = webhook.stop();
    batch.commit();
    await stopped;
    expect(batch.batches.map((events) => events.map(({ key }) => key))).toEqual([['u1'], ['u2', 'u3']]);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('fails only the batch that failed', async () => {
    const { webhook, post } = rig();
    let batch = 0;
    webhook.start(async () => {
      batch += 1;
      if (batch === 1) throw new Error('no');
    });
    expect((await post(update(1))).status).toBe(503);
    expect((await post(update(1))).status).toBe(200);
  });
});
