import { createServer, type Server, type Socket } from 'node:net';
import type { Answering, Incoming } from './incoming.ts';

/** A server of either kind. */
export type Listener = Server & { closeAllConnections(): void };

/**
 * HTTP/1.1 of the plainest kind, straight on sockets: bodies with a content-length, one request at a time on a connection, an
 * answer in one write. In a bench the double shares two cores with what is measured, and `node:http` takes as much of them as
 * all that the double does besides.
 */
export function plainServer(handle: (incoming: Incoming) => void): Listener {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const connection = new Connection(socket, handle);
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => connection.take(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      connection.gone();
    });
  });
  return Object.assign(server, {
    closeAllConnections: () => {
      for (const socket of sockets) socket.destroy();
    },
  });
}

const BLANK_LINE = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const TYPE = /\r\ncontent-type: *([^\r]+)/i;
const CODED = /\r\ntransfer-encoding:/i;
const NOTHING = Buffer.alloc(0);

class Connection {
  readonly #socket: Socket;
  readonly #handle: (incoming: Incoming) => void;
  #rest: Buffer = NOTHING;
  #current: PlainAnswer | undefined;

  constructor(socket: Socket, handle: (incoming: Incoming) => void) {
    this.#socket = socket;
    this.#handle = handle;
  }

  take(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#current === undefined) this.#next();
  }

  gone(): void {
    this.#current?.settle();
  }

  #next(): void {
    const bytes = this.#rest;
    const end = bytes.indexOf(BLANK_LINE);
    if (end < 0) return;
    const head = bytes.toString('latin1', 0, end);
    if (CODED.test(head)) {
      this.#socket.end('HTTP/1.1 411 Length Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    }
    const start = end + BLANK_LINE.length;
    const after = start + Number(LENGTH.exec(head)?.[1] ?? 0);
    if (bytes.length < after) return;
    this.#rest = bytes.length === after ? NOTHING : bytes.subarray(after);
    const res = new PlainAnswer(this.#socket, () => {
      this.#current = undefined;
      if (this.#rest.length > 0) this.#next();
    });
    this.#current = res;
    const url = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/'));
    const mark = url.indexOf('?');
    this.#handle({
      contentType: TYPE.exec(head)?.[1] ?? '',
      res,
      path: mark < 0 ? url : url.slice(0, mark),
      query: mark < 0 ? '' : url.slice(mark + 1),
      body: bytes.subarray(start, after),
    });
  }
}

class PlainAnswer implements Answering {
  readonly socket: Socket;
  statusCode = 0;
  headersSent = false;
  writableFinished = false;
  readonly #done: () => void;
  #head = '';
  #onClose: (() => void)[] = [];

  constructor(socket: Socket, done: () => void) {
    this.socket = socket;
    this.#done = done;
  }

  get destroyed(): boolean {
    return this.socket.destroyed;
  }

  once(_: 'close', then: () => void): void {
    this.#onClose.push(then);
  }

  writeHead(status: number, headers: Readonly<Record<string, string | number>>): void {
    this.statusCode = status;
    this.#head = `HTTP/1.1 ${status} ${status === 200 ? 'OK' : 'Refused'}\r\n`;
    for (const name in headers) this.#head += `${name}: ${headers[name]}\r\n`;
    this.#head += '\r\n';
  }

  write(bytes: Buffer): void {
    if (!this.headersSent) this.socket.write(this.#head, 'latin1');
    this.headersSent = true;
    this.socket.write(bytes);
  }

  end(body: string | Buffer): void {
    if (typeof body !== 'string' || this.headersSent) {
      this.write(Buffer.from(body));
      this.socket.write('', () => this.#finish());
      return;
    }
    this.headersSent = true;
    this.socket.write(this.#head + body, 'utf8', () => this.#finish());
  }

  /** The connection is gone, or all was handed over. */
  settle(): void {
    const told = this.#onClose;
    this.#onClose = [];
    for (const then of told) then();
  }

  #finish(): void {
    this.writableFinished = true;
    this.settle();
    this.#done();
  }
}
