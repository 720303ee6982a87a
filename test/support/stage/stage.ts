/** The whole bot on a test database, with people who have phones, and a clock that is moved by hand. */

import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { parse } from 'yaml';
import { type App, createApp } from '../../../src/app.ts';
import type { Channel, Metered } from '../../../src/channels/channel.ts';
import type { WebBooks } from '../../../src/channels/web/books.ts';
import type { Content } from '../../../src/content/load.ts';
import { loadContent } from '../../../src/content/load.ts';
import { questionnaire as questionnaireSchema } from '../../../src/content/schema.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { CONSENT_VERSION } from '../../../src/features/people/rules.ts';
import { hashCode } from '../../../src/lib/codes.ts';
import type { AddressId, PersonId } from '../../../src/lib/ids.ts';
import type { Log } from '../../../src/lib/log.ts';
import { plainSeal } from '../../../src/lib/seal.ts';
import { DAY, dayOf, instantOf, type LocalMinute, MINUTE, monthOf } from '../../../src/lib/time.ts';
import { passTime } from '../../../src/runtime/later/pass-time.ts';
import { webBooks } from '../../../src/runtime/web/books.ts';
import { type Kind, openTestDatabase, type TestDatabase } from '../databases.ts';
import { type StageClock, stageClock } from './clock.ts';
import { consolePhones } from './console-phones.ts';
import type { Phones } from './phones.ts';
import { telegramPhones } from './telegram-phones.ts';
import { CAST, writeSubmissions, writeWard } from './ward.ts';
import { webPhones } from './web-phones.ts';
import { zaloPhones } from './zalo-phones.ts';

type Make = (now: () => number, metered?: Metered) => Phones;
const PHONES: Readonly<Record<'telegram' | 'console' | 'web' | 'zalo', Make>> = {
  telegram: telegramPhones,
  console: consolePhones,
  web: webPhones,
  zalo: zaloPhones,
};

export const ZONE = 'Asia/Ho_Chi_Minh';
export const at = (minute: string): number => instantOf(minute.replace(' ', 'T') as LocalMinute, ZONE);

export function questionnaireNamed(name: string) {
  return questionnaireSchema.parse(
    parse(readFileSync(new URL(`questionnaires/${name}.yaml`, import.meta.url), 'utf8')),
  );
}

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

export interface StageOptions {
  /** The platform on which everybody talks. */
  readonly channel?: 'telegram' | 'console' | 'web' | 'zalo';
  /** Another platform on which the same people can talk, with the same ids there. */
  readonly beside?: 'telegram' | 'console' | 'web' | 'zalo';
  /** What the platform counts; nothing without it. */
  readonly metered?: Metered;
  /** Messengers carry questions and buttons only. */
  readonly privateText?: boolean;
  /** Files that a channel does not carry are behind links. */
  readonly handouts?: boolean;
  /** On the page: only who `looks` receives a reminder. Otherwise every page is open. */
  readonly mustLook?: boolean;
  /** The name of a questionnaire beside this file that the round asks instead of the eight questions. */
  readonly questionnaire?: string;
  /** The local minute at which the story begins. */
  readonly begins?: string;
}

export class Stage {
  readonly clock: StageClock;
  readonly phones: Phones;
  readonly beside: Phones | undefined;
  readonly facts: Fact[] = [];
  readonly log: Logged[] = [];
  readonly people = new Map<string, PersonId>();
  readonly #platformIds = new Map<string, string>();
  #database: TestDatabase;
  #app: App | undefined;

  readonly #privateText: boolean;
  readonly #mustLook: boolean;
  readonly #handouts: boolean;

  private constructor(database: TestDatabase, options: StageOptions) {
    const { channel = 'telegram', begins = '2022-03-21 07:30' } = options;
    this.#privateText = options.privateText === true;
    this.#mustLook = options.mustLook === true;
    this.#handouts = options.handouts === true;
    this.#database = database;
    this.clock = stageClock(at(begins));
    const now = (): number => this.clock.now();
    this.phones = PHONES[channel](now, options.metered);
    this.beside = options.beside === undefined ? undefined : PHONES[options.beside](now, options.metered);
  }

  static async open(kind: Kind, options: StageOptions = {}): Promise<Stage> {
    const stage = new Stage(await openTestDatabase(kind), options);
    const shipped = await shippedContent();
    const { questionnaire } = options;
    const asked = questionnaire === undefined ? shipped.questionnaires : [questionnaireNamed(questionnaire)];
    const content = { ...shipped, questionnaires: asked };
    const people = await stage.#database.db.transact((c) => writeWard(c, stage.clock, content));
    for (const [index, [name, id]] of [...people].entries()) {
      stage.people.set(name, id);
      stage.#platformIds.set(name, String(1001 + index));
    }
    await stage.start();
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
    if (platformId.startsWith('-')) return 'the group';
    const index = Number(platformId) % 1000;
    const name = Object.keys(CAST)[index - 1] ?? platformId;
    return platformId === this.#platformIds.get(name) ? name : `${name} (old phone)`;
  }

