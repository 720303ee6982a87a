/** The Zalo Bot Platform as a Channel: everything here is wiring of the parts in this folder. */
import type { Hono } from 'hono';
import { z } from 'zod';
import type { Log } from '../../lib/log.ts';
import { SECOND } from '../../lib/time.ts';
import { BACKOFF, insist, type Patience, realWait, type Wait } from '../again.ts';
import type { Call, Capabilities, Channel, Download, Metered, OnEvents, SentRow } from '../channel.ts';
import type { SendResult } from '../send-result.ts';
import type { Webhook } from '../webhook.ts';
import { pauseAfter } from './again.ts';
import { Breaker } from './breaker.ts';
import { type Client, createClient, type Payload } from './client.ts';
import { download, MEDIA_HOSTS } from './download.ts';
import { type Answer, meaning } from './errors.ts';
import { CHANNEL } from './parse.ts';
import { type Poller, startPoller } from './poller.ts';
import { render } from './render.ts';
import { sendCall } from './send.ts';
import { createWebhook, webhookSettings } from './webhook.ts';
import { currentWebhook, type Hook, triedIn } from './webhook-admin.ts';

export interface ZaloOptions {
  readonly token: string;
  readonly apiRoot: string;
  /** 'webhook' needs a secret, an address the platform can reach, and `routes` mounted. */
  readonly mode:
    | { readonly kind: 'polling' }
    | { readonly kind: 'webhook'; readonly secret: string; readonly publicUrl: string };
  /** What its plan allows; absent = nothing is counted. */
  readonly metered?: Metered;
  /** Hosts (with all below them) that pictures are fetched from. */
  readonly mediaHosts?: readonly string[] | undefined;
  readonly log: Log;
  readonly wall: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** For tests: other time limits and no real waiting. */
  readonly wait?: Wait;
  readonly sendMs?: number;
  readonly downloadMs?: number;
  readonly pollSeconds?: number;
  readonly graceMs?: number;
}

export interface ZaloChannel extends Channel {
  /** For the HTTP server, in webhook mode. */
  readonly routes: Hono | undefined;
  send(platformId: string, call: Call, row?: Pick<SentRow, 'beyond'>): Promise<SendResult>;
}

function capabilitiesOf(metered: Metered | undefined): Capabilities {
  return {
    ...{ buttons: false, edit: false, upload: false, commandMenu: false, deepLink: false },
    foreign: true,
    hidesSome: true,
    ...(metered === undefined ? {} : { metered }),
  };
}

const CHECK_MS = 10 * SECOND;

export function zaloChannel(options: ZaloOptions): ZaloChannel {
  return new Zalo(options);
}

class Zalo implements ZaloChannel {
  readonly name = CHANNEL;
  readonly capabilities: Capabilities;
  readonly render = render;
  readonly #options: ZaloOptions;
  readonly #client: Client;
  readonly #patience: Patience;
  readonly #breaker = new Breaker();
  readonly #stopping = new AbortController();
  readonly #webhook: Webhook | undefined;
  #poller: Poller | undefined;
  #background: Promise<unknown> = Promise.resolve();
  #botId: string | undefined;

  constructor(options: ZaloOptions) {
    const { token, apiRoot, mode, random, log, sendMs } = options;
    if (mode.kind === 'webhook' && !URL.canParse(mode.publicUrl))
      throw new Error('the public address for the webhook is no URL');
    this.#options = options;
    this.capabilities = capabilitiesOf(options.metered);
    this.#client = createClient({ token, apiRoot, ...(sendMs === undefined ? {} : { timeoutMs: sendMs }) });
    this.#patience = { random, wait: options.wait ?? realWait, backoff: BACKOFF };
    const context = this.#context;
    this.#webhook = mode.kind === 'webhook' ? createWebhook({ token, secret: mode.secret, context, log }) : undefined;
  }

  get exclusive(): boolean {
    return this.#options.mode.kind === 'polling';
  }

  get routes(): Hono | undefined {
    return this.#webhook?.routes;
  }

  /** Messages cannot be edited. */
  renderAnswered(): undefined {
    return undefined;
  }

  start(onEvents: OnEvents): void {
    this.#background = Promise.all([this.#learnId(), this.#receive(onEvents)]);
  }

