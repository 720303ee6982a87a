/** Pure: what a platform's answer means for a row. The honest gap (design: nothing has an idempotency key) is decided here. */
import type { SendResult } from '../../channels/send-result.ts';
import { never } from '../../lib/never.ts';
import { SECOND } from '../../lib/time.ts';
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
/** A row that has been tried this often waits after a crash, longer each time: should it be what kills the process, the others get by. */
const AT_ONCE = 5;

export function decide(
  row: Pick<Outgoing, 'channel' | 'lane' | 'call' | 'attempts' | 'lastError'>,
  result: SendResult,
): Decision {
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

/** The row that was in the air when its dispatcher died: sent or not, nobody can say. An answer is never given up for it. */
export function afterCrash(
  row: Pick<Outgoing, 'channel' | 'lane' | 'call' | 'attempts'>,
): Extract<Decision, { do: 'again' | 'close' }> {
  if (!mayRepeat(row)) return { do: 'close', as: 'unknown', why: 'unknown: the process ended while it was being sent' };
  const afterMs = row.attempts < AT_ONCE ? 0 : Math.min(LONGEST_PAUSE, 250 * 2 ** Math.min(row.attempts - AT_ONCE, 10));
  return { do: 'again', afterMs, everyone: false, why: 'crash' };
}

/** Edits may always be repeated; answers and notices where a double is harmless; reminders and digests never. */
function mayRepeat(row: Pick<Outgoing, 'channel' | 'lane' | 'call'>): boolean {
  if (row.call.kind === 'edit') return true;
  return (row.lane === 'reply' || row.lane === 'notice') && DOUBLE_IS_HARMLESS.includes(row.channel);
}
