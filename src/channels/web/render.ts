/** Words → what the books keep of them. Pure: text stays text, the page never reads it as markup. */
import { z } from 'zod';
import type { PromptId } from '../../lib/ids.ts';
import type { Call, Composed } from '../channel.ts';
import type { EntryBody } from './books.ts';
import type { ChoiceOnPage } from './protocol.ts';

/** One message is one entry, however long it is. */
export function render({ text, promptId, free, choices, photo, documents, file }: Composed): readonly Call[] {
  const taking = { ...(photo === true ? { photo } : {}), ...(documents === true ? { documents } : {}) };
  const prompt =
    promptId === undefined || choices.length === 0
      ? {}
      : { prompt: { id: promptId, free, choices: choices.map(onPage), ...taking } };
  const said = { kind: 'said', text, ...prompt };
  return [file === undefined ? { kind: 'new', body: said } : { kind: 'file', body: { ...said, file } }];
}

// biome-ignore lint/complexity/useMaxParams: as the contract of channels has it
export function renderAnswered(_messageId: string, promptId: PromptId, key: string, label: string): Call {
  return { kind: 'edit', body: { kind: 'answered', prompt: promptId, choice: key, label } };
}

/** Only the page's own or the web's addresses become links: what opens a program of the phone is none of ours. */
const HREF = /^(https?:\/\/|\/)/;

function onPage({ key, label, beside, line, href }: Composed['choices'][number]): ChoiceOnPage {
  return {
    key,
    label,
    beside,
    ...(line === undefined ? {} : { line }),
    ...(href !== undefined && HREF.test(href) ? { href } : {}),
  };
}

const fileSchema = z.object({
  name: z.string(),
  type: z.string(),
  content: z.string(),
  encoding: z.literal('base64').exactOptional(),
});
const bodySchema = z.looseObject({ kind: z.string(), file: fileSchema.optional() });

export interface Sayable {
  readonly body: EntryBody;
  readonly file: z.output<typeof fileSchema> | undefined;
}

/** A call that this channel made, read back from its outbox row; undefined for any other shape. */
export function sayable(call: Call): Sayable | undefined {
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success) return undefined;
  const { file, ...body } = parsed.data;
  return { body, file };
}
