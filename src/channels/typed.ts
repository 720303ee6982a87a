/** What people type, the same wherever they type it. Pure. */
import type { Input } from '../engine/input.ts';
import { fold } from '../lib/fold.ts';

/**
 * Text as it is stored: composed (Vietnamese typed on some phones comes decomposed) and free of what a database or
 * JSON reader may refuse: NUL and halves of surrogate pairs.
 */
export function clean(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll('\u0000', '')
    .replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** A text that begins with a slash and a name is a command, in whatever case and with whatever diacritics it was typed. */
export function typedInput(text: string): Extract<Input, { readonly kind: 'text' | 'command' }> {
  const command = text.trim().match(/^\/([\p{L}\p{M}0-9_]+)(?:@\w+)?(?:\s+([\s\S]*))?$/u);
  if (command === null) return { kind: 'text', text };
  return { kind: 'command', name: fold(command[1] ?? ''), args: (command[2] ?? '').trim() };
}
