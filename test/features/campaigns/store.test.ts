import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import type { Connection } from '../../../src/db/database.ts';
import type { Campaign } from '../../../src/features/campaigns/model.ts';
import { campaigns, insertCampaign } from '../../../src/features/campaigns/store.ts';
import type { CampaignId, QuestionnaireHash, UnitId } from '../../../src/lib/ids.ts';
import type { LocalDate } from '../../../src/lib/time.ts';
import { eachDatabase } from '../../support/databases.ts';

const day = (text: string): LocalDate => text as LocalDate;

function round(id: string, unit: string, opensOn: string): Campaign {
  return {
    id: id as CampaignId,
    code: id,
    unitId: unit as UnitId,
    questionnaire: 'h' as QuestionnaireHash,
    opensOn: day(opensOn),
    closesOn: day('2022-04-22'),
    meetingDeadline: day('2022-04-04'),
    submissionDeadline: day('2022-04-04'),
    content: {
      title: { vi: 'Tự soi', en: 'Self-review' },
      document: { number: '121-KH/ĐU', date: '2022-03-14', issuer: 'Đảng ủy' },
      agenda: [{ vi: 'Báo cáo', en: 'Report' }],
      reminders: { meetingUnscheduled: [7, 0, -1], meetingUnreportedEvery: 3, submissionMissing: [5, 1, -1] },
    },
  };
}

eachDatabase((database) => {
  const inside = <R>(work: (c: Connection) => Promise<R>): Promise<R> => database().transact(work);

  it('a unit takes part in the latest round of its own or of a unit above it that has opened', async () => {
    await inside(async (c) => {
      for (const one of [
        round('ward', 'w', '2022-03-14'),
        round('cell', 'c6', '2022-03-20'),
        round('city', 'x', '2022-01-01'),
        round('next', 'w', '2022-06-01'),
      ]) {
        await insertCampaign(c, one, 1);
      }
      const current = async (path: string, today: string) => (await campaigns(c).current(path, day(today)))?.code;
      expect(await current('/x/w/c7/', '2022-03-21')).toBe('ward');
      expect(await current('/x/w/c6/', '2022-03-21')).toBe('cell');
      expect(await current('/x/w/c6/', '2022-03-19')).toBe('ward');
      expect(await current('/x/', '2022-03-21')).toBe('city');
      expect(await current('/x/w/', '2021-12-31')).toBeUndefined();
      expect(await current('/other/', '2022-03-21')).toBeUndefined();
      expect(await current('/', '2022-03-21')).toBeUndefined();
      // Closed ones count until a later one opens.
      expect(await current('/x/w/', '2022-05-31')).toBe('ward');
      expect(await current('/x/w/', '2022-06-01')).toBe('next');
    });
  });

  it('content is read as it was written, and a correction is seen at once', async () => {
    await inside(async (c) => {
      const written = round('ward', 'w', '2022-03-14');
      await insertCampaign(c, written, 1);
      expect(await campaigns(c).byId(written.id)).toEqual(written);
      const content = { ...written.content, title: { vi: 'Tự sửa', en: 'Self-correction' } };
      await c.tx.update(c.t.campaigns).set({ content }).where(eq(c.t.campaigns.id, written.id));
      expect((await campaigns(c).byId(written.id))?.content.title.vi).toBe('Tự sửa');
      expect(await campaigns(c).byId('none' as CampaignId)).toBeUndefined();
    });
  });
});
