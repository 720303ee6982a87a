/** The whole bot on Telegram's double: everything real but the platform, and a clock that runs fast. */
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { type App, type AppOptions, createApp } from '../../../src/app.ts';
import type { Channel } from '../../../src/channels/channel.ts';
import { type TelegramOptions, telegramChannel } from '../../../src/channels/telegram/channel.ts';
import { loadContent } from '../../../src/content/load.ts';
import type { Database } from '../../../src/db/database.ts';
import { CONSENT_VERSION } from '../../../src/features/people/rules.ts';
import type { Env } from '../../../src/lib/env.ts';
import type { AddressId, PersonId } from '../../../src/lib/ids.ts';
import type { Log } from '../../../src/lib/log.ts';
import { DAY } from '../../../src/lib/time.ts';
import { systemEnv } from '../../../src/system-env.ts';
import { type Kind, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import type { Person } from '../../support/fake-telegram/people/person.ts';
import { type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram/server.ts';
import { at, questionnaireNamed, ZONE } from '../../support/stage/stage.ts';
import { CAST, writeWard } from '../../support/stage/ward.ts';

/** So many seconds of the bot and of the platform pass in one: what waits a minute is over in a little more than one. */
const SPEED = 50;
const BEGINS = '2022-03-21 09:00';
const FIRST_CHAT = 1001;

export interface TownOptions {
  readonly kind?: Kind;
  /** Puts something between the bot and its database. */
  readonly through?: (db: Database) => Database;
  readonly telegram?: Partial<TelegramOptions>;
  /** A further channel beside Telegram. */
  readonly beside?: (around: { readonly db: Database; readonly env: Env; readonly log: Log }) => Channel;
  readonly privateText?: AppOptions['privateText'];
  /** The name of a questionnaire of the transcripts that the round asks instead of the eight questions. */
  readonly questionnaire?: string;
}

export interface Town {
  readonly fake: FakeTelegram;
  readonly app: App;
  readonly db: Database;
  /** Everything logged, as text. */
  readonly log: string[];
  readonly channel: ReturnType<typeof telegramChannel>;
  /** By the name in the cast of transcripts. */
  phone(name: string): Person;
  personId(name: string): PersonId;
  /** The answers that are kept for somebody: words by question, parts joined by a line break. */
  answers(name: string): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

/** Opens a ward in which everybody has joined; the bot does not run before `app.start()`. */
export async function openTown(options: TownOptions = {}): Promise<Town> {
  const env = fastClock();
  const fake = await startFakeTelegram({ secondMs: 1000 / SPEED, now: env.now, pollingPenalty: false, waitMs: 20_000 });
  const base = await openTestDatabase(options.kind ?? 'sqlite');
  const loaded = await loadContent();
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const asked =
    options.questionnaire === undefined ? {} : { questionnaires: [questionnaireNamed(options.questionnaire)] };
  const people = await base.db.transact((c) => writeWard(c, env, { ...loaded.content, ...asked }));
  await everybodyJoins(base, env, [...people.values()]);
  const log: string[] = [];
  const db = options.through?.(base.db) ?? base.db;
  const channel = telegramChannel({
    token: fake.token,
    apiRoot: fake.apiRoot,
    mode: { kind: 'polling' },
    log: writingTo(log),
    wall: env.wall,
    random: env.random,
    wait: (ms, signal) => quickly(ms / SPEED, signal),
    pollSeconds: 1,
    sendMs: 400,
    graceMs: 400,
    ...options.telegram,
  });
  const beside = options.beside?.({ db, env, log: writingTo(log) });
  const app = createApp({
    ...(options.privateText === undefined ? {} : { privateText: options.privateText }),
    db,
    content: loaded.content,
    channels: beside === undefined ? [channel] : [channel, beside],
    env,
    log: writingTo(log),
    zone: ZONE,
    locale: 'vi',
  });
  const names = Object.keys(CAST);
  return {
    fake,
    app,
    db: base.db,
    log,
    channel,
    phone: (name) => fake.person(FIRST_CHAT + names.indexOf(name)),
    personId: (name) => people.get(name) ?? missing(name),
    answers: (name) => answersOf(base.db, people.get(name) ?? missing(name)),
    close: async () => {
      await app.stop();
      await fake.close();
      await base.close();
    },
  };
}

function missing(name: string): never {
  throw new Error(`nobody is called ${name}`);
}

/** Begins in the round of the ward, on a morning, whenever the tests run. */
function fastClock(): Env {
  const system = systemEnv();
  const [origin, begins] = [performance.now(), at(BEGINS)];
  const now = (): number => Math.floor(begins + (performance.now() - origin) * SPEED);
  return { ...system, now, wall: now };
}

function quickly(ms: number, signal: AbortSignal): Promise<void> {
  return setTimeout(ms, undefined, { signal }).catch(() => undefined);
}

async function everybodyJoins({ db }: TestDatabase, env: Env, people: readonly PersonId[]): Promise<void> {
  const when = env.now() - DAY;
  await db.transact(async (c) => {
    for (const [n, personId] of people.entries()) {
      const where = {
        channel: 'telegram',
        platformId: String(FIRST_CHAT + n),
        personId,
        linkedAt: when,
        createdAt: when,
      };
      await c.tx.insert(c.t.addresses).values({ id: env.newId<AddressId>(), ...where });
      const consent = {
        personId,
        decision: 'given' as const,
        textVersion: CONSENT_VERSION,
        at: when,
        channel: 'telegram',
      };
      await c.tx.insert(c.t.consents).values({ id: env.newId(), ...consent });
    }
  });
}

function writingTo(lines: string[]): Log {
  const at =
    (level: string) =>
    (event: string, fields: object = {}): void =>
      void lines.push(`${level} ${event} ${JSON.stringify(fields)}`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

async function answersOf(db: Database, personId: PersonId): Promise<ReadonlyMap<string, string>> {
  const rows = await db.read((c) => c.tx.select().from(c.t.answers).orderBy(c.t.answers.part));
  const revisions = await db.read((c) => c.tx.select().from(c.t.revisions));
  const submissions = await db.read((c) => c.tx.select().from(c.t.submissions));
  const own = new Set(submissions.filter((one) => one.personId === personId).map(({ id }) => id));
  const latest = revisions.filter((one) => own.has(one.submissionId)).toSorted((a, b) => b.number - a.number)[0];
  const found = new Map<string, string>();
  for (const row of rows.filter((one) => one.revisionId === latest?.id)) {
    const key = row.state === 'given' ? row.questionId : `${row.questionId} (${row.state})`;
    found.set(key, found.has(key) ? `${found.get(key)}\n${row.text}` : (row.text ?? ''));
  }
  return found;
}

/** The token is in no log line and in nothing that the database keeps about what went wrong. */
export async function expectNoSecret({ db, fake, log }: Town): Promise<void> {
  const kept = await db.read(async (c) => [
    await c.tx.select({ text: c.t.outbox.lastError }).from(c.t.outbox),
    await c.tx.select({ text: c.t.inbox.error }).from(c.t.inbox),
    await c.tx.select({ text: c.t.addresses.gone }).from(c.t.addresses),
  ]);
  const secret = fake.token.split(':')[1] ?? fake.token;
  const found = [...log, ...kept.flat().map(({ text }) => text ?? '')].filter((text) => text.includes(secret));
  expect(found).toEqual([]);
}
