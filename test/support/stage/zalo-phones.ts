/** Zalo on people's phones: its events as the platform sends them, its messages as they are shown, answers typed. */
import type { Call, Composed, Metered } from '../../../src/channels/channel.ts';
import { parseUpdate } from '../../../src/channels/zalo/parse.ts';
import { render } from '../../../src/channels/zalo/render.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { type Arrived, type Phones, pictureOf, Screens } from './phones.ts';

/** The platform's limit; ours is lower. */
const LIMIT = 2_000;

const CONTENTS: Readonly<Record<string, readonly [name: string, fields: object]>> = {
  sticker: ['message.sticker.received', { sticker: 'bfe458bf64fa8da4d4eb' }],
  voice: ['message.voice.received', { voice_url: 'https://f2-voice-aac-dl.zdn.vn/0.aac', message_type: 'CHAT_VOICE' }],
  photo: ['message.image.received', { photo_url: 'https://photo-stal-1.zdn.vn/0.jpg', message_type: 'CHAT_PHOTO' }],
  'lost-photo': ['message.image.received', { photo_url: 'https://photo-stal-1.zdn.vn/lost.jpg' }],
  'text-photo': ['message.image.received', { photo: 'https://photo-stal-1.zdn.vn/text.jpg' }],
};

/** What `render` was given, beside the last message it made of it: the words can then be told from the choices. */
interface Body {
  readonly method: string;
  readonly text: string;
  readonly composed?: Pick<Composed, 'text' | 'free' | 'typed' | 'choices'>;
}

/** `metered`: what its plan allows; absent = nothing is counted. */
export function zaloPhones(now: () => number, metered?: Metered): Phones {
  const screens = new Screens();
  /** Parts of a long message that have arrived, until its last one does. */
  const parts = new Map<string, string[]>();
  let typed = 0;

  /** Over the wire and back, in both forms that are known. */
  const told = (name: string, message: object): InboundEvent => {
    typed += 1;
    const flat = { event_name: name, message };
    const parsed = parseUpdate(JSON.parse(JSON.stringify(typed % 2 === 0 ? flat : { ok: true, result: flat })), {
      receivedAt: now(),
      botId: '1459232241454765289',
    });
    if (parsed.kind !== 'event') throw new Error(`an event that parse does not know: ${name}`);
    return parsed.event;
  };
  const message = (platformId: string, at: number, fields: object) => {
    const id = screens.nextId();
    const group = platformId.startsWith('-');
    return {
      ...{ from: { id: platformId.replace('-', ''), display_name: 'x', is_bot: false } },
      chat: { id: platformId, chat_type: group ? 'GROUP' : 'PRIVATE' },
      ...fields,
      message_id: id.toString(16).padStart(20, '0'),
      date: at,
    };
  };
  const says = (platformId: string, text: string, at: number): InboundEvent => {
    const body = message(platformId, at, { text: platformId.startsWith('-') ? `@Bot Tu soi ${text}` : text });
    screens.wrote(platformId, Number.parseInt(body.message_id, 16), text);
    return told('message.text.received', body);
  };
  const impossible = (what: string) => (): never => {
    throw new Error(`nobody can ${what} on Zalo`);
  };

  return {
    name: 'zalo',
    exclusive: true,
    capabilities: {
      ...{ buttons: false, edit: false, upload: false, commandMenu: false, deepLink: false },
      ...{ foreign: true as const, hidesSome: true as const },
      ...(metered === undefined ? {} : { metered }),
    },
    render: (composed) => {
      const calls = render(composed);
      return calls.map((call, n) => (n === calls.length - 1 ? { ...call, body: { ...call.body, composed } } : call));
    },
    renderAnswered: () => undefined,
    start: () => {},
    stop: async () => {},
    acknowledge: async () => {},
    publishMenu: async () => {},
    check: async () => 'phones',
    joinLink: () => undefined,
    send: async (platformId, call) => {
      const refusal = screens.refusal(platformId);
      if (refusal !== undefined) return refusal;
      const { text, composed } = bodyOf(call);
      const arrived = [...(parts.get(platformId) ?? []), text];
      parts.set(platformId, composed === undefined ? arrived : []);
      const messageId = screens.nextId();
      if (composed !== undefined) {
        const { typed, free } = composed;
        const line = typed === undefined ? {} : { typed, free };
        const one = { platformId, text: composed.text, buttons: shownIn(arrived, composed), file: undefined, ...line };
        screens.arrive({ ...one, messageId, at: now() });
      }
      return { outcome: 'sent', messageId: messageId.toString(16).padStart(20, '0') };
    },
    take: () => screens.arrived.splice(0),
    says,
    download: (_platformId, file) => pictureOf(file),
    sends: (platformId, what, at, caption) => {
      const [name, fields] = CONTENTS[what] ?? ['message.unsupported.received', {}];
      return told(name, message(platformId, at, caption === undefined ? fields : { ...fields, caption }));
    },
    edits: impossible('edit a message'),
    reaches: impossible('be seen blocking a bot'),
    // Every second choice by its number where numbers are shown, all others by their words.
    taps: (platformId, label, at, nth = 0) => {
      const { button } = screens.button(platformId, label, nth);
      return says(platformId, button.data !== '' && typed % 2 === 0 ? button.data : button.text, at);
    },
    resent: (event) => event,
    answersNext: (...results) => screens.answersNext(results),
    blocked: (platformId, yes) => void (yes ? screens.blocked.add(platformId) : screens.blocked.delete(platformId)),
    lastMessages: screens.shown,
  };
}

function bodyOf(call: Call): Body {
  const body = call.body as unknown as Body;
  if (call.kind !== 'new' || body.method !== 'sendMessage') throw new Error('a call that Zalo does not have');
  if (body.text.length > LIMIT || body.text.trim() === '') throw new Error('a text that Zalo does not take');
  return body;
}

/** The choices as they can be typed; throws where the messages do not show what was to be said. */
function shownIn(
  arrived: readonly string[],
  { text, free, choices }: NonNullable<Body['composed']>,
): Arrived['buttons'] {
  const bare = (words: string): string => words.replace(/\s+/g, '');
  const shown = bare(arrived.join(''));
  if (!shown.startsWith(bare(text))) throw new Error('the phone shows other words');
  const last = arrived.at(-1) ?? '';
  return choices.map(({ label, number, href }) => {
    const line = free || number === undefined ? label : `${number}. ${label}`;
    if (!last.toLowerCase().includes((href ?? line).toLowerCase())) throw new Error(`"${line}" is not shown`);
    return [
      { text: href === undefined ? label : `${label} ↗`, data: free || number === undefined ? '' : String(number) },
    ];
  });
}
