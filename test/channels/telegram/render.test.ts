import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Composed } from '../../../src/channels/channel.ts';
import { codePoints } from '../../../src/channels/split.ts';
import { packTap, unpackTap } from '../../../src/channels/telegram/callback-data.ts';
import { render, renderAnswered } from '../../../src/channels/telegram/render.ts';
import type { PromptId } from '../../../src/lib/ids.ts';

const promptId = '01937f2a-5c1e-7abc-9def-0123456789ab' as PromptId;
const plain: Composed = { text: 'Đồng chí chọn:', promptId, free: false, choices: [], file: undefined };
const choice = (key: string, label = key, beside = false) => ({ key, label, beside });

describe('a message', () => {
  test('is plain text without a preview of links', () => {
    expect(render(plain)).toEqual([
      {
        kind: 'new',
        body: { method: 'sendMessage', text: 'Đồng chí chọn:', link_preview_options: { is_disabled: true } },
      },
    ]);
  });

  test('has a button a row, or beside the one before', () => {
    const [call] = render({
      ...plain,
      choices: [choice('y', 'Có'), choice('n', 'Không', true), choice('later', 'Để sau')],
    });
    expect(call?.body).toMatchObject({
      reply_markup: {
        inline_keyboard: [
          [
            { text: 'Có', callback_data: packTap(promptId, 'y') },
            { text: 'Không', callback_data: packTap(promptId, 'n') },
          ],
          [{ text: 'Để sau', callback_data: packTap(promptId, 'later') }],
        ],
      },
    });
  });

  test('has its buttons under the last of its parts only', () => {
    const calls = render({ ...plain, text: 'đồng chí '.repeat(1500), choices: [choice('y')] });
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.map(({ body }) => Object.hasOwn(body, 'reply_markup'))).toEqual(
      calls.map((_, at) => at === calls.length - 1),
    );
  });

  test('has no buttons without a prompt that they could answer', () => {
    expect(render({ ...plain, promptId: undefined, choices: [choice('y')] })[0]?.body).not.toHaveProperty(
      'reply_markup',
    );
  });

  test('stays within what a keyboard may hold', () => {
    const any = fc.record({
      key: fc.stringMatching(/^[a-z0-9._-]{1,24}$/),
      label: fc.string({ maxLength: 200 }),
      beside: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 130 }), (choices) => {
        const body = render({ ...plain, choices })[0]?.body as {
          reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] };
        };
        const rows = body.reply_markup?.inline_keyboard ?? [];
        expect(rows.flat().map(({ callback_data }) => unpackTap(callback_data).key)).toEqual(
          choices.slice(0, 100).map(({ key }) => key),
        );
        expect(rows.every((row) => row.length >= 1 && row.length <= 8)).toBe(true);
        expect(rows.flat().every(({ text }) => text.trim() !== '' && codePoints(text) <= 96)).toBe(true);
      }),
    );
  });
});

describe('a file', () => {
  const file = { name: 'báo cáo.csv', type: 'text/csv', content: 'a,b\n' };

  test('carries its text as a caption', () => {
    expect(render({ ...plain, file, choices: [choice('y')] })).toMatchObject([
      { kind: 'file', body: { method: 'sendDocument', ...file, caption: 'Đồng chí chọn:', reply_markup: {} } },
    ]);
  });

  test('follows a text that is too long for a caption', () => {
    const calls = render({ ...plain, text: 'ộ'.repeat(1025), file, choices: [choice('y')] });
    expect(calls.map(({ kind }) => kind)).toEqual(['new', 'file']);
    expect(calls[0]?.body).not.toHaveProperty('reply_markup');
    expect(calls[1]?.body).not.toHaveProperty('caption');
    expect(calls[1]?.body).toHaveProperty('reply_markup');
    expect(render({ ...plain, text: '😀'.repeat(1024), file })).toHaveLength(1);
  });

  test('needs no text', () => {
    expect(render({ ...plain, text: '', file })).toEqual([{ kind: 'file', body: { method: 'sendDocument', ...file } }]);
  });
});

test('a tapped prompt keeps the one button that was chosen', () => {
  expect(renderAnswered('20', promptId, 'y', 'Có')).toEqual({
    kind: 'edit',
    body: {
      method: 'editMessageReplyMarkup',
      message_id: 20,
      reply_markup: { inline_keyboard: [[{ text: '✔ Có', callback_data: packTap(promptId, 'y') }]] },
    },
  });
});

test('what is rendered is JSON and survives being stored', () => {
  const calls = render({ ...plain, choices: [choice('y')], file: { name: 'a', type: 'b', content: 'c' } });
  expect(JSON.parse(JSON.stringify(calls))).toEqual(calls);
});
