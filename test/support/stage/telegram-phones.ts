/** Telegram on people's phones: its updates as the platform sends them, its calls as the platform shows them. */
import type { Call } from '../../../src/channels/channel.ts';
import { parseUpdate } from '../../../src/channels/telegram/parse.ts';
import { render, renderAnswered, renderRemoval } from '../../../src/channels/telegram/render.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { type Arrived, DOCUMENTS, type Phones, pictureOf, Screens } from './phones.ts';

interface Markup {
  readonly inline_keyboard: readonly (readonly {
    readonly text: string;
    readonly callback_data?: string;
    readonly url?: string;
  }[])[];
}

interface Body {
  readonly method?: string;
  readonly text?: string;
  readonly caption?: string;
  readonly name?: string;
  readonly content?: string;
  readonly encoding?: 'base64';
  readonly message_id?: number;
  readonly reply_markup?: Markup;
}

/** The sender's app names it as it likes. */
function documentOf(what: string): object {
  const named = { file_name: 'ban-tu-soi.pdf', mime_type: 'application/pdf' };
  return { document: { file_id: what, file_unique_id: 'u', ...named } };
}

const CONTENTS: Readonly<Record<string, object>> = {
  sticker: {
    sticker: {
      file_id: 'f',
      file_unique_id: 'u',
      type: 'regular',
      width: 1,
      height: 1,
      is_animated: false,
      is_video: false,
    },
  },
  voice: { voice: { file_id: 'f', file_unique_id: 'u', duration: 3 } },
  photo: { photo: [{ file_id: 'f', file_unique_id: 'u', width: 9, height: 9 }] },
  'lost-photo': { photo: [{ file_id: 'lost', file_unique_id: 'u', width: 9, height: 9 }] },
  'text-photo': { photo: [{ file_id: 'text', file_unique_id: 'u', width: 9, height: 9 }] },
  ...Object.fromEntries(
    [...DOCUMENTS.keys(), 'lost-document', 'picture-document'].map((what) => [what, documentOf(what)]),
  ),
  location: { location: { latitude: 21.03, longitude: 105.92 } },
};

const from = (platformId: string) => ({ id: Number(platformId), is_bot: false, first_name: 'x', language_code: 'vi' });
const chat = (platformId: string) => ({
  id: Number(platformId),
  type: platformId.startsWith('-') ? 'group' : 'private',
});
const seconds = (at: number): number => Math.floor(at / 1000);

export function telegramPhones(now: () => number): Phones {
  const screens = new Screens();
  let lastUpdate = 1000;

  const parse = (body: object, at: number): InboundEvent => {
    lastUpdate += 1;
    const event = parseUpdate({ update_id: lastUpdate, ...body }, { receivedAt: at, username: 'tusoi_bot' });
    if (event === undefined) throw new Error('an update that parse does not know');
    return event;
  };
  const message = (platformId: string, at: number, content: object) => ({
    message_id: screens.nextId(),
    date: seconds(at),
    chat: chat(platformId),
    from: from(platformId),
    ...content,
  });

  return {
    name: 'telegram',
    exclusive: true,
    capabilities: {
      ...{ buttons: true, edit: true, upload: true, commandMenu: true, deepLink: true },
      ...{ foreign: true, takesDocuments: true },
    },
    render,
    renderAnswered,
    renderRemoval,
    start: () => {},
    stop: async () => {},
    acknowledge: async () => {},
    publishMenu: async () => {},
    check: async () => 'phones',
    joinLink: (code) => `https://t.me/tusoi_bot?start=${code}`,
    send: async (platformId, call) => {
      const refusal = screens.refusal(platformId);
      if (refusal !== undefined) return refusal;
      if ((call.body as Body).method === 'deleteMessage') {
        // What can be seen of it: one's own message is gone.
        const seen = { text: '(the message is deleted here)', buttons: [], file: undefined };
        screens.arrived.push({ platformId, ...seen, messageId: 0, at: now() });
        return { outcome: 'sent', messageId: undefined };
      }
      if (call.kind === 'edit') {
        edit(screens.shown.get(platformId) ?? [], call.body);
        return { outcome: 'sent', messageId: undefined };
      }
      const one = arrival(platformId, call, { messageId: screens.nextId(), at: now() });
      screens.arrive(one);
      return { outcome: 'sent', messageId: String(one.messageId) };
    },
    take: () => screens.arrived.splice(0),
    says: (platformId, text, at) => {
      const body = message(platformId, at, { text, ...(text.startsWith('/') ? commandEntity(text) : {}) });
      screens.wrote(platformId, body.message_id, text);
      return parse({ message: body }, at);
    },
    sends: (platformId, what, at, caption) => {
      const content = { ...(CONTENTS[what] ?? { [what]: {} }), ...(caption === undefined ? {} : { caption }) };
      return parse({ message: message(platformId, at, content) }, at);
    },
    download: (_platformId, file) => pictureOf(file),
    edits: (platformId, oldText, text, at) => {
      const changed = { message_id: screens.written(platformId, oldText), edit_date: seconds(at) };
      return parse({ edited_message: { ...message(platformId, at, { text }), ...changed } }, at);
    },
    taps: (platformId, label, at, nth = 0) => {
      const { button, message: of } = screens.button(platformId, label, nth);
      const data = { id: `q${lastUpdate}`, from: from(platformId), chat_instance: '1', data: button.data };
      const shown = { message_id: of.messageId, date: seconds(of.at), chat: chat(platformId) };
      return parse({ callback_query: { ...data, message: shown } }, at);
    },
    reaches: (platformId, reachable, at) => {
      const member = (status: string) => ({ status, user: { id: 1, is_bot: true, first_name: 'tusoi' } });
      const change = {
        chat: chat(platformId),
        from: from(platformId),
        date: seconds(at),
        old_chat_member: member(reachable ? 'kicked' : 'member'),
        new_chat_member: member(reachable ? 'member' : 'kicked'),
      };
      return parse({ my_chat_member: change }, at);
    },
    resent: (event) => {
      lastUpdate += 1;
      return { ...event, key: `u${lastUpdate}` };
    },
    answersNext: (...results) => screens.answersNext(results),
    blocked: (platformId, yes) => void (yes ? screens.blocked.add(platformId) : screens.blocked.delete(platformId)),
    lastMessages: screens.shown,
  };
}

const commandEntity = (text: string) => ({
  entities: [{ type: 'bot_command', offset: 0, length: text.split(/\s/)[0]?.length ?? 0 }],
});

function fileOf({ name = '', content = '', encoding }: Body): Arrived['file'] {
  return { name, content, ...(encoding === undefined ? {} : { encoding }) };
}

function arrival(platformId: string, call: Call, { messageId, at }: Pick<Arrived, 'messageId' | 'at'>): Arrived {
  const body = call.body as Body;
  const file = call.kind === 'file' ? fileOf(body) : undefined;
  return { platformId, text: body.text ?? body.caption ?? '', buttons: buttonsOf(body), file, messageId, at };
}

/** A message that was tapped shows what was chosen. */
function edit(messages: readonly Arrived[], body: Body): void {
  const changed = messages.find((one) => one.messageId === body.message_id);
  if (changed !== undefined) changed.buttons = buttonsOf(body);
}

function buttonsOf({ reply_markup: markup }: Body): Arrived['buttons'] {
  return (markup?.inline_keyboard ?? []).map((row) =>
    row.map(({ text, callback_data: data = '', url }) => ({ text: url === undefined ? text : `${text} ↗`, data })),
  );
}
