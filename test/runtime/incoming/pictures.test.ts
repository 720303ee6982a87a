/** What becomes of a picture when the process dies, or the platform tells of it twice, while it is being fetched. */
import { afterEach, describe, expect, it } from 'vitest';
import type { InboundEvent } from '../../../src/engine/input.ts';
import { handleEvents } from '../../../src/runtime/incoming/handle-events.ts';
import { Lines } from '../../../src/runtime/incoming/lines.ts';
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

const says = (who: string, text: string): InboundEvent => stage.phones.says(who, text, stage.clock.now());
const photo = (minh: string): InboundEvent => stage.phones.sends(minh, 'photo', stage.clock.now());

/** The process is being stopped while it fetches, and no byte comes. The platform was told that the events were stored. */
async function dieWhileFetching(...events: readonly InboundEvent[]): Promise<void> {
  const { download } = stage.phones;
  Object.assign(stage.phones, { download: () => Promise.reject(new Error('given up')) });
  for (const event of events) await stage.app.onEvents([event]);
  await stage.app.settle();
  Object.assign(stage.phones, { download });
}

async function tick(): Promise<void> {
  await stage.app.tick();
  await stage.app.settle();
}

/** The pictures that are asked for from now on hang until they are let go. */
function hangingPictures() {
  const { download } = stage.phones;
  let free: () => void = () => undefined;
  const asked: (() => void)[] = [];
  let times = 0;
  let [now, most] = [0, 0];
  const gate = new Promise<void>((resolve) => {
    free = resolve;
  });
  const hanging: NonNullable<typeof download> = async (...of) => {
    times += 1;
    now += 1;
    most = Math.max(most, now);
    for (const look of asked) look();
    await gate;
    now -= 1;
    return (await download?.(...of)) ?? { ok: false, why: 'not-had', detail: 'no download' };
  };
  Object.assign(stage.phones, { download: hanging });
  return {
    free: () => free(),
    asked: (least: number) =>
      new Promise<void>((resolve) => {
        const look = (): void => void (times >= least && resolve());
        asked.push(look);
        look();
      }),
    most: () => most,
  };
}

/** What was answered so far, in order. */
const given = (): readonly string[] =>
  stage.facts.flatMap((fact) =>
    fact.type === 'photo.given' || fact.type === 'answer.given' ? [`${fact.type} ${fact.questionId}`] : [],
  );

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
    await tick();
    expect(await rows()).toEqual(once);
    expect(stage.facts.filter(({ type }) => type === 'photo.given')).toHaveLength(1);
  });

  it('is kept once when the platform does tell of it again', async () => {
    const event = photo(await atThePhoto(kind));
    await dieWhileFetching(event);
    await stage.restart();
    await stage.act([event]);
    await tick();
    await stage.act([event]);
    expect(await rows()).toEqual(once);
  });

  it('is tried again by the same process after a while, not at once', async () => {
    const event = photo(await atThePhoto(kind));
    await tick();
    await dieWhileFetching(event);
    await tick();
    expect(await rows()).toMatchObject({ parts: 0, waiting: 1 });
    stage.wait(2 * 60_000);
    await tick();
    expect(await rows()).toEqual(once);
  });
});

describe.each(['sqlite', 'pglite'] as const)('on %s, while a picture is being fetched', (kind) => {
  it('others are answered, and what its sender writes on is handled after it, in order', async () => {
    const minh = await atThePhoto(kind);
    await stage.joined(['Lan']);
    const pictures = hangingPictures();
    await stage.app.onEvents([photo(minh)]);
    await stage.app.onEvents([says(minh, 'Xong'), says(stage.platformId('Lan'), '/soi')]);
    await stage.app.onEvents([photo(minh)]);
    expect(stage.facts.filter(({ type }) => type === 'submission.started')).toHaveLength(2);
    expect(given()).toEqual(['answer.given duties']);
    pictures.free();
    await stage.app.settle();
    expect(given()).toEqual(['answer.given duties', 'photo.given work', 'photo.given notebook']);
    expect(await rows()).toMatchObject({ parts: 2, waiting: 0 });
    await stage.act([says(minh, 'Không.')]);
    expect(given().at(-1)).toBe('answer.given last');
  });

  it('a death leaves the order as it was, also for what comes to the next process first', async () => {
    const minh = await atThePhoto(kind);
    await dieWhileFetching(photo(minh), says(minh, 'Xong'), photo(minh));
    expect(await rows()).toEqual({ pictures: [], parts: 0, waiting: 3 });
    await stage.restart();
    await stage.act([says(minh, 'Không còn gì.')]);
    expect(given()).toEqual(['answer.given duties']);
    await tick();
    const all = ['answer.given duties', 'photo.given work', 'photo.given notebook', 'answer.given last'];
    expect(given()).toEqual(all);
    expect(await rows()).toMatchObject({ parts: 2, waiting: 0 });
  });

  it('another process that fetches it too does not store it again', async () => {
    const minh = await atThePhoto(kind);
    const pictures = hangingPictures();
    await stage.app.onEvents([photo(minh)]);
    const { shell } = stage.app;
    const other = new Lines(shell, async (events) => void (await handleEvents(shell, events, { from: 'line' })));
    await other.serveLeft();
    await pictures.asked(2);
    pictures.free();
    await Promise.all([other.idle(), stage.app.settle()]);
    expect(await rows()).toEqual(once);
  });
});

describe('a picture', () => {
  it('is looked at after what came before it in the same batch', async () => {
    stage = await Stage.open('sqlite', { questionnaire: 'photos' });
    await stage.joined(['Minh']);
    const minh = stage.platformId('Minh');
    await stage.act([says(minh, '/soi')]);
    await stage.act([says(minh, 'Tôi phụ trách thanh niên.'), photo(minh), says(minh, 'Xong'), photo(minh)]);
    expect(given()).toEqual(['answer.given duties', 'photo.given work', 'photo.given notebook']);
  });

  it('is fetched beside seven others at most, and every one is', async () => {
    stage = await Stage.open('sqlite', { questionnaire: 'photos' });
    const names = ['Lan', 'Tuấn', 'Minh', 'Hoa', 'Dũng', 'Nga', 'Yến', 'Quân', 'Phúc', 'Sơn'];
    await stage.joined(names);
    const all = names.map((name) => stage.platformId(name));
    await stage.act(all.map((one) => says(one, '/soi')));
    await stage.act(all.map((one) => says(one, 'Tôi phụ trách thanh niên.')));
    const pictures = hangingPictures();
    await stage.app.onEvents(all.map(photo));
    await pictures.asked(8);
    pictures.free();
    await stage.app.settle();
    expect(pictures.most()).toBe(8);
    expect(await rows()).toMatchObject({ parts: names.length, waiting: 0 });
  });

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
