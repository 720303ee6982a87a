/** The process dies at each statement of a turn in turn, and the platform delivers the event again: the books agree. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Content, loadContent } from '../../src/content/load.ts';
import type { Connection, Database } from '../../src/db/database.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import type { InboundEvent } from '../../src/engine/input.ts';
import { CONSENT_VERSION } from '../../src/features/people/rules.ts';
import { hashCode } from '../../src/features/people/store.ts';
import type { AddressId, PersonId } from '../../src/lib/ids.ts';
import { DAY, MINUTE } from '../../src/lib/time.ts';
import { type StageClock, stageClock } from '../support/stage/clock.ts';
import type { Arrived } from '../support/stage/phones.ts';
import { at } from '../support/stage/stage.ts';
import { writeWard } from '../support/stage/ward.ts';
import { type Death, type Mortal, openMortal } from './support/mortal.ts';

const BEGINS = at('2022-03-21 07:30');
const MINH = '1003';
const STRANGER = '2003';

let folder: string;
let content: Content;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tusoi-statements-'));
  const loaded = await loadContent();
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  content = loaded.content;
});
afterAll(() => rmSync(folder, { recursive: true }));

type Act = (bot: Mortal, clock: StageClock) => InboundEvent;
const says =
  (text: string, who = MINH): Act =>
  ({ phones }, clock) =>
    phones.says(who, text, clock.now());
const taps =
  (label: string): Act =>
  ({ phones }, clock) =>
    phones.taps(MINH, label, clock.now());

const ANSWERS = Array.from({ length: 8 }, (_, n) => says(`Câu trả lời ${n + 1}.`));

const TURNS: readonly (readonly [string, readonly Act[], Act])[] = [
  ['the first question is asked', [], says('/soi')],
  ['an answer is given', [says('/soi'), says('Một.')], says('Hai.')],
  ['a question is skipped', [says('/soi')], taps('Bỏ qua')],
  ['the dialog is left', [says('/soi'), says('Một.')], taps('Để sau')],
  ['the last answer is given', [says('/soi'), ...ANSWERS.slice(0, 7)], says('Câu cuối.')],
  ['the submission is handed in', [says('/soi'), ...ANSWERS], taps('Nộp')],
  ['a new revision is begun', [says('/soi'), ...ANSWERS, taps('Nộp')], says('/suabai')],
  ['a code is handed in on a new phone', [says('/soi'), says('Một.')], says('ABCD2345', STRANGER)],
];

describe.each(TURNS)('when %s', (_, before, act) => {
  it('a death at any statement changes nothing in the books, and at most doubles the message in the air', {
    timeout: 120_000,
  }, async () => {
    const story = await tell(before, act);
    const whole = await live(story, undefined);
    expect(whole.statements).toBeGreaterThan(8);
    // What happens outside the database happens between two statements, and after a commit.
    const deaths: Death[] = [
      ...Array.from({ length: whole.statements }, (_, n) => ({ at: n + 1, when: 'before' as const })),
      ...whole.commits.map((n) => ({ at: n, when: 'after' as const })),
    ];
    for (const death of deaths) {
      const one = await live(story, death);
      const when = `died ${death.when} statement ${death.at} of ${whole.statements}`;
      // Marks are grouped by time, so one life may need a statement or two less than another.
      if (!one.died) expect(death.at, 'a life that ended by itself').toBeGreaterThan(whole.statements - 4);
      expect(one.books, when).toEqual(whole.books);
      for (const chat of [MINH, STRANGER]) {
        const [heard, wanted] = [heardBy(chat, one.heard), heardBy(chat, whole.heard)];
        expect(once(heard), when).toEqual(wanted);
        expect(heard.length, when).toBeLessThanOrEqual(wanted.length + 1);
      }
    }
  });
});

let files = 0;
function fresh(): string {
  files += 1;
  return join(folder, `${files}.db`);
}

interface Story {
  readonly file: string;
  readonly event: InboundEvent;
  readonly now: number;
}

/** Plays what came before, keeps the database as it then was, and the event that is to come. */
async function tell(before: readonly Act[], act: Act): Promise<Story> {
  const file = fresh();
  const clock = stageClock(BEGINS);
  const db = await openSqlite({ file });
  await write(db, clock);
  await db.close();
  const bot = await openMortal(file, clock, content);
  for (const one of before) {
    clock.set(clock.now() + MINUTE);
    await bot.app.onEvents([one(bot, clock)]);
    await bot.app.settle();
  }
  clock.set(clock.now() + MINUTE);
  const event = act(bot, clock);
  await bot.close();
  return { file, event, now: clock.now() };
}

