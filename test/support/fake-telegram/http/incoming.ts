import type { Socket } from 'node:net';

/** One request as the double sees it, whichever server took it. */
export interface Incoming {
  readonly contentType: string;
  readonly res: Answering;
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
}

/** What an answer needs of `node:http`'s ServerResponse. */
export interface Answering {
  readonly socket: Socket | null;
  readonly destroyed: boolean;
  readonly headersSent: boolean;
  readonly statusCode: number;
  /** All of it was handed to the operating system. */
  readonly writableFinished: boolean;
  once(event: 'close', then: () => void): void;
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): void;
  write(bytes: Buffer): void;
  end(body: string | Buffer): void;
}
