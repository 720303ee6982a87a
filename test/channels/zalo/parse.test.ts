import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Parsed, parseUpdate, updatesIn } from '../../../src/channels/zalo/parse.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { fixture, fixtureNames } from './fixtures.ts';

const context = { receivedAt: 1_785_000_000_000, botId: '1459232241454765289' };
const parse = (raw: unknown): Parsed => parseUpdate(raw, context);

function eventIn(raw: unknown): InboundEvent {
  const parsed = parse(raw);
  if (parsed.kind !== 'event') throw new Error(`no event: ${JSON.stringify(parsed)}`);
  return parsed.event;
}

const XIN_CHAO: InboundEvent = {
  channel: 'zalo',
  key: '6ede9afa66b88fe6d6a9 2d758cb5e222177a4e35',
  platformId: '6ede9afa66b88fe6d6a9',
  at: 1_750_316_131_602,
  messageId: '2d758cb5e222177a4e35',
  order: 1_750_316_131_602,
  group: false,
  language: undefined,
  input: { kind: 'text', text: 'Xin chao' },
  acknowledge: undefined,
};

describe('a message of text', () => {
  test.each([
    'text',
    'text-enveloped',
    'text-polled',
    'text-other-key-order',
    'text-without-name',
  ])('is the same event in every form it comes in: %s', (name) => {
    expect(eventIn(fixture(name))).toEqual(XIN_CHAO);
  });

  test('has its date in milliseconds or seconds, as words or not at all', () => {
    expect(eventIn(fixture('text-in-seconds')).at).toBe(1_750_316_131_000);
    const dated = (date: unknown) => eventIn({ message: { chat: { id: 'a' }, message_id: 'b', text: 'x', date } }).at;
    expect(dated('1750316131602')).toBe(1_750_316_131_602);
    expect(dated('yesterday')).toBe(context.receivedAt);
    expect(dated(undefined)).toBe(context.receivedAt);
  });

  test('is a command when it begins with a slash, with diacritics or without', () => {
    expect(eventIn(fixture('command')).input).toEqual({ kind: 'command', name: 'trogiup', args: 'ngay' });
  });

  test('keeps ids as they are written, and a number that holds exactly as its digits', () => {
    const { platformId, messageId } = eventIn({
      message: { chat: { id: '0001459232241454765289' }, message_id: 12, text: 'x' },
    });
    expect([platformId, messageId]).toEqual(['0001459232241454765289', '12']);
  });

  test('of a link is what was written', () => {
    expect(eventIn(fixture('link')).input).toEqual({ kind: 'text', text: 'https://example.vn' });
  });

  test('is composed, and free of what a database refuses', () => {
    const raw = { message: { chat: { id: 'a' }, message_id: 'b', text: `${'ế'.normalize('NFD')}\u0000\ud800` } };
    expect(eventIn(raw).input).toEqual({ kind: 'text', text: 'ế\uFFFD' });
  });
});

describe('what is no text', () => {
  test.each([
    ['image', { kind: 'photo', file: 'https://photo-stal-12.zdn.vn/example/0.jpg', caption: 'Ảnh cuộc họp' }],
    [
      'image-documented',
      { kind: 'photo', file: 'https://photo-stal-12.zdn.vn/example/1.jpg', caption: 'Ảnh cuộc họp' },
    ],
    ['image-without-caption', { kind: 'photo', file: 'https://photo-stal-12.zdn.vn/example/0.jpg', caption: '' }],
    ['voice', { kind: 'unsupported', what: 'voice' }],
    ['sticker', { kind: 'unsupported', what: 'sticker' }],
    ['sticker-object', { kind: 'unsupported', what: 'sticker' }],
    ['video', { kind: 'unsupported', what: 'video' }],
    ['unsupported', { kind: 'unsupported', what: 'other' }],
    ['reaction', { kind: 'ignored', what: 'reaction' }],
  ])('%s', (name, input) => {
    expect(eventIn(fixture(name)).input).toEqual(input);
  });
});

describe('nothing', () => {
  test('is what the platform sends to try the address out', () => {
    expect(parse(fixture('probe'))).toEqual({ kind: 'nothing', why: 'probe' });
  });

  test.each([undefined, null, '', {}, [], { ok: true, result: {} }])('comes as %j', (raw) => {
    expect(parse(raw)).toEqual({ kind: 'nothing', why: 'empty' });
    expect(updatesIn(raw === null || Array.isArray(raw) ? raw : undefined)).toEqual([]);
  });

  test('comes of what the bot itself said, marked as a bot or by its id', () => {
    expect(parse(fixture('text-echo'))).toEqual({ kind: 'nothing', why: 'echo' });
    const unmarked = { message: { from: { id: context.botId }, chat: { id: 'a' }, message_id: 'b', text: 'x' } };
    expect(parse(unmarked)).toEqual({ kind: 'nothing', why: 'echo' });
  });

  test('can be done without a chat or an id, and the log names fields only', () => {
    expect(parse(fixture('unsupported-without-message'))).toEqual({ kind: 'unreadable', fields: 'event_name' });
    expect(parse(fixture('follow'))).toEqual({ kind: 'unreadable', fields: 'event_name follower.id' });
    expect(parse({ message: { text: 'secret words', chat: { id: 'a' } } })).toEqual({
      kind: 'unreadable',
      fields: 'message.text message.chat',
    });
  });
});

describe('a group', () => {
  test('is told apart, and the mention before a command is left out', () => {
    const { group, platformId, input } = eventIn(fixture('text-group'));
    expect([group, platformId]).toEqual([true, '9f3c1a77e0b24d5f8a60']);
    expect(input).toEqual({ kind: 'command', name: 'help', args: '' });
  });

  test('is assumed where a chat has another id than its person and does not say what it is', () => {
    const message = { from: { id: 'p' }, chat: { id: 'g' }, message_id: 'b', text: 'x' };
    expect(eventIn({ message }).group).toBe(true);
    expect(eventIn({ message: { ...message, chat: { id: 'p' } } }).group).toBe(false);
  });
});

test('a poll answers with one update, a list of them or nothing', () => {
  const update = fixture('text');
  expect(updatesIn(update)).toEqual([update]);
  expect(updatesIn([update, {}, update])).toEqual([update, update]);
});

test('no payload, whatever its form, makes it throw', () => {
  for (const name of fixtureNames) expect(() => parse(fixture(name))).not.toThrow();
  const message = fc.record(
    {
      chat: fc.oneof(fc.record({ id: fc.string(), chat_type: fc.anything() }), fc.anything()),
      message_id: fc.oneof(fc.string(), fc.anything()),
      date: fc.anything(),
      from: fc.anything(),
      text: fc.oneof(fc.string(), fc.anything()),
      photo_url: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.record({ event_name: fc.anything(), message })), (raw) => {
      parse(raw);
      updatesIn(raw);
    }),
  );
});