  send(platformId: string, call: Call, row?: Pick<SentRow, 'beyond'>): Promise<SendResult> {
    const { wall, log } = this.#options;
    const suspected = (why: string): void => log.error('zalo.quota-suspected', { why });
    const beyond = row?.beyond === true;
    return sendCall({ client: this.#client, breaker: this.#breaker, wall, suspected, beyond }, platformId, call);
  }

  suspectedSince(): number | undefined {
    return this.#breaker.suspectedSince;
  }

  /** Its address is good for a while only, nobody says for how long: it is fetched at once. */
  async download(_platformId: string, address: string): Promise<Download> {
    const { signal } = this.#stopping;
    const { apiRoot, mediaHosts = MEDIA_HOSTS, downloadMs } = this.#options;
    const had = await download(address, { apiRoot, hosts: mediaHosts, signal, timeoutMs: downloadMs });
    if (signal.aborted && !had.ok) throw new Error('given up: the channel is being stopped');
    return had;
  }

  /** Nothing is tapped. */
  async acknowledge(): Promise<void> {}

  /** There is no menu of commands. */
  async publishMenu(): Promise<void> {}

  async check(): Promise<string> {
    const me = read(await this.#ask('getMe'), 'getMe', botSchema);
    const name = me.account_name ?? 'a bot without a name';
    return `Zalo answers as ${name} (id ${me.id}); ${this.#intake(await currentWebhook(this.#client, CHECK_MS))}`;
  }

  /** No link of the platform can carry a code: it is typed. */
  joinLink(): undefined {
    return undefined;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#poller?.stop(), this.#webhook?.stop()]);
    await this.#background;
    this.#client.close();
  }

  readonly #context = () => ({ receivedAt: this.#options.wall(), botId: this.#botId });

  /** Its own messages may come back: they are told by its id. */
  async #learnId(): Promise<void> {
    const answer = await this.#insist('getMe', {});
    this.#botId ??= botSchema.safeParse(answer?.result).data?.id;
  }

  async #receive(onEvents: OnEvents): Promise<void> {
    const { mode, token, log, pollSeconds, graceMs } = this.#options;
    if (mode.kind === 'webhook') {
      this.#webhook?.start(onEvents);
      const payload = webhookSettings({ token, secret: mode.secret, publicUrl: mode.publicUrl });
      const set = await this.#insist('setWebhook', payload);
      if (set !== undefined) this.#tellOfWebhook(set.result, new URL(mode.publicUrl).host);
      return;
    }
    this.#poller = startPoller({
      ...this.#patience,
      client: this.#client,
      onEvents,
      log,
      context: this.#context,
      ...(pollSeconds === undefined ? {} : { pollSeconds }),
      ...(graceMs === undefined ? {} : { graceMs }),
    });
  }

  #tellOfWebhook(result: unknown, host: string): void {
    const { log } = this.#options;
    const { reached, outcome = 'unknown' } = triedIn(result);
    if (reached !== false) log.info('zalo.webhook-set', { host });
    else log.error('zalo.webhook-not-reached', { host, outcome });
  }

  /** Until it works or the channel is stopped. */
  #insist(method: string, payload: Payload) {
    const { signal } = this.#stopping;
    return insist<Answer>(() => this.#client.call(method, payload, { signal }), {
      wait: this.#patience.wait,
      signal,
      failed: (failure, attempt) => {
        this.#options.log.warn('zalo.call-failed', { method, attempt, why: meaning(failure) });
        return pauseAfter(failure, attempt, this.#patience);
      },
    });
  }

  #ask(method: string): Promise<Answer> {
    return this.#client.call(method, {}, { timeoutMs: CHECK_MS });
  }

  #intake(hook: Hook | undefined): string {
    const polling = this.#options.mode.kind === 'polling';
    if (hook === undefined) return polling ? 'it is polled' : 'NO webhook is set though the program waits for one';
    return polling
      ? `a webhook to ${hook.host} is set, so it CANNOT be polled until that is removed (tusoi zalo webhook remove)`
      : `the webhook goes to ${hook.host}`;
  }
}

const botSchema = z.object({
  id: z.string().min(1).max(64),
  account_name: z.string().max(80).optional().catch(undefined),
});
function read<T>(answer: Answer, method: string, schema: z.ZodType<T>): T {
  if (!answer.ok) throw new Error(`Zalo, ${method}: ${meaning(answer)}`);
  const parsed = schema.safeParse(answer.result);
  if (!parsed.success) throw new Error(`Zalo, ${method}: an answer of an unexpected form`);
  return parsed.data;
}
