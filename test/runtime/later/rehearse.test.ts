/** The rehearsal against what then really happens. */
import { v7 } from 'uuid';
import { expect, it } from 'vitest';
import { type App, createApp } from '../../../src/app.ts';
import { consoleChannel } from '../../../src/channels/console/channel.ts';
import { loadContent } from '../../../src/content/load.ts';
import type { Connection, Database } from '../../../src/db/database.ts';
import { type DemoEnv, demoEnv } from '../../../src/demo/env.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { DAY, instantOf, type LocalMinute } from '../../../src/lib/time.ts';
import { passTime } from '../../../src/runtime/later/pass-time.ts';
import { rehearse } from '../../../src/runtime/later/rehearse.ts';
import { eachDatabase } from '../../support/databases.ts';
import { demonstration } from '../../support/filled-with-demonstration.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const at = (minute: string): number => instantOf(minute as LocalMinute, ZONE);
const real = {
  wall: () => Date.now(),
  newId: <T extends string>() => v7() as T,
  random: (bytes: number) => new Uint8Array(bytes).fill(7),
};

interface Playing {
  readonly app: App;
  readonly env: DemoEnv;
  readonly facts: Fact[];
}

async function play(db: Database): Promise<Playing> {
  const loaded = await loadContent();
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const { content } = loaded;
  const env = await demoEnv(db, real, ZONE);
  const facts: Fact[] = [];
  const channel = consoleChannel();
  channel.listen(() => {});
  const app = createApp({
    db,
    content,
    channels: [channel],
    env,
    log: silentLog,
    zone: ZONE,
    locale: 'vi',
    heard: (fact) => void facts.push(fact),
  });
  await app.startDelivery();
  await app.settle();
  return { app, env, facts };
}

const to = ({ app, env }: Playing, instant: number): Promise<void> => passTime(app, instant, (when) => env.move(when));

/** Everything that was sent, as the rehearsal tells it. */
async function sent(db: Database): Promise<readonly string[]> {
  return db.read(async ({ tx, t }) =>
    (await tx.select().from(t.outbox))
      .filter((row) => row.state === 'sent')
      .map((row) => `${row.doneAt} ${row.lane} ${row.addressId}`)
      .toSorted(),
  );
}

async function everything({ tx, t }: Connection) {
  const rows = {
    outbox: await tx.select().from(t.outbox).orderBy(t.outbox.seq),
    schedules: await tx.select().from(t.schedules).orderBy(t.schedules.key),
    reminders: await tx.select().from(t.reminders).orderBy(t.reminders.personId, t.reminders.day),
    prompts: await tx.select().from(t.prompts).orderBy(t.prompts.id),
    addresses: await tx.select().from(t.addresses).orderBy(t.addresses.id),
    audit: await tx.$count(t.audit),
  };
  return JSON.stringify(rows);
}

eachDatabase(
  (database, kind) => {
    it('tells what then comes, to whom and when, and changes nothing', async () => {
      const playing = await play(database());
      const { app, env, facts } = playing;
      const last = at(kind === 'sqlite' ? '2022-04-12T00:00' : '2022-03-24T00:00');
      let told = 0;
      for (;;) {
        const before = await sent(database());
        const books = await database().read(everything);
        const heard = facts.length;
        const coming = await rehearse(app.shell, Math.min(last, env.now() + 60 * DAY));
        expect(await database().read(everything)).toBe(books);
        expect(facts).toHaveLength(heard);
        if (coming.found !== 'something') {
          expect(coming).toEqual({ found: 'nothing' });
          await to(playing, last);
          expect(await sent(database())).toEqual(before);
          break;
        }
        await to(playing, coming.at - 1);
        expect(await sent(database())).toEqual(before);
        await to(playing, coming.at);
        const came = coming.messages.map(({ addressId, lane }) => `${coming.at} ${lane} ${addressId}`);
        expect((await sent(database())).filter((one) => !before.includes(one))).toEqual(came.toSorted());
        told += 1;
      }
      expect(told).toBeGreaterThan(kind === 'sqlite' ? 10 : 1);
      await app.stop();
    }, 240_000);

    it('looks no further than it is told, and stops when asked', async () => {
      const { app, env } = await play(database());
      expect(await rehearse(app.shell, env.now() + 10)).toEqual({ found: 'nothing' });
      expect(await rehearse(app.shell, env.now() + DAY, AbortSignal.abort())).toEqual({ found: 'stopped' });
      const asking = new AbortController();
      const rehearsing = rehearse(app.shell, env.now() + DAY, asking.signal);
      setImmediate(() => asking.abort());
      expect(await rehearsing).toEqual({ found: 'stopped' });
      await app.stop();
    }, 60_000);
  },
  undefined,
  demonstration,
);
