/** The terminal as a channel in transcripts: choices are typed, what cannot be done there cannot be played. */
import type { Call, Composed } from '../../../src/channels/channel.ts';
import { consoleChannel } from '../../../src/channels/console/channel.ts';
import { parseLine } from '../../../src/channels/console/parse.ts';
import { render, textOf } from '../../../src/channels/console/render.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { type Arrived, type Phones, Screens } from './phones.ts';

/** What its `render` was given, beside what it made of it: the words can then be told from the choices. */
interface Body {
  readonly composed: Pick<Composed, 'text' | 'free' | 'typed' | 'choices' | 'file'>;
}

export function consolePhones(now: () => number): Phones {
  const screens = new Screens();
  let typed = 0;

  const line = (platformId: string, text: string, at: number): InboundEvent => {
    typed += 1;
    const event = parseLine(text, { key: `line-${typed}`, platformId, at, order: typed });
    screens.wrote(platformId, typed, text);
    return event;
  };
  const impossible = (what: string) => (): never => {
    throw new Error(`nobody can ${what} in a terminal`);
  };

  return {
    ...consoleChannel(),
    render: (message) => render(message).map((call): Call => ({ ...call, body: { ...call.body, composed: message } })),
    send: async (platformId, call) => {
      const refusal = screens.refusal(platformId);
      if (refusal !== undefined) return refusal;
      screens.arrive(arrival(platformId, call, { messageId: screens.nextId(), at: now() }));
      return { outcome: 'sent', messageId: `out-${now()}` };
    },
    take: () => screens.arrived.splice(0),
    says: line,
    sends: impossible('send a sticker or a photo'),
    edits: impossible('edit what was typed'),
    reaches: impossible('block a bot'),
    // Every second choice by its number where numbers are shown, all others by their words.
    taps: (platformId, label, at, nth = 0) => {
      const { button } = screens.button(platformId, label, nth);
      return line(platformId, button.data !== '' && typed % 2 === 0 ? button.data : button.text, at);
    },
    resent: (event) => event,
    answersNext: (...results) => screens.answersNext(results),
    blocked: (platformId, yes) => void (yes ? screens.blocked.add(platformId) : screens.blocked.delete(platformId)),
    lastMessages: screens.shown,
  };
}

function arrival(platformId: string, call: Call, { messageId, at }: Pick<Arrived, 'messageId' | 'at'>): Arrived {
  const { composed } = call.body as unknown as Body;
  const { text, free, typed, choices, file } = composed;
  const shown = textOf(call);
  if (call.kind === 'new' && !shown.startsWith(text)) throw new Error('the terminal shows other words');
  for (const { label } of choices)
    if (call.kind === 'new' && !shown.toLowerCase().includes(label.toLowerCase()))
      throw new Error(`"${label}" is not shown`);
  const buttons = choices.map(({ label, number }) => [
    { text: label, data: free || number === undefined ? '' : String(number) },
  ]);
  return {
    platformId,
    text: call.kind === 'file' ? '' : text,
    buttons: call.kind === 'file' ? [] : buttons,
    ...(call.kind === 'file' || typed === undefined ? {} : { typed, free }),
    file: call.kind === 'file' ? file : undefined,
    messageId,
    at,
  };
}
