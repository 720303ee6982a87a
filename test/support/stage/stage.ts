/** The whole bot on a test database, with people who have phones, and a clock that is moved by hand. */
import { type App, createApp } from '../../../src/app.ts';
import type { Content } from '../../../src/content/load.ts';
import { loadContent } from '../../../src/content/load.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { CONSENT_VERSION } from '../../../src/features/people/rules.ts';
import { hashCode } from '../../../src/features/people/store.ts';
import type { AddressId, PersonId } from '../../../src/lib/ids.ts';
import type { Log } from '../../../src/lib/log.ts';
import { DAY, instantOf, type LocalMinute, MINUTE } from '../../../src/lib/time.ts';
import { passTime } from '../../../src/runtime/later/pass-time.ts';
import { type Kind, openTestDatabase, type TestDatabase } from '../databases.ts';
import { type StageClock, stageClock } from './clock.ts';
import { type Phones, telegramPhones } from './phones.ts';
import { CAST, writeWard } from './ward.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';
export const at = (minute: string): number => instantOf(minute.replace(' ', 'T') as LocalMinute, ZONE);

let content: Content | undefined;
async function shippedContent(): Promise<Content> {
  if (content === undefined) {
    const loaded = await loadContent();
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    content = loaded.content;
  }
  return content;
}

export interface Logged {
  readonly level: string;
  readonly event: string;
  readonly fields: object;
}

export class Stage {
  readonly clock: StageClock = stageClock(at('2022-03-21 07:30'));
  readonly phones: Phones = telegramPhones();
  readonly facts: Fact[] = [];
  readonly log: Logged[] = [];
  readonly people = new Map<string, PersonId>();
  readonly #platformIds = new Map<string, string>();
  #database: TestDatabase;
  #app: App | undefined;

  private constructor(database: TestDatabase) {
    this.#database = database;
  }

  static async open(kind: Kind): Promise<Stage> {
    const stage = new Stage(await openTestDatabase(kind));
    const shipped = await shippedContent();
    const people = await stage.#database.db.transact((c) => writeWard(c, stage.clock, shipped));
    for (const [index, [name, id]] of [...people].entries()) {
      stage.people.set(name, id);
      stage.#platformIds.set(name, String(1001 + index));
    }
    await stage.#begin();
    return stage;
  }

  get app(): App {
    if (this.#app === undefined) throw new Error('the stage is closed');
    return this.#app;
  }

  platformId(name: string): string {
    const id = this.#platformIds.get(name);
    if (id === undefined) throw new Error(`nobody is called ${name}; there are ${Object.keys(CAST).join(', ')}`);
    return id;
  }

  nameAt(platformId: string): string {
    const index = Number(platformId) % 1000;
    const name = Object.keys(CAST)[index - 1] ?? platformId;
    return platformId === this.#platformIds.get(name) || platformId.startsWith('-') ? name : `${name} (old phone)`;
  }

  newPhone(name: string): void {
    this.#platformIds.set(name, String(Number(this.platformId(name)) + 1000));
  }

  async act(events: readonly InboundEvent[]): Promise<void> {
    await this.app.onEvents(events);
    await this.app.settle();
  }

  async passTo(instant: number): Promise<void> {
    await passTime(this.app, instant, (to) => this.clock.set(Math.max(to, this.clock.now())));
  }

  /** Ends the process between two lines: everything in memory is gone. */
  async restart(): Promise<void> {
    await this.app.stop();
    this.#database = await this.#database.reopen();
    await this.#begin();
  }

  async close(): Promise<void> {
    await this.#app?.stop();
    this.#app = undefined;
    await this.#database.close();
  }

  /** These people have linked their phones and agreed, some time ago. */
  async joined(names: readonly string[]): Promise<void> {
    await this.#database.db.transact(async (c) => {
      for (const name of names) {
        const personId = this.people.get(name);
        if (personId === undefined) throw new Error(`nobody is called ${name}`);
        const when = this.clock.now() - DAY;
        const id = this.clock.newId<AddressId>();
        await c.tx.insert(c.t.addresses).values({ id, channel: 'telegram', platformId: this.platformId(name), personId, linkedAt: when, createdAt: when });
        const consent = { personId, decision: 'given' as const, textVersion: CONSENT_VERSION, at: when, channel: 'telegram' };
        await c.tx.insert(c.t.consents).values({ id: this.clock.newId(), ...consent });
      }
    });
  }

  async code(code: string, name: string): Promise<void> {
    const personId = this.people.get(name);
    if (personId === undefined) throw new Error(`nobody is called ${name}`);
    const now = this.clock.now();
    await this.#database.db.transact((c) =>
      c.tx.insert(c.t.invites).values({ id: this.clock.newId(), personId, codeHash: hashCode(code), createdAt: now, expiresAt: now + 14 * DAY }),
    );
  }

  /** A moment passes before somebody does the next thing; the platform's clock counts whole seconds. */
  wait(ms: number = MINUTE): void {
    this.clock.set(this.clock.now() + ms);
  }

  get db() {
    return this.#database.db;
  }

  async #begin(): Promise<void> {
    this.#app = createApp({
      db: this.#database.db,
      content: await shippedContent(),
      channels: [this.phones],
      env: this.clock,
      log: this.#listening(),
      zone: ZONE,
      locale: 'vi',
      heard: (fact) => void this.facts.push(fact),
    });
    await this.#app.startDelivery();
  }

  #listening(): Log {
    const keep =
      (level: string) =>
      (event: string, fields: object = {}): void =>
        void this.log.push({ level, event, fields });
    return { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
  }
}
