/** What both databases share: a pinned connection lent to a callback, transactions around it, savepoints inside it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, Database, Tx } from './database.ts';
import type { Tables } from './schema.ts';

/** One physical connection as a driver adapter offers it. */
export interface Link {
  readonly tx: Tx;
  readonly t: Tables;
  /** Prepared statements of this connection by name; they live as long as it does. */
  readonly statements: Map<string, unknown>;
  /** What the driver makes of a statement that drizzle has prepared; once for each. */
  readonly finish?: (statement: unknown) => unknown;
  begin(): Promise<void>;
  commit(): Promise<void>;
  /** False when the database has ended the transaction by itself: what is written now would stand alone. */
  inTransaction(): boolean;
  /** Leaves no transaction open, or sees to it that the connection is not used again. Does not throw. */
  rollback(): Promise<void>;
  /** Runs SQL without parameters or rows, such as SAVEPOINT. */
  exec(sql: string): Promise<void>;
}

/** What a driver adapter provides; the rest of `Database` follows from it. */
export interface Adapter extends Omit<Database, 'transact' | 'read'> {
  /** Gives `run` a connection to itself ('transact') or one that sees committed rows only ('read'). */
  withLink<R>(purpose: Purpose, run: (link: Link) => Promise<R>): Promise<R>;
}

export type Purpose = 'transact' | 'read';

/** The connection was lost while COMMIT was under way: it may or may not have happened, so it is not tried again here. */
export class CommitInDoubt extends Error {
  override readonly name = 'CommitInDoubt';
}

const ATTEMPTS = 5;
/** By a full disk, for example, or a lost connection. */
const BROKEN = 'was used after the database had ended its transaction';

/**
 * `guarded`: a transaction or read begun inside another one is refused at once. It costs a tenth of the time of everything,
 * because Node (before 24) then follows every promise; so tests run with it, and the bot on SQLite without.
 */
export function databaseOf(adapter: Adapter, { guarded = true }: { readonly guarded?: boolean } = {}): Database {
  const alone = guarded ? refuseNesting() : unguarded;
  return {
    dialect: adapter.dialect,
    isTransient: adapter.isTransient,
    own: adapter.own,
    migrations: adapter.migrations,
    migrate: adapter.migrate,
    close: adapter.close,
    transact: (work) =>
      alone('transact', async () => {
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await adapter.withLink('transact', (link) => inTransaction(link, work));
          } catch (error) {
            if (attempt === ATTEMPTS || error instanceof CommitInDoubt || !adapter.isTransient(error)) throw error;
            await sleep(5 * 2 ** attempt);
          }
        }
      }),
    read: (work) => alone('read', () => adapter.withLink('read', (link) => lend(link, 'read', work))),
  };
}

async function inTransaction<R>(link: Link, work: (c: Connection) => Promise<R>): Promise<R> {
  await link.begin();
  try {
    const result = await lend(link, 'transact', work);
    await link.commit();
    return result;
  } catch (error) {
    await link.rollback();
    throw error;
  }
}

async function lend<R>(link: Link, purpose: Purpose, work: (c: Connection) => Promise<R>): Promise<R> {
  const lease = new Lease(link, purpose);
  try {
    const result = await work(lease);
    lease.assertWhole();
    return result;
  } finally {
    lease.end();
  }
}

/** A connection for the time of one callback: used later, it would write outside any transaction or into another one's. */
class Lease implements Connection {
  readonly #link: Link;
  readonly #purpose: Purpose;
  readonly #tx: Tx;
  #depth = 0;
  #over: string | undefined;

