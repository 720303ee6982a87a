import type { Patience } from '../../../src/channels/again.ts';
import type { OnEvents } from '../../../src/channels/channel.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import type { Log, LogFields } from '../../../src/lib/log.ts';

export interface Line extends LogFields {
  readonly level: string;
  readonly event: string;
}

/** A log that can be read back. */
export function recordingLog(): Log & { readonly lines: readonly Line[] } {
  const lines: Line[] = [];
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      lines.push({ ...fields, level, event } as Line);
    };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Waiting that takes no time and can be read back; dice that always fall on zero. */
export function recordingPatience(): Patience & { readonly pauses: readonly number[] } {
  const pauses: number[] = [];
  return {
    pauses,
    backoff: { minMs: 250, maxMs: 5000 },
    random: (bytes) => new Uint8Array(bytes),
    wait: (ms) => {
      pauses.push(ms);
      return new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Resolves once the condition holds, asked after every turn of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** A handler of batches that is committed by hand. */
export function gate() {
  const batches: (readonly InboundEvent[])[] = [];
  const commits: (() => void)[] = [];
  const onEvents: OnEvents = (events) => {
    batches.push(events);
    return new Promise((resolve) => commits.push(resolve));
  };
  return {
    batches,
    onEvents,
    commit: () => commits.shift()?.(),
    begun: (count: number) => until(() => batches.length >= count),
  };
}
