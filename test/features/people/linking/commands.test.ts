/** Codes that link a further chat, and giving chats up. */
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { AddressId } from '../../../../src/lib/ids.ts';
import { HOUR, MINUTE } from '../../../../src/lib/time.ts';
import { eachDatabase } from '../../../support/databases.ts';
import { Setting } from '../setting.ts';

const typed = (text: string) => ({ kind: 'text', text }) as const;
const WRONG = ['ABCD-EFGH', 'ABCD-EFGJ', 'ABCD-EFGK', 'ABCD-EFGM'];

async function codeOf(on: Setting, name: string, chat: string): Promise<string> {
  const { text } = await on.sends(name, chat, '/lienket');
  return text.match(/^([A-Z2-9]{2}(?:-[A-Z2-9]{2}){3})$/m)?.[1] ?? '';
}

/** Minh on Telegram and on the page, with consent. */
async function inTwoPlaces(on: Setting): Promise<void> {
  await on.joins('Minh', '1');
  await on.decides('Minh', 'given');
  await on.stranger('web/1', typed(await codeOf(on, 'Minh', '1')));
}

/** A message that waits for the morning. */
async function waiting(on: Setting, id: AddressId, channel: string): Promise<void> {
  const row = { id: on.cx.env.newId(), addressId: id, channel, platformId: '1', lane: 'notice', kind: 'new' } as const;
  const call = { kind: 'new', body: {} };
  await on.c.tx
    .insert(on.c.t.outbox)
    .values({ ...row, id: row.id as never, call, state: 'pending', dueAt: on.cx.now + HOUR, createdAt: on.cx.now });
}

describe('a code for linking', () => {
  eachDatabase((database) => {
    const setting = <R>(work: (on: Setting) => Promise<R>) => Setting.run(database(), work);

    it('makes a second chat the person’s, tells the first, and is stored as a hash only', async () => {
      await setting(async (on) => {
        await on.joins('Minh', '1');
        await on.decides('Minh', 'given');
        const code = await codeOf(on, 'Minh', '1');
        expect(code).toMatch(/^..-..-..-..$/);
        expect(JSON.stringify(await on.c.tx.select().from(on.c.t.linkCodes))).not.toContain(code.replaceAll('-', ''));
        const there = await on.stranger('web/1', typed(code.toLowerCase().replaceAll('-', ' ')));
        expect(there.becomes?.personId).toBe(on.id('Minh'));
        const first = (await on.acting('Minh', '1')).address;
        expect(first.personId).toBe(on.id('Minh'));
        expect(there.notices).toMatchObject([{ toAddress: first.id, urgent: true, say: { key: 'people.link.added' } }]);
        expect((await on.acting('Minh', 'web/1')).address.personId).toBe(on.id('Minh'));
        expect((await on.sends('Minh', 'web/1', '/lienketxong')).text).toContain('đồng chí Trần Văn Minh');
      });
    });

    it('is good once, for a quarter of an hour, and until a newer one is made', async () => {
      await setting(async (on) => {
        await on.joins('Minh', '1');
        const old = await codeOf(on, 'Minh', '1');
        const code = await codeOf(on, 'Minh', '1');
        expect((await on.stranger('web/1', typed(old))).text).toContain('không còn dùng được');
        on.pass(15 * MINUTE - 1);
        expect((await on.stranger('web/1', typed(code))).becomes).toBeDefined();
        expect((await on.stranger('web/2', typed(code))).text).toContain('đã được dùng');
        const late = await codeOf(on, 'Minh', '1');
        on.pass(15 * MINUTE);
        expect((await on.stranger('web/2', typed(late))).text).toContain('đã hết hạn');
      });
    });

    it('counts among the wrong codes, and is not taken while the chat is locked', async () => {
      await setting(async (on) => {
        await on.joins('Minh', '1');
        const code = await codeOf(on, 'Minh', '1');
        const used = await on.code('Hoa');
        await on.stranger('9', typed(used));
        for (const wrong of [...WRONG, used]) await on.stranger('web/1', typed(wrong));
        const locked = await on.stranger('web/1', typed(code));
        expect(locked.text).toContain('08 giờ 30');
        expect(locked.becomes).toBeUndefined();
        expect((await on.stranger('web/2', { kind: 'command', name: 'lienket', args: code })).becomes).toBeDefined();
      });
    });

    it('on a channel where the person has a chat puts the new one in its place, which is told', async () => {
      await setting(async (on) => {
        await inTwoPlaces(on);
        const old = (await on.acting('Minh', '1')).address;
        await waiting(on, old.id, 'telegram');
        const { notices } = await on.stranger('2', typed(await codeOf(on, 'Minh', '1')));
        expect(notices).toEqual([{ toAddress: old.id, urgent: true, say: { key: 'people.link.replaced' } }]);
        expect((await on.acting('Minh', '1')).address.personId).toBeUndefined();
        const now = (await on.acting('Minh', '2')).address;
        expect(now.personId).toBe(on.id('Minh'));
        expect((await on.acting('Minh', 'web/1')).address.personId).toBe(on.id('Minh'));
        const [row] = await on.c.tx.select().from(on.c.t.outbox);
        expect(row).toMatchObject({ addressId: now.id, platformId: '2', state: 'pending' });
      });
    });

    it('is refused in a chat that is somebody else’s, without a word about whose it is, and stays good', async () => {
      await setting(async (on) => {
        await on.joins('Minh', '1');
        await on.joins('Hoa', '2');
        await on.decides('Hoa', 'given');
        const code = await codeOf(on, 'Minh', '1');
        const { text, facts } = await on.sends('Hoa', '2', `/lienket ${code}`);
        expect(text).toContain('Lê Thị Hoa');
        expect(text).not.toContain('Minh');
        expect(facts).toEqual([]);
        for (const way of [`/start ${code}`, '/lienket ABCD-EFGH'])
          expect((await on.sends('Hoa', '2', way)).text).toBe(text);
        expect((await on.stranger('web/1', typed(code))).becomes?.personId).toBe(on.id('Minh'));
      });
    });

    it('dies with a joining code that is handed in, which makes its chat the only one', async () => {
      await setting(async (on) => {
        await inTwoPlaces(on);
        const code = await codeOf(on, 'Minh', 'web/1');
        const { notices } = await on.stranger('3', typed(await on.code('Minh')));
        expect(notices).toHaveLength(2);
        expect((await on.stranger('web/2', typed(code))).becomes).toBeUndefined();
        expect(await on.cx.directory.addresses((await on.acting('Minh', '3')).person.id)).toHaveLength(1);
      });
    });

    it('leaves the language and the switch for reminders as they are', async () => {
      await setting(async (on) => {
        await on.joins('Minh', '1');
        await on.sends('Minh', '1', '/ngonngu en');
        const code = await codeOf(on, 'Minh', '1');
        await on.stranger('web/1', { kind: 'command', name: 'ngonngu', args: 'vi' });
        await on.stranger('web/1', typed(code));
        expect((await on.acting('Minh', 'web/1')).person.locale).toBe('en');
      });
    });
  });
});

