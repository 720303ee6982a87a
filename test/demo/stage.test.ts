/** The demonstration behind its page: closed and opened again, begun anew, its clock moved. */

import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClockOnPage, FeedLine } from '../../src/channels/web/demonstration/protocol.ts';
import type { Sending } from '../../src/channels/web/protocol.ts';
import { Feed } from '../../src/demo/feed.ts';
import { latelySent } from '../../src/demo/feed-store.ts';
import { Gate } from '../../src/demo/gate.ts';
import { forPage, forTerminal } from '../../src/demo/reform.ts';
import { adopt } from '../../src/demo/stage-store.ts';
import type { OutboxId } from '../../src/lib/ids.ts';
import { instantOf, type LocalMinute, MINUTE } from '../../src/lib/time.ts';
import { openStage, type Staged, ZONE } from '../support/demo-stage.ts';

const at = (minute: string): number => instantOf(minute as LocalMinute, ZONE);
const MEMBER = 'CB06-11';
const SECRETARY = 'CB06-01';

describe.each(['sqlite', 'pglite'] as const)('the stage on %s', (kind) => {
  let staged: Staged;
  let keys = 0;
  beforeEach(async () => {
    staged = await openStage(kind);
  }, 60_000);
  afterEach(() => staged.close());

  const text = (words: string): Sending => {
    keys += 1;
    return { key: `key-${String(keys).padStart(8, '0')}`, input: { kind: 'text', text: words } };
  };
  async function write(chat: string, words: string): Promise<void> {
    if (!words.startsWith('/')) await staged.stage.writing(chat);
    expect(await staged.stage.act(({ desk }) => desk.take({ chat, language: undefined }, text(words)))).toBeUndefined();
  }
  /** Resolves when this was said to the chat last. */
  async function hears(chat: string, words: string): Promise<void> {
    const last = async (): Promise<unknown> =>
      (await staged.stage.look(({ books }) => books.entries(chat, 0, 1_000)))
        .filter(({ body }) => body.kind === 'said')
        .at(-1)?.body['text'];
    await expect.poll(last, { timeout: 10_000 }).toContain(words);
  }
  /** Resolves with the clock as soon as it is as wanted. */
  const clockWhen = (wanted: (clock: ClockOnPage) => boolean): Promise<ClockOnPage> =>
    new Promise((resolve) => {
      const stop = staged.stage.listen((event) => {
        if (event.kind !== 'clock' || !wanted(event.clock)) return;
        stop();
        resolve(event.clock);
      });
    });
  async function move(to: string): Promise<ClockOnPage> {
    const over = clockWhen(({ moving, next }) => moving === undefined && next.found !== 'looking');
    expect(await staged.stage.move(to)).toBeUndefined();
    return over;
  }

  it('goes on in the middle of a dialog after it was closed and opened again', async () => {
    await write(MEMBER, '/soi');
    await write(MEMBER, 'Tôi phụ trách công tác dân vận.');
    await hears(MEMBER, 'Câu 2/8.');
    const restarted = staged.stage.restart();
    // Said while it is closed: it waits, and is not lost.
    await write(MEMBER, 'Việc vận động bà con làm tốt.');
    await restarted;
    await hears(MEMBER, 'Câu 3/8.');
    expect(staged.stage.clock().now).toBe(at('2022-03-21T07:30') + MINUTE / 2);
  }, 60_000);

  it('moves to what comes next, and says who got what', async () => {
    const first = await clockWhen(({ next }) => next.found === 'something');
    expect(first.next).toEqual({
      found: 'something',
      at: at('2022-03-21T08:00'),
      expected: [
        { kind: 'reminder', duty: 'secretary', people: 1 },
        { kind: 'digest', duty: 'leader', people: 2 },
        { kind: 'digest', duty: 'secretary', people: 16 },
      ],
    });
    const lines: FeedLine[] = [];
    const stop = staged.stage.listen((event) => void (event.kind === 'feed' && lines.push(...event.feed.lines)));
    const clock = await move('next');
    stop();
    expect(clock.now).toBe(at('2022-03-21T08:00'));
    const count = (kind: string, duty: string): number =>
      lines.filter((line) => line.kind === kind).flatMap(({ readers }) => readers.filter((one) => one.duty === duty))
        .length;
    expect([count('reminder', 'secretary'), count('digest', 'leader'), count('digest', 'secretary')]).toEqual([
      1, 2, 16,
    ]);
    expect(await staged.stage.feed()).toEqual(lines);
    await hears(SECRETARY, 'Chi bộ 6');
  }, 60_000);

  it.runIf(kind === 'sqlite')(
    'counts nobody as unreached because nobody opens their phone',
    async () => {
      const LEADER = 'CB03-07';
      await move('2022-03-22T09:00');
      await write(LEADER, '/trangthai');
      await hears(LEADER, 'Đảng viên: 700');
      const entries = await staged.stage.look(({ books }) => books.entries(LEADER, 0, 1_000));
      expect(JSON.stringify(entries)).not.toContain('Không nhận được tin');
      expect(await staged.db().read(({ tx, t }) => tx.$count(t.webAwaited))).toBe(0);
    },
    60_000,
  );

  it('lets the time pass that writing takes, but not for commands', async () => {
    await write(MEMBER, '/soi');
    const { now } = staged.stage.clock();
    await write(MEMBER, 'Một.');
    expect(staged.stage.clock().now).toBe(now);
    await write(MEMBER, 'Hai.');
    expect(staged.stage.clock().now).toBe(now + MINUTE / 2);
    await write(MEMBER, '/tieptuc');
    await write(SECRETARY, 'Ba.');
    expect(staged.stage.clock().now).toBe(now + MINUTE / 2);
  }, 60_000);

  it('refuses to go back, too far, or to no time at all, and to be moved while it moves', async () => {
    expect(await staged.stage.move('2022-03-01T08:00')).toBe('backwards');
    expect(await staged.stage.move('2030-03-01T08:00')).toBe('too-far');
    expect(await staged.stage.move('2022-02-31T08:00')).toBe('unread');
    const over = clockWhen(({ moving }) => moving === undefined);
    expect(await staged.stage.move('2022-04-20T09:00')).toBeUndefined();
    expect(await staged.stage.move('+1h')).toBe('moving');
    await staged.stage.move('stop');
    await over;
    expect(staged.stage.clock().now).toBeLessThan(at('2022-04-20T09:00'));
  }, 60_000);

  it('is as it was at first after it began anew, down to who is where', async () => {
    const rows = () =>
      staged.db().read(async ({ tx, t }) => ({
        people: (await tx.select({ code: t.persons.code }).from(t.persons)).map(({ code }) => code).toSorted(),
        submissions: await tx.$count(t.submissions),
        answers: await tx.$count(t.answers),
        entries: await tx.$count(t.webEntries),
        outbox: await tx.$count(t.outbox),
        meta: (await tx.select().from(t.meta)).map(({ key }) => key).toSorted(),
      }));
    const before = await rows();
    await write(MEMBER, '/soi');
    await write(MEMBER, 'Tôi phụ trách công tác dân vận.');
    await move('next');
    expect((await rows()).entries).toBeGreaterThan(before.entries);
    await staged.stage.startOver();
    expect(await rows()).toEqual(before);
    expect(staged.stage.clock().now).toBe(at('2022-03-21T07:30'));
    expect(await staged.stage.feed()).toEqual([]);
    await write(MEMBER, '/soi');
    await hears(MEMBER, 'Câu 1/8.');
  }, 60_000);

  it('knows everybody, and lets nobody else talk', async () => {
    const { people, newcomer, cast } = await staged.stage.people();
    expect([people.length, newcomer?.person, cast.length]).toEqual([700, 'CB06-12', 3]);
    expect(await staged.stage.knows('CB06-12')).toBe(true);
    expect(await staged.stage.knows('CB99-01')).toBe(false);
  }, 60_000);

  it('lets the newcomer join with the code that it shows, and shows it no longer', async () => {
    const { newcomer } = await staged.stage.people();
    await write('CB06-12', newcomer?.code ?? '');
    await hears('CB06-12', 'đồng ý');
    expect((await staged.stage.people()).newcomer).toBeUndefined();
    expect(await staged.stage.look(({ books }) => books.person('CB06-12'))).toBeDefined();
  }, 60_000);

  it('takes people and what waits for them over from the terminal, and back', async () => {
    const db = staged.db();
    const channels = () =>
      db.read(async ({ tx, t }) => [...new Set((await tx.select().from(t.addresses)).map(({ channel }) => channel))]);
    expect(await channels()).toEqual(['web']);
    await db.transact(async (c) => {
      const [address] = await c.tx.select().from(c.t.addresses);
      if (address === undefined) throw new Error('nobody has joined');
      await c.tx.insert(c.t.outbox).values({
        id: crypto.randomUUID() as never,
        addressId: address.id,
        channel: 'web',
        platformId: address.platformId,
        lane: 'notice',
        kind: 'new',
        call: {
          kind: 'new',
          body: {
            kind: 'said',
            text: 'Mai họp.',
            prompt: { id: 'p', free: false, choices: [{ key: 'a', label: 'Dự' }] },
          },
        },
        state: 'pending',
        dueAt: at('2022-04-20T09:00'),
        createdAt: at('2022-03-21T07:30'),
      });
      // As an earlier version left it.
      await c.tx.insert(c.t.webAwaited).values({ addressId: address.id, n: 1, since: 0 });
      await adopt(c, 'console', forTerminal);
    });
    expect(await db.read(({ tx, t }) => tx.$count(t.webAwaited))).toBe(0);
    expect(await channels()).toEqual(['console']);
    const waiting = () =>
      db.read(async ({ tx, t }) => (await tx.select().from(t.outbox)).map(({ channel, call }) => [channel, call]));
    expect(await waiting()).toEqual([['console', { kind: 'new', body: { text: 'Mai họp.\n\n1. Dự' } }]]);
    await db.transact((c) => adopt(c, 'web', forPage));
    expect(await channels()).toEqual(['web']);
    expect(await waiting()).toEqual([['web', { kind: 'new', body: { kind: 'said', text: 'Mai họp.\n\n1. Dự' } }]]);
  }, 60_000);
});

