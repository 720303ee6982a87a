/** Counting what a platform counts: by the organisation's month, once each, and nothing where nothing is counted. */
import { expect, it } from 'vitest';
import type { Channel, Metered } from '../../../src/channels/channel.ts';
import type { Database } from '../../../src/db/database.ts';
import type { AddressId, OutboxId } from '../../../src/lib/ids.ts';
import { beyond, readingOf } from '../../../src/runtime/metering/readings.ts';
import { Marks } from '../../../src/runtime/outgoing/marks.ts';
import { putOut } from '../../../src/runtime/outgoing/outbox.ts';
import { eachDatabase } from '../../support/databases.ts';
import { ZONE } from '../../support/stage/stage.ts';
import { zaloPhones } from '../../support/stage/zalo-phones.ts';

const PLAN: Metered = { messages: 10, people: 2, atCap: 'hold' };
/** The last second of October in Vietnam. */
const MIDNIGHT = Date.parse('2026-10-31T17:00:00Z');

function shellOn(db: Database, now: () => number, suspectedSince?: () => number | undefined) {
  const zalo: Channel = { ...zaloPhones(now, PLAN), ...(suspectedSince === undefined ? {} : { suspectedSince }) };
  const free: Channel = { ...zaloPhones(now), name: 'free' };
  const channels = new Map([zalo, free].map((one) => [one.name, one]));
  const env = { now, wall: now, newId: () => '' as never, random: () => new Uint8Array() };
  return { db, env, channels, zone: ZONE, zalo };
}

async function chats(db: Database, ids: readonly string[], channel = 'zalo'): Promise<void> {
  await db.transact((c) =>
    c.tx
      .insert(c.t.addresses)
      .values(ids.map((id, n) => ({ id: id as AddressId, channel, platformId: id, createdAt: 1000 + n }))),
  );
}

async function put(db: Database, id: string, address: string, channel = 'zalo'): Promise<void> {
  const row = { id: id as OutboxId, addressId: address as AddressId, channel, platformId: address };
  const call = { kind: 'new', body: {} } as const;
  const rest = { lane: 'reply', call, pieces: undefined, reminderDay: undefined, dueAt: 0, owner: 'me' } as const;
  await db.transact((c) => putOut(c, { ...row, ...rest }, 0));
}

eachDatabase((database) => {
  it('what was sent and what nobody knows of counts in the month in which it is known; what was refused does not', async () => {
    const db = database();
    let now = MIDNIGHT - 1000;
    const shell = shellOn(db, () => now);
    const marks = new Marks(shell);
    await chats(db, ['lan']);
    for (const id of ['a', 'b', 'c', 'd', 'e']) await put(db, id, 'lan');
    const mark = (id: string, as: 'sent' | 'unknown' | 'failed'): void => {
      const what = { id: id as OutboxId, messageId: undefined, why: '' };
      marks.add(as === 'sent' ? { ...what, as } : { ...what, as }, () => {}, 'zalo');
    };
    mark('a', 'sent');
    mark('b', 'unknown');
    mark('c', 'failed');
    await marks.flush();
    now = MIDNIGHT;
    mark('d', 'sent');
    await marks.flush();
    const at = (when: number) => db.read((c) => readingOf(shell, { c, now: when }, shell.zalo));
    expect(await at(MIDNIGHT - 1)).toMatchObject({ month: '2026-10', messages: { used: 2, cap: 10 } });
    expect(await at(MIDNIGHT)).toMatchObject({ month: '2026-11', messages: { used: 1, cap: 10 } });
  });

  it('a group of marks that is written twice, because its commit was in doubt, counts once', async () => {
    const db = database();
    const shell = shellOn(db, () => MIDNIGHT);
    const marks = new Marks(shell);
    await chats(db, ['lan']);
    await put(db, 'a', 'lan');
    marks.add({ id: 'a' as OutboxId, as: 'sent', messageId: '1' }, () => {}, 'zalo');
    const joined = marks.join();
    await db.transact((c) => joined.write(c));
    joined.failed();
    await marks.flush();
    expect((await db.read((c) => readingOf(shell, { c, now: MIDNIGHT }, shell.zalo))).messages.used).toBe(1);
  });

  it('nothing is kept of a channel that is not counted', async () => {
    const db = database();
    const marks = new Marks(shellOn(db, () => MIDNIGHT));
    await chats(db, ['lan'], 'free');
    await put(db, 'a', 'lan', 'free');
    marks.add({ id: 'a' as OutboxId, as: 'sent', messageId: '1' }, () => {}, 'free');
    await marks.flush();
    expect(await db.read((c) => c.tx.select().from(c.t.sentMonths))).toEqual([]);
  });

  it('a suspicion is kept since when it began, and is over once a message is taken', async () => {
    const db = database();
    let since: number | undefined = 5000;
    const shell = shellOn(
      db,
      () => MIDNIGHT,
      () => since,
    );
    const marks = new Marks(shell);
    await chats(db, ['lan']);
    await put(db, 'a', 'lan');
    const suspected = async () =>
      (await db.read((c) => readingOf(shell, { c, now: MIDNIGHT }, shell.zalo))).suspectedSince;
    const again = (): void =>
      marks.add({ id: 'a' as OutboxId, as: 'pending', dueAt: 0, why: '429', tried: true }, () => {}, 'zalo');
    again();
    await marks.flush();
    since = 9000;
    again();
    await marks.flush();
    expect(await suspected()).toBe(5000);
    since = undefined;
    marks.add({ id: 'a' as OutboxId, as: 'sent', messageId: '1' }, () => {}, 'zalo');
    await marks.flush();
    expect(await suspected()).toBeUndefined();
  });

  it('people are the chats of one person that ever wrote, and those beyond are the ones that came last', async () => {
    const db = database();
    const shell = shellOn(db, () => MIDNIGHT);
    await chats(db, ['lan', 'minh', 'hoa']);
    await db.transact(async (c) => {
      const group = { id: 'g' as AddressId, channel: 'zalo', platformId: 'g', shared: true, createdAt: 1 };
      await c.tx.insert(c.t.addresses).values(group);
    });
    const asked = ['lan', 'minh', 'hoa', 'g'] as AddressId[];
    await db.read(async (c) => {
      expect((await readingOf(shell, { c, now: MIDNIGHT }, shell.zalo)).people).toMatchObject({ used: 3, cap: 2 });
      expect([...(await beyond(c, { name: 'zalo', people: 2 }, asked))]).toEqual(['hoa']);
      expect([...(await beyond(c, { name: 'zalo', people: 3 }, asked))]).toEqual([]);
    });
  });
});