  constructor(link: Link, purpose: Purpose) {
    this.#link = link;
    this.#purpose = purpose;
    this.#tx = guarded(link.tx, (method) => {
      this.#check();
      if (purpose === 'read' && WRITING.has(method))
        throw new Error(`${method}() inside read(): write inside transact()`);
    });
  }

  get tx(): Tx {
    this.#check();
    return this.#tx;
  }

  get t(): Tables {
    this.#check();
    return this.#link.t;
  }

  prepared<P>(name: string, build: (tx: Tx, t: Tables) => P): P {
    this.#check();
    const { statements, t, finish } = this.#link;
    const known = statements.get(name);
    // The map is untyped because every statement has its own type; a name stands for one `build` in the whole program.
    if (known !== undefined) return known as P;
    const built = build(this.#tx, t);
    const statement = finish === undefined ? built : (finish(built) as P);
    statements.set(name, statement);
    return statement;
  }

  async savepoint<R>(work: () => Promise<R>): Promise<R> {
    this.#check();
    this.#depth += 1;
    const depth = this.#depth;
    const name = `s${depth}`;
    await this.#link.exec(`SAVEPOINT ${name}`);
    try {
      const result = await work();
      this.#check();
      this.#close(depth);
      await this.#link.exec(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      await this.#undo(name, depth);
      throw error;
    }
  }

  /** Throws where an undone savepoint took more with it than itself, even if the callback swallowed that failure. */
  assertWhole(): void {
    this.#check();
  }

  end(): void {
    this.#over ??= 'was used after its callback had settled';
  }

  async #undo(name: string, depth: number): Promise<void> {
    try {
      if (this.#over === undefined) this.#close(depth);
      await this.#link.exec(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`);
    } catch {
      this.#over ??= BROKEN;
    }
  }

  #close(depth: number): void {
    if (this.#depth === depth) {
      this.#depth -= 1;
      return;
    }
    this.#over = 'had overlapping savepoints: await one before the next is begun';
    this.#check();
  }

  #check(): void {
    if (this.#over === undefined && this.#purpose === 'transact' && !this.#link.inTransaction()) this.#over = BROKEN;
    if (this.#over !== undefined) throw new Error(`a database connection ${this.#over}`);
  }
}

const WRITING: ReadonlySet<string> = new Set(['insert', 'update', 'delete']);

/** The same builder, asking `check` first, so that a `tx` put into a variable is guarded as well. */
function guarded(tx: Tx, check: (method: string) => void): Tx {
  const through = <K extends keyof Tx>(method: K): Tx[K] => {
    const call = (...args: readonly unknown[]) => {
      check(method);
      return Reflect.apply(tx[method], tx, args);
    };
    // The overloads of the original hold: the arguments are passed on as they came.
    return call as Tx[K];
  };
  return {
    select: through('select'),
    selectDistinct: through('selectDistinct'),
    insert: through('insert'),
    update: through('update'),
    delete: through('delete'),
    $count: through('$count'),
  };
}

/** A transaction or read that is running, with those of other databases that it was begun in. */
interface Running {
  readonly of: symbol;
  readonly purpose: Purpose;
  readonly outer: Running | undefined;
  live: boolean;
}

/** One for all databases: Node carries every storage that was ever used through every promise (tests open thousands). */
const running = new AsyncLocalStorage<Running | undefined>();

function innermost(from: Running | undefined, which: (one: Running) => boolean): Running | undefined {
  for (let one = from; one !== undefined; one = one.outer) if (one.live && which(one)) return one;
  return undefined;
}

/** A transaction or read begun inside another one of the same database would wait for itself for ever. */
function refuseNesting() {
  const of = Symbol('database');
  return <R>(purpose: Purpose, run: () => Promise<R>): Promise<R> => {
    const around = running.getStore();
    const outer = innermost(around, (one) => one.of === of);
    if (outer !== undefined) {
      return Promise.reject(new Error(`${purpose}() inside ${outer.purpose}(): use the connection it was given`));
    }
    // What has ended is left out, so that work which begets work does not drag a chain behind it.
    const mark: Running = { of, purpose, outer: innermost(around, () => true), live: true };
    return running.run(mark, async () => {
      try {
        return await run();
      } finally {
        mark.live = false;
      }
    });
  };
}

const unguarded = <R>(_purpose: Purpose, run: () => Promise<R>): Promise<R> => run();

/**
 * One at a time, in the order of asking. Whoever has waited longer than `patienceMs` is refused: no work takes so long, so
 * it was most likely asked for from inside of the work that it waits for.
 */
export function mutex(patienceMs?: number): <R>(run: () => Promise<R>) => Promise<R> {
  let tail: Promise<unknown> = Promise.resolve();
  return (run) => {
    const before = tail;
    const result = (patienceMs === undefined ? before : inTime(before, patienceMs)).then(run);
    const settled = result.catch(() => undefined);
    tail = before.then(() => settled);
    return result;
  };
}

function inTime(turn: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = () =>
      reject(new Error(`waited ${ms} ms for the database: was it asked for inside of a transaction?`));
    const timer = setTimeout(refuse, ms);
    void turn.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
