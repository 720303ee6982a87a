import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LARGEST_ID } from './base.ts';
import { BROKEN_UPDATES, everyUpdate, everyUpdateWithLargeIds, UPDATE_KINDS } from './every.ts';

describe('the sample updates', () => {
  const samples = everyUpdate();

  test('cover every documented kind', () => {
    const kinds = new Set(samples.map(({ update }) => Object.keys(update)[1]));
    expect([...UPDATE_KINDS].filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  test('have names and ids of their own', () => {
    expect(new Set(samples.map(({ name }) => name)).size).toBe(samples.length);
    expect(new Set(samples.map(({ update }) => update.update_id)).size).toBe(samples.length);
  });

  test('have an id and one body each, and survive JSON', () => {
    for (const { name, update } of [...samples, ...everyUpdateWithLargeIds()]) {
      expect(Object.keys(update), name).toHaveLength(2);
      expect(JSON.parse(JSON.stringify(update)), name).toEqual(update);
      expect(update.update_id, name).toBeLessThanOrEqual(LARGEST_ID);
    }
  });

  test('come with broken ones', () => {
    expect(BROKEN_UPDATES.length).toBeGreaterThan(10);
  });
});

describe('the payloads in test/fixtures/telegram', () => {
  const folder = new URL('../../../fixtures/telegram/', import.meta.url);

  test.each(readdirSync(folder).filter((name) => name.endsWith('.json')))('%s is an update or an answer', (name) => {
    const payload = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as object;
    if ('update_id' in payload) expect(Object.keys(payload)).toHaveLength(2);
    else expect(payload).toHaveProperty('ok' in payload && payload.ok ? 'result' : 'error_code');
  });
});
