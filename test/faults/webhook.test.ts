/** Updates that the platform pushes: it is told that they arrived when they are stored, and not before. */
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpServer, startHttp } from '../../src/http/server.ts';
import { openBreakableTown } from './support/breakable-town.ts';
import type { BrokenDatabase } from './support/broken-database.ts';
import { expectNoSecret, type Town } from './support/town.ts';

const SECRET = 'mot-bi-mat-dai-24-ky-tu-_';
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let town: Town;
let http: HttpServer;
let broken: BrokenDatabase;
beforeEach(async () => {
  // The address has to be known before the channel is made.
  const door = new Hono();
  door.all('/telegram/*', (c) => town.channel.routes?.fetch(c.req.raw) ?? c.notFound());
  http = await startHttp({ host: '127.0.0.1', port: 0, routes: [door], health: () => town.app.healthy(), log: silent });
  ({ town, broken } = await openBreakableTown({
    telegram: { mode: { kind: 'webhook', secret: SECRET, publicUrl: http.url } },
  }));
  await town.app.start();
});
afterEach(async () => {
  await http.stop();
  await town.close();
});

describe('an update that is pushed', () => {
  it('is answered with 503 while the database refuses, and is stored once when it does not any more', async () => {
    const minh = town.phone('Minh');
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    await town.app.settle();
    broken.refuse(5);
    minh.say('Nhiệm vụ đã xong.');
    await minh.waitFor(/^Câu 2\//);
    await town.fake.settled();
    expect([...(await town.answers('Minh')).values()]).toEqual(['Nhiệm vụ đã xong.']);
    expect(town.fake.stats.redelivered).toBeGreaterThan(0);
    expect(town.log.some((line) => line.includes('telegram.batch-not-stored'))).toBe(true);
    await expectNoSecret(town);
  });

  it('is answered with 200 only after the commit', async () => {
    const minh = town.phone('Minh');
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    await town.app.settle();
    const release = broken.hold();
    minh.say('Nhiệm vụ đã xong.');
    await town.fake.waitFor(() => town.fake.stats.handedOut === 2, 'the update to be pushed');
    // A request of its own goes all the way while that one still waits.
    const health = await fetch(`${http.url}/favicon.ico`);
    expect(health.status).toBe(404);
    expect(town.fake.confirmed).toHaveLength(1);
    release();
    await town.fake.settled();
    expect(town.fake.confirmed).toHaveLength(2);
    await minh.waitFor(/^Câu 2\//);
  });

  it('is stored though every first attempt of it is answered too late', async () => {
    const people = ['Minh', 'Hoa', 'Nga', 'Quân'].map((name) => town.phone(name));
    broken.refuse(1);
    for (const person of people) person.say('/soi');
    await Promise.all(people.map((person) => person.waitFor(/^Câu 1\//)));
    for (let n = 1; n <= 8; n += 1) {
      broken.refuse(n % 3);
      for (const person of people) person.say(`Câu trả lời ${n}.`);
      await Promise.all(
        people.map((person) => person.waitFor(n < 8 ? new RegExp(`^Câu ${n + 1}/`) : /^Đồng chí đã trả lời 8\/8/)),
      );
    }
    for (const name of ['Minh', 'Hoa', 'Nga', 'Quân']) {
      expect([...(await town.answers(name)).values()]).toEqual(
        Array.from({ length: 8 }, (_, n) => `Câu trả lời ${n + 1}.`),
      );
    }
  });
});
