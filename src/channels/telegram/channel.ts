/** Telegram as a Channel: everything here is wiring of the parts in this folder. */
import type { Hono } from 'hono';
import { z } from 'zod';
import type { Log } from '../../lib/log.ts';
import { SECOND } from '../../lib/time.ts';
import { BACKOFF, type Backoff, insist, type Patience, realWait, type Wait } from '../again.ts';
import type { Call, Channel, Download, MenuEntry, OnEvents } from '../channel.ts';
import type { SendResult } from '../send-result.ts';
import { type Webhook, webhookPath, webhookUrl } from '../webhook.ts';
import { meaning, pauseAfter } from './again.ts';
import { type Answer, type Client, createClient, type Payload } from './client.ts';
import { scrub } from './errors.ts';
import { CHANNEL } from './parse.ts';
import { type Poller, startPoller } from './poller.ts';
import { render, renderAnswered, renderRemoval } from './render.ts';
import { sendCall } from './send.ts';
import { createWebhook, webhookSettings } from './webhook.ts';

export interface TelegramOptions {
  readonly token: string;
  readonly apiRoot: string;
  /** 'webhook' needs a secret, an address the platform can reach, and `routes` mounted. */
  readonly mode:
    | { readonly kind: 'polling' }
    | { readonly kind: 'webhook'; readonly secret: string; readonly publicUrl: string };
  /** For a bot that runs for long: its calls are made in a thread of their own. */
  readonly thread?: boolean;
  readonly log: Log;
  readonly wall: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** For tests: other time limits and no real waiting. */
  readonly wait?: Wait;
  readonly backoff?: Backoff;
  readonly sendMs?: number;
  readonly pollSeconds?: number;
  readonly graceMs?: number;
}

export interface TelegramChannel extends Channel {
  /** For the HTTP server, in webhook mode. */
  readonly routes: Hono | undefined;
  send(platformId: string, call: Call): Promise<SendResult>;
}

const ACKNOWLEDGE_MS = 2 * SECOND;
const CHECK_MS = 10 * SECOND;

export function telegramChannel(options: TelegramOptions): TelegramChannel {
  return new Telegram(options);
}

class Telegram implements TelegramChannel {
  readonly name = CHANNEL;
  readonly capabilities = {
    buttons: true,
    edit: true,
    upload: true,
    commandMenu: true,
    deepLink: true,
    foreign: true,
    takesDocuments: true,
  } as const;
  readonly render = render;
  readonly renderAnswered = renderAnswered;
  readonly renderRemoval = renderRemoval;
  readonly #options: TelegramOptions;
  readonly #client: Client;
  readonly #patience: Patience;
  readonly #stopping = new AbortController();
  readonly #webhook: Webhook | undefined;
  #poller: Poller | undefined;
  #background: Promise<unknown> = Promise.resolve();
  #username: string | undefined;

