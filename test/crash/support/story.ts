/** A conversation up to a moment, kept as a database file, and the event that comes next. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Content, loadContent } from '../../../src/content/load.ts';
import type { Database } from '../../../src/db/database.ts';
import { openSqlite } from '../../../src/db/sqlite.ts';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { CONSENT_VERSION } from '../../../src/features/people/rules.ts';
import { hashCode } from '../../../src/lib/codes.ts';
import type { AddressId, PersonId } from '../../../src/lib/ids.ts';
import { DAY, MINUTE } from '../../../src/lib/time.ts';
import { type StageClock, stageClock } from '../../support/stage/clock.ts';
import { at } from '../../support/stage/stage.ts';
import { writeWard } from '../../support/stage/ward.ts';
import { type Mortal, openMortal } from './mortal.ts';

const BEGINS = at('2022-03-21 07:30');
/** Minh's phone, and one of his that is not linked yet; its joining code is ABCD2345, its code for linking EFGH2345. */
export const MINH = '1003';
export const STRANGER = '2003';

export type Act = (bot: Mortal, clock: StageClock) => InboundEvent;
export const says =
  (text: string, who = MINH): Act =>
  ({ phones }, clock) =>
    phones.says(who, text, clock.now());
export const taps =
  (label: string): Act =>
  ({ phones }, clock) =>
    phones.taps(MINH, label, clock.now());

export interface Story {
  readonly file: string;
  readonly event: InboundEvent;
  readonly now: number;
  /** What is done a minute later. */
  next(act: Act): InboundEvent;
}

/** A folder of stories. */
export class Library {
  readonly content: Content;
  readonly #folder = mkdtempSync(join(tmpdir(), 'tusoi-stories-'));
  #files = 0;

  private constructor(content: Content) {
    this.content = content;
  }

  static async open(): Promise<Library> {
    const loaded = await loadContent();
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    return new Library(loaded.content);
  }

  file(): string {
    this.#files += 1;
    return join(this.#folder, `${this.#files}.db`);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Plays what came before, keeps the database as it then was, and the event that is to come. */
export async function tell(library: Library, before: readonly Act[], act: Act): Promise<Story> {
  const { content } = library;
  const file = library.file();
  const clock = stageClock(BEGINS);
  const db = await openSqlite({ file });
  await write(db, clock, content);
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
  const now = clock.now();
  clock.set(now + MINUTE);
  return { file, event, now, next: (another) => another(bot, clock) };
}

async function write(db: Database, clock: StageClock, content: Content): Promise<void> {
  await db.migrate();
  await db.transact(async (c) => {
    const people = await writeWard(c, clock, content);
    const minh = people.get('Minh') ?? ('' as PersonId);
    const when = clock.now() - DAY;
    const addressId = clock.newId<AddressId>();
    const where = { channel: 'telegram', platformId: MINH, personId: minh, linkedAt: when, createdAt: when };
    await c.tx.insert(c.t.addresses).values({ id: addressId, ...where });
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
    const linking = { personId: minh, addressId, createdAt: when, expiresAt: when + 14 * DAY };
    await c.tx.insert(c.t.linkCodes).values({ codeHash: hashCode('EFGH2345'), ...linking });
  });
}
