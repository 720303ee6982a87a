import { describe, expect, it } from 'vitest';
import { atRest } from '../../../src/engine/conversation.ts';
import { LANGUAGES } from '../../../src/features/people/joining.ts';
import { CONSENT_VERSION } from '../../../src/features/people/rules.ts';
import type { AnswerId, PersonId, RevisionId, SubmissionId, UnitId } from '../../../src/lib/ids.ts';
import type { LocalDate } from '../../../src/lib/time.ts';
import { eachDatabase } from '../../support/databases.ts';
import { people, Setting } from './setting.ts';

describe('rights', () => {
  eachDatabase((database) => {
    const setting = <R>(work: (on: Setting) => Promise<R>) => Setting.run(database(), work);
    const consentOf = async (on: Setting, name: string) => people.consent?.(on.cx, on.id(name) as PersonId);

    it('know the latest decision', async () => {
      await setting(async (on) => {
        expect(await consentOf(on, 'Minh')).toBe('none');
        await on.decides('Minh', 'declined');
        expect(await consentOf(on, 'Minh')).toBe('declined');
        await on.decides('Minh', 'given');
        expect(await consentOf(on, 'Minh')).toBe('given');
      });
    });

    it('withdraw only when asked twice, and end the dialog', async () => {
      await setting(async (on) => {
        await on.joins('Minh', '1');
        expect((await on.sends('Minh', '1', '/rutdongy')).says[0]?.choices).toBeUndefined();
        await on.decides('Minh', 'given');
        const asked = await on.sends('Minh', '1', '/withdraw');
        expect(asked.text).toContain('[Rút lại sự đồng ý]');
        expect(asked.facts).toEqual([]);
        const args = asked.says[0]?.choices?.[0]?.command?.args;
        const done = await on.sends('Minh', '1', `/rutdongychon ${args}`);
        expect(done.facts).toMatchObject([{ type: 'consent.withdrawn', personId: on.id('Minh') }]);
        expect(done.outcome.conversation).toEqual(atRest);
        expect(await consentOf(on, 'Minh')).toBe('withdrawn');
        expect((await on.sends('Minh', '1', `/rutdongychon ${args}`)).facts).toEqual([]);
      });
    });

    it('leave a consent to an earlier text good, and show the text as it is now to who asks for it', async () => {
      await setting(async (on) => {
        await on.joins('Minh', '1');
        await on.decides('Minh', 'given', '2022-1');
        expect(await consentOf(on, 'Minh')).toBe('given');
        expect((await on.sends('Minh', '1', '/batdau')).outcome.enter).toMatchObject({
          flow: 'consent',
          version: CONSENT_VERSION,
        });
        await on.decides('Minh', 'given');
        expect((await on.sends('Minh', '1', '/batdau')).text).toContain('Đồng chí đã đồng ý dùng trợ lý lúc');
      });
    });

    it('keep an old button from withdrawing a new consent', async () => {
      await setting(async (on) => {
        await on.joins('Minh', '1');
        await on.decides('Minh', 'given');
        const old = (await on.sends('Minh', '1', '/rutdongy')).says[0]?.choices?.[0]?.command?.args;
        await on.sends('Minh', '1', `/rutdongychon ${old}`);
        await on.decides('Minh', 'given');
        const again = await on.sends('Minh', '1', `/rutdongychon ${old}`);
        expect(again.facts).toEqual([]);
        expect(again.text).toContain('[Rút lại sự đồng ý]');
      });
    });

    it('change the language by button or word', async () => {
      await setting(async (on) => {
        await on.joins('Minh', '1');
        expect((await on.sends('Minh', '1', '/ngonngu tiếng lào')).text).toContain(
          `[${LANGUAGES.vi}]\n[${LANGUAGES.en}]`,
        );
        await on.sends('Minh', '1', '/ngonngu en');
        expect((await on.acting('Minh', '1')).person.locale).toBe('en');
      });
    });

    it('hand out everything stored about oneself, drafts included, and nothing of others', async () => {
      await setting(async (on) => {
        for (const name of ['Minh', 'Hoa']) await on.joins(name, name);
        await on.decides('Minh', 'given');
        await write(on, 'Minh', 'Bản nháp của Minh');
        await write(on, 'Hoa', 'Bài của Hoa');
        const { says, facts } = await on.sends('Minh', 'Minh', '/dulieu');
        const [page, file] = says.map((one) => one.file);
        expect(page?.name).toBe('tusoi-CB06-03-2022-03-21.html');
        expect(page !== undefined && 'page' in page && page.page.title.params).toEqual({ name: 'Trần Văn Minh' });
        if (file === undefined || !('content' in file)) throw new Error('the second file is no text');
        expect(file.name).toBe('tusoi-CB06-03-2022-03-21.json');
        expect(facts).toEqual([{ type: 'data.exported', personId: on.id('Minh') }]);
        expect(file.content).not.toContain('Hoa');
        const data = JSON.parse(file.content);
        expect(data).toMatchObject({
          madeAt: '2022-03-21T07:30',
          person: { code: 'CB06-03', name: 'Trần Văn Minh', language: null },
          memberships: [{ unit: 'Chi bộ 6', status: 'official', from: '2020-01-01' }],
          addresses: [{ channel: 'telegram', platformId: 'Minh', linkedAt: '2022-03-21T07:30' }],
          invites: [{ closedWhy: 'used', createdBy: null }],
          consents: [{ decision: 'given', at: '2022-03-21T07:30', channel: 'telegram' }],
          submissions: [
            {
              state: 'draft',
              revisions: [{ number: 1, state: 'draft', answers: [{ question: 'q1', text: 'Bản nháp của Minh' }] }],
            },
          ],
          readingsOfMyTexts: [{ reader: 'Nguyễn Thị Lan', revision: 1, at: '2022-03-21T07:30' }],
          reminders: [{ day: '2022-03-18', reasons: 'submission-missing' }],
        });
        expect(file.content).not.toMatch(/codeHash|code_hash/);
      });
    });
  });
});

/** A draft with one answer, opened once by Lan, and a reminder. */
async function write(on: Setting, name: string, text: string): Promise<void> {
  const { c, cx } = on;
  const personId = on.id(name) as PersonId;
  const [campaign] = await c.tx.select().from(c.t.campaigns);
  if (campaign === undefined) throw new Error('no campaign');
  const id = cx.env.newId<SubmissionId>();
  const revisionId = cx.env.newId<RevisionId>();
  const at = cx.now;
  await c.tx
    .insert(c.t.submissions)
    .values({ id, campaignId: campaign.id, personId, unitId: 'any' as UnitId, state: 'draft', createdAt: at });
  await c.tx.insert(c.t.revisions).values({
    id: revisionId,
    submissionId: id,
    number: 1,
    questionnaire: campaign.questionnaire,
    state: 'draft',
    startedAt: at,
  });
  await c.tx.insert(c.t.answers).values({
    id: cx.env.newId<AnswerId>(),
    revisionId,
    questionId: 'q1',
    part: 0,
    state: 'given',
    text: cx.seal.seal(text),
    givenAt: at,
  });
  await c.tx
    .insert(c.t.readings)
    .values({ id: cx.env.newId(), readerId: on.id('Lan') as PersonId, authorId: personId, revisionId, at });
  await c.tx
    .insert(c.t.reminders)
    .values({ personId, day: '2022-03-18' as LocalDate, reasons: 'submission-missing', digest: false });
}
