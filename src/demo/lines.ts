/** What was sent and what will be, as the demonstration's page tells it: by moment, kind and duty. Pure. */
import type { Expected, FeedLine } from '../channels/web/demonstration/protocol.ts';
import type { AddressId, PersonId } from '../lib/ids.ts';
import type { Coming } from '../runtime/later/rehearse.ts';
import type { Duty, SentRow } from './feed-store.ts';

/** A line for each moment and kind, everybody once in each; answers are seen where they were asked for. */
export function feedLines(sent: readonly SentRow[]): readonly FeedLine[] {
  const lines = new Map<
    string,
    { at: number; kind: FeedLine['kind']; readers: Map<string, FeedLine['readers'][number]> }
  >();
  for (const { at, kind, code, name, duty } of sent) {
    if (kind === 'reply') continue;
    const key = `${at} ${kind}`;
    const line = lines.get(key) ?? { at, kind, readers: new Map() };
    line.readers.set(code, { code, name, duty });
    lines.set(key, line);
  }
  return [...lines.values()].map(({ readers, ...line }) => ({ ...line, readers: [...readers.values()] }));
}

const KINDS: readonly Expected['kind'][] = ['reply', 'notice', 'reminder', 'digest'];
const DUTIES: readonly Duty[] = ['leader', 'secretary', 'member'];

/** How many people with which duty get what; a long message is several calls and counts once. */
export function expected(
  messages: Coming['messages'],
  readers: ReadonlyMap<AddressId, { readonly personId: PersonId; readonly duty: Duty }>,
): readonly Expected[] {
  return KINDS.flatMap((kind) => {
    const people = new Map(
      messages
        .filter(({ lane }) => lane === kind)
        .map(({ addressId }) => readers.get(addressId))
        .filter((reader) => reader !== undefined)
        .map(({ personId, duty }) => [personId, duty]),
    );
    return DUTIES.map((duty) => ({ kind, duty, people: [...people.values()].filter((one) => one === duty).length }));
  }).filter(({ people }) => people > 0);
}
