import { describe, expect, test } from 'vitest';
import { BEFORE_OPEN, failureOf, resultOf, scrub } from '../../../src/channels/telegram/errors.ts';
import { fixtures } from './fixtures.ts';

const token = '7000000001:AAfake-token_for-tests';
const said = (error_code: number, description: string, parameters?: object) =>
  Object.assign(new Error(`${error_code}: ${description}`), {
    response: { ok: false, error_code, description, parameters },
  });
const thrown = (fields: object) => Object.assign(new Error('request failed'), fields);
const outcome = (error: unknown) => resultOf(failureOf(error, token));

describe('what the platform says no to', () => {
  test('for being too fast is tried again when it says, for this chat', () => {
    expect(outcome(said(429, 'Too Many Requests: retry after 35', { retry_after: 35 }))).toMatchObject({
      outcome: 'retry',
      afterMs: 35_000,
      everyone: false,
    });
    expect(outcome(said(429, 'Too Many Requests'))).toMatchObject({ outcome: 'retry', afterMs: 1000 });
  });

  test.each([
    [400, 'Bad Request: chat not found'],
    [400, 'Bad Request: user not found'],
    [400, 'Bad Request: group chat was deactivated'],
    [403, 'Forbidden: bot was blocked by the user'],
    [403, 'Forbidden: user is deactivated'],
    [403, "Forbidden: bot can't initiate conversation with a user"],
    [403, 'Forbidden: bot was kicked from the supergroup chat'],
    [403, 'Forbidden: bot is not a member of the channel chat'],
  ])('with %i %s means that nobody is there', (code, description) => {
    expect(outcome(said(code, description))).toEqual({ outcome: 'gone', why: `${code} ${description}` });
  });

  test('because the chat has moved names the new one', () => {
    const error = said(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: -1_001_234_567_890,
    });
    expect(outcome(error)).toEqual({ outcome: 'moved', to: '-1001234567890' });
  });

  test('because nothing would change is as good as done', () => {
    const description =
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same';
    expect(outcome(said(400, description))).toEqual({ outcome: 'sent', messageId: undefined });
  });

  test.each([
    'message to edit not found',
    "message can't be edited",
    'message text is empty',
    'reply markup is too long',
  ])('with "%s" is refused for good', (what) => {
    expect(outcome(said(400, `Bad Request: ${what}`))).toMatchObject({ outcome: 'refused' });
  });

  test('for the token or the address is no message’s fault', () => {
    expect(outcome(said(401, 'Unauthorized'))).toEqual({
      outcome: 'retry',
      afterMs: 60_000,
      everyone: true,
      why: 'unauthorized',
    });
    expect(outcome(said(404, 'Not Found'))).toMatchObject({ outcome: 'retry', afterMs: 60_000, everyone: true });
    expect(outcome(said(404, 'Not Found: method not found'))).toMatchObject({ outcome: 'refused' });
  });

  test('with 503 was not taken, with any other 5xx nobody knows', () => {
    expect(outcome(said(503, 'Service Unavailable'))).toMatchObject({ outcome: 'retry' });
    for (const code of [500, 502, 504]) expect(outcome(said(code, 'x'))).toMatchObject({ outcome: 'unknown' });
  });

  test('in a form that is not the Bot API’s leaves it unknown', () => {
    expect(outcome(said(0, 'x'))).toMatchObject({ outcome: 'unknown' });
    expect(outcome({ response: { error_code: 'x' } })).toMatchObject({ outcome: 'unknown' });
  });
});

describe('recorded refusals', () => {
  const expected: Readonly<Record<string, string>> = {
    'error-400-chat-not-found.json': 'gone',
    'error-400-migrated.json': 'moved',
    'error-400-not-modified.json': 'sent',
    'error-400-query-too-old.json': 'refused',
    'error-401.json': 'retry',
    'error-403-blocked.json': 'gone',
    'error-403-deactivated.json': 'gone',
    'error-404.json': 'refused',
    'error-409.json': 'refused',
    'error-429.json': 'retry',
    'error-500.json': 'unknown',
  };

  test('come out as they should be acted on', () => {
    const outcomes = fixtures((raw) => Object.hasOwn(raw, 'error_code')).map(([name, response]) => [
      name,
      outcome({ response }).outcome,
    ]);
    expect(Object.fromEntries(outcomes)).toEqual(expected);
  });
});

describe('no answer', () => {
  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    `${BEFORE_OPEN}ETIMEDOUT`,
    `${BEFORE_OPEN}ECONNRESET`,
  ])('with %s means that nothing was written', (code) => {
    expect(outcome(thrown({ code, type: 'system' }))).toMatchObject({
      outcome: 'retry',
      everyone: true,
      why: expect.not.stringContaining(BEFORE_OPEN),
    });
  });

  test.each([
    { code: 'ECONNRESET' },
    { code: 'ETIMEDOUT' },
    { code: 'EPIPE' },
    { code: 'ERR_STREAM_PREMATURE_CLOSE' },
    { type: 'invalid-json' },
    { type: 'aborted' },
    {},
  ])('with %j leaves it unknown', (fields) => {
    expect(outcome(thrown(fields))).toMatchObject({ outcome: 'unknown' });
  });

  test('may be any value that was thrown', () => {
    for (const error of [undefined, null, 5, 'text', {}]) expect(outcome(error)).toMatchObject({ outcome: 'unknown' });
  });
});

describe('the token', () => {
  test('is in nothing that is told', () => {
    const address = `https://api.telegram.org/bot${token}/getMe`;
    const errors = [
      new Error(`invalid json response body at ${address} reason: Unexpected token <`),
      thrown({ code: address }),
      thrown({ type: address }),
      said(400, `Bad Request: ${address}`),
      said(500, address),
      said(404, `Not Found: ${encodeURIComponent(token)}`),
    ];
    for (const error of errors) {
      expect(JSON.stringify([failureOf(error, token), outcome(error)])).not.toContain('AAfake');
    }
  });

  test('of anybody is removed from text', () => {
    expect(scrub('see /bot42:AB-c_d/getMe and bot42%3AAB', '')).toBe('see /bot<token>/getMe and bot<token>');
    expect(scrub(`only ${token} here`, token)).toBe('only <token> here');
  });
});
