/** Where each message is counted, what waited for the morning at an address is one message. */
import { expect, it } from 'vitest';
import { type Say, say } from '../../../src/engine/say.ts';
import { nextDaily } from '../../../src/features/reminders/model.ts';
import { MINUTE } from '../../../src/lib/time.ts';
import { readerOf } from '../../../src/runtime/incoming/record.ts';
import { tick } from '../../../src/runtime/later/tick.ts';
import { claimDue } from '../../../src/runtime/outgoing/claims.ts';
import { putSays } from '../../../src/runtime/outgoing/compose.ts';
import { contextOf } from '../../../src/runtime/shell.ts';
import { Stage, type StageOptions, ZONE } from '../../support/stage/stage.ts';

/** The evening before a day on which those are reminded who have not submitted. */
const EVENING = '2022-03-29 22:00';
const PLAN: StageOptions = {
  channel: 'zalo',
  metered: { messages: 100, people: 50, atCap: 'hold' },
  begins: EVENING,
};

async function onStage(
  play: (stage: Stage) => Promise<void>,
  options: StageOptions = {},
  kind: 'sqlite' | 'pglite' = 'sqlite',
): Promise<void> {
  const stage = await Stage.open(kind, { ...PLAN, ...options });
  try {
    await play(stage);
  } finally {
    await stage.close();
  }
}

/** Somebody else's doing at night, told to `name`. */
const noted = (stage: Stage, name: string, said: Say): Promise<void> =>
  stage.db.transact(async (c) => {
    const work = { shell: stage.app.shell, cx: contextOf(stage.app.shell, c) };
    const id = stage.people.get(name);
    const reader = id === undefined ? undefined : await readerOf(work, id, 'notice');
    if (reader === undefined) throw new Error(`there is no way to ${name}`);
    await putSays(work, reader, { says: [{ say: said }], lane: 'notice', dueAt: eight(stage) });
  });

const eight = (stage: Stage): number => nextDaily(stage.clock.now(), ZONE);
const titled = (name: string, more: Partial<Say> = {}): Say => ({
  ...say('common.file-link', { name, url: '' }),
  ...more,
});
const button = (name: string, args: string) => ({ key: name, label: args, command: { name, args } });
const textsOf = (stage: Stage): readonly string[] => stage.phones.take().map(({ text }) => text);

async function counted(stage: Stage): Promise<number> {
  const rows = await stage.db.read((c) => c.tx.select({ sent: c.t.sentMonths.sent }).from(c.t.sentMonths));
  return rows.reduce((sum, { sent }) => sum + sent, 0);
}

const rowsOf = (stage: Stage) =>
  stage.db.read(({ tx, t: { outbox } }) =>
    tx
      .select({ state: outbox.state, lane: outbox.lane, call: outbox.call, pieces: outbox.pieces })
      .from(outbox)
      .orderBy(outbox.seq),
  );

it.each(['sqlite', 'pglite'] as const)(
  'on %s: two notices and the reminder are one call, counted once',
  { timeout: 120_000 },
  (kind) =>
    onStage(
      async (stage) => {
        await stage.joined(['Minh']);
        await noted(stage, 'Minh', titled('Việc thứ nhất', { choices: [button('help', 'một')] }));
        await noted(stage, 'Minh', titled('Việc thứ hai'));
        expect((await rowsOf(stage)).map(({ state, pieces }) => [state, Array.isArray(pieces)])).toEqual([
          ['pending', true],
          ['pending', true],
        ]);
        await stage.passTo(eight(stage) + MINUTE);
        const texts = textsOf(stage);
        expect(texts).toHaveLength(1);
        expect(texts[0]).toMatch(/^Việc thứ nhất: *\n\nViệc thứ hai: *\n\nKính gửi đồng chí Trần Văn Minh/);
        expect(await counted(stage)).toBe(1);
        expect(await rowsOf(stage)).toEqual([{ state: 'sent', lane: 'reminder', call: null, pieces: null }]);
      },
      {},
      kind,
    ),
);

