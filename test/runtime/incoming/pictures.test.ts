/** What becomes of a picture when the process dies, or the platform tells of it twice, while it is being fetched. */
import { afterEach, describe, expect, it } from 'vitest';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { replay } from '../../../src/runtime/replay.ts';
import { PICTURE } from '../../support/stage/phones.ts';
import { Stage } from '../../support/stage/stage.ts';

let stage: Stage;
afterEach(() => stage.close());

/** Minh stands at the question that takes two pictures. */
async function atThePhoto(kind: 'sqlite' | 'pglite', privateText = false): Promise<string> {
  stage = await Stage.open(kind, { questionnaire: 'photos', privateText });
  await stage.joined(['Minh']);
  const minh = stage.platformId('Minh');
  for (const text of ['/soi', 'Tôi phụ trách thanh niên.']) {
    stage.wait();
    await stage.act([stage.phones.says(minh, text, stage.clock.now())]);
  }
  stage.wait();
  if (privateText) {
    await stage.act([stage.phones.taps(minh, 'Bỏ qua', stage.clock.now())]);
    stage.wait();
  }
  return minh;
}

const photo = (minh: string): InboundEvent => stage.phones.sends(minh, 'photo', stage.clock.now());

/** The process is being stopped while it fetches: no byte comes, and nobody is told that the event was stored. */
async function dieWhileFetching(event: InboundEvent): Promise<void> {
  const { download } = stage.phones;
  Object.assign(stage.phones, { download: () => Promise.reject(new Error('given up')) });
  await expect(stage.app.onEvents([event])).rejects.toThrow('given up');
  Object.assign(stage.phones, { download });
}

const rows = () =>
  stage.db.read(async ({ tx, t }) => ({
    pictures: (await tx.select().from(t.photos)).map(({ bytes }) => Buffer.from(bytes)),
    parts: (await tx.select().from(t.answers)).filter(({ photoId }) => photoId !== null).length,
    waiting: (await tx.select().from(t.inbox)).filter(({ event }) => event !== null).length,
  }));

const once = { pictures: [Buffer.from(PICTURE)], parts: 1, waiting: 0 };

describe.each([
  'sqlite',
  'pglite',
] as const)('on %s, a picture that was being fetched when the process ended', (kind) => {
  it('is fetched by the next one, although the platform never tells of it again', async () => {
    const minh = await atThePhoto(kind);
    await dieWhileFetching(photo(minh));
    expect(await rows()).toEqual({ pictures: [], parts: 0, waiting: 1 });
    await stage.restart();
    await stage.app.tick();
    expect(await rows()).toEqual(once);
    expect(stage.facts.filter(({ type }) => type === 'photo.given')).toHaveLength(1);
  });

  it('is kept once when the platform does tell of it again', async () => {
    const event = photo(await atThePhoto(kind));
    await dieWhileFetching(event);
    await stage.restart();
    await stage.act([event]);
    await stage.app.tick();
    await stage.act([event]);
    expect(await rows()).toEqual(once);
  });

  it('is tried again by the same process after a while, not at once', async () => {
    const event = photo(await atThePhoto(kind));
    await stage.app.tick();
    await dieWhileFetching(event);
    await stage.app.tick();
    expect(await rows()).toMatchObject({ parts: 0, waiting: 1 });
    stage.wait(2 * 60_000);
    await stage.app.tick();
    expect(await rows()).toEqual(once);
  });
});

describe('a picture', () => {
  it('is not fetched where nothing asks for one, nor where messengers carry no answers', async () => {
    const minh = await atThePhoto('sqlite', true);
    let asked = 0;
    Object.assign(stage.phones, { download: async () => ({ ok: false, why: 'not-had', detail: String(++asked) }) });
    await stage.act([photo(minh)]);
    expect(asked).toBe(0);
    expect(await rows()).toEqual({ pictures: [], parts: 0, waiting: 0 });
  });

  it('is not kept with an event that failed, and is fetched again when that is replayed', async () => {
    const minh = await atThePhoto('sqlite');
    const { sealBytes } = stage.app.shell.seal;
    Object.assign(stage.app.shell.seal, {
      sealBytes: () => {
        throw new Error('broken');
      },
    });
    await stage.act([photo(minh)]);
    Object.assign(stage.app.shell.seal, { sealBytes });
    const [failed] = await stage.db.read(async ({ tx, t }) =>
      (await tx.select().from(t.inbox)).filter((row) => row.event !== null),
    );
    expect(JSON.stringify(failed?.event)).not.toContain('bytes');
    expect(await replay(stage.app.shell, failed?.code ?? '')).toEqual({ result: 'done' });
    expect(await rows()).toEqual(once);
  });
});
