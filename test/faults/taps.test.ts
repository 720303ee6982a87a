/** What goes with an answer — the end of a tap's waiting sign, the edited keyboard, menus — may fail in any way without harm. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseUpdate } from '../../src/channels/telegram/parse.ts';
import { until } from '../channels/telegram/rig.ts';
import { FAULT_KINDS } from '../support/fake-telegram/core/faults.ts';
import { expectNoSecret, openTown, type Town } from './support/town.ts';

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

describe('a tap', () => {
  it.each(FAULT_KINDS)('is taken once and answered though everything beside the answer meets %s', async (kind) => {
    for (const method of ['answerCallbackQuery', 'editMessageReplyMarkup', 'setMyCommands', 'getMe']) {
      town.fake.fault({ kind, method, count: 1, ms: 600, retryAfter: 1 });
    }
    await town.app.start();
    const minh = town.phone('Minh');
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    minh.tap('latest', 'Bỏ qua');
    await minh.waitFor(/^Câu 2\//);
    minh.say('Việc thứ hai.');
    await minh.waitFor(/^Câu 3\//);
    await town.fake.settled();
    expect([...(await town.answers('Minh'))]).toEqual([
      ['duties (skipped)', ''],
      ['strengths', 'Việc thứ hai.'],
    ]);
    expect(minh.texts.filter((text) => text.startsWith('Câu'))).toHaveLength(3);
    await expectNoSecret(town);
  });
});

describe('a platform that cannot be reached', () => {
  it('gets everything that was waiting, in order, when it is there again', async () => {
    await town.app.start();
    const minh = town.phone('Minh');
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    await town.app.settle();
    await town.fake.settled();
    await town.fake.down();
    // What had been fetched just before the line went down.
    const date = Math.floor(town.fake.core.clock.now() / 1000);
    const from = { id: minh.id, is_bot: false, first_name: 'x' };
    const message = { message_id: 900, date, text: 'Nhiệm vụ đã xong.', chat: { id: minh.id, type: 'private' }, from };
    const event = parseUpdate({ update_id: 5, message }, { receivedAt: date * 1000, username: undefined });
    if (event === undefined) throw new Error('an update that parse does not know');
    await town.app.onEvents([event]);
    minh.say('Làm tốt.');
    const refused = (): number => town.log.filter((line) => line.includes('ECONNREFUSED')).length;
    await until(() => refused() > 3);
    expect([...(await town.answers('Minh')).values()]).toEqual(['Nhiệm vụ đã xong.']);
    await town.fake.up();
    await minh.waitFor(/^Câu 2\//);
    await minh.waitFor(/^Câu 3\//);
    expect(minh.texts.filter((text) => text.startsWith('Câu'))).toHaveLength(3);
    await expectNoSecret(town);
  });
});
