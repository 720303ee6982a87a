/** The web channel's books in the database. */
import type { NewEntry, WebBooks } from '../../channels/web/books.ts';
import type { Database } from '../../db/database.ts';
import type { Env } from '../../lib/env.ts';
import type { Seal } from '../../lib/seal.ts';
import { dayOf, type Zone } from '../../lib/time.ts';
import { appendEntry, noteReceived, readEntries, readFile, readLastNumbers } from './entries-store.ts';
import { isOpenCode, signingKey, spendLink } from './links-store.ts';
import {
  endPlace,
  findOpenPlaces,
  findPlace,
  insertPlace,
  noteSeen,
  occupant,
  seenLongAgo,
  writeMenu,
} from './places-store.ts';

export interface BooksOptions {
  readonly db: Database;
  readonly env: Env;
  readonly seal: Seal;
  readonly zone: Zone;
  /** Of those who have chosen no language. */
  readonly locale: 'vi' | 'en';
}

export function webBooks(options: BooksOptions): WebBooks {
  const { db, env, seal, zone, locale } = options;
  const appends = new Appends(options);
  return {
    append: (entry) => appends.add(entry),
    entries: (chat, after, limit) => db.read((c) => readEntries(c, { seal }, { chat, after, limit })),
    lastNumbers: (chats) => db.read((c) => readLastNumbers(c, chats)),
    received: (chat, n) => db.transact((c) => noteReceived(c, chat, n)),
    file: (chat, id) => db.read((c) => readFile(c, { seal }, { chat, id })),
    person: async (chat) => {
      const found = await db.read((c) => occupant(c, chat, dayOf(env.now(), zone)));
      if (found === undefined) return undefined;
      const theirs = found.locale ?? locale;
      return { name: found.name, locale: theirs, menu: found.menus[theirs] };
    },
    keepMenu: (chat, language, menu) => db.transact((c) => writeMenu(c, env, { chat, locale: language, menu })),
    openPlace: (place) => db.transact((c) => insertPlace(c, env, place)),
    place: async (id, secretHash) => {
      const found = await db.read((c) => findPlace(c, id, secretHash));
      if (found === undefined) return undefined;
      if (seenLongAgo(found.seenAt, env.now())) await db.transact((c) => noteSeen(c, id, env.now()));
      return { id, chat: found.chat };
    },
    closePlace: (id) => db.transact((c) => endPlace(c, id, env.now())),
    openPlaces: (chat) => db.read((c) => findOpenPlaces(c, chat)),
    isOpenCode: (code) => db.read((c) => isOpenCode(c, env, code)),
    spendWritingLink: (tokenHash) => db.transact((c) => spendLink(c, env, tokenHash)),
    signingKey: () => db.transact((c) => signingKey(c, env)),
  };
}

type Appended = Awaited<ReturnType<WebBooks['append']>>;

interface Waiting {
  readonly entry: NewEntry;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

const AT_ONCE = 100;

/** While one transaction is being committed the next entries gather, so a rush costs few commits. */
class Appends {
  readonly #options: BooksOptions;
  #waiting: Waiting[] = [];
  #draining = false;

  constructor(options: BooksOptions) {
    this.#options = options;
  }

  add(entry: NewEntry): Promise<Appended> {
    const done = new Promise<Appended>((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
    });
    if (!this.#draining) void this.#drain();
    return done;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    while (this.#waiting.length > 0) {
      // In one order everywhere: two processes that append to the same chats must not wait for each other.
      const some = this.#waiting
        .splice(0, AT_ONCE)
        .sort((a, b) => (a.entry.chat < b.entry.chat ? -1 : a.entry.chat > b.entry.chat ? 1 : 0));
      if (!(await this.#write(some)) && some.length > 1) for (const one of some) await this.#write([one]);
    }
    this.#draining = false;
  }

  /** False when nothing was written and the entries have to be tried one by one. */
  async #write(some: readonly Waiting[]): Promise<boolean> {
    try {
      const appended = await this.#options.db.transact(async (c) => {
        const made: Appended[] = [];
        for (const { entry } of some) made.push(await appendEntry(c, this.#options, entry));
        return made;
      });
      for (const [index, { resolve }] of some.entries()) {
        const one = appended[index];
        if (one !== undefined) resolve(one);
      }
      return true;
    } catch (error) {
      if (some.length === 1) some[0]?.reject(error);
      return false;
    }
  }
}
