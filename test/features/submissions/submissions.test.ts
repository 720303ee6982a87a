import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Connection } from '../../../src/db/database.ts';
import { storedValue } from '../../../src/features/submissions/model.ts';
import { loadAnswers, loadDraft } from '../../../src/features/submissions/reflection/store.ts';
import { submissionOf, submittedBy } from '../../../src/features/submissions/store.ts';
import type { RevisionId } from '../../../src/lib/ids.ts';
import { plainSeal } from '../../../src/lib/seal.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/lib/time.ts';
import { testCx } from '../../support/cx.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Chat, feature, submits, toSummary, Ward } from './setting.ts';

const revisionOf = (chat: Chat): RevisionId =>
  (chat.conversation.active ?? chat.conversation.resting)?.ids['revision'] as RevisionId;
const valueIn = async (c: Connection, revision: RevisionId, question = 'duties'): Promise<string | undefined> =>
  storedValue((await loadAnswers(c, plainSeal, revision)).get(question));

eachDatabase((database) => {
  const inside = (work: (ward: Ward, c: Connection) => Promise<void>): Promise<void> =>
    database().transact(async (c) => work(await Ward.on(c), c));

  it('rows say what the engine expects after any turn', async () => {
    const doing = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          text: fc.oneof(fc.uuid(), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })),
          after: fc.constantFrom(SECOND, MINUTE, 13 * HOUR),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.constantFrom('skip', 'back', 'keep', 'clear', 'add', 'use', 'drop', 'edit', 'e.0', 'e.3', 'full'),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { maxLength: 25 }), async (doings) =>
        database().transact((c) =>
          c
            .savepoint(async () => {
              const ward = await Ward.on(c);
              const chat = await (await ward.chat('Minh')).command('soi');
              for (const one of doings) {
                if (typeof one === 'string') await chat.input({ kind: 'choice', key: one });
                else {
                  ward.later(one.after);
                  await chat.write(one.text);
                }
                const stored = await loadAnswers(c, plainSeal, revisionOf(chat));
                const expected = [...(chat.expected?.answers ?? [])].map(
                  ([id, answer]) =>
                    [id, { ...answer, given: answer.given.map(clean), held: answer.held.map(clean) }] as const,
                );
                expect(new Map([...stored].filter(([, answer]) => !isNothing(answer)))).toEqual(
                  new Map(expected.filter(([, answer]) => !isNothing(answer))),
                );
              }
              throw new Undone();
            })
            .catch((error: unknown) => {
              if (!(error instanceof Undone)) throw error;
            }),
        ),
      ),
      { numRuns: 12 },
    );
  }, 60_000);

  it('an answer takes two selects and one insert, or one delete more when it replaces another', async () => {
    await inside(async (ward, c) => {
      const chat = await (await ward.chat('Minh')).command('soi');
      const { counted, executed } = counting(c);
      const cx = { ...testCx(counted, { now: ward.now }) };
      const draft = await loadDraft(counted, revisionOf(chat));
      await loadAnswers(counted, plainSeal, revisionOf(chat));
      const about = {
        type: 'answer.given',
        revisionId: revisionOf(chat),
        questionId: 'duties',
        source: { at: 1, addressId: undefined, messageId: undefined, promptId: undefined },
      } as const;
      await feature.facts?.['answer.given']?.write(cx, { ...about, text: 'một', replaces: false });
      expect(draft?.closesOn).toBe('2022-04-22');
      expect(executed.splice(0)).toEqual(['submissions.draft', 'submissions.answers', 'submissions.answer']);
      await feature.facts?.['answer.given']?.write(cx, { ...about, text: 'hai', replaces: true });
      expect(executed).toEqual(['submissions.remove-answer', 'submissions.answer']);
      expect(await valueIn(c, revisionOf(chat))).toBe('hai');
    });
  });

  it('begins once with the secrecy notice, and goes on with the draft from the rows alone', async () => {
    await inside(async (ward) => {
      const chat = await (await ward.chat('Minh')).command('soi');
      expect(chat.says.map((one) => one.key)).toEqual(['submissions.begin', 'submissions.question']);
      ward.later(MINUTE);
      await chat.write('Phụ trách tổ 6.');
      chat.conversation = { active: undefined, resting: undefined };
      ward.later(5 * DAY);
      await chat.command('soi');
      expect(chat.facts).toEqual([]);
      expect(chat.text).toMatch(/^Câu 2\/8/);
      await chat.command('huy');
      expect(chat.conversation.active).toBeUndefined();
      expect(chat.text).toMatch(/^Đã lưu bản nháp.* Còn 7 câu/);
      expect((await chat.command('huy')).text).toMatch(/^Hiện không có việc nào/);
      expect((await chat.command('tieptuc')).text).toMatch(/^Câu 2\/8/);
    });
  });

  it('a kept text is still asked about when only the rows are left', async () => {
    await inside(async (ward) => {
      const chat = await (await ward.chat('Minh')).command('soi');
      ward.later(MINUTE);
      await chat.write('một');
      ward.later(SECOND);
      await chat.write('thêm');
      chat.conversation = { active: undefined, resting: undefined };
      await chat.command('tieptuc');
      expect(chat.text).toMatch(/“thêm”.*\[Thêm vào câu 1\]\n\[Trả lời câu 2\]/s);
      await chat.input({ kind: 'choice', key: 'add' });
      expect((await chat.world())?.answers.get('duties')?.given).toEqual(['một', 'thêm']);
    });
  });

  it('what was submitted counts until a new revision is submitted, and stays as history', async () => {
    await inside(async (ward, c) => {
      const chat = await ward.chat('Minh');
      const messageId = await submits(ward, chat);
      const campaignId = await ward.campaignId();
      const first = await submissionOf(c, campaignId, chat.personId);
      expect(first?.submitted?.number).toBe(1);
      expect((await chat.command('soi')).text).toMatch(/^Đồng chí đã nộp bản tự soi lúc 07 giờ 32/);
      await chat.edit(messageId, 'khác');
      expect(chat.text).toMatch(/^Bản này đã nộp/);

      await chat.command('suabai');
      expect(chat.facts).toMatchObject([{ type: 'revision.started', number: 2 }]);
      await chat.edit(messageId, 'Phụ trách tổ 6 và 7.');
      expect(chat.text).toMatch(/^Đã sửa câu 1\.\n\nĐồng chí đã trả lời 1\/8 câu/);
      const second = await submissionOf(c, campaignId, chat.personId);
      expect(await valueIn(c, first?.submitted?.id ?? ('' as RevisionId))).toBe('Phụ trách tổ 6.');
      expect(await valueIn(c, second?.draft?.id ?? ('' as RevisionId))).toBe('Phụ trách tổ 6 và 7.');
      expect([second?.submitted?.number, second?.draft?.number]).toEqual([1, 2]);

      ward.later(HOUR);
      await chat.input({ kind: 'choice', key: 'submit' });
      const third = await submissionOf(c, campaignId, chat.personId);
      expect([third?.submitted?.number, third?.draft, third?.submittedAt]).toEqual([2, undefined, ward.now]);
      expect((await submittedBy(c, campaignId, [chat.personId])).get(chat.personId)).toBe(ward.now);
      expect(await c.tx.$count(c.t.revisions)).toBe(2);
    });
  });

  it('an edited message amends its own part only; what cannot be taken is told and changes nothing', async () => {
    await inside(async (ward, c) => {
      const chat = await (await ward.chat('Minh')).command('soi');
      ward.later(MINUTE);
      const first = await chat.write('một');
      ward.later(SECOND);
      const second = await chat.write('hai');
      await chat.edit(second, 'hai, sửa');
      expect(chat.text).toMatch(/^Đã sửa đoạn đang giữ\./);
      await chat.input({ kind: 'choice', key: 'add' });
      await chat.edit(first, 'một, sửa');
      expect(chat.text).toBe('Đã sửa câu 1.');
      expect(await valueIn(c, revisionOf(chat))).toBe('một, sửa\nhai, sửa');
      for (const text of ['', '  ', 'x'.repeat(4097)])
        expect((await chat.edit(first, text)).text).toMatch(/^Câu 1 vẫn như trước/);
      expect((await chat.edit(first, 'một, sửa')).says).toEqual([]);
      expect((await chat.edit(99, 'gì đó')).says[0]?.key).toBe('common.unknown-command');
      expect(await valueIn(c, revisionOf(chat))).toBe('một, sửa\nhai, sửa');
      ward.later(40 * DAY);
      expect((await chat.edit(first, 'muộn')).text).toMatch(/^Đợt này đã khép lại/);
    });
  });

  it('another person’s message with the same number is not touched', async () => {
    await inside(async (ward, c) => {
      const minh = await (await ward.chat('Minh')).command('soi');
      ward.later(MINUTE);
      const messageId = await minh.write('của Minh');
      const hoa = await ward.chat('Hoa');
      expect((await hoa.edit(messageId, 'của Hoa')).says[0]?.key).toBe('common.unknown-command');
      expect(await valueIn(c, revisionOf(minh))).toBe('của Minh');
    });
  });

  it('after the round nothing is begun, revised or gone on with', async () => {
    await inside(async (ward) => {
      const hoa = await ward.chat('Hoa');
      const minh = await ward.chat('Minh');
      await submits(ward, minh);
      await toSummary(ward, hoa);
      ward.later(40 * DAY);
      for (const command of ['soi', 'tieptuc', 'suabai']) {
        expect((await minh.command(command)).text).toMatch(/^Đợt này đã khép lại\. Bản của đồng chí đã nộp/);
        expect((await hoa.command(command)).text).toMatch(/^Đợt này đã khép lại nên không nhận thêm câu trả lời/);
        expect((await (await ward.chat('Nga')).command(command)).text).toMatch(
          /^Đợt này đã khép lại nên không nhận thêm bản nộp/,
        );
      }
      expect(hoa.conversation).toEqual({ active: undefined, resting: undefined });
      expect((await hoa.command('xemlai')).text).toMatch(/^Bản nháp.*Phụ trách tổ 6\.$/ms);
    });
  });

  it('withdrawing consent erases drafts and kept texts; what was submitted stays', async () => {
    await inside(async (ward, c) => {
      const minh = await ward.chat('Minh');
      await submits(ward, minh);
      await minh.command('suabai');
      ward.later(MINUTE);
      await minh.write('đoạn đang giữ');
      const hoa = await (await ward.chat('Hoa')).command('soi');
      ward.later(MINUTE);
      await hoa.write('nháp của Hoa');
      const nga = await (await ward.chat('Nga')).command('soi');
      ward.later(MINUTE);
      await nga.write('nháp của Nga');
      for (const one of [minh, hoa])
        await feature.facts?.['consent.withdrawn']?.write(ward.cx, {
          type: 'consent.withdrawn',
          personId: one.personId,
          textVersion: '1',
          channel: 'x',
          at: ward.now,
        });
      const left = await c.tx
        .select({ text: c.t.answers.text })
        .from(c.t.answers)
        .where(eq(c.t.answers.state, 'given'));
      expect(left.map((one) => one.text).sort()).toEqual(['Phụ trách tổ 6.', 'nháp của Nga']);
      expect(await c.tx.$count(c.t.answers, eq(c.t.answers.state, 'held'))).toBe(0);
      expect([await c.tx.$count(c.t.submissions), await c.tx.$count(c.t.revisions)]).toEqual([2, 2]);
    });
  });

  it('an exempt member may volunteer', async () => {
    await inside(async (ward) => {
      const chat = await (await ward.chat('Bách')).command('soi');
      expect(chat.says.map((one) => one.key)).toEqual([
        'submissions.volunteer',
        'submissions.begin',
        'submissions.question',
      ]);
    });
  });
});

class Undone extends Error {}
const clean = (text: string): string => text.replaceAll('\u0000', '');
const isNothing = ({
  given,
  skipped,
  held,
}: {
  readonly given: readonly string[];
  readonly skipped: boolean;
  readonly held: readonly string[];
}): boolean => given.length === 0 && !skipped && held.length === 0;

/** The same connection, noting which prepared statement is executed; anything not prepared is noted by its verb. */
function counting(c: Connection): { readonly counted: Connection; readonly executed: string[] } {
  const executed: string[] = [];
  const counted: Connection = {
    get tx() {
      executed.push('unprepared');
      return c.tx;
    },
    t: c.t,
    savepoint: (work) => c.savepoint(work),
    prepared(name, build) {
      executed.push(name);
      return c.prepared(name, build);
    },
  };
  return { counted, executed };
}
