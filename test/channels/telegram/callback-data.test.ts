import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packTap, unpackTap } from '../../../src/channels/telegram/callback-data.ts';
import type { PromptId } from '../../../src/lib/ids.ts';

const prompt = '01937f2a-5c1e-7abc-9def-0123456789ab' as PromptId;
const uuid = fc.uuid({ version: 7 }).map((id) => id as PromptId);
const key = fc.stringMatching(/^[A-Za-z0-9._-]{1,24}$/);

describe('what a button carries', () => {
  test('comes back as it went out and fits into 64 bytes', () => {
    fc.assert(
      fc.property(uuid, key, (promptId, option) => {
        const data = packTap(promptId, option);
        expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
        expect(unpackTap(data)).toEqual({ promptId, key: option });
      }),
    );
  });

  test('is 22 characters, a colon and the key', () => {
    expect(packTap(prompt, 'yes')).toBe('AZN_Klweeryd7wEjRWeJqw:yes');
  });

  test('is not made of an id or a key that could not come back', () => {
    expect(() => packTap('prompt-1' as PromptId, 'yes')).toThrow('no UUID');
    expect(() => packTap(prompt, 'a b')).toThrow('option key');
    expect(() => packTap(prompt, 'x'.repeat(25))).toThrow('option key');
  });

  test('is taken as an unknown button when it has any other form', () => {
    const strange = [
      '',
      'menu',
      ':',
      'AZN_Klweerxd7wEjRWeJqw',
      'AZN_Klweerxd7wEjRWeJqw:',
      'AZN_Klweerxd7wEjRWeJqx:yes',
    ];
    for (const data of strange) expect(unpackTap(data), data).toEqual({ promptId: '', key: '' });
  });

  test('never throws, whatever comes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (data) => typeof unpackTap(data).key === 'string'));
  });
});
