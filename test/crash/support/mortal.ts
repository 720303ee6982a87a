/** A bot whose process dies at a chosen statement: nothing it does afterwards reaches the database or a phone. */
import BetterSqlite3 from 'better-sqlite3';
import { type App, createApp } from '../../../src/app.ts';
import type { SendResult } from '../../../src/channels/send-result.ts';
import type { Content } from '../../../src/content/load.ts';
import type { Database } from '../../../src/db/database.ts';
import { sqliteInMemory } from '../../../src/db/sqlite.ts';
import type { Log } from '../../../src/lib/log.ts';
import type { StageClock } from '../../support/stage/clock.ts';
import { ZONE } from '../../support/stage/stage.ts';
import { telegramPhones } from '../../support/stage/telegram-phones.ts';

/** Dies instead of the statement with this number, or right after it. */
export interface Death {
  readonly at: number;
  readonly when: 'before' | 'after';
}

export interface Mortal {
  readonly app: App;
  readonly db: Database;
  readonly phones: ReturnType<typeof telegramPhones>;
  /** Statements run since `count` was called; the process dies at one of them. */
  count(death?: Death): void;
  readonly statements: number;
  /** The numbers of those that were commits. */
  readonly commits: readonly number[];
  readonly dead: boolean;
  /** Lets go of the file: with a commit that never came if it is dead. */
  close(): Promise<void>;
}

export async function openMortal(file: string, clock: StageClock, content: Content): Promise<Mortal> {
  const life: Life = { statements: 0, commits: [], dead: false, death: undefined };
  const raw = new BetterSqlite3(file);
  raw.pragma('journal_mode = WAL');
  raw.pragma('foreign_keys = ON');
  // Processes die here, not the machine.
  raw.pragma('synchronous = OFF');
  countStatements(raw, life);
  const db = sqliteInMemory(raw);
  const phones = telegramPhones(() => clock.now());
  const { send } = phones;
  const channel = Object.assign(phones, {
    send: async (...call: Parameters<typeof send>): ReturnType<typeof send> => (life.dead ? DEAD : send(...call)),
  });
  const app = createApp({ db, content, channels: [channel], env: clock, log: SILENT, zone: ZONE, locale: 'vi' });
  await app.startDelivery();
  return {
    app,
    db,
    phones,
    count: (death) => Object.assign(life, { statements: 0, commits: [], death }),
    get statements() {
      return life.statements;
    },
    get commits() {
      return life.commits;
    },
    get dead() {
      return life.dead;
    },
    close: async () => {
      if (!life.dead) {
        await app.stop();
        await db.close();
        return;
      }
      // The file is let go first, with the transaction open in it; then what is left of the bot comes to rest.
      raw.close();
      await app.stop().catch(() => undefined);
    },
  };
}

const DEAD: SendResult = { outcome: 'unknown', why: 'the process is dead' };
const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
interface Life {
  statements: number;
  commits: number[];
  dead: boolean;
  death: Death | undefined;
}

const RUNNING = ['run', 'get', 'all'] as const;

/** Every statement goes through `prepare` and one of three methods; after death each of them throws. */
function countStatements(raw: BetterSqlite3.Database, life: Life): void {
  const prepare = raw.prepare.bind(raw);
  const pass = <R>(sql: string, run: () => R): R => {
    if (life.dead) throw new Error('the process is dead');
    life.statements += 1;
    if (sql === 'COMMIT') life.commits.push(life.statements);
    const here = life.death?.at === life.statements;
    if (here && life.death?.when === 'before') die(life);
    const result = run();
    if (here) die(life);
    return result;
  };
  const watched = (sql: string) => {
    const statement = prepare(sql);
    for (const method of RUNNING) {
      const original = statement[method].bind(statement) as (...args: unknown[]) => unknown;
      Object.defineProperty(statement, method, { value: (...args: unknown[]) => pass(sql, () => original(...args)) });
    }
    return statement;
  };
  const exec = raw.exec.bind(raw);
  Object.assign(raw, { prepare: watched, exec: (sql: string) => pass(sql, () => exec(sql)) });
}

function die(life: { dead: boolean }): never {
  life.dead = true;
  throw new Error('the process has died');
}
