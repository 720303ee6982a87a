/** The last net: what looks like a secret is in no line of the log, wherever it comes from. */
import { expect, it } from 'vitest';
import { scrub } from '../src/log.ts';

it.each([
  ['GET https://api.telegram.org/bot123456789:AAE-abcdefghijklmnopqrstuvwxyz_0/getMe failed', 'AAE-'],
  ['123456789:AAE-abcdefghijklmnopqrstuvwxyz_0', 'AAE-'],
  ['connect postgres://tusoi:geheim@db.example.vn/tusoi', 'geheim'],
  ['connect postgresql://tusoi:ge%23heim@db.example.vn/tusoi', 'ge%23heim'],
])('%s is told without its secret', (text, secret) => {
  expect(scrub(text)).not.toContain(secret);
  expect(scrub(text)).toContain('***');
});

it('what is no secret is told as it is', () => {
  const text = 'cannot listen on 127.0.0.1:3000, postgres://db.example.vn/tusoi, 2026-11-23T01:02:03';
  expect(scrub(text)).toBe(text);
});
