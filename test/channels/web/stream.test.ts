/** What a page receives: everything, once, in order; and nobody else's. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOf } from '../../../src/channels/web/cookies.ts';
import { plainSeal } from '../../../src/lib/seal.ts';
import { webBooks } from '../../../src/runtime/web/books.ts';
import { type Browser, type OpenStream, openTown, type Town } from './rig.ts';

let town: Town;
let minh: Browser;
const open: OpenStream[] = [];

async function begin(options: Parameters<typeof openTown>[0] = {}): Promise<void> {
  town = await openTown(options);
  minh = await town.joined('Minh');
}
async function watch(browser: Browser, options: Parameters<Browser['stream']>[0] = {}): Promise<OpenStream> {
  const stream = await browser.stream(options);
  open.push(stream);
  return stream;
}
const chatOf = (name: string) =>
  town.db.read(async ({ tx, t }) => {
    const rows = await tx.select().from(t.addresses);
    const chat = rows.find((row) => row.personId === town.people.get(name))?.platformId;
    if (chat === undefined) throw new Error(`${name} has no chat`);
    return chat;
  });

afterEach(async () => {
  for (const stream of open.splice(0)) stream.close();
  await town.close();
});

describe('a stream', () => {
  beforeEach(() => begin());

  it('shows the last fifty entries to a page that has none, and the others when they are asked for', async () => {
    const chat = await chatOf('Minh');
    for (let i = 3; i <= 120; i += 1)
      await town.channel.desk.append({ chat, key: `more-${i}`, body: { kind: 'said', text: `${i}` }, awaited: false });
    const stream = await watch(minh);
    expect((await stream.hello()).from).toBe(71);
    expect((await stream.entries(50)).map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, i) => 71 + i));
    const ask = async (before: number): Promise<readonly number[]> => {
      const { entries } = (await (await minh.request(`/chat/earlier?before=${before}`)).json()) as {
        entries: { n: number }[];
      };
      return entries.map(({ n }) => n);
    };
    expect(await ask(71)).toEqual(Array.from({ length: 50 }, (_, i) => 21 + i));
    expect(await ask(21)).toEqual(Array.from({ length: 20 }, (_, i) => 1 + i));
    expect(await ask(1)).toEqual([]);
    expect((await minh.request('/chat/earlier?before=x')).status).toBe(400);
  });

  it('goes on after what the page has, also when that number was never given', async () => {
    const first = await watch(minh);
    await first.entries(2);
    await minh.says('/help');
    const last = await first.until(({ kind }) => kind === 'wrote');
    for (const from of [{ after: 1 }, { last: 1 }, { after: 99_999_999, last: 1 }]) {
      const stream = await watch(minh, from);
      expect((await stream.hello()).from).toBe(2);
      expect((await stream.entries(2)).map(({ n }) => n)).toEqual([2, 3]);
    }
    expect(last.n).toBe(3);
    const ahead = await watch(minh, { last: 500 });
    expect((await ahead.hello()).from).toBe(1);
    expect((await ahead.entries(1))[0]?.n).toBe(1);
  });

  it('carries the id with which it is resumed, beats while nothing happens, and lets the proxy pass it on', async () => {
    const stream = await watch(minh);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
    await stream.hello();
    expect((await stream.next())?.id).toBe('1');
  });

  it('shows on every page of the chat what is said there, and on no other', async () => {
    const hoa = await town.joined('Hoa');
    const [one, two, other] = [await watch(minh), await watch(minh), await watch(hoa)];
    for (const stream of [one, two, other]) await stream.entries(2);
    await minh.says('Xin chào <b>tôi</b>');
    for (const stream of [one, two])
      expect(await stream.until(({ kind }) => kind === 'wrote')).toMatchObject({ text: 'Xin chào <b>tôi</b>' });
    await hoa.says('của Hoa');
    const [next] = await other.entries(1);
    expect(next).toMatchObject({ kind: 'wrote', text: 'của Hoa' });
  });

  it('says hello again when the menu becomes another one', async () => {
    const stream = await watch(minh);
    await stream.hello();
    await stream.entries(2);
    const menu = [{ command: 'soi', description: 'Tự soi' }];
    await town.channel.publishMenu('vi', menu, await chatOf('Minh'));
    expect(await stream.next()).toMatchObject({ event: 'hello', data: { menu } });
  });

  it('of a chat beyond the eighth ends the one that has been open longest', async () => {
    const streams: OpenStream[] = [];
    for (let i = 0; i < 9; i += 1) {
      const stream = await watch(minh);
      await stream.entries(2);
      streams.push(stream);
    }
    expect(await streams[0]?.next()).toBeUndefined();
    expect(town.channel.streams.open).toBe(8);
    await minh.says('/help');
    for (const stream of streams.slice(1)) await stream.entries(1);
  });

  it('ends at once when something done in the chat has ended its place', async () => {
    const stream = await watch(minh);
    await stream.entries(2);
    const token = 'token-token-token-1';
    await town.db.transact(async ({ tx, t }) => {
      await tx.update(t.webPlaces).set({ endedAt: town.clock.now() });
      const personId = town.people.get('Minh');
      const expiresAt = town.clock.now() + 1;
      if (personId !== undefined)
        await tx.insert(t.writingLinks).values({ tokenHash: hashOf(token), personId, expiresAt });
    });
    const elsewhere = town.browser();
    expect((await elsewhere.form('/w', { token })).status).toBe(303);
    expect((await elsewhere.says('/help')).status).toBe(204);
    for (;;) {
      const event = await stream.next();
      if (event?.event === 'ended') break;
      expect(event, 'the stream tells that it has ended').toBeDefined();
    }
  });

  it('is forgotten when its page goes away', async () => {
    const stream = await watch(minh);
    await stream.hello();
    expect(town.channel.streams.open).toBe(1);
    stream.close();
    await expect.poll(() => town.channel.streams.open).toBe(0);
    await minh.says('/help');
    expect(town.log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });
});

describe('a quiet stream', () => {
  beforeEach(() => begin({ heartbeatMs: 20 }));

  it('beats, so that a proxy does not take it for dead', async () => {
    const stream = await watch(minh);
    for (;;) if ((await stream.raw()) === ':') break;
  });

  it('ends when its place has ended, though nobody said so to this process', async () => {
    const stream = await watch(minh);
    await stream.entries(2);
    await town.db.transact(({ tx, t }) => tx.update(t.webPlaces).set({ endedAt: 1 }));
    expect((await stream.next())?.event).toBe('ended');
    expect(await stream.next()).toBeUndefined();
    expect((await minh.request('/chat/stream')).status).toBe(401);
  });
});

describe('when the process stops', () => {
  it('streams end, and nothing is taken any more', async () => {
    await begin();
    const stream = await watch(minh);
    await stream.entries(2);
    await town.channel.stop();
    expect(await stream.next()).toBeUndefined();
    for (const answer of [await minh.says('x'), await minh.request('/chat/stream')]) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
      expect(await answer.json()).toEqual({ problem: 'try-again' });
    }
  });
});

describe('on several processes', () => {
  it('what another one says is seen within its poll', async () => {
    await begin({ pollMs: 10 });
    const stream = await watch(minh);
    await stream.entries(2);
    // Written beside the channel, as another process does it.
    const chat = await chatOf('Minh');
    const other = webBooks({ db: town.db, env: town.clock, seal: plainSeal, zone: 'Asia/Ho_Chi_Minh', locale: 'vi' });
    await other.append({ chat, key: 'from-elsewhere', body: { kind: 'said', text: 'từ nơi khác' }, awaited: false });
    expect(await stream.entries(1)).toMatchObject([{ n: 3, text: 'từ nơi khác' }]);
  });
});

describe('whatever the connection does', () => {
  it('a page gets everything once and in order', { timeout: 60_000 }, async () => {
    await begin();
    const chat = await chatOf('Minh');
    let key = 0;
    const say = async (): Promise<void> => {
      key += 1;
      const body = { kind: 'said', text: `${key}` };
      await town.channel.desk.append({ chat, key: `key-${key}`, body, awaited: false });
    };
    const steps = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('say' as const), times: fc.integer({ min: 1, max: 70 }) }),
        fc.record({ do: fc.constant('read' as const), times: fc.integer({ min: 1, max: 60 }) }),
        fc.record({ do: fc.constant('reconnect' as const), times: fc.constant(1) }),
      ),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        const last = async (): Promise<number> =>
          (await town.db.read(({ tx, t }) => tx.select().from(t.webChats)))[0]?.last ?? 0;
        const start = await last();
        let has = start;
        const seen: number[] = [];
        let saying: Promise<unknown> = Promise.resolve();
        let expected = start;
        let stream = await watch(minh, { last: has });
        const read = async (): Promise<void> => {
          const [entry] = await stream.entries(1);
          has = entry?.n ?? has;
          seen.push(has);
        };
        for (const step of story) {
          if (step.do === 'say') {
            // Said while the page reads and reconnects, not before.
            expected += step.times;
            const times = step.times;
            saying = Promise.all([saying, ...Array.from({ length: times }, say)]);
          } else if (step.do === 'reconnect') {
            stream.close();
            stream = await watch(minh, { last: has });
          } else for (let i = 0; i < step.times && has < expected; i += 1) await read();
        }
        while (has < expected) await read();
        await saying;
        stream.close();
        expect(seen).toEqual(Array.from({ length: expected - start }, (_, i) => start + 1 + i));
      }),
      { numRuns: 25 },
    );
  });
});
