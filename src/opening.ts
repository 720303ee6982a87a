/** What the bot, the demonstration and the commands open first: content and database, or the reasons why they cannot. */
import type { Config } from './config.ts';
import { type Content, loadContent } from './content/load.ts';
import type { Database } from './db/database.ts';
import { openDatabase } from './db/open.ts';
import { describeError } from './lib/describe-error.ts';
import type { Log } from './lib/log.ts';

/** Something an operator has to mend; printed without a stack trace. */
export class Refusal extends Error {
  readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[] = [], options: ErrorOptions = {}) {
    super(message, options);
    this.problems = problems;
  }
}

export async function openContent(config: Config): Promise<Content> {
  const loaded = await (config.CONTENT_DIR === undefined ? loadContent() : loadContent(config.CONTENT_DIR));
  if (!loaded.ok) throw new Refusal('The content cannot be used:', loaded.problems);
  return loaded.content;
}

/** Opens the database and brings its schema up to date. */
export async function openMigrated(config: Config, log: Log): Promise<Database> {
  return openWith(config, log, (db) => db.migrate());
}

/** Opens the database as it is, to look at it. */
export async function openAsItIs(config: Config, log: Log): Promise<Database> {
  return openWith(config, log, async (db) => void (await db.migrations()));
}

async function openWith(config: Config, log: Log, prepare: (db: Database) => Promise<void>): Promise<Database> {
  let db: Database | undefined;
  try {
    db = await openDatabase(config.DATABASE_URL, (error) =>
      log.warn('database.connection-lost', { error: describeError(error) }),
    );
    await prepare(db);
    return db;
  } catch (error) {
    await db?.close();
    // biome-ignore lint/style/useErrorCause: the cause is there; the second argument is what the operator is told
    throw new Refusal('The database cannot be opened:', [describeError(error)], { cause: error });
  }
}