it('what would be longer than one message is sent one after another, in its order', () =>
  onStage(async (stage) => {
    await stage.joined(['Minh']);
    await noted(stage, 'Minh', titled(`Việc thứ nhất ${'dài '.repeat(300)}`, { choices: [button('help', 'một')] }));
    await noted(stage, 'Minh', titled(`Việc thứ hai ${'dài '.repeat(300)}`));
    await stage.passTo(eight(stage) + MINUTE);
    expect(textsOf(stage).map((text) => text.slice(0, 12))).toEqual(['Việc thứ nhấ', 'Việc thứ hai', 'Kính gửi đồn']);
    expect(await counted(stage)).toBe(3);
  }));

it('more than nine choices are one list in parts', () =>
  onStage(async (stage) => {
    await stage.joined(['Minh']);
    const choices = (of: string) => [1, 2, 3, 4, 5].map((n) => button('ngonngu', `${of}${n}`));
    await noted(stage, 'Minh', titled('Việc thứ nhất', { choices: choices('a') }));
    await noted(stage, 'Minh', titled('Việc thứ hai', { choices: choices('b') }));
    await stage.passTo(eight(stage) + MINUTE);
    const [arrived] = stage.phones.take();
    expect(arrived?.text).toContain('Mục 1–9 trong 13 mục');
    const prompts = await stage.db.read((c) => c.tx.select({ options: c.t.prompts.options }).from(c.t.prompts));
    const keys = (prompts.at(-1)?.options as readonly { readonly key: string }[]).map(({ key }) => key);
    expect(keys).toHaveLength(14);
    expect(new Set(keys).size).toBe(14);
    expect(keys.filter((key) => !/^[\w.-]{1,24}$/.test(key))).toEqual([]);
  }));

it('a notice whose reminder has lost its reason still goes', () =>
  onStage(async (stage) => {
    await stage.joined(['Minh']);
    await noted(stage, 'Minh', titled('Việc thứ nhất'));
    stage.phones.answersNext({ outcome: 'retry', afterMs: 60_000, everyone: false, why: '429' });
    await stage.passTo(eight(stage));
    expect(textsOf(stage)).toEqual([]);
    await stage.submitted(['Minh']);
    await stage.passTo(stage.clock.now() + 10 * MINUTE);
    expect(textsOf(stage).map((text) => text.trim())).toEqual(['Việc thứ nhất:']);
    expect(await counted(stage)).toBe(1);
  }));

it('without room in the morning it goes to the page, and whoever has none is told in person', () =>
  onStage(
    async (stage) => {
      await stage.joined(['Minh', 'Hoa']);
      if (stage.beside !== undefined) await stage.joined(['Hoa'], stage.beside);
      await stage.submitted(['Minh', 'Hoa']);
      for (const name of ['Minh', 'Hoa'])
        await noted(stage, name, titled('Việc thứ nhất', { choices: [button('help', 'một')] }));
      await stage.sentAlready(98);
      await stage.passTo(eight(stage) + MINUTE);
      expect(textsOf(stage)).toEqual([]);
      expect(stage.beside?.take().map(({ platformId, text }) => [stage.nameAt(platformId), text.trim()])).toEqual([
        ['Hoa', 'Việc thứ nhất:'],
      ]);
      const told = await stage.db.read((c) => c.tx.select({ id: c.t.untold.personId }).from(c.t.untold));
      expect(told).toEqual([{ id: stage.people.get('Minh') }]);
    },
    { beside: 'web' },
  ));

it('nothing goes out before the reminders of the day are made, and one that is lost with its process is not sent twice', () =>
  onStage(async (stage) => {
    await stage.joined(['Minh']);
    await noted(stage, 'Minh', titled('Việc thứ nhất'));
    const { shell } = stage.app;
    stage.clock.set(eight(stage));
    const all = { limit: 30, free: () => true };
    expect(await claimDue(shell, 'somebody', all)).toMatchObject({ rows: [], some: false });
    await tick(shell);
    const { rows } = await claimDue(shell, 'a process that dies', all);
    expect(rows).toHaveLength(1);
    await stage.restart();
    await stage.passTo(stage.clock.now() + 10 * MINUTE);
    expect(textsOf(stage)).toEqual([]);
    expect((await rowsOf(stage)).map(({ state }) => state)).toEqual(['unknown']);
    expect(await counted(stage)).toBe(1);
  }));
