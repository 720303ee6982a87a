import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../../src/lib/time.ts';
import { eachDatabase } from '../../support/databases.ts';
import { Setting } from './setting.ts';

const typed = (text: string) => ({ kind: 'text', text }) as const;
const start = (args: string) => ({ kind: 'command', name: 'start', args }) as const;

describe('a stranger', () => {
  eachDatabase((database) => {
    const setting = <R>(work: (on: Setting) => Promise<R>) => Setting.run(database(), work);

    it('without a code gets the same polite words, whatever is sent', async () => {
      await setting(async (on) => {
        for (const input of [
          typed('xin chào'),
          start(''),
          { kind: 'command', name: 'soi', args: '' },
          { kind: 'other' },
        ] as const) {
          const { text, facts } = await on.stranger('1', input);
          expect(text).toMatch(/^Kính chào đồng chí\. [^.]+\.$/);
          expect(facts).toEqual([]);
        }
      });
    });

    it('joins with a code from a link and with a typed one, and goes on to the consent question', async () => {
      await setting(async (on) => {
        const linked = await on.stranger('1', start(await on.code('Minh')));
        expect(linked.becomes?.personId).toBe(on.id('Minh'));
        expect(linked.becomes?.then).toEqual({ name: 'batdau', args: '' });
        expect(linked.text).toBe('Trợ lý đã nhận ra đồng chí Trần Văn Minh.');
        const code = (await on.code('Hoa')).toLowerCase().replace('-', ' ');
        expect((await on.stranger('2', typed(`ma ${code}`))).becomes?.personId).toBe(on.id('Hoa'));
        expect(await on.cx.directory.addresses((await on.acting('Hoa', '2')).person.id)).toHaveLength(1);
      });
    });

    it('cannot use a code twice, nor one that was replaced, nor one of 14 days ago', async () => {
      await setting(async (on) => {
        const old = await on.code('Minh');
        const code = await on.code('Minh');
        expect((await on.stranger('1', typed(old))).text).toContain('đã được thay');
        await on.stranger('1', typed(code));
        expect((await on.stranger('2', typed(code))).text).toContain('đã được dùng');
        const late = await on.code('Hoa');
        on.pass(14 * DAY);
        expect((await on.stranger('3', typed(late))).text).toContain('đã hết hạn');
      });
    });

    it('is told of the lock at the fifth wrong code, and is let in an hour later', async () => {
      await setting(async (on) => {
        const code = await on.code('Minh');
        const tries = ['ABCD-EFGH', 'ABCD-EFGJ', 'ABCD-EFGK', 'ABCD-EFGM'];
        for (const wrong of tries)
          expect((await on.stranger('1', typed(wrong))).text).toContain('Đồng chí còn được thử');
        const fifth = await on.stranger('1', start('bậy'));
        expect(fifth.text).toContain('đến 08 giờ 30 ngày 21/3/2022');
        expect((await on.stranger('1', typed(code))).text).toBe(fifth.text);
        expect((await on.stranger('1', typed('xin chào'))).text).toMatch(/^Kính chào/);
        on.pass(HOUR);
        expect((await on.stranger('1', typed(code))).becomes?.personId).toBe(on.id('Minh'));
        expect((await on.acting('Minh', '1')).address).toMatchObject({ wrongCodes: 0, lockedUntil: undefined });
      });
    });

    it('locks no chat but the one that guessed', async () => {
      await setting(async (on) => {
        for (let n = 0; n < 5; n += 1) await on.stranger('1', typed('ABCD-EFGH'));
        expect((await on.stranger('2', typed(await on.code('Minh')))).becomes).toBeDefined();
      });
    });

    it('with a new phone takes the place of the old one, which is told', async () => {
      await setting(async (on) => {
        await on.joins('Minh', 'old');
        const { text, notices } = await on.stranger('new', typed(await on.code('Minh')));
        expect(text).toContain('tài khoản trước không dùng được nữa');
        const old = (await on.acting('Minh', 'old')).address;
        expect(old.personId).toBeUndefined();
        expect(notices).toEqual([{ toAddress: old.id, urgent: true, say: { key: 'people.unlinked' } }]);
        expect((await on.acting('Minh', 'new')).address.personId).toBe(on.id('Minh'));
      });
    });

    it('chooses a language by typing it, and keeps it when joining', async () => {
      await setting(async (on) => {
        expect((await on.stranger('1', { kind: 'command', name: 'language', args: '' })).text).toContain(
          '/language en',
        );
        await on.stranger('1', { kind: 'command', name: 'language', args: 'en' });
        await on.joins('Minh', '1');
        expect((await on.acting('Minh', '1')).person.locale).toBe('en');
      });
    });
  });
});

describe('/start of a member', () => {
  eachDatabase((database) => {
    const setting = <R>(work: (on: Setting) => Promise<R>) => Setting.run(database(), work);

    it('greets with the place and duties once they have agreed', async () => {
      await setting(async (on) => {
        await on.joins('Lan', '1');
        expect((await on.sends('Lan', '1', '/start')).outcome.enter?.flow).toBe('consent');
        await on.decides('Lan', 'given');
        expect((await on.sends('Lan', '1', '/start')).text).toContain(
          'Kính chào đồng chí Nguyễn Thị Lan.\n• Chi bộ 6, đảng viên chính thức\n• Bí thư, Chi bộ 6',
        );
      });
    });

    it('asks nothing of those who declined', async () => {
      await setting(async (on) => {
        await on.joins('Hoa', '1');
        await on.decides('Hoa', 'declined');
        const { text, outcome } = await on.sends('Hoa', '1', '/start');
        expect(text).toContain('làm trên giấy');
        expect(outcome.enter).toBeUndefined();
        expect((await on.sends('Hoa', '1', '/batdau')).outcome.enter?.flow).toBe('consent');
      });
    });

    it('with the own code again says that all is well; with somebody else’s leaves that code unspent', async () => {
      await setting(async (on) => {
        const code = await on.code('Minh');
        await on.stranger('1', typed(code));
        await on.decides('Minh', 'given');
        expect((await on.sends('Minh', '1', `/start ${code}`)).text).toContain('không cần nhập mã nữa');
        const other = await on.code('Hoa');
        const { text, facts } = await on.sends('Minh', '1', `/start ${other}`);
        expect(text).toBe((await on.sends('Minh', '1', '/start ABCD-EFGH')).text);
        expect(facts).toEqual([]);
        expect((await on.stranger('2', typed(other))).becomes?.personId).toBe(on.id('Hoa'));
      });
    });
  });
});
