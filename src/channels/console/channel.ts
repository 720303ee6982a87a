/** The terminal as a channel: whoever one is at the moment reads what is sent to them. Files are put into a folder. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { bytesOf, type Call, type Channel } from '../channel.ts';
import type { SendResult } from '../send-result.ts';
import { fileIn, render, textOf } from './render.ts';
import { SAY } from './words.ts';

export interface ConsoleChannel extends Channel {
  /** Who is told of each message as it is delivered; one listener at a time. */
  listen(listener: (platformId: string, text: string) => void): void;
  send(platformId: string, call: Call): Promise<SendResult>;
}

/** Until somebody listens, what is sent is taken and kept. */
export function consoleChannel(): ConsoleChannel {
  const kept: (readonly [string, string])[] = [];
  let sent = 0;
  let tell = (platformId: string, text: string): void => void kept.push([platformId, text]);
  return {
    name: 'console',
    exclusive: true,
    capabilities: { buttons: false, edit: false, upload: true, commandMenu: false, deepLink: false },
    listen: (listener) => {
      tell = listener;
      for (const [platformId, text] of kept.splice(0)) listener(platformId, text);
    },
    render,
    renderAnswered: () => undefined,
    start: () => {},
    send: async (platformId, call) => {
      sent += 1;
      const file = fileIn(call);
      tell(platformId, file === undefined ? textOf(call) : SAY.file(await put(file)));
      return { outcome: 'sent', messageId: `out-${sent}` };
    },
    acknowledge: async () => {},
    publishMenu: async () => {},
    check: async () => 'console: this terminal',
    joinLink: () => undefined,
    stop: async () => {},
  };
}

/** For whoever runs the program, and for nobody else. */
async function put(file: NonNullable<ReturnType<typeof fileIn>>): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'tusoi-')), basename(file.name));
  await writeFile(path, bytesOf(file), { mode: 0o600 });
  return path;
}