describe('giving a chat up', () => {
  eachDatabase((database) => {
    const setting = <R>(work: (on: Setting) => Promise<R>) => Setting.run(database(), work);
    const chosen = async (on: Setting, chat: string, label: string) => {
      const { says } = await on.sends('Minh', chat, '/huylienket');
      const choices = says.flatMap((one) => one.choices ?? []);
      const choice = choices.find((one) => one.key === label);
      return on.sends('Minh', chat, `/${choice?.command?.name} ${choice?.command?.args}`);
    };

    it('lists them, tells the one that is given up, and sends nothing more there', async () => {
      await setting(async (on) => {
        await inTwoPlaces(on);
        expect((await on.sends('Minh', '1', '/huylienket')).text).toMatch(
          /2 nơi:\n• Telegram, từ ngày 21\/3\/2022 \(nơi này\)\n• Trang của trợ lý, từ ngày 21\/3\/2022/,
        );
        const page = (await on.acting('Minh', 'web/1')).address;
        await waiting(on, page.id, 'web');
        const { text, notices } = await chosen(on, '1', 'a1');
        expect(text).toContain('Có 1 thông báo đang chờ');
        expect(notices).toMatchObject([{ toAddress: page.id, urgent: true, say: { key: 'people.unlink.told' } }]);
        expect((await on.acting('Minh', 'web/1')).address.personId).toBeUndefined();
        const [row] = await on.c.tx.select().from(on.c.t.outbox);
        expect(row).toMatchObject({ state: 'gone', call: null });
      });
    });

    it('of this chat itself tells the one that is left', async () => {
      await setting(async (on) => {
        await inTwoPlaces(on);
        const { text, notices } = await chosen(on, 'web/1', 'a1');
        expect(text).toContain('dùng tiếp ở Telegram');
        expect(notices).toMatchObject([{ to: on.id('Minh'), say: { key: 'people.unlink.elsewhere' } }]);
        expect((await on.acting('Minh', '1')).address.personId).toBe(on.id('Minh'));
      });
    });

    it('says first what it means when no other is left that works, and is done when that is wanted', async () => {
      await setting(async (on) => {
        await inTwoPlaces(on);
        const page = (await on.acting('Minh', 'web/1')).address;
        await on.c.tx.update(on.c.t.addresses).set({ gone: 'signed-out' }).where(eq(on.c.t.addresses.id, page.id));
        const { text, facts } = await chosen(on, '1', 'a0');
        expect(text).toContain('nơi duy nhất');
        expect(facts).toEqual([]);
        await chosen(on, '1', 'a1');
        expect((await on.sends('Minh', '1', `/huylienketchon ${page.id}`)).text).toContain('không còn liên kết');
        const sure = await chosen(on, '1', 'sure');
        expect(sure.text).toContain('xin chi ủy chi bộ mã mới');
        expect((await on.acting('Minh', '1')).address.personId).toBeUndefined();
        // A new joining code leads back.
        expect((await on.stranger('1', typed(await on.code('Minh')))).becomes?.personId).toBe(on.id('Minh'));
      });
    });

    it('cannot be done to a chat of somebody else', async () => {
      await setting(async (on) => {
        await inTwoPlaces(on);
        await on.joins('Hoa', '2');
        const theirs = (await on.acting('Hoa', '2')).address;
        const { text, facts } = await on.sends('Minh', '1', `/huylienketchon ${theirs.id} chac`);
        expect(text).toContain('không còn liên kết');
        expect(facts).toEqual([]);
      });
    });
  });
});
