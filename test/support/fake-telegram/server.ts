import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMethods } from './api/methods.ts';
import { refuse } from './api/reply.ts';
import { type CoreOptions, createCore } from './core/core.ts';
import { FakePlatform } from './fake.ts';
import { type BotApi, handleBotCall, run } from './http/bot-api.ts';
import { createControl, handleControl } from './http/control.ts';
import type { Incoming } from './http/incoming.ts';
import { type Listener, plainServer } from './http/plain.ts';
import { writeReply } from './http/respond.ts';
import { Poller } from './intake/poll.ts';
import { Webhook } from './intake/webhook-methods.ts';

export interface FakeTelegramOptions extends CoreOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Takes requests by `http/plain.ts`, which costs less: no uploads, no coded bodies. For benches. */
  readonly plain?: boolean;
}

/** A running double of the Bot API server on 127.0.0.1. */
export interface FakeTelegram extends FakePlatform {
  readonly apiRoot: string;
  readonly port: number;
  readonly token: string;
  /** The server cannot be reached: connections are refused until `up`. Nothing else is lost. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export async function startFakeTelegram(options: FakeTelegramOptions = {}): Promise<FakeTelegram> {
  const platform = new FakePlatform(createCore(options));
  const api = createApi(platform);
  const control = createControl(platform);
  const handle = (incoming: Incoming) => route(api, incoming, (request) => handleControl(control, request));
  const listener = await listen(options, handle);
  const { port } = listener;
  return Object.assign(platform, {
    apiRoot: `http://127.0.0.1:${port}`,
    port,
    token: platform.core.token,
    down: () => listener.down(),
    up: () => listener.up(),
    async close() {
      platform.stopRuns();
      api.webhook.stop();
      platform.core.timers.clear();
      await listener.down();
    },
  });
}

function createApi({ core }: FakePlatform): BotApi {
  const poller = new Poller(core);
  const webhook = new Webhook(core, poller, (method, payload) => {
    run({ core, methods }, { method, payload, files: [] });
  });
  const methods = createMethods(webhook);
  return { core, poller, webhook, methods };
}

function route(api: BotApi, incoming: Incoming, control: (incoming: Incoming) => void): void {
  if (incoming.path.startsWith('/bot')) handleBotCall(api, incoming);
  else if (incoming.path.startsWith('/__fake/')) control(incoming);
  else download(api, incoming);
}

/** `/file/bot<token>/<path>`, a path being what getFile gave. */
function download({ core }: BotApi, { path, res }: Incoming): void {
  const prefix = `/file/bot${core.token}/`;
  const file = path.startsWith(prefix) ? core.world.fileAt(decodeURIComponent(path.slice(prefix.length))) : undefined;
  if (!file) {
    writeReply(res, refuse(404, 'Not Found'));
    return;
  }
  res.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length });
  res.end(file.bytes);
}

interface Listening {
  readonly port: number;
  down(): Promise<void>;
  up(): Promise<void>;
}

async function listen(
  { port: wanted = 0, plain }: FakeTelegramOptions,
  handle: (incoming: Incoming) => void,
): Promise<Listening> {
  const server = plain ? plainServer(handle) : fullServer(handle);
  const open = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', 511, () => {
        server.off('error', reject);
        resolve();
      });
    });
  await open(wanted);
  const { port } = server.address() as AddressInfo;
  return { port, down: () => shut(server), up: () => open(port) };
}

const fullServer = (handle: (incoming: Incoming) => void) =>
  createServer({ keepAliveTimeout: 75_000, requestTimeout: 0 }, (req, res) => receive(req, res, handle));

function shut(server: Listener): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function receive(req: IncomingMessage, res: ServerResponse, handle: (incoming: Incoming) => void): void {
  const chunks: Buffer[] = [];
  res.sendDate = false;
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('error', () => res.destroy());
  res.on('error', () => res.destroy());
  req.on('end', () => {
    const url = req.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    handle({
      contentType: req.headers['content-type'] ?? '',
      res,
      path,
      query: mark < 0 ? '' : url.slice(mark + 1),
      body,
    });
  });
}