/** One life that may end early, and the next one, to which the event is delivered again. */
async function live({ file, event, now }: Story, death: Death | undefined) {
  const mine = fresh();
  copyFileSync(file, mine);
  const clock = stageClock(now);
  const first = await openMortal(mine, clock, content);
  first.count(death);
  await first.app.onEvents([event]).catch(() => undefined);
  if (!first.dead) await Promise.race([first.app.settle().catch(() => undefined), dying(first)]);
  const { statements, commits } = first;
  const died = first.dead;
  await first.close();
  clock.set(now + MINUTE / 2);
  const second = await openMortal(mine, clock, content);
  await second.app.onEvents([event]);
  await second.app.settle();
  const books = await second.db.read(readBooks);
  await second.close();
  return { statements, commits, died, books, heard: [...first.phones.take(), ...second.phones.take()] };
}

async function dying(bot: Mortal): Promise<void> {
  while (!bot.dead) await new Promise<void>((resolve) => setImmediate(resolve));
}

function heardBy(chat: string, heard: readonly Arrived[]): readonly string[] {
  return heard.filter(({ platformId }) => platformId === chat).map(({ text }) => text);
}

/** Without what came once more right after itself. */
function once(heard: readonly string[]): readonly string[] {
  return heard.filter((text, n) => heard[n - 1] !== text);
}

async function write(db: Database, clock: StageClock): Promise<void> {
  await db.migrate();
  await db.transact(async (c) => {
    const people = await writeWard(c, clock, content);
    const minh = people.get('Minh') ?? ('' as PersonId);
    const when = clock.now() - DAY;
    const where = { channel: 'telegram', platformId: MINH, personId: minh, linkedAt: when, createdAt: when };
    await c.tx.insert(c.t.addresses).values({ id: clock.newId<AddressId>(), ...where });
    const consent = {
      personId: minh,
      decision: 'given' as const,
      textVersion: CONSENT_VERSION,
      at: when,
      channel: 'telegram',
    };
    await c.tx.insert(c.t.consents).values({ id: clock.newId(), ...consent });
    const invite = { personId: minh, codeHash: hashCode('ABCD2345'), createdAt: when, expiresAt: when + 14 * DAY };
    await c.tx.insert(c.t.invites).values({ id: clock.newId(), ...invite });
  });
}

/** Everything in the books but ids, instants and how often something was tried. */
async function readBooks({ tx, t }: Connection) {
  const conversations = await tx.select().from(t.conversations);
  return {
    answers: (await tx.select().from(t.answers))
      .map(({ questionId, part, state, text, messageId }) => [questionId, part, state, text, messageId].join(' '))
      .toSorted(),
    revisions: (await tx.select().from(t.revisions)).map(({ number, state }) => `${number} ${state}`).toSorted(),
    submissions: (await tx.select().from(t.submissions)).map(({ state }) => state),
    inbox: (await tx.select().from(t.inbox)).map(({ key, state, error }) => [key, state, error]).toSorted(),
    outbox: (await tx.select().from(t.outbox)).map(({ platformId, lane, kind, state, call, owner }) => [
      platformId,
      lane,
      kind,
      state,
      call,
      owner,
    ]),
    prompts: (await tx.select().from(t.prompts)).map(({ flow, step, answer }) => [flow, step, answer]),
    conversations: conversations.map(({ state }) =>
      JSON.stringify(state).replaceAll(/"[0-9a-f]{8}-[0-9a-f-]{27}"|\d{13}/g, '·'),
    ),
    audit: (await tx.select().from(t.audit)).map(({ action }) => action),
    addresses: (await tx.select().from(t.addresses))
      .map(({ platformId, personId, gone }) => [platformId, personId === null, gone])
      .toSorted(),
    invites: (await tx.select().from(t.invites)).map(({ closedWhy }) => closedWhy),
    schedules: (await tx.select().from(t.schedules)).map(({ key }) => key).toSorted(),
  };
}
