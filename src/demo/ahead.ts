/** What happens next in the demonstration, as its page tells it. */
import type { Next } from '../channels/web/demonstration/protocol.ts';
import { DAY } from '../lib/time.ts';
import { rehearse } from '../runtime/later/rehearse.ts';
import type { Shell } from '../runtime/shell.ts';
import { readersAt } from './feed-store.ts';
import { expected } from './lines.ts';

const FARTHEST = 60 * DAY;

/** Undefined when it was stopped before it knew. */
export async function lookAhead(shell: Shell, signal: AbortSignal): Promise<Next | undefined> {
  const found = await rehearse(shell, shell.env.now() + FARTHEST, signal);
  if (found.found === 'stopped' || signal.aborted) return undefined;
  if (found.found === 'nothing') return found;
  const addresses = found.messages.map(({ addressId }) => addressId);
  const readers = await shell.db.read((c) => readersAt(c, addresses));
  return { found: 'something', at: found.at, expected: expected(found.messages, readers) };
}
