/** A stop that comes while something is being begun: what is sent is noted, and nothing is begun after it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OutboxId } from '../../src/lib/ids.ts';
import { HOUR } from '../../src/lib/time.ts';
import { openBreakableTown } from './support/breakable-town.ts';
import type { BrokenDatabase } from './support/broken-database.ts';
import type { Town } from './support/town.ts';

let town: Town;
let broken: BrokenDatabase;
beforeEach(async () => {
  ({ town, broken } = await openBreakableTown());
});
afterEach(() => town.close());

it('a stop during the start leaves no message of which nobody knows whether it was sent', async () => {
  await leave(town, 'Chào buổi sáng.');
  // It has the ownership, and is in its first transaction.
  const release = broken.hold();
  const held = broken.held();
  const started = town.app.start();
  await held;
  const stopped = town.app.stop();
  release();
  await Promise.all([started, stopped]);
  await town.fake.settled();
  const rows = await town.db.read((c) => c.tx.select().from(c.t.outbox));
  expect(rows.map(({ state }) => state)).not.toContain('sending');
  expect(town.fake.sent(town.phone('Minh').id)).toHaveLength(rows.filter(({ state }) => state === 'sent').length);
});

it('a stop waits for the schedule that is running, and leaves the others for the next start', async () => {
  await town.app.start();
  const due = town.app.shell.env.now() - HOUR;
  await town.db.transact(async (c) => void (await c.tx.update(c.t.schedules).set({ dueAt: due })));
  const release = broken.hold();
  const held = broken.held();
  const ticked = town.app.tick();
  await held;
  let stopped = false;
  const stop = town.app.stop().then(() => {
    stopped = true;
  });
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  const early = stopped;
  release();
  await Promise.all([ticked, stop]);
  expect(early).toBe(false);
  const left = await town.db.read((c) => c.tx.select().from(c.t.schedules));
  expect(left.filter(({ dueAt }) => dueAt === due).length).toBe(left.length - 1);
  expect(town.log.filter((line) => line.startsWith('error'))).toEqual([]);
});

/** An answer that an earlier process could not send. */
async function leave({ db, app, phone, personId }: Town, text: string): Promise<void> {
  const { env } = app.shell;
  await db.transact(async (c) => {
    const platformId = String(phone('Minh').id);
    const [address] = (await c.tx.select().from(c.t.addresses)).filter((one) => one.platformId === platformId);
    if (address === undefined) throw new Error(`${personId('Minh')} has no address`);
    await c.tx.insert(c.t.outbox).values({
      ...{ id: env.newId<OutboxId>(), addressId: address.id, channel: 'telegram', platformId },
      ...{ lane: 'reply', kind: 'new', call: { kind: 'new', body: { method: 'sendMessage', text } } },
      ...{ state: 'pending', dueAt: env.now(), createdAt: env.now() },
    });
  });
}
