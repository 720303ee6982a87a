/** What people write, in every shape and order in which it can arrive, is stored as they wrote it (in composed letters). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eachKindOf } from './support/kinds.ts';
import { openTown, type Town } from './support/town.ts';

const LETTERS = 'Tự soi, tự sửa: dám nhìn thẳng vào hạn chế của mình. ';

eachKindOf((kind) => {
  let town: Town;
  beforeEach(async () => {
    town = await openTown({ kind });
    await town.app.start();
  });
  afterEach(() => town.close());

  describe('an answer', () => {
    it.each([
      ['emoji of several parts', '👩‍👩‍👧‍👦 🇻🇳 👍🏽 ✔ ☺️'],
      ['composed letters', 'Đã sửa xong việc chậm trễ'.normalize('NFC')],
      ['decomposed letters', 'Đã sửa xong việc chậm trễ'.normalize('NFD')],
      ['letters of both kinds, and of no language', 'ế ế ﷽ 𝕋ự 𠮷 \u200b\u202e ngược'],
      ['lines and tabs', 'Một.\n\n\tHai.\n• Ba'],
      ['what looks like markup or a query', `<b>&amp;</b> *_[x](y)_* '; DROP TABLE answers; -- \\ %s $1`],
      ['4096 letters', LETTERS.repeat(80).slice(0, 4_095).trim().padEnd(4_096, '.')],
      ['4096 emoji', '🌾'.repeat(4_096)],
    ])('of %s is stored as it was written', async (_, text) => {
      const minh = town.phone('Minh');
      minh.say('/soi');
      await minh.waitFor(/^Câu 1\//);
      minh.say(text);
      await minh.waitFor(/^Câu 2\//);
      expect((await town.answers('Minh')).get('duties')).toBe(text.normalize('NFC'));
    });

    it('longer than a message, which the app cuts, can be put together again', async () => {
      const minh = town.phone('Minh');
      const text = LETTERS.repeat(190).trim();
      minh.say('/soi');
      await minh.waitFor(/^Câu 1\//);
      expect(minh.paste(text)).toHaveLength(3);
      await minh.waitFor(/viết thêm cho câu trước/);
      await town.fake.settled();
      await town.app.settle();
      minh.tap('latest', 'Thêm vào câu 1');
      await minh.waitFor(/^Đã thêm vào câu 1/);
      await minh.waitFor(/^Câu 2\//);
      const kept = await town.answers('Minh');
      expect([...kept.keys()]).toEqual(['duties']);
      expect(kept.get('duties')?.replaceAll(/\s+/g, ' ')).toBe(
        text.replaceAll(/(.{4096})/gu, '$1 ').replaceAll(/\s+/g, ' '),
      );
    });
  });

  describe('messages that arrive in the wrong order, in different batches', () => {
    it('are all stored, and each can still be amended by editing it', async () => {
      const minh = town.phone('Minh');
      minh.say('/soi');
      await minh.waitFor(/^Câu 1\//);
      const date = Math.floor(town.fake.core.clock.now() / 1000);
      const message = (message_id: number, text: string) => ({
        message_id,
        date: date + message_id,
        text,
        chat: { id: minh.id, type: 'private', first_name: 'x' },
        from: minh.user,
      });
      for (const id of [9_130, 9_100, 9_160]) {
        town.fake.push({ message: message(id, `tin ${id}`) });
        await town.fake.settled();
      }
      await town.app.settle();
      const before = await town.answers('Minh');
      expect([...before.values()].join('\n').split('\n').toSorted()).toEqual(['tin 9100', 'tin 9130', 'tin 9160']);
      for (const id of [9_160, 9_100, 9_130]) {
        town.fake.push({ edited_message: { ...message(id, `tin ${id} đã sửa`), edit_date: date + 9_999 } });
        await town.fake.settled();
      }
      const after = await town.answers('Minh');
      expect(after).toEqual(
        new Map([...before].map(([question, text]) => [question, text.replaceAll(/$/gm, ' đã sửa')])),
      );
    });
  });

  describe('a tap that the phone sends again', () => {
    it('counts once', async () => {
      const minh = town.phone('Minh');
      minh.say('/soi');
      await minh.waitFor(/^Câu 1\//);
      minh.tap('latest', 'Bỏ qua');
      minh.resendTap();
      minh.resendTap();
      await minh.waitFor(/^Câu 2\//);
      await town.fake.settled();
      await town.app.settle();
      expect(minh.texts.filter((text) => /^Câu \d/.test(text))).toHaveLength(2);
      expect([...(await town.answers('Minh')).keys()]).toEqual(['duties (skipped)']);
    });
  });
});
