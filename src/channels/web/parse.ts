/** What a page sends as an event. Pure. */
import { z } from 'zod';
import type { InboundEvent, Input } from '../../engine/input.ts';
import type { Instant } from '../../lib/env.ts';
import { isPicture } from '../../lib/file-types.ts';
import type { PromptId } from '../../lib/ids.ts';
import { never } from '../../lib/never.ts';
import { clean, typedInput } from '../typed.ts';
import type { EntryBody } from './books.ts';
import { type FileOnPage, LONGEST_TEXT, type Problem, type Sending } from './protocol.ts';

export const CHANNEL = 'web';

const KEY = /^[A-Za-z0-9_-]{8,64}$/;
/** Ids of prompts are UUIDs, keys of options some letters: what is longer is no button of ours. */
const LONGEST_ID = 200;

const sendingSchema = z.object({
  key: z.string().regex(KEY),
  input: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('text'), text: z.string() }),
    z.object({ kind: z.literal('choice'), prompt: z.string().max(LONGEST_ID), choice: z.string().max(LONGEST_ID) }),
    z.object({ kind: z.literal('amend'), of: z.int().positive(), text: z.string() }),
  ]),
});

export const isKey = (key: string): boolean => KEY.test(key);

/** The body of a request as a Sending, with its text as it is stored. */
export function readSending(raw: unknown): Sending | Problem {
  const parsed = sendingSchema.safeParse(raw);
  if (!parsed.success) return 'bad-request';
  const { key, input } = parsed.data;
  if (input.kind === 'choice')
    return { key, input: { ...input, prompt: clean(input.prompt), choice: clean(input.choice) } };
  if (input.text.length > LONGEST_TEXT) return 'too-long';
  const text = clean(input.text).trim();
  return text === '' ? 'bad-request' : { key, input: { ...input, text } };
}

/** What the person's own side of the chat shows of it; a tap shows only when it has been taken. */
export function bodyOf({ key, input }: Sending): EntryBody | undefined {
  switch (input.kind) {
    case 'text':
      return { kind: 'wrote', key, text: input.text };
    case 'amend':
      return { kind: 'amended', key, of: input.of, text: input.text };
    case 'choice':
      return undefined;
    default:
      return never(input);
  }
}

export interface Done {
  readonly chat: string;
  readonly key: string;
  readonly at: Instant;
  readonly order: number;
  readonly language: string | undefined;
  /** The number of the entry that shows it. */
  readonly n: number | undefined;
}

export function eventOf(
  done: Done,
  input: Input,
  messageId = done.n === undefined ? undefined : String(done.n),
): InboundEvent {
  const { chat, key, at, order, language } = done;
  return {
    channel: CHANNEL,
    key: `${chat} ${key}`,
    platformId: chat,
    at,
    messageId,
    order,
    group: false,
    language,
    input,
    acknowledge: undefined,
  };
}

export function sendingEvent(done: Done, { input }: Sending): InboundEvent {
  switch (input.kind) {
    case 'text':
      return eventOf(done, typedInput(input.text));
    case 'choice':
      // The page finds what was tapped by the prompt's own id, so that stands for the message.
      return eventOf(done, { kind: 'choice', promptId: input.prompt as PromptId, key: input.choice }, input.prompt);
    case 'amend':
      return eventOf(done, { kind: 'edit', messageId: String(input.of), text: input.text }, String(input.of));
    default:
      return never(input);
  }
}

/** A picture is a photo whatever it was sent as; other files are documents. */
export function fileEvent(done: Done, file: FileOnPage, caption: string): InboundEvent {
  const kind = isPicture(file.type) ? 'photo' : 'document';
  return eventOf(done, { kind, file: file.id, caption });
}

/** A code handed in on the page, as the deep link of a messenger does it. */
export function joinEvent(done: Done, code: string): InboundEvent {
  return eventOf(done, { kind: 'command', name: 'start', args: code });
}

/** Somebody comes from a messenger to write: the question that is open is asked again here. */
export function continueEvent(done: Done): InboundEvent {
  return eventOf(done, { kind: 'command', name: 'tieptuc', args: '' });
}
