/** The web page as a channel in transcripts: what a page sends as the server reads it, what is said as the page gets it. */
import type { Call } from '../../../src/channels/channel.ts';
import { entryOf } from '../../../src/channels/web/follower.ts';
import { type Done, fileEvent, readSending, sendingEvent } from '../../../src/channels/web/parse.ts';
import type { Sending } from '../../../src/channels/web/protocol.ts';
import { render, renderAnswered, sayable } from '../../../src/channels/web/render.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { type Arrived, type Phones, pictureOf, Screens } from './phones.ts';

const FILES: Readonly<Record<string, string>> = {
  photo: 'image/png',
  'lost-photo': 'image/png',
  'text-photo': 'image/png',
  document: 'application/pdf',
  'word-document': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  // What the server finds to be none of these does not come this far; a picture is one however it was sent.
  'old-document': 'application/pdf',
  'program-document': 'application/pdf',
  'lost-document': 'application/pdf',
  'picture-document': 'image/png',
};

export function webPhones(now: () => number): Phones {
  const screens = new Screens();
  let done = 0;

  const doing = (chat: string, at: number, n: number | undefined): Done => {
    done += 1;
    return { chat, key: `key-${String(done).padStart(6, '0')}`, at, order: done, language: 'vi', n };
  };
  /** Over the wire and back: what the server reads is JSON. */
  const sent = (one: Done, input: Sending['input']): InboundEvent => {
    const sending = readSending(JSON.parse(JSON.stringify({ key: one.key, input })));
    if (typeof sending === 'string') throw new Error(`the page sends what the server refuses: ${sending}`);
    return sendingEvent(one, sending);
  };

  return {
    name: 'web',
    exclusive: false,
    capabilities: {
      buttons: true,
      edit: true,
      upload: true,
      commandMenu: true,
      deepLink: true,
      besideLines: true,
      silent: true,
      takesDocuments: true,
    },
    render,
    renderAnswered,
    start: () => {},
    stop: async () => {},
    acknowledge: async () => {},
    publishMenu: async () => {},
    check: async () => 'pages',
    joinLink: (code) => `https://tusoi.example.vn/j/${code}`,
    send: async (platformId, call) => {
      const refusal = screens.refusal(platformId);
      if (refusal !== undefined) return refusal;
      if (call.kind === 'edit') answered(screens.shown.get(platformId) ?? [], call);
      else screens.arrive(arrival(platformId, call, { messageId: screens.nextId(), at: now() }));
      return { outcome: 'sent', messageId: 'n' };
    },
    take: () => screens.arrived.splice(0),
    says: (platformId, text, at) => {
      const n = screens.nextId();
      screens.wrote(platformId, n, text);
      return sent(doing(platformId, at, n), { kind: 'text', text });
    },
    download: (_platformId, file) => pictureOf(file),
    sends: (platformId, what, at, caption = '') => {
      const type = FILES[what];
      if (type === undefined) throw new Error(`nobody can send a ${what} from the page`);
      const n = screens.nextId();
      return fileEvent(doing(platformId, at, n), { id: `${what}-${n}`, name: what, type, size: 9 }, caption);
    },
    edits: (platformId, oldText, text, at) => {
      const of = screens.written(platformId, oldText);
      return sent(doing(platformId, at, screens.nextId()), { kind: 'amend', of, text });
    },
    taps: (platformId, label, at, nth = 0) => {
      const { button } = screens.button(platformId, label, nth);
      const [prompt = '', choice = ''] = button.data.split(' ');
      return sent(doing(platformId, at, undefined), { kind: 'choice', prompt, choice });
    },
    reaches: () => {
      throw new Error('nobody can block a page');
    },
    resent: (event) => ({ ...event, key: `${event.platformId} ${doing(event.platformId, event.at, undefined).key}` }),
    answersNext: (...results) => screens.answersNext(results),
    blocked: (platformId, yes) => void (yes ? screens.blocked.add(platformId) : screens.blocked.delete(platformId)),
    lastMessages: screens.shown,
  };
}

function arrival(platformId: string, call: Call, { messageId, at }: Pick<Arrived, 'messageId' | 'at'>): Arrived {
  const said = sayable(call);
  const entry = said === undefined ? undefined : entryOf({ n: messageId, at, body: said.body });
  if (entry?.kind !== 'said') throw new Error('the page is told what it cannot show');
  const { text, prompt } = entry;
  const lines = text.split('\n').length;
  const buttons: { text: string; data: string }[][] = [];
  for (const { key, label, beside, line } of prompt?.choices ?? []) {
    if (line !== undefined && (line < 0 || line >= lines)) throw new Error(`"${label}" stands beside no line`);
    // Beside single lines stands what other channels reach by another way; it comes on top of what all of them show.
    if (line !== undefined) continue;
    const button = { text: label, data: `${prompt?.id} ${key}` };
    const row = buttons.at(-1);
    if (beside && row !== undefined) row.push(button);
    else buttons.push([button]);
  }
  return { platformId, text, buttons, file: said?.file, messageId, at };
}

/** A prompt that was answered shows what was chosen. */
function answered(messages: readonly Arrived[], { body }: Call): void {
  const { prompt, choice, label } = body as {
    readonly prompt?: string;
    readonly choice?: string;
    readonly label?: string;
  };
  const data = `${prompt} ${choice}`;
  const message = messages.findLast(({ buttons }) => buttons.flat().some((button) => button.data === data));
  if (message !== undefined) message.buttons = [[{ text: `✔ ${label}`, data }]];
}