  constructor(options: TelegramOptions) {
    const { token, apiRoot, mode, random, log, thread = false } = options;
    if (mode.kind === 'webhook' && !URL.canParse(mode.publicUrl))
      throw new Error('the public address for the webhook is no URL');
    this.#options = options;
    this.#client = createClient({
      token,
      apiRoot,
      thread,
      ...(options.sendMs === undefined ? {} : { timeoutMs: options.sendMs }),
    });
    this.#patience = { random, wait: options.wait ?? realWait, backoff: options.backoff ?? BACKOFF };
    const context = () => ({ receivedAt: options.wall(), username: this.#username });
    this.#webhook = mode.kind === 'webhook' ? createWebhook({ token, secret: mode.secret, context, log }) : undefined;
  }

  get exclusive(): boolean {
    return this.#options.mode.kind === 'polling';
  }

  get routes(): Hono | undefined {
    return this.#webhook?.routes;
  }

  start(onEvents: OnEvents): void {
    this.#background = Promise.all([this.#learnName(), this.#receive(onEvents)]);
  }

  send(platformId: string, call: Call): Promise<SendResult> {
    return sendCall(this.#client, platformId, call);
  }

  /** The file stays at the platform: what could not be fetched now can be later. */
  async download(_platformId: string, file: string): Promise<Download> {
    const { signal } = this.#stopping;
    const had = await this.#client.download(file, { signal });
    if (signal.aborted && !had.ok) throw new Error('given up: the channel is being stopped');
    return had;
  }

  async acknowledge(handle: string): Promise<void> {
    const answer = await this.#client.call(
      'answerCallbackQuery',
      { callback_query_id: handle },
      { timeoutMs: ACKNOWLEDGE_MS },
    );
    // "query is too old and response timeout expired": the waiting sign has gone by itself.
    if (!answer.ok && !/query is too old/i.test(answer.why))
      this.#options.log.debug('telegram.not-acknowledged', { why: answer.why });
  }

  /** Vietnamese is also what readers of every other language get. */
  async publishMenu(language: 'vi' | 'en', entries: readonly MenuEntry[], platformId?: string): Promise<void> {
    const commands = entries.map(({ command, description }) => ({ command, description }));
    const scope = platformId === undefined ? {} : { scope: { type: 'chat', chat_id: Number(platformId) } };
    const languages = language === 'vi' ? [{}, { language_code: 'vi' }] : [{ language_code: language }];
    for (const code of languages) {
      const answer = await this.#client.call(
        'setMyCommands',
        { commands, ...scope, ...code },
        { signal: this.#stopping.signal },
      );
      if (this.#stopping.signal.aborted) return;
      if (!answer.ok) this.#options.log.warn('telegram.menu-not-published', { language, why: meaning(answer) });
    }
  }

  async check(): Promise<string> {
    const me = await this.#ask('getMe', botSchema);
    this.#username = me.username;
    const hook = await this.#ask('getWebhookInfo', hookSchema);
    return `Telegram answers as @${me.username} (id ${me.id}); ${this.#intake(hook)}; ${hook.pending_update_count} updates are waiting${lastError(hook)}`;
  }

  joinLink(code: string): string | undefined {
    return this.#username === undefined
      ? undefined
      : `https://t.me/${this.#username}?start=${encodeURIComponent(code)}`;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#poller?.stop(), this.#webhook?.stop()]);
    await this.#background;
    this.#client.close();
  }

  async #learnName(): Promise<void> {
    const answer = await this.#insist('getMe', {});
    this.#username ??= botSchema.safeParse(answer?.result).data?.username;
  }

  async #receive(onEvents: OnEvents): Promise<void> {
    const { mode, token, log, wall, pollSeconds, graceMs } = this.#options;
    if (mode.kind === 'webhook') {
      this.#webhook?.start(onEvents);
      const payload = webhookSettings({ token, secret: mode.secret, publicUrl: mode.publicUrl });
      const set = await this.#insist('setWebhook', payload);
      if (set !== undefined) log.info('telegram.webhook-set', { host: new URL(mode.publicUrl).host });
      return;
    }
    this.#poller = startPoller({
      ...this.#patience,
      client: this.#client,
      onEvents,
      log,
      wall,
      username: () => this.#username,
      ...(pollSeconds === undefined ? {} : { pollSeconds }),
      ...(graceMs === undefined ? {} : { graceMs }),
    });
  }

  /** Until it works or the channel is stopped. */
  #insist(method: string, payload: Payload) {
    const { signal } = this.#stopping;
    return insist<Answer>(() => this.#client.call(method, payload, { signal }), {
      wait: this.#patience.wait,
      signal,
      failed: (failure, attempt) => {
        this.#options.log.warn('telegram.call-failed', { method, attempt, why: meaning(failure) });
        return pauseAfter(failure, attempt, this.#patience);
      },
    });
  }

  async #ask<T>(method: string, schema: z.ZodType<T>): Promise<T> {
    const answer = await this.#client.call(method, {}, { timeoutMs: CHECK_MS });
    if (!answer.ok) throw new Error(`Telegram, ${method}: ${meaning(answer)}`);
    const parsed = schema.safeParse(answer.result);
    if (!parsed.success) throw new Error(`Telegram, ${method}: an answer of an unexpected form`);
    return parsed.data;
  }

  #intake(hook: z.infer<typeof hookSchema>): string {
    const { mode, token } = this.#options;
    const polling = mode.kind === 'polling';
    if (hook.url === '') return polling ? 'it is polled' : 'NO webhook is set though the program waits for one';
    const host = URL.canParse(hook.url) ? new URL(hook.url).host : 'an unreadable address';
    if (polling) return `a webhook to ${host} is set, so it CANNOT be polled until that is deleted`;
    return hook.url === webhookUrl(mode.publicUrl, webhookPath(CHANNEL, token))
      ? `the webhook goes to ${host}`
      : `the webhook goes to ${host}, and NO webhook to this program is set: starting the bot sets it`;
  }
}

const botSchema = z.object({ id: z.int(), username: z.string().min(1) });
const hookSchema = z.object({
  url: z.string(),
  pending_update_count: z.int().catch(0),
  last_error_message: z.string().optional().catch(undefined),
});

function lastError(hook: z.infer<typeof hookSchema>): string {
  return hook.last_error_message === undefined
    ? ''
    : `; the platform's last error: ${scrub(hook.last_error_message, '')}`;
}
