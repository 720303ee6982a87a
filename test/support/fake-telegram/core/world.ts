import type { ChatInfo, Message, UploadedFile } from '../types.ts';
import { Timeline } from './timeline.ts';

/** What exists on the platform's side: chats with their messages, files, and presses of buttons. */

export type Access = 'open' | 'blocked' | 'deactivated' | 'notStarted' | 'kicked';

export interface Chat {
  readonly info: ChatInfo;
  readonly messages: Map<number, Message>;
  readonly timeline: Timeline;
  access: Access;
  migratedTo?: number;
  lastMessageId: number;
  /** Unix seconds of the last message a person wrote here. */
  lastSaid: number;
}

export interface StoredFile {
  readonly id: string;
  readonly uniqueId: string;
  readonly path: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export interface Press {
  readonly id: string;
  readonly chatId: number | undefined;
  readonly userId: number;
  readonly at: number;
  readonly answers: string[];
}

export class World {
  readonly chats = new Map<number, Chat>();
  readonly files = new Map<string, StoredFile>();
  readonly presses = new Map<string, Press>();

  addChat(info: ChatInfo, access: Access = 'open'): Chat {
    const known = this.chats.get(info.id);
    if (known) return known;
    const fresh = { messages: new Map<number, Message>(), timeline: new Timeline(), lastMessageId: 0, lastSaid: 0 };
    const chat: Chat = { info, access, ...fresh };
    this.chats.set(info.id, chat);
    return chat;
  }

  chat(id: number): Chat {
    const chat = this.chats.get(id);
    if (!chat) throw new Error(`no chat ${id} in this double: create it with person() or group()`);
    return chat;
  }

  /** One counter per chat, for the bot's messages and people's alike. */
  nextMessageId(chat: Chat): number {
    chat.lastMessageId += 1;
    return chat.lastMessageId;
  }

  store(chat: Chat, message: Message): Message {
    chat.messages.set(message.message_id, message);
    return message;
  }

  addFile(file: Omit<UploadedFile, 'field'>, folder: string): StoredFile {
    const number = this.files.size + 1;
    const id = `AgACAgUAAx${String(number).padStart(6, '0')}`;
    const stored = { ...file, id, uniqueId: `AQAD${number}`, path: `${folder}/file_${number}${extension(file.name)}` };
    this.files.set(id, stored);
    return stored;
  }

  fileAt(path: string): StoredFile | undefined {
    for (const file of this.files.values()) if (file.path === path) return file;
    return undefined;
  }
}

function extension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot).replaceAll(/[^.\w]/g, '');
}
