/** Opens the demonstration for its page: the database, the books, the channel, and the app on them. */
import type { Channel, OnEvents } from '../channels/channel.ts';
import { type WebChannel, webChannel } from '../channels/web/channel.ts';
import { demonstrationChannel, watchedBooks } from '../channels/web/demonstration/channel.ts';
import type { SiteOptions } from '../channels/web/pages.ts';
import type { Streams } from '../channels/web/streams.ts';
import type { Questionnaire } from '../content/schema.ts';
import type { Database } from '../db/database.ts';
import type { Env } from '../lib/env.ts';
import type { Log } from '../lib/log.ts';
import { plainSeal } from '../lib/seal.ts';
import { publishMenuOf, publishMenus } from '../runtime/menus.ts';
import { webBooks } from '../runtime/web/books.ts';
import { type DemoEnv, demoEnv } from './env.ts';
import { loadDemo } from './load.ts';
import { forPage } from './reform.ts';
import type { Opened } from './stage.ts';
import { adopt, personAt } from './stage-store.ts';

/** The app as far as it is used here; how it is put together is known above. */
export interface DemoApp extends Pick<Opened, 'shell' | 'tick' | 'settle'> {
  startDelivery(): Promise<void>;
  onEvents: OnEvents;
  stop(): Promise<void>;
}

export interface OpenOptions {
  openDatabase(): Promise<Database>;
  createApp(parts: { readonly db: Database; readonly env: DemoEnv; readonly channel: Channel }): DemoApp;
  readonly real: Pick<Env, 'wall' | 'newId' | 'random'>;
  readonly streams: Streams;
  readonly site: SiteOptions;
  readonly questionnaire: Questionnaire;
  /** Where the page is. */
  readonly url: string;
  readonly log: Log;
}

export async function openDemonstration(options: OpenOptions): Promise<Opened> {
  const { real, site, questionnaire } = options;
  const { zone } = site;
  const db = await options.openDatabase();
  await db.transact((c) => adopt(c, 'web', forPage));
  const env = await demoEnv(db, real, zone);
  const { books, web } = chatsOn(db, env, options);
  const channel = demonstrationChannel(web);
  const app = options.createApp({ db, env, channel });
  await app.startDelivery();
  await publishMenus(app.shell, channel);
  channel.start((events) => app.onEvents(events));
  await app.settle();
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= app.stop();
    return stopped;
  };
  return {
    shell: app.shell,
    tick: () => app.tick(),
    settle: () => app.settle(),
    env,
    books,
    desk: web.desk,
    makeMenu: async (chat) => {
      const personId = await db.read((c) => personAt(c, chat));
      if (personId !== undefined) await publishMenuOf(app.shell, personId);
    },
    loadAnew: async () => {
      await stop();
      await loadDemo(db, { env: real, zone, questionnaire, anew: true });
    },
    close: async () => {
      await stop();
      await db.close();
    },
  };
}

function chatsOn(db: Database, env: Env, { site, streams, url, log }: OpenOptions) {
  const { zone, locale } = site;
  const books = watchedBooks(webBooks({ db, env, seal: plainSeal, zone, locale }), streams);
  const web: WebChannel = webChannel({ books, env, log, locale, publicUrl: url });
  return { books, web };
}