  newPhone(name: string): void {
    this.#platformIds.set(name, String(Number(this.platformId(name)) + 1000));
  }

  oldPhone(name: string): void {
    this.#platformIds.set(name, String(Number(this.platformId(name)) - 1000));
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
    await this.stop();
    await this.start();
  }

  /** The process ends; nothing happens until it is started again. */
  async stop(): Promise<void> {
    await this.app.stop();
    this.#app = undefined;
    this.#database = await this.#database.reopen();
  }

  async close(): Promise<void> {
    await this.#app?.stop();
    this.#app = undefined;
    await this.#database.close();
  }

  /** These people have linked their phones and agreed, some time ago. */
  async joined(names: readonly string[], phones = this.phones): Promise<void> {
    const channel = phones.name;
    await this.#database.db.transact(async (c) => {
      for (const name of names) {
        const personId = this.#personId(name);
        const when = this.clock.now() - DAY;
        const id = this.clock.newId<AddressId>();
        await c.tx
          .insert(c.t.addresses)
          .values({ id, channel, platformId: this.platformId(name), personId, linkedAt: when, createdAt: when });
        const consent = { personId, decision: 'given' as const, textVersion: CONSENT_VERSION, at: when, channel };
        await c.tx.insert(c.t.consents).values({ id: this.clock.newId(), ...consent });
      }
    });
  }

  /** Looks after the program for the whole ward. */
  async administrator(name: string): Promise<void> {
    const personId = this.#personId(name);
    await this.#database.db.transact(async (c) => {
      const [ward] = await c.tx.select().from(c.t.units).where(eq(c.t.units.code, 'DUPX'));
      if (ward === undefined) throw new Error('there is no ward');
      const role = { role: 'admin' as const, validFrom: dayOf(0, ZONE) };
      await c.tx.insert(c.t.roles).values({ id: this.clock.newId(), personId, unitId: ward.id, ...role });
    });
  }

  /** So many messages have been counted before the story begins. */
  async sentAlready(sent: number): Promise<void> {
    const month = monthOf(dayOf(this.clock.now(), ZONE));
    await this.#database.db.transact((c) => c.tx.insert(c.t.sentMonths).values({ channel: 'zalo', month, sent }));
  }

  /** These people have submitted, some time ago; one who has joined could have done it. */
  async submitted(names: readonly string[]): Promise<void> {
    const ids = names.map((name) => this.#personId(name));
    await this.#database.db.transact((c) => writeSubmissions(c, this.clock, ids));
  }

  async code(code: string, name: string): Promise<void> {
    const personId = this.#personId(name);
    const now = this.clock.now();
    await this.#database.db.transact((c) =>
      c.tx.insert(c.t.invites).values({
        id: this.clock.newId(),
        personId,
        codeHash: hashCode(code),
        createdAt: now,
        expiresAt: now + 14 * DAY,
      }),
    );
  }

  /** A moment passes before somebody does the next thing; the platform's clock counts whole seconds. */
  wait(ms: number = MINUTE): void {
    this.clock.set(this.clock.now() + ms);
  }

  get db() {
    return this.#database.db;
  }

  #personId(name: string): PersonId {
    const id = this.people.get(name);
    if (id === undefined) throw new Error(`nobody is called ${name}`);
    return id;
  }

  async start(): Promise<void> {
    this.#app = createApp({
      db: this.#database.db,
      content: await shippedContent(),
      channels: [
        this.#mustLook ? this.#keepingWhatWaits() : this.phones,
        ...(this.beside === undefined ? [] : [this.beside]),
      ],
      ...(this.#privateText ? { privateText: { publicUrl: 'https://tusoi.example.vn' } } : {}),
      ...(this.#handouts ? { handouts: { publicUrl: 'https://tusoi.example.vn/' } } : {}),
      env: this.clock,
      log: this.#listening(),
      zone: ZONE,
      locale: 'vi',
      heard: (fact) => void this.facts.push(fact),
    });
    await this.#app.startDelivery();
  }

  /** Somebody looks at their page, and at all that waits there. */
  async looks(name: string): Promise<void> {
    const [books, chat] = [this.#books(), this.platformId(name)];
    await books.received(chat, (await books.lastNumbers([chat])).get(chat) ?? 0);
  }

  #books(): WebBooks {
    return webBooks({ db: this.#database.db, env: this.clock, seal: plainSeal, zone: ZONE, locale: 'vi' });
  }

  /** The page's own books know what nobody has looked at yet; all else of them is beside the point here. */
  #keepingWhatWaits(): Channel {
    const { phones } = this;
    return {
      ...phones,
      send: async (chat, call, row) => {
        const result = await phones.send(chat, call, row);
        if (row.proactive && result.outcome === 'sent')
          await this.#books().append({ chat, key: row.id, body: { kind: 'said' }, awaited: true });
        return result;
      },
    };
  }

  #listening(): Log {
    const keep =
      (level: string) =>
      (event: string, fields: object = {}): void =>
        void this.log.push({ level, event, fields });
    return { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
  }
}
