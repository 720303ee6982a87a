import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/engine/conversation.ts';
import { type At, ask } from '../../../src/engine/moves.ts';
import { turn } from '../../../src/engine/turn.ts';
import { type ConsentWorld, consentFlow } from '../../../src/features/people/consent.flow.ts';
import { CONSENT_VERSION } from '../../../src/features/people/rules.ts';
import type { PersonId, PromptId } from '../../../src/lib/ids.ts';
import { read } from './setting.ts';

const world: ConsentWorld = {
  personId: 'minh' as PersonId,
  name: 'Trần Văn Minh',
  cell: 'Chi bộ 6',
  readers: ['Nguyễn Thị Lan', 'Phạm Anh Tuấn'],
  channel: 'telegram',
  open: true,
  now: 1000,
};
const frame: Frame = {
  flow: 'consent',
  version: CONSENT_VERSION,
  step: 'decide',
  promptId: 'p' as PromptId,
  askedAt: 0,
  ids: {},
};
const source = { at: 1000, addressId: undefined, messageId: undefined, promptId: undefined };
const LABELS: Readonly<Record<string, string>> = {
  'people.consent.button-yes': 'Đồng ý',
  'people.consent.button-no': 'Không, tôi làm trên giấy',
  'people.consent.button-full': 'Xem đầy đủ',
};

function standing(changed: Partial<ConsentWorld> = {}): At<ConsentWorld> {
  const around = {
    now: 1000,
    numbered: true,
    newPromptId: () => 'next' as PromptId,
    label: (label: unknown) =>
      typeof label === 'object' && label !== null && 'key' in label ? (LABELS[String(label.key)] ?? '') : '',
  };
  return { flow: consentFlow, world: { ...world, ...changed }, frame, resting: undefined, around };
}

const shownBy = (at: At<ConsentWorld>): string => read(ask(at).says.map((one) => one.say));

describe('the consent question', () => {
  it('tells how many read a submitted text and that Telegram carries it abroad', () => {
    const text = shownBy(standing());
    expect(text).toContain('chỉ chi ủy Chi bộ 6 xem (2 đồng chí)');
    expect(text).toContain('máy chủ của Telegram ở nước ngoài');
    expect(text).toContain('[Đồng ý]\n[Không, tôi làm trên giấy]\n[Xem đầy đủ]');
  });

  it('says nothing of servers abroad where there are none', () => {
    expect(shownBy(standing({ channel: 'console' }))).not.toContain('nước ngoài');
  });

  it('tells that Zalo carries what is written, and with private writing that it does not', () => {
    expect(shownBy(standing({ channel: 'zalo' }))).toContain('máy chủ của Zalo, kể cả nội dung đồng chí viết');
    const masked = standing({ channel: 'zalo', masked: true });
    for (const text of [shownBy(masked), shownBy({ ...masked, frame: { ...frame, step: 'full' } })])
      expect(text).toMatch(/máy chủ của Zalo\. Nội dung đồng chí tự viết thì không/);
  });

  it('names what the page keeps, on the page only', () => {
    const full = { ...frame, step: 'full' };
    const page = standing({ channel: 'web' });
    for (const text of [shownBy(page), shownBy({ ...page, frame: full })]) {
      expect(text).toMatch(/uộc trò chuyện .* tệp đồng chí gửi, trong 90 ngày/);
      expect(text).toMatch(/rình duyệt đồng chí đã vào.*loại máy/);
    }
    expect(shownBy({ ...standing(), frame: full })).not.toContain('90 ngày');
    expect(shownBy(standing())).not.toContain('90 ngày');
  });

  it('invents no committee for a cell without one, and no cell', () => {
    expect(shownBy(standing({ readers: [] }))).toContain('chưa ghi ai là chi ủy');
    expect(shownBy(standing({ cell: undefined, readers: [] }))).toContain('chưa có nơi nhận bài');
  });

  it('names the readers in full and asks the same again', () => {
    const full = turn(standing(), { kind: 'choice', key: 'full' }, source);
    expect(full.conversation.active?.step).toBe('full');
    const text = read(full.says.map((one) => one.say));
    expect(text).toContain('• Nguyễn Thị Lan\n• Phạm Anh Tuấn');
    expect(text).toContain('[Đồng ý]\n[Không, tôi làm trên giấy]');
    expect(full.facts).toEqual([]);
  });

  it('keeps a yes with the version of the text that was read', () => {
    const yes = turn(standing(), { kind: 'text', text: 'dong y' }, source);
    expect(yes.facts).toEqual([
      {
        type: 'consent.decided',
        personId: 'minh',
        decision: 'given',
        textVersion: CONSENT_VERSION,
        channel: 'telegram',
        at: 1000,
      },
    ]);
    expect(yes.conversation.active).toBeUndefined();
  });

  it('keeps a no, from a button or in a word', () => {
    for (const input of [
      { kind: 'choice', key: 'no' },
      { kind: 'text', text: 'Không' },
      { kind: 'text', text: '2' },
    ] as const) {
      expect(turn(standing(), input, source).facts).toMatchObject([{ decision: 'declined' }]);
    }
  });

  it('takes nothing else for a yes', () => {
    for (const text of ['vâng', 'ok', 'đồng ý nhưng mà', '4', '']) {
      const turned = turn(standing(), { kind: 'text', text }, source);
      expect(turned.facts).toEqual([]);
      expect(turned.conversation.active?.step).toBe('decide');
    }
  });
});
