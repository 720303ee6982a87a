/** A channel as people see it: Telegram's own parse and render, with phones instead of the platform. */
import { parseUpdate } from '../../../src/channels/telegram/parse.ts';
import { render, renderAnswered } from '../../../src/channels/telegram/render.ts';
import type { Call, Channel } from '../../../src/channels/channel.ts';
import type { SendResult } from '../../../src/channels/send-result.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';

/** What arrived on a phone. */
export interface Arrived {
  readonly platformId: string;
  readonly text: string;
  readonly buttons: readonly (readonly { readonly text: string; readonly data: string }[])[];
  readonly file: string | undefined;
  readonly messageId: number;
}

export interface Phones extends Channel {
  /** Everything that arrived since the last look, oldest first. */
  take(): readonly Arrived[];
  says(platformId: string, text: string, at: number): InboundEvent;
  sends(platformId: string, what: string, at: number): InboundEvent;
  edits(platformId: string, oldText: string, text: string, at: number): InboundEvent;
  /** The newest button whose label is (or begins with) `label`; `nth` counts back from the newest message that has it. */
  taps(platformId: string, label: string, at: number, nth?: number): InboundEvent;
  /** The same thing the person did, as the platform would send it under a new id. */
  resent(event: InboundEvent): InboundEvent;
  /** What the platform answers to the next calls; afterwards it takes them again. */
  answersNext(...results: readonly SendResult[]): void;
  readonly lastMessages: ReadonlyMap<string, readonly Arrived[]>;
}

interface Button {
  readonly text: string;
  readonly callback_data: string;
}

export function telegramPhones(): Phones {
  const arrived: Arrived[] = [];
  const shown = new Map<string, Arrived[]>();
  const said = new Map<string, { readonly messageId: number; readonly text: string }[]>();
  const answers: SendResult[] = [];
  let lastUpdate = 1000;
  let lastMessage = 0;

  const parse = (body: object, at: number): InboundEvent => {
    lastUpdate += 1;
    const event = parseUpdate({ update_id: lastUpdate, ...body }, { receivedAt: at, username: 'tusoi_bot' });
    if (event === undefined) throw new Error('an update that parse does not know');
    return event;
  };
  const from = (platformId: string) => ({ id: Number(platformId), is_bot: false, first_name: 'x', language_code: 'vi' });
  const chat = (platformId: string) => ({ id: Number(platformId), type: platformId.startsWith('-') ? 'group' : 'private' });
  const message = (platformId: string, at: number, content: object) => {
    lastMessage += 1;
    return { message_id: lastMessage, date: Math.floor(at / 1000), chat: chat(platformId), from: from(platformId), ...content };
  };

  return {
    name: 'telegram',
    capabilities: { buttons: true, edit: true, upload: true, commandMenu: true, deepLink: true },
    render,
    renderAnswered,
    start: () => {},
    stop: async () => {},
    acknowledge: async () => {},
    publishMenu: async () => {},
    check: async () => 'phones',
    joinLink: (code) => `https://t.me/tusoi_bot?start=${code}`,
    send: async (platformId, call) => {
      const answer = answers.shift();
      if (answer !== undefined) return answer;
      lastMessage += 1;
      if (call.kind === 'edit') return { outcome: 'sent', messageId: undefined };
      const one = arrival(platformId, call, lastMessage);
      arrived.push(one);
      shown.set(platformId, [...(shown.get(platformId) ?? []), one]);
      return { outcome: 'sent', messageId: String(lastMessage) };
    },
    take: () => arrived.splice(0),
    says: (platformId, text, at) => {
      const body = message(platformId, at, { text, ...(text.startsWith('/') ? commandEntity(text) : {}) });
      said.set(platformId, [...(said.get(platformId) ?? []), { messageId: body.message_id, text }]);
      return parse({ message: body }, at);
    },
    sends: (platformId, what, at) => parse({ message: message(platformId, at, CONTENTS[what] ?? { [what]: {} }) }, at),
    edits: (platformId, oldText, text, at) => {
      const old = (said.get(platformId) ?? []).findLast((one) => one.text.startsWith(oldText));
      if (old === undefined) throw new Error(`nobody wrote "${oldText}"`);
      const body = { ...message(platformId, at, { text }), message_id: old.messageId, edit_date: Math.floor(at / 1000) };
      return parse({ edited_message: body }, at);
    },
    taps: (platformId, label, at, nth = 0) => {
      const { button, messageId } = findButton(shown.get(platformId) ?? [], label, nth);
      const data = { id: `q${lastUpdate}`, from: from(platformId), chat_instance: '1', data: button.data };
      return parse({ callback_query: { ...data, message: { message_id: messageId, date: 1, chat: chat(platformId) } } }, at);
    },
    resent: (event) => {
      lastUpdate += 1;
      return { ...event, key: `u${lastUpdate}` };
    },
    answersNext: (...results) => void answers.push(...results),
    lastMessages: shown,
  };
}

const commandEntity = (text: string) => ({ entities: [{ type: 'bot_command', offset: 0, length: text.split(/\s/)[0]?.length ?? 0 }] });

const CONTENTS: Readonly<Record<string, object>> = {
  sticker: { sticker: { file_id: 'f', file_unique_id: 'u', type: 'regular', width: 1, height: 1, is_animated: false, is_video: false } },
  voice: { voice: { file_id: 'f', file_unique_id: 'u', duration: 3 } },
  photo: { photo: [{ file_id: 'f', file_unique_id: 'u', width: 9, height: 9 }] },
};

function arrival(platformId: string, call: Call, messageId: number): Arrived {
  const body = call.body as { text?: string; caption?: string; name?: string; reply_markup?: { inline_keyboard: readonly (readonly Button[])[] } };
  return {
    platformId,
    text: body.text ?? body.caption ?? '',
    buttons: (body.reply_markup?.inline_keyboard ?? []).map((row) => row.map(({ text, callback_data }) => ({ text, data: callback_data }))),
    file: call.kind === 'file' ? body.name : undefined,
    messageId,
  };
}

function findButton(messages: readonly Arrived[], label: string, nth: number) {
  const having = messages.flatMap((one) => one.buttons.flat().map((button) => ({ button, messageId: one.messageId })));
  const exact = having.filter(({ button }) => button.text === label);
  const found = (exact.length > 0 ? exact : having.filter(({ button }) => button.text.startsWith(label))).at(-1 - nth);
  if (found === undefined) throw new Error(`no button "${label}" was shown; there are: ${having.slice(-8).map(({ button }) => button.text).join(', ')}`);
  return found;
}

