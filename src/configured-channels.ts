/** The channels that the settings ask for: for the bot, which runs them, and for commands, which only need their form and links. */
import type { AppOptions } from './app.ts';
import { handoutRoutes } from './channels/handouts.ts';
import { type TelegramChannel, telegramChannel } from './channels/telegram/channel.ts';
import { loadAssets } from './channels/web/assets.ts';
import { type WebChannel, webChannel } from './channels/web/channel.ts';
import { trusting } from './channels/web/guard.ts';
import { LIMITS, Limits } from './channels/web/limits.ts';
import type { SiteOptions } from './channels/web/pages.ts';
import { type ZaloChannel, zaloChannel } from './channels/zalo/channel.ts';
import { type Config, capOf } from './config.ts';
import type { Content } from './content/load.ts';
import { createTranslator } from './content/translate.ts';
import { wordsUnder } from './content/words-under.ts';
import type { Database } from './db/database.ts';
import type { Env } from './lib/env.ts';
import type { Log } from './lib/log.ts';
import { plainSeal } from './lib/seal.ts';
import { SECOND } from './lib/time.ts';
import { openingLinks } from './runtime/outgoing/opening.ts';
import type { Shell } from './runtime/shell.ts';
import { webBooks } from './runtime/web/books.ts';

export interface Around {
  readonly db: Database;
  readonly env: Env;
  readonly log: Log;
}

/** What these settings ask of the runtime beside the channels themselves. */
export function privacyOf(config: Config): Pick<AppOptions, 'browsers' | 'privateText'> {
  const { WEB_CHAT, PRIVATE_TEXT, PUBLIC_URL } = config;
  if (WEB_CHAT !== 'on') return {};
  if (PRIVATE_TEXT !== 'on' || PUBLIC_URL === undefined) return { browsers: true };
  return { browsers: true, privateText: { publicUrl: new URL(PUBLIC_URL).origin } };
}

/** The Telegram channel of these settings; undefined without a token. `thread`: see `TelegramOptions`. */
export function telegramFor(
  config: Config,
  { env, log, thread = false }: { readonly env: Env; readonly log: Log; readonly thread?: boolean },
): TelegramChannel | undefined {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_SECRET: secret, PUBLIC_URL: publicUrl } = config;
  if (token === undefined) return undefined;
  const webhook = config.TELEGRAM_MODE === 'webhook' && secret !== undefined && publicUrl !== undefined;
  return telegramChannel({
    token,
    apiRoot: config.TELEGRAM_API_ROOT,
    mode: webhook ? { kind: 'webhook', secret, publicUrl } : { kind: 'polling' },
    thread,
    log,
    wall: () => env.wall(),
    random: (bytes) => env.random(bytes),
  });
}

/** The Zalo channel of these settings; undefined without a token. */
export function zaloFor(config: Config, env: Env, log: Log): ZaloChannel | undefined {
  const { ZALO_BOT_TOKEN: token, ZALO_WEBHOOK_SECRET: secret, PUBLIC_URL: publicUrl } = config;
  if (token === undefined) return undefined;
  const webhook = config.ZALO_MODE === 'webhook' && secret !== undefined && publicUrl !== undefined;
  return zaloChannel({
    token,
    apiRoot: config.ZALO_API_ROOT,
    metered: {
      messages: capOf(config.ZALO_MONTHLY_MESSAGES),
      people: capOf(config.ZALO_PEOPLE),
      atCap: config.ZALO_AT_CAP,
    },
    mode: webhook ? { kind: 'webhook', secret, publicUrl } : { kind: 'polling' },
    log,
    wall: () => env.wall(),
    random: (bytes) => env.random(bytes),
  });
}

/** Several processes may work on one PostgreSQL: what another one said is looked for this often. */
const OTHERS_SEEN_WITHIN = 1 * SECOND;

/** The web channel of these settings; undefined where it is off. Without `site` it serves no pages. */
export function webFor(config: Config, { db, env, log }: Around, site?: SiteOptions): WebChannel | undefined {
  const {
    WEB_CHAT: switched,
    PUBLIC_URL: publicUrl,
    TRUST_PROXY: trustProxy,
    LOCALE: locale,
    TIME_ZONE: zone,
  } = config;
  if (switched !== 'on' || publicUrl === undefined) return undefined;
  return webChannel({
    books: webBooks({ db, env, seal: plainSeal, zone, locale }),
    env,
    log,
    site,
    locale,
    publicUrl,
    trustProxy,
    pollMs: db.dialect === 'postgres' ? OTHERS_SEEN_WITHIN : undefined,
  });
}

/** Zalo carries no files: with an address of our own they are behind links there, whether or not the page is served. */
export function handoutsOf({ ZALO_BOT_TOKEN, PUBLIC_URL }: Config): Pick<AppOptions, 'handouts'> {
  return ZALO_BOT_TOKEN === undefined || PUBLIC_URL === undefined ? {} : { handouts: { publicUrl: PUBLIC_URL } };
}

/** The routes behind those links. */
export function handoutsFor(
  config: Config,
  shell: Shell,
  { catalogues }: Content,
): ReturnType<typeof handoutRoutes> | undefined {
  if (handoutsOf(config).handouts === undefined) return undefined;
  const { LOCALE: locale, TRUST_PROXY: trustProxy } = config;
  const { text } = createTranslator(catalogues);
  const words = {
    gone: text({ key: 'common.link-gone' }, locale),
    unknown: text({ key: 'common.link-unknown' }, locale),
    wait: text({ key: 'common.link-wait' }, locale),
    later: text({ key: 'common.link-later' }, locale),
  };
  const [limits, trust] = [new Limits(LIMITS), trusting(trustProxy)];
  return handoutRoutes({ open: openingLinks(shell), words, locale, limits, trust, log: shell.log });
}

/** What the pages are made of; rejects with a sentence for the operator when they have not been built. */
export async function webSite(config: Config, { catalogues }: Content): Promise<SiteOptions> {
  const words = { vi: wordsUnder(catalogues.vi, ['page']), en: wordsUnder(catalogues.en, ['page']) };
  return { assets: await loadAssets(), words, locale: config.LOCALE, zone: config.TIME_ZONE };
}
