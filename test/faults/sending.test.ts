/** Every way in which sending an answer can go wrong: nothing that a person wrote is lost, and the dialog goes on. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from '../support/fake-telegram/core/faults.ts';
import { expectNoSecret, openTown, type Town } from './support/town.ts';

/** What becomes of the next question: it comes, it may come twice, or the member has to ask for it. */
const BECOMES: Readonly<Record<FaultKind, 'once' | 'perhaps twice' | 'asked for' | 'gone'>> = {
  tooMany: 'once',
  unavailable: 'once',
  serverError: 'once',
  badGateway: 'once',
  html200: 'once',
  resetBefore: 'once',
  halfOpen: 'once',
  resetAfter: 'perhaps twice',
  slowHeaders: 'perhaps twice',
  slowBody: 'perhaps twice',
  truncated: 'perhaps twice',
  unauthorized: 'once',
  conflict: 'asked for',
  blocked: 'gone',
  chatNotFound: 'gone',
};
/** Longer than the bot waits for an answer. */
const SLOW_MS = 1_000;

let town: Town;
beforeEach(async () => {
  town = await openTown();
  await town.app.start();
});
afterEach(() => town.close());

describe('the next question', () => {
  it.each(
    FAULT_KINDS.map((kind) => [kind, BECOMES[kind]] as const),
  )('after %s comes %s, and the answer before it is stored', async (kind, becomes) => {
    const minh = town.phone('Minh');
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    town.fake.fault({ kind, method: 'sendMessage', chatId: minh.id, ms: SLOW_MS, retryAfter: 2 });
    minh.say('Nhiệm vụ thứ nhất đã xong.');
    if (becomes === 'gone' || becomes === 'asked for') {
      await town.fake.waitFor(
        () => town.log.some((line) => line.includes('outbox.closed')),
        'the message to be given up',
      );
      expect([...(await town.answers('Minh')).values()]).toEqual(['Nhiệm vụ thứ nhất đã xong.']);
      minh.say('/tieptuc');
    }
    await minh.waitFor(/^Câu 2\//);
    minh.say('Việc thứ hai làm tốt.');
    await minh.waitFor(/^Câu 3\//);
    await town.app.settle();
    expect([...(await town.answers('Minh'))]).toEqual([
      ['duties', 'Nhiệm vụ thứ nhất đã xong.'],
      ['strengths', 'Việc thứ hai làm tốt.'],
    ]);
    const times = minh.texts.filter((text) => text.startsWith('Câu 2/')).length;
    expect(times).toBeLessThanOrEqual(becomes === 'perhaps twice' ? 2 : 1);
    expect(await addressOf('Minh')).toMatchObject({ gone: null });
    await expectNoSecret(town);
  });

  it('waits for its turn: what is said to the same chat meanwhile comes after it', async () => {
    const minh = town.phone('Minh');
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    town.fake.fault({ kind: 'tooMany', method: 'sendMessage', chatId: minh.id, retryAfter: 60 });
    minh.say('Nhiệm vụ thứ nhất.');
    await town.fake.waitFor(() => town.log.some((line) => line.includes('outbox.again')), 'the pause');
    minh.say('Việc thứ hai.');
    await town.fake.settled();
    minh.say('Việc thứ ba.');
    await minh.waitFor(/^Câu 4\//);
    const order = minh.texts.flatMap((text) => /^Câu (\d)\//.exec(text)?.[1] ?? []);
    expect(order).toEqual(['1', '2', '3', '4']);
  });

  it('of others comes at once while one chat has to wait', async () => {
    const [minh, hoa] = [town.phone('Minh'), town.phone('Hoa')];
    town.fake.fault({ kind: 'tooMany', method: 'sendMessage', chatId: minh.id, retryAfter: 3_000 });
    minh.say('/soi');
    await town.fake.waitFor(() => town.log.some((line) => line.includes('outbox.again')), 'the pause');
    hoa.say('/soi');
    await hoa.waitFor(/^Câu 1\//);
    expect(minh.texts).toEqual([]);
  });
});

describe('somebody who has blocked the bot', () => {
  it('is shown to the secretary, is not written to, and comes back by writing', async () => {
    const [minh, lan] = [town.phone('Minh'), town.phone('Lan')];
    town.fake.fault({ kind: 'blocked', chatId: minh.id, method: 'sendMessage', count: Number.POSITIVE_INFINITY });
    minh.say('/soi');
    await town.fake.waitFor(() => town.log.some((line) => line.includes('"as":"gone"')), 'the message to be given up');
    await town.app.settle();
    expect(await addressOf('Minh')).toMatchObject({ gone: expect.stringContaining('blocked') });
    lan.say('/status');
    const status = await lan.waitFor(/Không nhận được tin của trợ lý/);
    expect(status.text.split('Không nhận được tin của trợ lý')[1]).toContain('Trần Văn Minh');
    town.fake.core.faults.clear();
    minh.say('/tieptuc');
    await minh.waitFor(/^Câu 1\//);
    lan.say('/status');
    const after = await lan.waitFor(/Chi bộ 6, đến/);
    expect(after.text).not.toContain('Không nhận được tin của trợ lý');
  });

  it('counts as reached when something is delivered after all', async () => {
    const minh = town.phone('Minh');
    town.fake.fault({ kind: 'blocked', chatId: minh.id, method: 'sendMessage' });
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    await town.app.settle();
    expect(town.log.some((line) => line.includes('"as":"gone"'))).toBe(true);
    expect(await addressOf('Minh')).toMatchObject({ gone: null });
  });

  it('is known at once when the platform tells of it', async () => {
    const minh = town.phone('Minh');
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    minh.block();
    await town.fake.settled();
    expect(await addressOf('Minh')).toMatchObject({ gone: 'blocked' });
    minh.unblock();
    await town.fake.settled();
    expect(await addressOf('Minh')).toMatchObject({ gone: null });
  });
});

async function addressOf(name: string) {
  const rows = await town.db.read((c) => c.tx.select().from(c.t.addresses));
  return rows.find(({ personId }) => personId === town.personId(name));
}
