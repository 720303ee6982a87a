/** The stage of the demonstration on a test database, without its page. */
import { Hono } from 'hono';
import { createApp } from '../../src/app.ts';
import type { SiteOptions } from '../../src/channels/web/pages.ts';
import { Streams } from '../../src/channels/web/streams.ts';
import { loadContent } from '../../src/content/load.ts';
import { wordsUnder } from '../../src/content/words-under.ts';
import type { Database } from '../../src/db/database.ts';
import { openDemonstration } from '../../src/demo/open.ts';
import { Stage } from '../../src/demo/stage.ts';
import { silentLog } from '../../src/lib/log.ts';
import { systemEnv } from '../../src/system-env.ts';
import { type Kind, openTestDatabase } from './databases.ts';
import { demonstration } from './filled-with-demonstration.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';

export interface Staged {
  readonly stage: Stage;
  readonly streams: Streams;
  readonly site: SiteOptions;
  /** The database as it is open now. */
  db(): Database;
  close(): Promise<void>;
}

export async function openStage(kind: Kind): Promise<Staged> {
  const loaded = await loadContent();
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const { content } = loaded;
  const [questionnaire] = content.questionnaires;
  if (questionnaire === undefined) throw new Error('no questionnaire is shipped');
  let database = await openTestDatabase(kind, demonstration);
  const assets = { url: (name: string) => `/assets/${name}`, routes: new Hono() };
  const words = (language: 'vi' | 'en') => wordsUnder(content.catalogues[language], ['page', 'demo']);
  const site: SiteOptions = { assets, words: { vi: words('vi'), en: words('en') }, locale: 'vi', zone: ZONE };
  const streams: Streams = new Streams({
    books: {
      entries: (chat, after, limit) => stage.look(({ books }) => books.entries(chat, after, limit)),
      lastNumbers: (chats) => stage.look(({ books }) => books.lastNumbers(chats)),
    },
    failed: () => {},
  });
  const stage: Stage = await Stage.open({
    open: () =>
      openDemonstration({
        // The data stays where it is while `db` is closed and opened again.
        openDatabase: async () => {
          const { db } = database;
          const close = async (): Promise<void> => {
            database = await database.reopen();
          };
          return { ...db, close };
        },
        createApp: ({ db, env, channel }) =>
          createApp({ db, content, channels: [channel], env, log: silentLog, zone: ZONE, locale: 'vi' }),
        real: systemEnv(),
        streams,
        site,
        questionnaire,
        url: 'http://127.0.0.1:1',
        log: silentLog,
      }),
    zone: ZONE,
    log: silentLog,
    lost: () => {},
  });
  return {
    stage,
    streams,
    site,
    db: () => database.db,
    close: async () => {
      streams.stop();
      await stage.close();
      await database.close();
    },
  };
}
