/** The web chat as a Channel: here the program is the platform, so what is said is kept in books of its own. */
import { type Context, Hono } from 'hono';
import { describeError } from '../../lib/describe-error.ts';
import type { Env } from '../../lib/env.ts';
import type { Log } from '../../lib/log.ts';
import { SECOND } from '../../lib/time.ts';
import {
  bytesOf,
  type Call,
  type Channel,
  type Download,
  type FileSent,
  type MenuEntry,
  type OnEvents,
  type SentRow,
} from '../channel.ts';
import type { SendResult } from '../send-result.ts';
import type { WebBooks } from './books.ts';
import { chatRoutes } from './chat-routes.ts';
import { Cookies } from './cookies.ts';
import { Desk } from './desk.ts';
import { clientOf, headers, type Trust, trusting } from './guard.ts';
import { failing, joinRoutes, lostRoutes } from './join-routes.ts';
import { LIMITS, Limits, type WebLimits } from './limits.ts';
import type { SiteOptions } from './pages.ts';
import { CHANNEL } from './parse.ts';
import type { FileOnPage, MenuItem } from './protocol.ts';
import { render, renderAnswered, sayable } from './render.ts';
import { Streams } from './streams.ts';

export interface WebOptions {
  readonly books: WebBooks;
  readonly env: Env;
  readonly log: Log;
  /** What the pages are made of; without it there are no routes, only the channel's form and links. */
  readonly site?: SiteOptions | undefined;
  /** Of those who have chosen no language; the site's own where this is not said. */
  readonly locale?: 'vi' | 'en';
  /** Where the page is reached from outside, without a path. */
  readonly publicUrl: string;
  /** Proxies that are believed, as TRUST_PROXY lists them. */
  readonly trustProxy?: string | undefined;
  /** Set where other processes append to the same books. */
  readonly pollMs?: number | undefined;
  readonly heartbeatMs?: number;
  readonly limits?: Partial<WebLimits>;
}

export interface WebChannel extends Channel {
  readonly routes: Hono;
  readonly desk: Desk;
  readonly streams: Streams;
  download: NonNullable<Channel['download']>;
}

const TRY_AGAIN_MS = 1 * SECOND;

export function webChannel(options: WebOptions): WebChannel {
  return new Web(options);
}

class Web implements WebChannel {
  readonly name = CHANNEL;
  readonly exclusive = false;
  readonly capabilities = {
    buttons: true,
    edit: true,
    upload: true,
    commandMenu: true,
    deepLink: true,
    besideLines: true,
    silent: true,
    takesDocuments: true,
  } as const;
  readonly render = render;
  readonly renderAnswered = renderAnswered;
  readonly desk: Desk;
  readonly streams: Streams;
  readonly routes: Hono;
  readonly #options: WebOptions;
  #toldOfProxy = false;
  readonly #menus: { vi: readonly MenuItem[]; en: readonly MenuItem[] } = { vi: [], en: [] };

  constructor(options: WebOptions) {
    this.#options = options;
    const { books, env, log, site, locale = site?.locale ?? 'vi', pollMs, heartbeatMs } = options;
    const failed = (error: unknown): void => log.warn('web.poll-failed', { error: describeError(error) });
    this.streams = new Streams({ books, pollMs, heartbeatMs, failed });
    const menu = (language: 'vi' | 'en') => this.#menus[language];
    this.desk = new Desk({ books, env, log, streams: this.streams, menu, locale });
    this.routes = site === undefined ? new Hono() : this.#allRoutes(site, trusting(options.trustProxy));
  }

  start(onEvents: OnEvents): void {
    this.desk.attend(onEvents);
  }

  async send(platformId: string, call: Call, row: SentRow): Promise<SendResult> {
    const said = sayable(call);
    if (said === undefined) return { outcome: 'refused', why: 'a call of an unknown shape' };
    const { body, file } = said;
    const entry = { chat: platformId, key: row.id, body, awaited: row.proactive };
    try {
      const n = await this.desk.append(file === undefined ? entry : { ...entry, ...this.#attach(body, file) });
      return { outcome: 'sent', messageId: String(n) };
    } catch (error) {
      return { outcome: 'retry', afterMs: TRY_AGAIN_MS, everyone: false, why: `the books: ${describeError(error)}` };
    }
  }

  /** It was kept with the chat as it came in. */
  async download(platformId: string, file: string): Promise<Download> {
    const kept = await this.#options.books.file(platformId, file);
    return kept === undefined ? { ok: false, why: 'not-had', detail: 'not kept' } : { ok: true, bytes: kept.bytes };
  }

  async acknowledge(): Promise<void> {
    // A page shows a tap as taken when it gets the answer to its request.
  }

  async publishMenu(language: 'vi' | 'en', entries: readonly MenuEntry[], platformId?: string): Promise<void> {
    const menu = entries.map(({ command, description }) => ({ command, description }));
    if (platformId === undefined) {
      this.#menus[language] = menu;
      return;
    }
    try {
      await this.#options.books.keepMenu(platformId, language, menu);
      this.streams.greet(platformId);
    } catch (error) {
      this.#options.log.warn('web.menu-not-kept', { language, why: describeError(error) });
    }
  }

  async check(): Promise<string> {
    const { protocol, host } = new URL(this.#options.publicUrl);
    const plain = protocol === 'https:' ? '' : '; it is NOT reached over TLS, so others on the way can read along';
    return `the page is at ${protocol}//${host}${plain}`;
  }

  joinLink(code: string): string {
    return `${this.#origin}/j/${encodeURIComponent(code)}`;
  }

  /** Open pages are let go first; they come back, to whichever process is there. */
  async stop(): Promise<void> {
    this.streams.stop();
    await this.desk.leave();
  }

  get #origin(): string {
    return new URL(this.#options.publicUrl).origin;
  }

  #attach(body: Readonly<Record<string, unknown>>, file: FileSent) {
    const { name, type } = file;
    const bytes = new Uint8Array(bytesOf(file));
    const onPage: FileOnPage = { id: this.#options.env.newId(), name, type, size: bytes.length };
    return { body: { ...body, kind: 'said', file: onPage }, file: { id: onPage.id, name, type, bytes } };
  }

  #allRoutes(site: SiteOptions, trust: Trust): Hono {
    const { books, env, log } = this.#options;
    const { desk, streams } = this;
    const cookies = new Cookies({ books, env, secure: this.#origin.startsWith('https:') });
    const limits = new Limits({ ...LIMITS, ...this.#options.limits });
    const origin = (_c: Context): string => this.#origin;
    const client = (c: Context): string => {
      this.#lookForProxy(c);
      return clientOf(c, trust);
    };
    const routes = new Hono();
    routes.onError(failing(site, log));
    for (const path of ['/', '/chat', '/chat/*', '/j', '/j/*', '/J/*', '/w', '/w/*']) routes.use(path, headers);
    routes.route('/', joinRoutes({ site, books, cookies, desk, streams, limits, client, env, origin }));
    routes.route('/', chatRoutes({ site, books, cookies, desk, streams, limits, log, origin }));
    routes.route('/', site.assets.routes);
    routes.route('/', lostRoutes(site));
    return routes;
  }

  /** A proxy that nobody told us about makes everybody come from one address: the operator has to hear of it, once. */
  #lookForProxy(c: Context): void {
    if (this.#toldOfProxy || this.#options.trustProxy !== undefined || c.req.header('x-forwarded-for') === undefined)
      return;
    this.#toldOfProxy = true;
    this.#options.log.warn('web.proxy-not-trusted', { set: 'TRUST_PROXY' });
  }
}
