import { describe, expect, test } from 'vitest';
import { Breaker } from '../../../src/channels/zalo/breaker.ts';
import { type Answer, failureOf, meaning, readAnswer, resultOf, scrub } from '../../../src/channels/zalo/errors.ts';
import { MINUTE, SECOND } from '../../../src/lib/time.ts';
import { fixture } from './fixtures.ts';

const TOKEN = '12345689:abc-xyz';
const read = (status: number, body: string, retryAfter?: string): Answer =>
  readAnswer({ status, body, retryAfter }, TOKEN);
const json = (name: string): string => JSON.stringify(fixture(name));
const refused = (status: number, code = status, description = 'x'): string =>
  JSON.stringify({ ok: false, description, error_code: code });

function outcome(answer: Answer): string {
  if (answer.ok) return 'sent';
  const result = resultOf(answer);
  return result.outcome === 'retry' ? `retry${result.everyone ? ' everyone' : ''} ${result.afterMs}` : result.outcome;
}

describe('an answer', () => {
  test.each([
    'answer-get-me',
    'answer-send-message',
    'answer-webhook-info',
    'answer-chat-action',
    'text-polled',
  ])('that says ok is one, whatever its status: %s', (name) => {
    expect(read(200, json(name)).ok).toBe(true);
    expect(read(400, json(name)).ok).toBe(true);
  });

  test.each([
    ['429: the bot waits', read(429, json('error-429')), 'retry everyone 1000'],
    ['429 in an answer of 200', read(200, json('error-429')), 'retry everyone 1000'],
    ['429 with a time', read(429, json('error-429'), '7'), 'retry everyone 7000'],
    ['503', read(503, refused(503)), 'retry 1000'],
    ['401: everybody waits for the operator', read(401, json('error-401')), 'retry everyone 60000'],
    ['400', read(400, refused(400)), 'refused'],
    ['404', read(404, json('error-404-no-webhook')), 'refused'],
    ['413', read(413, refused(413)), 'refused'],
    ['a chat that is not there', read(400, refused(400, 400, 'Chat not found')), 'gone'],
    ['403, which the table calls an internal error', read(403, refused(403)), 'unknown'],
    ['408 to anything but a poll', read(408, json('error-408-nothing-came')), 'unknown'],
    ['500', read(500, refused(500)), 'unknown'],
    ['502', read(502, refused(502)), 'unknown'],
    ['504', read(504, refused(504)), 'unknown'],
    ['a page of a proxy', read(502, '<html>Bad Gateway</html>'), 'unknown'],
    ['a page with 503', read(503, '<html>Unavailable</html>'), 'unknown'],
    ['half an answer', read(200, '{"ok":true,"result":{"mess'), 'unknown'],
    ['nothing', read(200, ''), 'unknown'],
    ['a redirect', read(302, ''), 'unknown'],
    ['no without a reason', read(200, '{"ok":false}'), 'unknown'],
    ['some other JSON', read(200, '[1]'), 'unknown'],
  ])('%s', (_, answer, expected) => {
    expect(outcome(answer)).toBe(expected);
  });

  test('that takes a message is believed without a result too', () => {
    expect(read(200, '{"ok":true}')).toEqual({ ok: true, result: undefined });
  });
});

describe('a broken connection', () => {
  test('before anything was written leaves no doubt, later it does', () => {
    const error = Object.assign(new Error(`https://x/bot${TOKEN}/sendMessage`), { code: 'ECONNRESET' });
    expect(resultOf(failureOf(error, { written: false }))).toMatchObject({ outcome: 'retry', everyone: true });
    expect(resultOf(failureOf(error, { written: true }))).toEqual({
      outcome: 'unknown',
      why: 'no usable answer: ECONNRESET',
    });
  });

  test('is told by its code, and by nothing else', () => {
    const why = failureOf(new Error(TOKEN), { written: true }).why;
    expect(why).toBe('no usable answer: failed');
    expect(failureOf({ code: `${TOKEN} x` }, { written: true }).why).toBe('no usable answer: failed');
    expect(failureOf(undefined, { written: false }).why).toBe('no connection: failed');
  });
});

test('the token is taken out of whatever the platform says, also when it is another', () => {
  const answer = read(400, refused(400, 400, `no such path /bot${TOKEN}/x of ${encodeURIComponent(TOKEN)}`));
  expect(answer.ok ? '' : answer.why).toBe('400 no such path /bot<token>/x of <token>');
  expect(scrub('/bot99:other-one/sendMessage', '')).toBe('/bot<token>/sendMessage');
});

test('operators are told what to do', () => {
  const said = (name: string, status: number): string => {
    const answer = read(status, json(name));
    return answer.ok ? '' : meaning(answer);
  };
  expect(said('error-401', 401)).toContain('reset or mistyped');
  expect(said('error-400-webhook-is-set', 400)).toContain('ZALO_MODE=webhook');
  expect(said('error-429', 429)).toContain('quota of the month');
});

describe('repeated 429', () => {
  test('stops everything after the third, and then one message an hour tries', () => {
    const breaker = new Breaker();
    let now = 1_000;
    const refusal = (): number => {
      expect(breaker.before(now)).toBe(0);
      const pause = breaker.refused(now);
      now += pause;
      return pause;
    };
    expect([refusal(), refusal(), breaker.quotaSuspected]).toEqual([1 * SECOND, 5 * SECOND, false]);
    expect([refusal(), breaker.quotaSuspected]).toEqual([15 * MINUTE, true]);
    expect(breaker.before(now - MINUTE)).toBe(MINUTE);
    expect(refusal()).toBe(60 * MINUTE);
    expect(breaker.before(now)).toBe(0);
    expect(breaker.before(now)).toBe(5 * SECOND);
    breaker.accepted();
    expect([breaker.quotaSuspected, breaker.before(now)]).toEqual([false, 0]);
  });

  test('of messages that were under way together counts once', () => {
    const breaker = new Breaker();
    expect([0, 10, 20, 30].map((now) => breaker.refused(now))).toEqual([1000, 990, 980, 970]);
    expect(breaker.quotaSuspected).toBe(false);
  });

  test('is not forgotten over a broken connection, which lets the next one try', () => {
    const breaker = new Breaker();
    for (const now of [0, 10_000, 20_000]) breaker.refused(now);
    const later = 20_000 + 15 * MINUTE;
    expect(breaker.before(later)).toBe(0);
    breaker.undecided();
    expect([breaker.quotaSuspected, breaker.before(later)]).toEqual([true, 0]);
  });
});
