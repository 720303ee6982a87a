/** A picture that never comes, on every way in which messages reach the program: nobody but its sender waits for it. */
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel } from '../../src/channels/channel.ts';
import { zaloChannel } from '../../src/channels/zalo/channel.ts';
import { type HttpServer, startHttp } from '../../src/http/server.ts';
import type { AddressId } from '../../src/lib/ids.ts';
import { type FakeZalo, startFakeZalo } from '../support/fake-zalo/server.ts';
import { PICTURE } from '../support/stage/phones.ts';
import { openTown, type Town } from './support/town.ts';

const SECRET = 'mot-bi-mat-dai-24-ky-tu-_';
const WAYS = ['polling', 'webhook'] as const;
type Way = (typeof WAYS)[number];
/** Longer than any test: here nothing ends a fetch but the end of the process. */
const FOREVER_MS = 600_000;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let town: Town;
let zalo: FakeZalo | undefined;
let http: HttpServer | undefined;
afterEach(async () => {
  await http?.stop();
  await town.close();
  await zalo?.close();
  [zalo, http] = [undefined, undefined];
});

/** The mode of a channel whose webhook is reached at a server that is begun before it. */
async function modeOf(way: Way, channel: () => Pick<Channel, 'name'> & { readonly routes?: Hono | undefined }) {
  if (way === 'polling') return { kind: 'polling' } as const;
  const door = new Hono();
  door.all('*', (c) => channel().routes?.fetch(c.req.raw) ?? c.notFound());
  http = await startHttp({ host: '127.0.0.1', port: 0, routes: [door], health: () => town.app.healthy(), log: silent });
  return { kind: 'webhook', secret: SECRET, publicUrl: http.url } as const;
}

/** What stands in the inbox and was not handled; nothing of it is lost when the process ends. */
const waiting = () =>
  town.db.read(async ({ tx, t }) =>
    (await tx.select().from(t.inbox)).filter(({ state }) => state === 'new').map(({ event }) => event),
  );

const photo = expect.objectContaining({ input: expect.objectContaining({ kind: 'photo' }) });
const words = expect.objectContaining({ input: { kind: 'text', text: 'Xong' } });

describe.each(WAYS)('while a picture does not come, told by %s,', (way) => {
  it('others are answered on Telegram, and a stop leaves it for the next process', async () => {
    const mode = await modeOf(way, () => town.channel);
    town = await openTown({ questionnaire: 'photos', telegram: { mode, sendMs: FOREVER_MS } });
    const [minh, nga] = [town.phone('Minh'), town.phone('Nga')];
    await town.app.start();
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    minh.say('Phụ trách thanh niên.');
    await minh.waitFor(/^Câu 2\//);
    town.fake.fault({ kind: 'halfOpen', method: 'getFile' });
    minh.photo({ bytes: Buffer.from(PICTURE) });
    minh.say('Xong');
    nga.say('/soi');
    await nga.waitFor(/^Câu 1\//);
    nga.say('Phụ trách phụ nữ.');
    await nga.waitFor(/^Câu 2\//);
    expect(await waiting()).toEqual([photo, words]);
    await town.app.stop();
    expect(await waiting()).toEqual([photo, words]);
  });

  it('others are answered on Zalo, and a stop leaves it for the next process', async () => {
    const fake = await startFakeZalo({ secondMs: 20, waitMs: 20_000, mode: 'consume' });
    zalo = fake;
    let channel: ReturnType<typeof zaloChannel> | undefined;
    const mode = await modeOf(way, () => channel ?? missing());
    const { token, apiRoot } = fake;
    town = await openTown({
      questionnaire: 'photos',
      beside: ({ env: { wall, random }, log }) => {
        const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms / 50));
        channel = zaloChannel({ token, apiRoot, mode, log, wall, random, wait, downloadMs: FOREVER_MS });
        return channel;
      },
    });
    const people = [fake.person('Minh'), fake.person('Nga')] as const;
    const [minh, nga] = people;
    await town.db.transact(async (c) => {
      for (const [n, name] of ['Minh', 'Nga'].entries())
        await c.tx.insert(c.t.addresses).values({
          id: `a-zalo-address-${n}` as AddressId,
          channel: 'zalo',
          platformId: people[n]?.id ?? '',
          personId: town.personId(name),
          linkedAt: 1,
          createdAt: 1,
        });
    });
    await town.app.start();
    const open = (): Promise<unknown> =>
      way === 'polling' ? fake.polling() : fake.waitFor(() => fake.calls.some((one) => one.method === 'setWebhook'));
    await open();
    minh.says('/soi');
    await minh.waitFor(/Câu 1\//);
    await open();
    minh.says('Phụ trách thanh niên.');
    await minh.waitFor(/Câu 2\//);
    await open();
    minh.sendsPhoto({ broken: 'stalls' });
    await open();
    minh.says('Xong');
    await open();
    nga.says('/soi');
    await nga.waitFor(/Câu 1\//);
    expect(await waiting()).toEqual([photo, words]);
    await town.app.stop();
    expect(await waiting()).toEqual([photo, words]);
  });
});

function missing(): never {
  throw new Error('the channel is not there yet');
}
