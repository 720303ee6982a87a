import { describe, expect, it } from 'vitest';
import type { SendResult } from '../../../src/channels/send-result.ts';
import type { Lane } from '../../../src/runtime/outgoing/outbox.ts';
import { afterCrash, decide } from '../../../src/runtime/outgoing/outcome.ts';

const row = (
  lane: Lane,
  more: {
    readonly channel?: string;
    readonly attempts?: number;
    readonly lastError?: string;
    readonly kind?: 'new' | 'edit';
  } = {},
) => ({
  channel: more.channel ?? 'telegram',
  lane,
  call: { kind: more.kind ?? ('new' as const), body: {} },
  attempts: more.attempts ?? 0,
  lastError: more.lastError,
});
const unknown: SendResult = { outcome: 'unknown', why: 'connection reset' };

describe('what a platform answered', () => {
  it.each([
    ['an answer on Telegram that may have arrived is sent once more', row('reply'), 'again'],
    ['a notice on Telegram too', row('notice'), 'again'],
    ['a reminder that may have arrived is not sent again', row('reminder'), 'close'],
    ['nor a digest', row('digest'), 'close'],
    ['nor anything where each message costs', row('reply', { channel: 'zalo' }), 'close'],
    ['an edit may always be repeated', row('reminder', { kind: 'edit', channel: 'zalo' }), 'again'],
    ['the second time nobody knows, it is given up', row('reply', { lastError: 'unknown: connection reset' }), 'close'],
  ])('%s', (_, one, wanted) => {
    expect(decide(one, unknown).do).toBe(wanted);
  });

  it('obeys the time that the platform names, and waits longer with every failure', () => {
    const retry: SendResult = { outcome: 'retry', afterMs: 3_000, everyone: false, why: '429' };
    expect(decide(row('reply'), retry)).toMatchObject({ do: 'again', afterMs: 3_000 });
    expect(decide(row('reply', { attempts: 6 }), { ...retry, afterMs: 100 })).toMatchObject({ afterMs: 16_000 });
    expect(decide(row('reply', { attempts: 60 }), retry)).toMatchObject({ afterMs: 60_000 });
  });

  it('ends a row that is refused, or whose reader is gone', () => {
    expect(decide(row('reply'), { outcome: 'refused', why: 'too long' })).toEqual({
      do: 'close',
      as: 'failed',
      why: 'too long',
    });
    expect(decide(row('reply'), { outcome: 'gone', why: 'blocked' })).toEqual({
      do: 'close',
      as: 'gone',
      why: 'blocked',
    });
  });
});

describe('a row that was in the air when its process died', () => {
  it('is sent again where a double is harmless, and otherwise marked as in doubt', () => {
    expect(afterCrash(row('reply')).do).toBe('again');
    expect(afterCrash(row('reminder'))).toMatchObject({ do: 'close', as: 'unknown' });
  });

  it('is never given up where it may be sent again, but waits when it has been tried often', () => {
    expect(afterCrash(row('reply', { attempts: 4 }))).toMatchObject({ do: 'again', afterMs: 0 });
    expect(afterCrash(row('reply', { attempts: 6 }))).toMatchObject({ do: 'again', afterMs: 500 });
    expect(afterCrash(row('reply', { attempts: 1000 }))).toMatchObject({ do: 'again', afterMs: 60_000 });
  });
});
