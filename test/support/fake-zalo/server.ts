import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CoreOptions, createCore } from './core/core.ts';
import { complaint } from './core/records.ts';
import { FakePlatform } from './fake.ts';
import { handleBotCall, type Incoming } from './http/bot-api.ts';
import { createControl, handleControl } from './http/control.ts';
import { MEDIA_PATH, Media } from './http/media.ts';
import { Poller } from './intake/poll.ts';
import { Deliverer } from './intake/webhook.ts';
import { Webhook } from './intake/webhook-methods.ts';

export interface FakeZaloOptions extends CoreOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
}

/** A running double of the Zalo Bot Platform on 127.0.0.1. */
export interface FakeZalo extends FakePlatform {
  readonly apiRoot: string;
  readonly port: number;
  readonly token: string;
  /** Connections are refused until `up`. Nothing else is lost. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Rejects when the bot did something that no documentation allows and that `takeViolations` did not fetch. */
  close(): Promise<void>;
}

export async function startFakeZalo(options: FakeZaloOptions = {}): Promise<FakeZalo> {
  const core = createCore(options);
  const [media, poller, deliverer] = [new Media(core), new Poller(core), new Deliverer(core)];
  const platform = new FakePlatform({ core, media, deliverer });
  const api = { core, poller, webhook: new Webhook(core, poller, deliverer) };
  const control = createControl(platform);
  const listener = await listen(options.port ?? 0, (incoming) => {
    if (incoming.path.startsWith('/bot')) handleBotCall(api, incoming);
    else if (incoming.path.startsWith('/__fake/')) handleControl(control, incoming);
    else if (incoming.path.startsWith(MEDIA_PATH)) media.serve(incoming.path, incoming.res);
    else incoming.res.writeHead(404).end();
  });
  const apiRoot = `http://127.0.0.1:${listener.port}`;
  media.root = apiRoot;
  return Object.assign(platform, {
    apiRoot,
    port: listener.port,
    token: core.token,
    down: () => listener.down(),
    up: () => listener.up(),
    async close() {
      platform.stopRuns();
      core.timers.clear();
      await listener.down();
      const left = platform.takeViolations();
      if (left.length > 0) throw new Error(complaint(left));
    },
  });
}

interface Listening {
  readonly port: number;
  down(): Promise<void>;
  up(): Promise<void>;
}

async function listen(wanted: number, handle: (incoming: Incoming) => void): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 0 }, (req, res) => receive(req, res, handle));
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

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function receive(req: IncomingMessage, res: ServerResponse, handle: (incoming: Incoming) => void): void {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('error', () => res.destroy());
  res.on('error', () => res.destroy());
  req.on('end', () => {
    const url = req.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    handle({ req, res, path, query: mark < 0 ? '' : url.slice(mark + 1), body: Buffer.concat(chunks) });
  });
}
