/** Who is on the list of those to be told in person: everybody who was told nothing and still has something to be told, and nobody else. */
import { expect, it } from 'vitest';
import type { PersonId } from '../../../src/lib/ids.ts';
import { HOUR } from '../../../src/lib/time.ts';
import { contextOf } from '../../../src/runtime/shell.ts';
import { at, Stage } from '../../support/stage/stage.ts';

const metered = { messages: 100, people: 50, atCap: 'hold' } as const;

/** The morning of a reminder for which nothing is left; answers whom the lists name. */
async function morning(then: (stage: Stage, listed: () => Promise<readonly PersonId[]>) => Promise<void>) {
  const stage = await Stage.open('sqlite', { channel: 'zalo', beside: 'web', metered, begins: '2022-03-29 12:00' });
  try {
    await stage.joined(['Minh']);
    await stage.sentAlready(98);
    await stage.passTo(at('2022-03-30 08:30'));
    expect(stage.phones.take()).toEqual([]);
    await then(stage, () => stage.db.transact(async (c) => [...(await contextOf(stage.app.shell, c).untold())]));
  } finally {
    await stage.close();
  }
}

const idOf = (stage: Stage): PersonId => {
  const id = stage.people.get('Minh');
  if (id === undefined) throw new Error('nobody is called Minh');
  return id;
};

it('names whoever is still to be told on a later day, also when there is room again, until something reaches them', () =>
  morning(async (stage, listed) => {
    expect(await listed()).toEqual([idOf(stage)]);
    await stage.passTo(stage.clock.now() + 24 * HOUR);
    expect(await listed()).toEqual([idOf(stage)]);
    await stage.passTo(at('2022-04-01 12:00'));
    expect(await listed()).toEqual([idOf(stage)]);
    await stage.passTo(at('2022-04-03 12:00'));
    expect(stage.phones.take()).toHaveLength(1);
    expect(await listed()).toEqual([]);
  }));

it('does not name whoever has handed in', () =>
  morning(async (stage, listed) => {
    await stage.submitted(['Minh']);
    expect(await listed()).toEqual([]);
  }));

it('does not name whoever has linked another channel since', () =>
  morning(async (stage, listed) => {
    await stage.passTo(stage.clock.now() + 25 * HOUR);
    await stage.joined(['Minh'], stage.beside);
    expect(await listed()).toEqual([]);
  }));

it('while it is suspected that nothing is left, one reminder tries and the others are told in person', async () => {
  const stage = await Stage.open('sqlite', { channel: 'zalo', metered, begins: '2022-03-29 12:00' });
  try {
    await stage.joined(['Minh', 'Hoa', 'Tuấn']);
    await stage.sentAlready(5);
    const suspectedSince = at('2022-03-30 02:00');
    await stage.db.transact((c) => c.tx.update(c.t.sentMonths).set({ suspectedSince }));
    await stage.passTo(at('2022-03-30 08:30'));
    expect(stage.phones.take()).toHaveLength(1);
    const row = await stage.db.read((c) => c.tx.select().from(c.t.sentMonths));
    expect(row).toMatchObject([{ sent: 6, suspectedSince: null }]);
    expect(await stage.db.read((c) => c.tx.$count(c.t.untold))).toBe(2);
  } finally {
    await stage.close();
  }
});

it('in the first hour of the suspicion reminders only wait, and nobody is told in person', async () => {
  const stage = await Stage.open('sqlite', { channel: 'zalo', metered, begins: '2022-03-29 12:00' });
  try {
    await stage.joined(['Minh', 'Hoa', 'Tuấn']);
    await stage.sentAlready(5);
    const suspectedSince = at('2022-03-30 07:50');
    await stage.db.transact((c) => c.tx.update(c.t.sentMonths).set({ suspectedSince }));
    await stage.passTo(at('2022-03-30 08:04'));
    expect(stage.phones.take()).toEqual([]);
    expect(await stage.db.read((c) => c.tx.$count(c.t.untold))).toBe(0);
    await stage.passTo(at('2022-03-30 08:55'));
    expect(stage.phones.take()).toHaveLength(3);
  } finally {
    await stage.close();
  }
});
