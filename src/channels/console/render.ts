/** Words as lines of a terminal: choices by number, those beside a free answer by their words. Pure. */
import { z } from 'zod';
import type { Call, Composed } from '../channel.ts';

/** What an outbox row of this channel keeps. */
export interface ConsoleBody extends Readonly<Record<string, unknown>> {
  readonly text: string;
}

export function render(message: Composed): readonly Call[] {
  const text = [message.text, ...choiceLines(message)].join('\n');
  const calls: Call[] = [{ kind: 'new', body: { text } satisfies ConsoleBody }];
  const { file } = message;
  if (file !== undefined) calls.push({ kind: 'file', body: { ...file } });
  return calls;
}

/** A number typed to a question of free text is an answer, so none is offered there. */
function choiceLines({ choices, free, typed }: Composed): readonly string[] {
  if (choices.length === 0) return [];
  const links = choices.flatMap(({ label, href }) => (href === undefined ? [] : [`${label}: ${href}`]));
  const options = choices.filter(({ href }) => href === undefined);
  const how = typed === undefined ? [] : [typed];
  if (free) return ['', ...links, ...how];
  return ['', ...links, ...how, ...options.map(({ label, number }, index) => `${number ?? index + 1}. ${label}`)];
}

const fileSchema = z.object({ name: z.string(), content: z.string(), encoding: z.literal('base64').exactOptional() });

/** The file of a call that this channel made. */
export function fileIn(call: Call): z.output<typeof fileSchema> | undefined {
  return call.kind === 'file' ? fileSchema.safeParse(call.body).data : undefined;
}

/** The text of a call that this channel made; an outbox row of any other shape shows nothing. */
export function textOf(call: Call): string {
  const text = call.body['text'];
  return typeof text === 'string' ? text : '';
}
