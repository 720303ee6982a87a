/** Every way in which fetching updates can go wrong, and batches as the platform really sends them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from '../support/fake-telegram/core/faults.ts';
import { LARGE_IDS, USUAL_IDS } from '../support/fake-telegram/updates/base.ts';
import { everyUpdate } from '../support/fake-telegram/updates/every.ts';
import { CAST } from '../support/stage/ward.ts';
import { expectNoSecret, openTown, type Town } from './support/town.ts';

const SLOW_MS = 1_500;
/** These cost their time: the poll's own, or the pause after a token that is not known. */
const LONG: readonly FaultKind[] = ['slowHeaders', 'slowBody', 'halfOpen', 'unauthorized'];

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

describe('the loop that fetches updates', () => {
  it.each(FAULT_KINDS)('goes on after %s, and everything that was written arrives once', async (kind) => {
    const minh = town.phone('Minh');
    town.fake.fault({
      kind,
      method: 'getUpdates',
      count: LONG.includes(kind) ? 1 : 3,
      skip: 1,
      ms: SLOW_MS,
      retryAfter: 2,
    });
    await town.app.start();
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    for (const n of [1, 2, 3]) {
      minh.say(`Câu trả lời ${n}.`);
      await minh.waitFor(new RegExp(`^Câu ${n + 1}/`));
    }
    await town.fake.settled();
    await town.app.settle();
    expect([...(await town.answers('Minh')).values()]).toEqual(['Câu trả lời 1.', 'Câu trả lời 2.', 'Câu trả lời 3.']);
    expect(town.fake.core.faults.pending).toBe(0);
    expect(town.fake.doubled()).toEqual([]);
    await expectNoSecret(town);
  });

  it('is not stopped by any update of any kind, nor by ids up to 2^52', async () => {
    await town.app.start();
    for (const ids of [USUAL_IDS, LARGE_IDS]) {
      for (const { update } of everyUpdate(ids)) town.fake.push(update);
    }
    await town.fake.settled();
    const minh = town.phone('Minh');
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    await town.app.settle();
    expect(await failed()).toEqual([]);
    expect(town.log.filter((line) => line.startsWith('error'))).toEqual([]);
    await expectNoSecret(town);
  });

  it('takes an update whose id is 2^52', async () => {
    town.fake.jumpUpdateIds(2 ** 52);
    await town.app.start();
    const minh = town.phone('Minh');
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    minh.say('Trả lời.');
    await minh.waitFor(/^Câu 2\//);
    expect((await town.answers('Minh')).get('duties')).toBe('Trả lời.');
  });
});

describe('a hundred updates at once', () => {
  it('are one batch of which nothing is lost', async () => {
    const names = Object.keys(CAST).slice(0, 10);
    const phones = names.map((name) => town.phone(name));
    for (let round = 0; round < 10; round += 1) {
      for (const phone of phones) phone.say(round === 0 ? '/soi' : `${phone.id}, câu ${round}`);
    }
    expect(town.fake.stats.waiting).toBe(100);
    await town.app.start();
    await town.fake.settled();
    await town.app.settle();
    expect(town.fake.stats).toMatchObject({ handedOut: 100, confirmed: 100 });
    for (const name of names) {
      const said = Array.from({ length: 8 }, (_, n) => `${town.phone(name).id}, câu ${n + 1}`);
      const kept = await town.answers(name);
      // The ninth text came when the eight questions were answered: it is kept, and asked about.
      expect([...kept.values()].toSorted()).toEqual([...said, `${town.phone(name).id}, câu 9`].toSorted());
      expect([...kept.keys()].filter((key) => key.endsWith('(held)'))).toHaveLength(1);
    }
    expect(await failed()).toEqual([]);
  });
});

async function failed(): Promise<readonly (string | null)[]> {
  const rows = await town.db.read((c) => c.tx.select().from(c.t.inbox));
  return rows.filter(({ state }) => state !== 'done').map(({ error }) => error);
}
