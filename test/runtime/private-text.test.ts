/** With private writing on, no word of a reflection leaves for a messenger, comes in from one, or is kept anywhere but where it is sealed. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashCode } from '../../src/lib/codes.ts';
import { Browser, PUBLIC } from '../channels/web/rig.ts';
import { eachKindOf } from '../faults/support/kinds.ts';
import {
  begun,
  callsWith,
  deleted,
  entries,
  linkOf,
  opened,
  openWard,
  quiet,
  said,
  tablesWith,
  tap,
  tokenOf,
  type Ward,
} from '../support/private-ward.ts';

/** In everything that is written on the page, and in everything that is written where it should not be. */
const ON_PAGE = 'tren-trang-5b1e';
const IN_CHAT = 'trong-tin-9c4d';

const MINUTE: unknown = expect.stringMatching(/^2022-03-2\dT\d\d:\d\d$/);

eachKindOf((kind) => {
  let town: Ward;
  beforeEach(async () => {
    town = await openWard(kind);
  });
  afterEach(async () => {
    await Promise.all([town.server.stop(), town.web.stop()]);
    await town.close();
  });

  it('a whole reflection is begun in the messenger, written on the page, and read nowhere else', async () => {
    const minh = await begun(town);
    const browser = await opened(town, linkOf(minh));
    expect(said(await entries(browser))).toContain('Câu 1/8');
    for (let n = 1; n <= 8; n += 1) {
      expect((await browser.says(`Câu ${n} viết ${ON_PAGE}, đoạn một.\nđoạn hai.`)).status).toBe(204);
      await quiet(town);
      town.fake.advance(60_000);
      const last = (await entries(browser)).findLast((one) => one.kind === 'said');
      if (last?.kind === 'said' && last.prompt?.choices.some((one) => one.label.startsWith('Trả lời câu')) === true)
        await tap(town, browser, `Trả lời câu ${n}`);
    }
    const summary = (await entries(browser)).findLast((one) => one.kind === 'said');
    expect(summary?.kind === 'said' ? summary.text : '').toContain('8/8');
    // Each answer has its own button, on the last of its lines: the next answer, or a blank line, comes after it.
    const beside =
      summary?.kind === 'said' ? (summary.prompt?.choices ?? []).filter((one) => one.line !== undefined) : [];
    const lines = summary?.kind === 'said' ? summary.text.split('\n') : [];
    expect(beside.map((one) => [one.label, lines[(one.line ?? -1) + 1]?.slice(0, 6)])).toEqual(
      Array.from({ length: 8 }, (_, n) => [`Sửa câu ${n + 1}`, n === 7 ? '' : `Câu ${n + 2}:`]),
    );
    // What is stored about Minh is handed out on the page, with the places where Minh is signed in.
    await browser.says('/dulieu');
    await quiet(town);
    const file = (await entries(browser))
      .flatMap((one) => (one.kind === 'said' && one.file ? [one.file.id] : []))
      .at(-1);
    const stored = (await (await browser.request(`/chat/files/${file}`)).json()) as {
      addresses: { channel: string }[];
      browsers: { label: string; createdAt: string; seenAt: string; endedAt: string | null }[];
    };
    expect(stored.addresses.map((one) => one.channel).toSorted()).toEqual(['telegram', 'web']);
    expect(stored.browsers).toEqual([
      { label: expect.stringContaining('Chrome'), createdAt: MINUTE, seenAt: MINUTE, endedAt: null },
    ]);
    // The messenger says how many there are, and leads to the page.
    minh.say('/tieptuc');
    await minh.waitFor(/^Đồng chí đã trả lời 8\/8 câu\. Các câu trả lời đọc lại/);
    await quiet(town);
    linkOf(minh);
    for (const command of ['/xemlai', '/dulieu', '/trangthai', '/aidaxem']) {
      minh.say(command);
      await quiet(town);
    }
    expect(minh.texts.join('\n')).toContain('gõ /xemlai ở đó');
    expect(minh.texts.join('\n')).toContain('gõ /dulieu ở đó');
    minh.say('/tieptuc');
    await quiet(town);
    minh.tap('latest', 'Nộp');
    await minh.waitFor(/^Cảm ơn đồng chí. Chi ủy .* đã nhận bản tự soi/);
    const lan = town.phone('Lan');
    lan.say('/bai');
    await lan.waitFor(/1 bản đã nộp/);
    lan.tap('latest', 'Trần Văn Minh');
    await lan.waitFor(/gõ \/bai ở đó/);
    await quiet(town);
    // The secretary reads it on the page.
    const desk = await opened(town, linkOf(lan));
    await desk.says('/bai');
    await quiet(town);
    await tap(town, desk, 'Trần Văn Minh');
    expect(said(await entries(desk))).toContain(ON_PAGE);
    expect([...(await town.answers('Minh')).values()].every((text) => text.includes(ON_PAGE))).toBe(true);
    expect(callsWith(town, ON_PAGE)).toEqual([]);
    expect(callsWith(town, 'Câu 1/8')).not.toEqual([]);
    expect((await tablesWith(town, ON_PAGE)).toSorted()).toEqual(['answers', 'webEntries']);
    expect(town.log.join('\n')).not.toContain(ON_PAGE);
    expect(town.log.filter((line) => line.startsWith('error'))).toEqual([]);
  }, 120_000);

  describe('what is written into the messenger all the same', () => {
    async function nothingKept(): Promise<void> {
      await quiet(town);
      expect(callsWith(town, IN_CHAT)).toEqual([]);
      expect(await tablesWith(town, IN_CHAT)).toEqual([]);
      expect(town.log.join('\n')).not.toContain(IN_CHAT);
    }

    it('is deleted there and stored nowhere: answers, edits, photos with words, voices, loose words', async () => {
      const minh = town.phone('Minh');
      const loose = minh.say(`Lời không ai hỏi ${IN_CHAT}`);
      await minh.waitFor(/không đi qua ứng dụng nhắn tin này/);
      linkOf(minh);
      minh.say('/soi');
      await minh.waitFor(/^Câu 1\//);
      const answer = minh.say(`Tôi được giao ${IN_CHAT}`);
      await quiet(town);
      expect(minh.texts.at(-1)).toMatch(/^Câu 1\//);
      linkOf(minh);
      const photo = minh.photo({ caption: `Ảnh ${IN_CHAT}` });
      const voice = minh.voice();
      const command = minh.say('/trangthai');
      await quiet(town);
      const edited = minh.edit(command.messageId, `Nói thêm ${IN_CHAT}`);
      await nothingKept();
      for (const { messageId } of [loose, answer, photo, voice, edited]) expect(deleted(town, messageId)).toBe(true);
      expect(await town.answers('Minh')).toEqual(new Map());
    }, 60_000);

    it('is no answer to what is being asked about a kept text', async () => {
      const minh = await begun(town);
      const browser = await opened(town, linkOf(minh));
      await browser.says(`Một ${ON_PAGE}`);
      await browser.says(`Hai ${ON_PAGE}`);
      await quiet(town);
      expect(said(await entries(browser))).toContain('Trợ lý đã giữ lại đoạn');
      minh.say('/tieptuc');
      await minh.waitFor(/được giữ lại, chưa ghi vào câu nào/);
      const held = minh.say(`Thêm ${IN_CHAT}`);
      await nothingKept();
      expect(deleted(town, held.messageId)).toBe(true);
      // The words of a button are an answer, typed or tapped.
      minh.say('Thêm vào câu 1');
      await minh.waitFor(/^Đã thêm vào câu 1/);
      await quiet(town);
      expect((await town.answers('Minh')).get('duties')).toContain(`Hai ${ON_PAGE}`);
      expect(callsWith(town, ON_PAGE)).toEqual([]);
    }, 60_000);

    it('is not kept by a failure either', async () => {
      const minh = await begun(town);
      await town.db.transact(async ({ tx, t }) => {
        await tx.update(t.conversations).set({ state: { active: { flow: 'reflection', ids: null } } });
      });
      const lost = minh.say(`Hỏng ${IN_CHAT}`);
      await minh.waitFor(/tin không được giữ lại/);
      await nothingKept();
      expect(deleted(town, lost.messageId)).toBe(true);
      const kept = await town.db.read(({ tx, t }) => tx.select().from(t.inbox));
      expect(kept.filter((row) => row.state === 'failed')).toHaveLength(1);
    }, 60_000);

    it('still gives commands, and a meeting its place', async () => {
      const lan = town.phone('Lan');
      lan.say('/giay Lê Thị Hoa');
      await lan.waitFor(/Đã ghi nhận bản giấy/);
      lan.say('/moi Lê Thị Hoa');
      await lan.waitFor(
        /• Trên Telegram: https:\/\/t\.me\/\S+start=[A-Z0-9-]{9}\n• Trên trang của trợ lý: \S+\/j\/[A-Z0-9-]{9}\n/,
      );
      lan.say('/hop');
      await lan.waitFor(/chưa có lịch/);
      await quiet(town);
      lan.tap('latest', 'Chọn lịch');
      await quiet(town);
      lan.say('29/3');
      await lan.waitFor(/bắt đầu lúc mấy giờ/);
      lan.say('19h30');
      await lan.waitFor(/tổ chức ở đâu/);
      lan.say('Nhà văn hóa tổ dân phố 6');
      await lan.waitFor(/Nhà văn hóa tổ dân phố 6/);
      await quiet(town);
      expect(town.fake.calls.some((call) => call.method === 'deleteMessage')).toBe(false);
    }, 60_000);
  });

  it('a text written on the page under a question of the messenger is kept and asked about', async () => {
    const minh = await begun(town);
    const browser = await opened(town, linkOf(minh));
    minh.say('/tieptuc');
    await quiet(town);
    minh.tap('latest', 'Bỏ qua');
    await minh.waitFor(/^Câu 2\//);
    await quiet(town);
    // The page still shows the first question.
    await browser.says(`Đây là câu nào ${ON_PAGE}`);
    await quiet(town);
    expect(said(await entries(browser))).toMatch(/Câu đang chờ là câu 2\/8[\s\S]*có dùng làm câu trả lời không/);
    expect([...(await town.answers('Minh')).keys()]).toEqual(['duties (skipped)', 'strengths (held)']);
    await tap(town, browser, 'Dùng làm câu trả lời');
    expect((await town.answers('Minh')).get('strengths')).toContain(ON_PAGE);
    expect(callsWith(town, ON_PAGE)).toEqual([]);
  }, 60_000);

  it('a new code leaves neither browsers nor links of the old account open', async () => {
    const minh = await begun(town);
    const browser = await opened(town, linkOf(minh));
    minh.say('/tieptuc');
    await quiet(town);
    const unused = linkOf(minh);
    const now = town.app.shell.env.now();
    await town.db.transact(({ tx, t }) =>
      tx.insert(t.invites).values({
        ...{ id: 'new-code', personId: town.personId('Minh'), codeHash: hashCode('ABCDEFGH') },
        ...{ createdAt: now, expiresAt: now + 86_400_000 },
      }),
    );
    const newPhone = town.fake.person(5001);
    newPhone.say('ABCD-EFGH');
    await newPhone.waitFor(/Trợ lý đã nhận ra/);
    await quiet(town);
    expect((await browser.says('Còn ở đây không?')).status).toBe(401);
    const late = new Browser(town.server.url, PUBLIC);
    expect((await late.form('/w', { token: tokenOf(unused) })).status).toBe(400);
    // The draft is the person's, not the account's.
    newPhone.say('/tieptuc');
    await newPhone.waitFor(/^Câu 1\//);
    linkOf(newPhone);
  }, 60_000);

  it('a link opens one browser once; /thoat leaves nothing open', async () => {
    const minh = await begun(town);
    const link = linkOf(minh);
    const browser = await opened(town, link);
    const again = await browser.form('/w', { token: tokenOf(link) });
    expect([again.status, again.headers.get('location')]).toEqual([303, '/chat']);
    const stranger = new Browser(town.server.url, PUBLIC);
    expect((await stranger.form('/w', { token: tokenOf(link) })).status).toBe(400);
    minh.say('/tieptuc');
    await quiet(town);
    const unused = linkOf(minh);
    minh.say('/thoat');
    await minh.waitFor(/^Đồng chí thoát khỏi mọi trình duyệt \(1 nơi\)\? .*\/lienket/);
    minh.tap('latest', 'Thoát');
    await minh.waitFor(/^Đã thoát khỏi mọi trình duyệt \(1 nơi\)/);
    expect((await browser.says('Còn ở đây không?')).status).toBe(401);
    expect((await stranger.form('/w', { token: tokenOf(unused) })).status).toBe(400);
    minh.say('/thoat');
    await minh.waitFor(/^Hiện không có trình duyệt nào/);
    minh.say('/tieptuc');
    await quiet(town);
    const back = await opened(town, linkOf(minh));
    expect(said(await entries(back))).toContain('Câu 1/8');
    await back.says('/thoat');
    await quiet(town);
    await tap(town, back, 'Thoát');
    expect((await back.says('Còn ở đây không?')).status).toBe(401);
  }, 60_000);

  it('a link is worth nothing after twelve hours, and is kept as a hash only', async () => {
    const minh = await begun(town);
    const token = tokenOf(linkOf(minh));
    expect(await tablesWith(town, token)).toEqual([]);
    const [row] = await town.db.read(({ tx, t }) => tx.select().from(t.writingLinks));
    const now = town.app.shell.env.now();
    expect((row?.expiresAt ?? 0) - now).toBeGreaterThan(11 * 3_600_000);
    expect((row?.expiresAt ?? 0) - now).toBeLessThanOrEqual(12 * 3_600_000);
    await town.db.transact(async ({ tx, t }) => {
      await tx.update(t.writingLinks).set({ expiresAt: now });
    });
    const late = new Browser(town.server.url, PUBLIC);
    const answer = await late.form('/w', { token });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('/tieptuc');
    expect(late.cookie).toBe('');
  }, 60_000);
});
