/** A typed line as an event. Pure. */
import type { InboundEvent } from '../../engine/input.ts';
import type { Instant } from '../../lib/env.ts';
import { clean, typedInput } from '../typed.ts';

export interface Typed {
  /** Unique over all sessions of all processes: the inbox takes each once. */
  readonly key: string;
  readonly platformId: string;
  readonly at: Instant;
  readonly order: number;
}

export function parseLine(line: string, typed: Typed): InboundEvent {
  return {
    channel: 'console',
    ...typed,
    messageId: typed.key,
    group: false,
    language: undefined,
    input: typedInput(clean(line)),
    acknowledge: undefined,
  };
}
