/** Pure: what a platform's answer means for a row. The honest gap (design: nothing has an idempotency key) is decided here. */
import type { SendResult } from '../../channels/send-result.ts';
import { SECOND } from '../../lib/time.ts';
import { never } from '../../lib/never.ts';
import type { Outgoing } from './outbox.ts';

export type Decision =
  | { readonly do: 'sent'; readonly messageId: string | undefined }
  /** Back to the outbox, with everything else of the address, for `afterMs`. */
  | { readonly do: 'again'; readonly afterMs: number; readonly everyone: boolean; readonly why: string }
  | { readonly do: 'close'; readonly as: 'failed' | 'unknown' | 'gone'; readonly why: string }
  | { readonly do: 'move'; readonly to: string };

/** Where a message sent twice is harmless and costs nothing. */
const DOUBLE_IS_HARMLESS: readonly string[] = ['telegram', 'web', 'console'];
const UNKNOWN_AGAIN_AFTER = 1 * SECOND;
const LONGEST_PAUSE = 60 * SECOND;
/** A row that was in the air at this many crashes is given up. */
const MOST_CRASHES = 5;

export function decide(row: Pick<Outgoing, 'channel' | 'lane' | 'call' | 'attempts' | 'lastError'>, result: SendResult): Decision {
  switch (result.outcome) {
    case 'sent':
      return { do: 'sent', messageId: result.messageId };
    case 'retry': {
      const backoff = Math.min(LONGEST_PAUSE, 250 * 2 ** Math.min(row.attempts, 10));
      return { do: 'again', afterMs: Math.max(result.afterMs, backoff), everyone: result.everyone, why: result.why };
    }
    case 'refused':
      return { do: 'close', as: 'failed', why: result.why };
    case 'gone':
      return { do: 'close', as: 'gone', why: result.why };
    case 'moved':
      return { do: 'move', to: result.to };
    case 'unknown':
      if (mayRepeat(row) && row.lastError?.startsWith('unknown') !== true) {
        return { do: 'again', afterMs: UNKNOWN_AGAIN_AFTER, everyone: false, why: `unknown: ${result.why}` };
      }
      return { do: 'close', as: 'unknown', why: `unknown: ${result.why}` };
    default:
      return never(result);
  }
}

/** The row that was in the air when its dispatcher died: sent or not, nobody can say. */
export function afterCrash(row: Pick<Outgoing, 'channel' | 'lane' | 'call' | 'attempts'>): Decision {
  return mayRepeat(row) && row.attempts < MOST_CRASHES
    ? { do: 'again', afterMs: 0, everyone: false, why: 'crash' }
    : { do: 'close', as: 'unknown', why: 'unknown: the process ended while it was being sent' };
}

/** Edits may always be repeated; answers and notices where a double is harmless; reminders and digests never. */
function mayRepeat(row: Pick<Outgoing, 'channel' | 'lane' | 'call'>): boolean {
  if (row.call.kind === 'edit') return true;
  return (row.lane === 'reply' || row.lane === 'notice') && DOUBLE_IS_HARMLESS.includes(row.channel);
}
