/** A defect of ours hits one event: the others of its batch are handled, its sender is told, and nothing is lost. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { QuestionnaireHash } from '../../src/lib/ids.ts';
import { failedEvents } from '../../src/runtime/incoming/inbox.ts';
import { replay } from '../../src/runtime/replay.ts';
import { eachKindOf } from './support/kinds.ts';
import { expectNoSecret, openTown, type Town } from './support/town.ts';

eachKindOf((kind) => {
  let town: Town;
  beforeEach(async () => {
    town = await openTown({ kind });
    await town.app.start();
  });
  afterEach(() => town.close());

  /** Minh is at the first question, and the row that says which questions they are is broken. */
  async function brokenRow(): Promise<{ mend(): Promise<unknown> }> {
    const minh = town.phone('Minh');
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    await town.app.settle();
    await town.fake.settled();
    const set = (questionnaire: QuestionnaireHash) =>
      town.db.transact((c) => c.tx.update(c.t.revisions).set({ questionnaire }));
    const [row] = await town.db.read((c) => c.tx.select().from(c.t.revisions));
    if (row === undefined) throw new Error('nobody has begun');
    await set('broken' as QuestionnaireHash);
    return { mend: () => set(row.questionnaire) };
  }

  async function told(): Promise<string> {
    const apology = await town.phone('Minh').waitFor(/mã/i);
    return /[0-9A-F]{6}/.exec(apology.text)?.[0] ?? '';
  }

  describe('an event that fails', () => {
    it('leaves the others of its batch handled, and its sender is told once with a code', async () => {
      await brokenRow();
      const [minh, lan, hoa] = [town.phone('Minh'), town.phone('Lan'), town.phone('Hoa')];
      lan.say('/status');
      minh.say('Điều đã viết.');
      hoa.say('/soi');
      const code = await told();
      await lan.waitFor(/^Chi bộ 6/);
      await hoa.waitFor(/^Câu 1\//);
      await town.app.settle();
      expect(code).toMatch(/^[0-9A-F]{6}$/);
      expect(minh.texts.filter((text) => text.includes(code))).toHaveLength(1);
      const [failed, ...more] = await town.db.read(failedEvents);
      expect(more).toEqual([]);
      expect(failed).toMatchObject({ code, event: { input: { kind: 'text', text: 'Điều đã viết.' } } });
      expect(failed?.error).not.toContain('Điều đã viết');
      expect(town.log.filter((line) => line.includes('event.failed'))).toHaveLength(1);
      expect(town.log.join('\n')).not.toContain('Điều đã viết');
      await expectNoSecret(town);
    });

    it('can be handled again once its reason is mended, and only once', async () => {
      const { mend } = await brokenRow();
      const minh = town.phone('Minh');
      minh.say('Điều đã viết.');
      const code = await told();
      await town.app.settle();
      expect(await replay(town.app.shell, code)).toMatchObject({
        result: 'failed',
        why: expect.stringContaining('broken'),
      });
      await mend();
      expect(await replay(town.app.shell, code.toLowerCase())).toEqual({ result: 'done' });
      await minh.waitFor(/^Câu 2\//);
      expect([...(await town.answers('Minh')).values()]).toEqual(['Điều đã viết.']);
      expect(await replay(town.app.shell, code)).toEqual({ result: 'not-found' });
      expect(await town.db.read(failedEvents)).toEqual([]);
      const inbox = await town.db.read((c) => c.tx.select().from(c.t.inbox));
      expect(inbox.map(({ event }) => event)).toEqual(inbox.map(() => null));
    });

    it('is not handled again once its sender has gone on', async () => {
      const { mend } = await brokenRow();
      const minh = town.phone('Minh');
      minh.say('Điều đã viết.');
      const code = await told();
      await mend();
      minh.say('Điều viết lại.');
      await minh.waitFor(/^Câu 2\//);
      await town.app.settle();
      expect(await replay(town.app.shell, code)).toEqual({ result: 'moved-on' });
      expect([...(await town.answers('Minh')).values()]).toEqual(['Điều viết lại.']);
      expect(await town.db.read(failedEvents)).toHaveLength(1);
    });

    it('is not found under a code that nobody was given', async () => {
      expect(await replay(town.app.shell, 'ABCDEF')).toEqual({ result: 'not-found' });
    });
  });
});
