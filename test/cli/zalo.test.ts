/** `tusoi zalo webhook …` against the double of the platform. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { webhook } from '../../src/cli/zalo.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { type FakeZalo, startFakeZalo } from '../support/fake-zalo/server.ts';

let fake: FakeZalo;
let host: Server;
let publicUrl: string;
let status: number;

beforeEach(async () => {
  status = 200;
  host = createServer((_, res) => res.writeHead(status).end());
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  publicUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  fake = await startFakeZalo({ token: '12345689:abc-xyz' });
});
afterEach(async () => {
  await new Promise((resolve) => host.close(resolve));
  await fake.close();
});

function config(more: Readonly<Record<string, string>> = {}): Config {
  const read = readConfig({
    ZALO_BOT_TOKEN: fake.token,
    ZALO_API_ROOT: fake.apiRoot,
    ZALO_MODE: 'webhook',
    ZALO_WEBHOOK_SECRET: 'a-secret-of-the-webhook',
    PUBLIC_URL: publicUrl,
    ...more,
  });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.config;
}

/** What is printed, as one text. */
async function told(act: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const { ok, lines } = await webhook(act, config(more));
  const text = lines.join('\n');
  expect(text.includes('✗')).toBe(!ok);
  expect(text).not.toContain(fake.token);
  expect(text).not.toContain('a-secret-of-the-webhook');
  return text;
}

describe('tusoi zalo webhook', () => {
  test('sets, tells of and removes the webhook, and each is said as it is', async () => {
    expect(await told('info')).toMatch(/^✗ no webhook is set/);
    expect(await told('set')).toBe(`✔ the webhook to ${new URL(publicUrl).host} is set, and somebody answers there`);
    expect(await told('info')).toMatch(/^✔ the webhook goes to .*, as the settings say$/);
    expect(await told('info', { ZALO_MODE: 'polling' })).toMatch(/^✗ a webhook to .* cannot be polled/);
    expect(await told('info', { PUBLIC_URL: 'https://other.example.vn' })).toMatch(
      /not to the address of these settings/,
    );
    expect(await told('remove')).toMatch(/is removed\n! ZALO_MODE is webhook/);
    expect(await told('remove', { ZALO_MODE: 'polling' })).toBe('✔ no webhook was set');
    expect(await told('info', { ZALO_MODE: 'polling' })).toBe('✔ no webhook is set: the bot is polled');
  });

  test.each([
    [403, /webhook\.http\.403\)\n {2}.*Browser Integrity Check/],
    [404, /webhook\.http\.404\)\n {2}.*reverse proxy/],
    [502, /webhook\.http\.5xx\)\n {2}.*is the bot running/],
    [302, /webhook\.http\.other\)\n {2}Is PUBLIC_URL reached/],
  ])('says what to do when the address answers %i', async (answer, sentence) => {
    status = answer;
    expect(await told('set')).toMatch(sentence);
    expect(await told('info')).toMatch(/^✔ the webhook goes to/);
  });

  test('reminds of the mode that the bot must be started in', async () => {
    expect(await told('set', { ZALO_MODE: 'polling' })).toMatch(/\n! ZALO_MODE is polling/);
  });

  test('asks for what is missing before anything is called', async () => {
    const none = { ZALO_MODE: 'polling', ZALO_WEBHOOK_SECRET: '', PUBLIC_URL: '' };
    await expect(told('set', none)).rejects.toMatchObject({
      problems: [expect.stringContaining('ZALO_WEBHOOK_SECRET'), expect.stringContaining('PUBLIC_URL')],
    });
    await expect(told('info', { ...none, ZALO_BOT_TOKEN: '' })).rejects.toThrow('name no bot');
    await expect(told('polish')).rejects.toThrow('What about the webhook?');
    expect(fake.calls).toEqual([]);
  });

  test('tells a refusal of the platform in its own words, without the token', async () => {
    fake.resetToken('99999999:other');
    await expect(webhook('info', config({ ZALO_BOT_TOKEN: '12345689:abc-xyz' }))).rejects.toThrow(
      'Zalo, getWebhookInfo: Zalo does not know this token: it was reset or mistyped',
    );
  });
});
