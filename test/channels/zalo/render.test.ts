import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Call, Composed } from '../../../src/channels/channel.ts';
import { render, TEXT_LIMIT } from '../../../src/channels/zalo/render.ts';
import { loadContent } from '../../../src/content/load.ts';
import type { PromptId } from '../../../src/lib/ids.ts';

const promptId = '01937f2a-5c1e-7abc-9def-0123456789ab' as PromptId;
const plain: Composed = { text: 'Đồng chí chọn:', promptId, free: false, choices: [], file: undefined };
const choice = (label: string, more: { readonly beside?: boolean; readonly href?: string } = {}) => ({
  key: label === '' ? 'k' : label,
  label,
  beside: more.beside === true,
  ...(more.href === undefined ? {} : { href: more.href }),
});
const textsOf = (calls: readonly Call[]): readonly string[] => calls.map(({ body }) => String(body['text']));
const shown = (message: Partial<Composed>): readonly string[] => textsOf(render({ ...plain, ...message }));

describe('a message', () => {
  test('is plain text and no field that the platform does not document', () => {
    expect(render(plain)).toEqual([{ kind: 'new', body: { method: 'sendMessage', text: 'Đồng chí chọn:' } }]);
  });

  test('numbers its choices, for a number stands for the place', () => {
    expect(shown({ choices: [choice('Có'), choice('Không', { beside: true }), choice('Để sau')] })).toEqual([
      'Đồng chí chọn:\n\n1. Có\n2. Không\n3. Để sau',
    ]);
  });

  test('says what can be typed in place of a list where any text may be the answer', () => {
    const choices = [choice('Bỏ qua'), choice('Để sau', { beside: true })];
    expect(shown({ free: true, typed: 'Gõ: bỏ qua, để sau.', choices })).toEqual([
      'Đồng chí chọn:\n\nGõ: bỏ qua, để sau.',
    ]);
  });

  test('says how to type before a list by number', () => {
    expect(shown({ typed: 'Đồng chí gõ các số.', choices: [choice('Có'), choice('Không')] })).toEqual([
      'Đồng chí chọn:\n\nĐồng chí gõ các số.\n1. Có\n2. Không',
    ]);
  });

  test('writes out what opens a page, which is no answer and has no number', () => {
    const href = 'https://tusoi.example.vn/w/abc';
    expect(shown({ choices: [choice('Viết ở đây', { href }), choice('Để sau')] })).toEqual([
      `Đồng chí chọn:\n\nViết ở đây: ${href}\n1. Để sau`,
    ]);
  });

  test('keeps the numbers of a page of a longer list', () => {
    const choices = [
      { ...choice('Mười'), number: 10 },
      { ...choice('Mười một'), number: 11 },
    ];
    expect(shown({ choices })).toEqual(['Đồng chí chọn:\n\n10. Mười\n11. Mười một']);
  });

  test('has no list without a prompt that it could answer, and a key for an empty label', () => {
    expect(shown({ promptId: undefined, choices: [choice('Có')] })).toEqual(['Đồng chí chọn:']);
    expect(shown({ choices: [choice('')] })).toEqual(['Đồng chí chọn:\n\n1. k']);
  });

  test('says nothing about a file: whoever composed it has', () => {
    const file = { name: 'a.json', type: 'application/json', content: '{"secret":1}' };
    expect(JSON.stringify(render({ ...plain, file }))).not.toContain('secret');
    expect(render({ ...plain, text: ' ', file })).toEqual([]);
  });
});

describe('a long message', () => {
  const long = 'Tôi đã rà soát từng việc được giao.\n\n'.repeat(120);

  test('is split at paragraphs, with its choices in the last part only', () => {
    const parts = shown({ text: long, choices: [choice('Có'), choice('Không')] });
    expect(parts.length).toBe(3);
    for (const part of parts.slice(0, -1)) {
      expect(part.endsWith('giao.')).toBe(true);
      expect(part).not.toContain('1. Có');
    }
    expect(parts.at(-1)).toMatch(/giao\.\n\n1\. Có\n2\. Không$/);
  });

  test('keeps the list in one piece, in a message of its own where it does not fit', () => {
    const parts = shown({ text: 'a'.repeat(TEXT_LIMIT), choices: [choice('Có'), choice('Không')] });
    expect(parts).toEqual(['a'.repeat(TEXT_LIMIT), '1. Có\n2. Không']);
  });

  test('of many long labels shortens these rather than its list', () => {
    const parts = shown({ choices: Array.from({ length: 30 }, (_, n) => choice(`${n} ${'ệ'.repeat(200)}`)) });
    expect(parts.length).toBeLessThanOrEqual(2);
    expect(parts.at(-1)?.match(/^\d+\. .*…$/gm)).toHaveLength(30);
  });
});

const expectWithin = (calls: readonly Call[]): void => {
  for (const text of textsOf(calls)) {
    expect(text.length).toBeLessThanOrEqual(TEXT_LIMIT);
    expect(text.trim()).not.toBe('');
    expect(text).not.toMatch(/\p{Surrogate}/u);
  }
};

test('nothing is ever over the limit, empty or cut within a character', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 300 });
  const any = fc.record({ key: fc.constant('k'), label: words, beside: fc.boolean() });
  const text = fc.tuple(words, fc.integer({ min: 1, max: 12 })).map(([one, times]) => `${one}\n`.repeat(times));
  fc.assert(
    fc.property(text, fc.boolean(), fc.array(any, { maxLength: 40 }), (said, free, choices) => {
      const calls = render({ ...plain, text: said, free, choices });
      expectWithin(calls);
      const squeezed = textsOf(calls).join('').replace(/\s/g, '');
      expect(squeezed.startsWith(said.replace(/\s/g, ''))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

describe.each(['vi', 'en'] as const)('in %s', (locale) => {
  test('every message and every question stays within the limit', async () => {
    const loaded = await loadContent();
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    const { catalogues, questionnaires } = loaded.content;
    for (const template of Object.values(catalogues[locale])) {
      const text = template.replaceAll(/\{\w+\}/g, 'đồng chí '.repeat(40));
      expectWithin(render({ ...plain, text, choices: [choice('Có'), choice('Không')] }));
    }
    for (const { questions } of questionnaires) {
      for (const question of questions) expectWithin(render({ ...plain, text: JSON.stringify(question) }));
    }
  });
});
