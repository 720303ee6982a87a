/** The platform's double has no more messages, or no place for one more person: over HTTP, beside Telegram. */
import { afterEach, expect, it } from 'vitest';
import type { Metered } from '../../src/channels/channel.ts';
import { zaloChannel } from '../../src/channels/zalo/channel.ts';
import type { AddressId } from '../../src/lib/ids.ts';
import { readings } from '../../src/runtime/metering/readings.ts';
import type { Settings } from '../support/fake-zalo/core/settings.ts';
import { type FakeZalo, startFakeZalo } from '../support/fake-zalo/server.ts';
import { openTown, type Town } from './support/town.ts';

const SPEED = 50;
let zalo: FakeZalo;
let town: Town;

async function open(caps: Partial<Settings>, metered: Metered): Promise<void> {
  zalo = await startFakeZalo({ secondMs: 1000 / SPEED, waitMs: 20_000, ...caps });
  town = await openTown({
    beside: ({ env, log }) =>
      zaloChannel({
        token: zalo.token,
        apiRoot: zalo.apiRoot,
        mode: { kind: 'polling' },
        metered,
        log,
        wall: env.wall,
        random: env.random,
      }),
  });
}
afterEach(async () => {
  await town.close();
  await zalo.close();
});

async function onZalo(name: string) {
  const person = zalo.person(name);
  await town.db.transact((c) =>
    c.tx.insert(c.t.addresses).values({
      id: `a-${name}` as AddressId,
      channel: 'zalo',
      platformId: person.id,
      personId: town.personId(name),
      linkedAt: 1,
      createdAt: 1,
    }),
  );
  return person;
}

const reading = async () => {
  const [one] = await town.db.read((c) => readings(town.app.shell, c, town.app.shell.env.now()));
  if (one === undefined) throw new Error('nothing is counted');
  return one;
};

const turns = (until: () => boolean | Promise<boolean>): Promise<void> =>
  Promise.resolve(until()).then((done) =>
    done ? undefined : new Promise<void>((go) => setImmediate(go)).then(() => turns(until)),
  );

it('after the last message of the month every answer is still kept, and the suspicion is there for the doctor', async () => {
  await open({ monthlyMessages: 2 }, { messages: undefined, people: undefined, atCap: 'hold' });
  const minh = await onZalo('Minh');
  await town.app.start();
  await zalo.polling();
  minh.says('/soi');
  await minh.waitFor(/^Câu 1\//m);
  minh.says('Nhiệm vụ thứ nhất đã xong.');
  await minh.waitFor(/Câu 2\//);
  await turns(async () => (await reading()).messages.used === 2);
  minh.says('Tôi làm tốt việc vận động.');
  await turns(async () => (await reading()).suspectedSince !== undefined);
  expect([...(await town.answers('Minh')).values()]).toEqual([
    'Nhiệm vụ thứ nhất đã xong.',
    'Tôi làm tốt việc vận động.',
  ]);
  expect((await reading()).messages.used).toBe(zalo.sent(minh.id).length);
});

it('a person for whom there is no place is told to others as one who is not reached, and holds up nobody', async () => {
  const plan = { messages: 3000, people: 1, atCap: 'hold' } as const;
  await open({ maxUsers: 1, overUsers: 'refuseSends' }, plan);
  const [minh, lan] = [await onZalo('Minh'), zalo.person('Lan')];
  await town.app.start();
  await zalo.polling();
  minh.says('/nhac');
  await minh.waitFor(/nhắc/);
  // Each has an answer of its own: the same one is not given twice.
  for (const [turn, words] of ['xin chào', '/help', '/lienket'].entries()) {
    lan.says(words);
    await turns(() => zalo.calls.filter(({ method }) => method === 'sendMessage').length === turn + 2);
  }
  minh.says('/trangthai');
  await minh.waitFor(/Hạn chung/);
  expect((await reading()).suspectedSince).toBeUndefined();
  await turns(() => town.log.filter((line) => line.includes('outbox.closed')).length === 3);
  const [, chat] = await town.db
    .read((c) => c.tx.select().from(c.t.addresses).orderBy(c.t.addresses.createdAt))
    .then((rows) => rows.filter((row) => row.channel === 'zalo'));
  expect(chat).toMatchObject({ platformId: lan.id, gone: expect.stringMatching(/more people/) });
});
