/** What could not be stored is not confirmed, and what is not confirmed comes again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBreakableTown } from './support/breakable-town.ts';
import type { BrokenDatabase } from './support/broken-database.ts';
import { expectNoSecret, type Town } from './support/town.ts';

let town: Town;
let broken: BrokenDatabase;
beforeEach(async () => {
  ({ town, broken } = await openBreakableTown());
  await town.app.start();
});
afterEach(() => town.close());

async function begin() {
  const minh = town.phone('Minh');
  minh.say('/soi');
  await minh.waitFor(/^Câu 1\//);
  await town.app.settle();
  await town.fake.settled();
  return minh;
}

describe('a database that refuses', () => {
  it('keeps a batch unconfirmed until it is stored, once', async () => {
    const minh = await begin();
    broken.refuse(4);
    const { updateId } = minh.say('Nhiệm vụ đã xong.');
    await town.fake.waitFor(
      () => town.log.some((line) => line.includes('batch-not-stored')),
      'a batch that is refused',
    );
    expect(town.fake.confirmed.some(({ update }) => update.id === updateId)).toBe(false);
    await minh.waitFor(/^Câu 2\//);
    expect([...(await town.answers('Minh'))]).toEqual([['duties', 'Nhiệm vụ đã xong.']]);
    expect(minh.texts.filter((text) => text.startsWith('Câu 2/'))).toHaveLength(1);
    await town.fake.settled();
    await expectNoSecret(town);
  });

  it('makes nothing come twice when it refuses to note what was sent', async () => {
    const minh = await begin();
    town.fake.fault({ kind: 'slowHeaders', method: 'sendMessage', ms: 100 });
    minh.say('Nhiệm vụ đã xong.');
    await minh.waitFor(/^Câu 2\//);
    broken.refuse(5);
    await town.fake.waitFor(() => town.log.some((line) => line.includes('mark-failed')), 'a mark that is refused');
    minh.say('Làm tốt.');
    await minh.waitFor(/^Câu 3\//);
    await town.app.settle();
    expect(minh.texts.filter((text) => text.startsWith('Câu'))).toHaveLength(3);
  });
});

describe('a disk that is full in the middle of an event', () => {
  it.each([
    '53100',
    'SQLITE_FULL',
  ])('is no fault of the event (%s): it is stored when there is room again', async (code) => {
    const minh = await begin();
    broken.fail('submissions.answer', code, 12);
    minh.say('Nhiệm vụ đã xong.');
    await minh.waitFor(/^Câu 2\//);
    expect([...(await town.answers('Minh'))]).toEqual([['duties', 'Nhiệm vụ đã xong.']]);
    expect(town.log.filter((line) => line.includes('event.failed'))).toEqual([]);
    expect(town.log.some((line) => line.includes('batch-not-stored'))).toBe(true);
  });
});

describe('a commit of which nobody hears', () => {
  it('stores the answer once, and the next question still comes', async () => {
    const minh = await begin();
    broken.doubt();
    minh.say('Nhiệm vụ đã xong.');
    await minh.waitFor(/^Câu 2\//);
    minh.say('Làm tốt.');
    await minh.waitFor(/^Câu 3\//);
    expect([...(await town.answers('Minh')).values()]).toEqual(['Nhiệm vụ đã xong.', 'Làm tốt.']);
    expect(minh.texts.filter((text) => text.startsWith('Câu'))).toHaveLength(3);
  });
});

describe('a commit that takes its time', () => {
  it('is not confirmed before it is over', async () => {
    const minh = await begin();
    const release = broken.hold();
    const { updateId } = minh.say('Nhiệm vụ đã xong.');
    await town.fake.waitFor(() => town.fake.stats.handedOut === 2, 'the update to be fetched');
    const confirmed = () => town.fake.confirmed.some(({ update }) => update.id === updateId);
    expect(confirmed()).toBe(false);
    expect(await town.answers('Minh')).toEqual(new Map());
    release();
    await minh.waitFor(/^Câu 2\//);
    await town.fake.settled();
    expect(confirmed()).toBe(true);
  });
});
