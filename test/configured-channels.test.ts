import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { handoutsOf } from '../src/configured-channels.ts';

const settings = (given: Readonly<Record<string, string>>) => {
  const read = readConfig(given);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.config;
};
const PUBLIC_URL = 'https://tusoi.example.vn';
const ZALO_BOT_TOKEN = '12345689:abc-xyz';

test('files are behind links where Zalo runs and somebody can reach us, with or without the page', () => {
  expect(handoutsOf(settings({ ZALO_BOT_TOKEN, PUBLIC_URL }))).toEqual({ handouts: { publicUrl: PUBLIC_URL } });
  expect(handoutsOf(settings({ ZALO_BOT_TOKEN, PUBLIC_URL, WEB_CHAT: 'on' }))).toEqual({
    handouts: { publicUrl: PUBLIC_URL },
  });
  expect(handoutsOf(settings({ ZALO_BOT_TOKEN }))).toEqual({});
  expect(handoutsOf(settings({ TELEGRAM_BOT_TOKEN: '123456:abc', PUBLIC_URL }))).toEqual({});
});
