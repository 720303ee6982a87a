/** A typed line as an event. Pure. */
import type { InboundEvent, Input } from '../../engine/input.ts';
import type { Instant } from '../../lib/env.ts';
import { fold } from '../../lib/fold.ts';

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
    input: inputOf(line.normalize('NFC')),
    acknowledge: undefined,
  };
}

function inputOf(line: string): Input {
  const command = line.trim().match(/^\/([\p{L}\p{M}0-9_]+)(?:@\w+)?(?:\s+([\s\S]*))?$/u);
  if (command === null) return { kind: 'text', text: line };
  return { kind: 'command', name: fold(command[1] ?? ''), args: (command[2] ?? '').trim() };
}
