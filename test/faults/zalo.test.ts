/** Zalo beside Telegram in one process: every way of polling, and what goes wrong while an answer is sent. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zaloChannel } from '../../src/channels/zalo/channel.ts';
import type { AddressId } from '../../src/lib/ids.ts';
import type { FaultKind } from '../support/fake-zalo/core/faults.ts';
import { MODES, type Mode } from '../support/fake-zalo/core/settings.ts';
import { type FakeZalo, startFakeZalo } from '../support/fake-zalo/server.ts';
import { openTown, type Town } from './support/town.ts';

const SPEED = 50;
let zalo: FakeZalo;
let town: Town;

beforeEach(async () => {
  zalo = await startFakeZalo({ secondMs: 1000 / SPEED, waitMs: 20_000 });
  town = await openTown({
    beside: ({ env, log }) =>
      zaloChannel({
        token: zalo.token,
        apiRoot: zalo.apiRoot,
        mode: { kind: 'polling' },
        log,
        wall: env.wall,
        random: env.random,
        wait: (ms, signal) =>
          new Promise((resolve) => {
            const timer = setTimeout(resolve, ms / SPEED);
            signal.addEventListener('abort', () => {
              clearTimeout(timer);
              resolve();
            });
          }),
        sendMs: 400,
      }),
  });
});
afterEach(async () => {
  await town.close();
  await zalo.close();
});

/** Minh on Zalo, whose chat is known already. */
async function minhOnZalo() {
  const minh = zalo.person('Minh');
  await town.db.transact((c) =>
    c.tx.insert(c.t.addresses).values({
      id: 'a-zalo-address' as AddressId,
      channel: 'zalo',
      platformId: minh.id,
      personId: town.personId('Minh'),
      linkedAt: 1,
      createdAt: 1,
    }),
  );
  await town.app.start();
  await zalo.polling();
  return minh;
}

/** Where the platform forgets what comes while no poll is open, people write while one is. */
const says = async (minh: Awaited<ReturnType<typeof minhOnZalo>>, text: string): Promise<void> => {
  if (zalo.core.settings.mode === 'lossy') await zalo.polling();
  minh.says(text);
};

describe.each<Mode>(MODES)('polled in the way of %s', (mode) => {
  it('a member answers in words and numbers, and Telegram goes on beside it', async () => {
    const minh = await minhOnZalo();
    zalo.set({ mode });
    await says(minh, '/soi');
    await minh.waitFor(/^Câu 1\//);
    await says(minh, 'Nhiệm vụ thứ nhất đã xong.');
    await minh.waitFor(/Câu 2\//);
    await says(minh, 'Để sau');
    await minh.waitFor(/\/tieptuc|[Tt]iếp tục/);
    const lan = town.phone('Lan');
    lan.say('/soi');
    await lan.waitFor(/^Câu 1\//);
    await town.app.settle();
    expect([...(await town.answers('Minh')).values()]).toEqual(['Nhiệm vụ thứ nhất đã xong.']);
    expect(minh.texts.join('\n')).not.toMatch(/nút/);
    expect(zalo.doubled()).toEqual([]);
    expect(zalo.stats.mostPolls).toBe(1);
  });
});

/** Each message costs: what may have arrived is not sent again, and the member asks for it. */
const BECOMES: Readonly<Partial<Record<FaultKind, 'once' | 'not again'>>> = {
  tooMany: 'once',
  unauthorized: 'once',
  serverError: 'not again',
  badGateway: 'not again',
  gatewayTimeout: 'not again',
  html200: 'not again',
  resetBefore: 'not again',
  resetAfter: 'not again',
  acceptThenSilence: 'not again',
  truncated: 'not again',
};

describe('the next question', () => {
  it.each(Object.entries(BECOMES))('after %s comes %s, and the answer before it is stored', async (kind, becomes) => {
    const minh = await minhOnZalo();
    minh.says('/soi');
    await minh.waitFor(/^Câu 1\//);
    zalo.fault({ kind: kind as FaultKind, method: 'sendMessage', chatId: minh.id });
    minh.says('Nhiệm vụ thứ nhất đã xong.');
    if (becomes === 'not again') {
      await zalo.settled();
      while (!town.log.some((line) => line.includes('outbox.closed'))) await new Promise((done) => setImmediate(done));
      const sent = zalo.calls.filter(({ method }) => method === 'sendMessage').length;
      minh.says('/tieptuc');
      await zalo.waitFor(() => zalo.calls.filter(({ method }) => method === 'sendMessage').length > sent);
    }
    await minh.waitFor(/Câu 2\//);
    await town.app.settle();
    expect([...(await town.answers('Minh')).values()]).toEqual(['Nhiệm vụ thứ nhất đã xong.']);
    expect(town.log.join('\n')).not.toContain(zalo.token.split(':')[1]);
  });
});