describe('the feed', () => {
  it('tells what was held back for the morning after what was said in the evening', async () => {
    const staged = await openStage('sqlite');
    try {
      const db = staged.db();
      const feed = new Feed(db, at('2022-03-21T20:00'));
      const put = (lane: 'notice' | 'reply', doneAt: number | undefined, code: string) =>
        db.transact(async (c) => {
          const [address] = await c.tx.select().from(c.t.addresses).where(eq(c.t.addresses.platformId, code));
          if (address === undefined) throw new Error(`${code} has not joined`);
          const id = crypto.randomUUID() as OutboxId;
          const { id: addressId, channel, platformId } = address;
          const row = {
            id,
            addressId,
            channel,
            platformId,
            lane,
            kind: 'new' as const,
            call: {},
            createdAt: 0,
            dueAt: 0,
          };
          const state = doneAt === undefined ? ('pending' as const) : ('sent' as const);
          await c.tx.insert(c.t.outbox).values({ ...row, state, doneAt: doneAt ?? null });
          return id;
        });
      const held = await put('notice', undefined, SECRETARY);
      await put('reply', at('2022-03-21T22:00'), MEMBER);
      expect((await feed.news()).map(({ code, kind }) => [code, kind])).toEqual([[MEMBER, 'reply']]);
      await db.transact((c) =>
        c.tx
          .update(c.t.outbox)
          .set({ state: 'sent', doneAt: at('2022-03-22T07:00') })
          .where(eq(c.t.outbox.id, held)),
      );
      expect((await feed.news()).map(({ code, kind, duty }) => [code, kind, duty])).toEqual([
        [SECRETARY, 'notice', 'secretary'],
      ]);
      expect(await feed.news()).toEqual([]);
      for (const code of [MEMBER, SECRETARY, 'CB06-02']) await put('notice', at('2022-03-22T08:00'), code);
      const lately = async (atLeast: number): Promise<readonly string[]> =>
        (await db.read((c) => latelySent(c, atLeast))).map(({ code }) => code);
      // Never a part of a moment: a page that is loaded anew tells the same numbers.
      expect(await lately(2)).toEqual([MEMBER, SECRETARY, 'CB06-02']);
      expect(await lately(4)).toEqual([SECRETARY, MEMBER, SECRETARY, 'CB06-02']);
      expect(await lately(400)).toEqual([SECRETARY, MEMBER, SECRETARY, 'CB06-02']);
    } finally {
      await staged.close();
    }
  }, 60_000);
});

describe('the gate', () => {
  it('lets many through, and one alone when all have left', async () => {
    const gate = new Gate();
    const seen: string[] = [];
    let leave = (): void => {};
    const inside = gate.through(
      () =>
        new Promise<void>((resolve) => {
          leave = () => {
            seen.push('left');
            resolve();
          };
        }),
    );
    const alone = gate.alone(async () => void seen.push('alone'));
    const again = gate.alone(async () => void seen.push('alone again'));
    const after = gate.through(async () => void seen.push('after'));
    leave();
    await Promise.all([inside, alone, again, after]);
    expect(seen).toEqual(['left', 'alone', 'alone again', 'after']);
  });

  it('is open again after a failure', async () => {
    const gate = new Gate();
    await expect(gate.alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.through(async () => 'through')).toBe('through');
  });
});
