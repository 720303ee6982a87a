/** A channel as people see it: the platform's own parse and render, with phones instead of the platform. */
import type { Channel, Download } from '../../../src/channels/channel.ts';
import type { SendResult } from '../../../src/channels/send-result.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { OLD_WORD, PDF, PROGRAM, word } from '../documents.ts';

/** What arrived on a phone. */
export interface Arrived {
  readonly platformId: string;
  readonly text: string;
  /** As they stand now: a platform that can edit shows a tapped message with the one that was chosen. */
  buttons: readonly (readonly Button[])[];
  /** How to answer by typing; with `free` in place of a list. */
  readonly typed?: string;
  readonly free?: boolean;
  readonly file: { readonly name: string; readonly content: string; readonly encoding?: 'base64' } | undefined;
  readonly messageId: number;
  readonly at: number;
}

export interface Button {
  readonly text: string;
  /** What the platform sends back when it is tapped. */
  readonly data: string;
}

export interface Phones extends Channel {
  /** Everything that arrived since the last look, oldest first. */
  take(): readonly Arrived[];
  says(platformId: string, text: string, at: number): InboundEvent;
  /** `caption` goes with a photo or a document. */
  sends(platformId: string, what: string, at: number, caption?: string): InboundEvent;
  edits(platformId: string, oldText: string, text: string, at: number): InboundEvent;
  /** The newest button whose label is (or begins with) `label`; `nth` counts back from the newest message that has it. */
  taps(platformId: string, label: string, at: number, nth?: number): InboundEvent;
  /** The person blocks the bot, or takes that back. */
  reaches(platformId: string, reachable: boolean, at: number): InboundEvent;
  /** The same thing the person did, as the platform would send it under a new id. */
  resent(event: InboundEvent): InboundEvent;
  /** What the platform answers to the next calls; afterwards it takes them again. */
  answersNext(...results: readonly SendResult[]): void;
  /** Calls to this chat are refused from now on, as to a bot that was blocked. */
  blocked(platformId: string, yes: boolean): void;
  readonly lastMessages: ReadonlyMap<string, readonly Arrived[]>;
}

/** The picture behind every photo that is sent from these phones. */
export const PICTURE = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
);

/** The document behind each that is sent from these phones, a Word one, and what only calls itself a document. */
export const DOCUMENTS: ReadonlyMap<string, Uint8Array> = new Map([
  ['document', PDF],
  ['word-document', word()],
  ['old-document', OLD_WORD],
  ['program-document', PROGRAM],
]);

/** As the platform hands it out: a lost one is gone there, one of text is no picture. */
export async function pictureOf(file: string): Promise<Download> {
  if (file.includes('lost')) return { ok: false, why: 'not-had', detail: 'HTTP 404' };
  if (file.includes('text')) return { ok: true, bytes: new TextEncoder().encode('<svg/>') };
  const [, bytes = PICTURE] = [...DOCUMENTS].find(([name]) => file.startsWith(name)) ?? [];
  return { ok: true, bytes };
}

/** What every kind of phone keeps. */
export class Screens {
  readonly arrived: Arrived[] = [];
  readonly shown = new Map<string, Arrived[]>();
  readonly blocked = new Set<string>();
  readonly #answers: SendResult[] = [];
  readonly #said = new Map<string, { readonly messageId: number; readonly text: string }[]>();
  #last = 0;

  nextId(): number {
    this.#last += 1;
    return this.#last;
  }

  /** What the platform says instead of taking a call. */
  refusal(platformId: string): SendResult | undefined {
    if (this.blocked.has(platformId)) return { outcome: 'gone', why: 'bot was blocked by the user' };
    return this.#answers.shift();
  }

  answersNext(results: readonly SendResult[]): void {
    this.#answers.push(...results);
  }

  arrive(one: Arrived): void {
    this.arrived.push(one);
    this.shown.set(one.platformId, [...(this.shown.get(one.platformId) ?? []), one]);
  }

  wrote(platformId: string, messageId: number, text: string): void {
    this.#said.set(platformId, [...(this.#said.get(platformId) ?? []), { messageId, text }]);
  }

  /** The newest message of the person that begins so. */
  written(platformId: string, begins: string): number {
    const old = (this.#said.get(platformId) ?? []).findLast((one) => one.text.startsWith(begins));
    if (old === undefined) throw new Error(`nobody wrote "${begins}"`);
    return old.messageId;
  }

  button(platformId: string, label: string, nth: number): { readonly button: Button; readonly message: Arrived } {
    const messages = this.shown.get(platformId) ?? [];
    const having = messages.flatMap((message) => message.buttons.flat().map((button) => ({ button, message })));
    const exact = having.filter(({ button }) => button.text === label);
    const found = (exact.length > 0 ? exact : having.filter(({ button }) => button.text.startsWith(label))).at(
      -1 - nth,
    );
    const some = having.slice(-8).map(({ button }) => button.text);
    if (found === undefined) throw new Error(`no button "${label}" was shown; there are: ${some.join(', ')}`);
    return found;
  }
}
