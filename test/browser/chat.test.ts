import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { chromiumPath, describeBrowser } from '../support/browser.ts';
import { type House, openHouse } from '../support/web-house.ts';

const MINUTE = 60_000;
const SOON = { timeout: 10_000 };
/** Have consented and not begun; one for each test, so that none meets what another has said. */
const MEMBERS = [11, 16, 17, 19, 21, 22, 23, 25, 26, 27, 28, 29, 30, 33, 34, 35].map((number) => `CB06-${number}`);

describeBrowser('the chat', (open) => {
  let house: House;
  let context: BrowserContext;
  let next = 0;
  beforeAll(async () => {
    if (chromiumPath() !== undefined) house = await openHouse();
  }, 60_000);
  afterAll(() => house?.close());
  beforeEach(async () => {
    context = await open();
    return () => context.close();
  });

  /** Signs a member in who has said nothing yet. */
  async function enter(): Promise<Page> {
    const code = await house.code(MEMBERS[next] ?? '');
    next += 1;
    const page = await context.newPage();
    await page.goto(`${house.url}/j/${code}`);
    await page.getByRole('button', { name: 'Vào trò chuyện' }).click();
    await page.getByRole('log').getByText('đồng chí').first().waitFor();
    return page;
  }
  const field = (page: Page): Locator => page.getByRole('textbox');
  const newest = (page: Page): Locator => page.locator('.message:not(.own)').last();
  const asked = (page: Page, question: number): Promise<void> => newest(page).getByText(`Câu ${question}/8.`).waitFor();
  /** Writing takes a while: two texts in the same minute would be taken for one in two bubbles. */
  async function write(page: Page, text: string): Promise<void> {
    house.pass(MINUTE);
    await field(page).fill(text);
    await page.keyboard.press('Enter');
  }

  it('takes a whole reflection by keyboard alone', async () => {
    const code = await house.code(MEMBERS[next] ?? '');
    next += 1;
    const page = await context.newPage();
    await page.goto(`${house.url}/j/${code}`);
    await tabTo(page, 'Vào trò chuyện');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/chat');
    await newest(page).waitFor();
    await tabTo(page, 'Nội dung gửi trợ lý');
    const type = async (text: string): Promise<void> => {
      house.pass(MINUTE);
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    };
    await type('/soi');
    for (let question = 1; question <= 8; question += 1) {
      await asked(page, question);
      await type(`Trả lời câu ${question}: ấệửỡ.`);
    }
    await page.getByRole('button', { name: 'Nộp', exact: true }).waitFor();
    await tabTo(page, 'Nộp', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => newest(page).textContent(), SOON).toMatch(/đã nhận|Đã nhận|đã nộp|Đã nộp/);
  });

  it('keeps what is written offline in sight, sends it by itself, and lets it be taken back', async () => {
    const page = await enter();
    await write(page, '/soi');
    await asked(page, 1);
    await field(page).pressSequentially('Viết khi ');
    await context.setOffline(true);
    await page.getByText('Mất kết nối').waitFor();
    expect(await field(page).inputValue()).toBe('Viết khi ');
    house.pass(MINUTE);
    await field(page).pressSequentially('mất mạng.');
    await page.keyboard.press('Enter');
    await write(page, 'Câu này thì thôi.');
    const waiting = page.locator('.message.own', { hasText: 'Đang chờ gửi' });
    await expect.poll(() => waiting.count(), SOON).toBe(2);
    await waiting.last().getByRole('button', { name: 'Thu hồi' }).click();
    await expect.poll(() => waiting.count(), SOON).toBe(1);
    await context.setOffline(false);
    await asked(page, 2);
    await expect.poll(() => page.getByText('Mất kết nối').isVisible(), SOON).toBe(false);
    expect(await page.getByText('Viết khi mất mạng.', { exact: true }).count()).toBe(1);
    expect(await page.getByText('Câu này thì thôi.').count()).toBe(0);
  });

  it('says a thing once, though the answer of the server was lost', async () => {
    const page = await enter();
    await write(page, '/soi');
    await asked(page, 1);
    let lost = 0;
    await page.route('**/chat/send', async (route) => {
      lost += 1;
      if (lost > 1) return route.continue();
      await route.fetch();
      return route.abort('connectionreset');
    });
    await write(page, 'Chỉ một lần.');
    await expect.poll(() => lost, SOON).toBe(2);
    await asked(page, 2);
    await house.settle();
    expect(await page.getByText('Chỉ một lần.', { exact: true }).count()).toBe(1);
    expect(await page.locator('.message:not(.own)', { hasText: 'Câu 2/8.' }).count()).toBe(1);
  });

  it('comes back by itself after the server was gone, with everything once and in order', async () => {
    const page = await enter();
    await write(page, '/soi');
    await asked(page, 1);
    await house.goAway();
    try {
      await page.getByText('Mất kết nối').waitFor();
      await write(page, 'Viết khi máy chủ nghỉ.');
      await page.getByText('Đang chờ gửi').waitFor();
    } finally {
      await house.comeBack();
    }
    await asked(page, 2);
    expect(await page.getByText('Viết khi máy chủ nghỉ.', { exact: true }).count()).toBe(1);
  });

  it('shows the same in two tabs', async () => {
    const page = await enter();
    const other = await context.newPage();
    await other.goto(`${house.url}/chat`);
    await write(page, '/soi');
    await asked(other, 1);
    await write(other, 'Viết ở thẻ kia.');
    await asked(page, 2);
    await page.getByText('Viết ở thẻ kia.').waitFor();
    await context.setOffline(true);
    await write(page, 'Chờ ở thẻ này.');
    // What waits is one queue for both.
    await other.getByText('Chờ ở thẻ này.').waitFor();
    await context.setOffline(false);
    await asked(page, 3);
    await asked(other, 3);
    for (const tab of [page, other]) {
      expect(await tab.getByText('Chờ ở thẻ này.', { exact: true }).count()).toBe(1);
    }
  });

  it('goes on where it was after a reload at any point', async () => {
    const page = await enter();
    await write(page, '/soi');
    await asked(page, 1);
    await field(page).fill('Dở dang, dòng một\ndòng hai');
    await page.reload();
    await asked(page, 1);
    await expect.poll(() => field(page).inputValue(), SOON).toBe('Dở dang, dòng một\ndòng hai');
    await page.route('**/chat/send', (route) => route.abort());
    await write(page, 'Chưa gửi được.');
    await page.getByText('Đang chờ gửi').waitFor();
    await page.reload();
    await page.getByText('Chưa gửi được.', { exact: true }).waitFor();
    expect(await field(page).inputValue()).toBe('');
    await page.unroute('**/chat/send');
    await asked(page, 2);
    await page.reload();
    await asked(page, 2);
    expect(await page.getByText('Chưa gửi được.', { exact: true }).count()).toBe(1);
  });

  it('amends an answer by a click, and shows the options that were taken', async () => {
    const page = await enter();
    await write(page, '/soi');
    await asked(page, 1);
    await write(page, 'Câu trả lời cũ.');
    await asked(page, 2);
    await page.getByRole('button', { name: 'Sửa: Câu trả lời cũ.' }).click();
    await page.getByText('Đang sửa: Câu trả lời cũ.').waitFor();
    expect(await field(page).inputValue()).toBe('Câu trả lời cũ.');
    await field(page).fill('Câu trả lời mới.');
    await page.getByRole('button', { name: 'Lưu' }).click();
    await page.locator('.message.own', { hasText: 'Câu trả lời mới.' }).getByText('đã sửa').waitFor();
    expect(await page.getByText('Câu trả lời cũ.', { exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Bỏ qua' }).last().click();
    await asked(page, 3);
    await page.locator('.choice.taken', { hasText: 'Bỏ qua' }).waitFor();
  });

  it('gives a text that is too long back, with the reason', async () => {
    const page = await enter();
    await write(page, 'a'.repeat(16_001));
    await page.getByRole('alert').getByText('dài quá').waitFor();
    expect(await field(page).inputValue()).toHaveLength(16_001);
    await page.route('**/chat/send', (route) => route.fulfill({ status: 413, json: { problem: 'too-long' } }));
    await write(page, 'Máy chủ không nhận.');
    await page.getByRole('alert').getByText('dài quá').waitFor();
    expect(await field(page).inputValue()).toBe('Máy chủ không nhận.');
  });

  it('sends a photo by its bytes where one is asked for, refuses what is none, and shows it as a picture', async () => {
    const page = await enter();
    const clip = page.getByRole('button', { name: 'Gửi ảnh để trả lời câu đang hỏi' });
    expect(await clip.count()).toBe(0);
    const prompt = { id: 'photo', free: true, choices: [], photo: true };
    const body = { kind: 'said', text: 'Xin một ảnh.', prompt };
    for (const { channel, platformId: chat } of await house.db.read(({ tx, t }) => tx.select().from(t.addresses)))
      if (channel === 'web') await house.web.desk.append({ chat, key: 'asks for a photo', body, awaited: false });
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), clip.click()]);
    await chooser.setFiles({ name: 'ảnh.png', mimeType: 'image/png', buffer: png });
    const picture = page.getByRole('img', { name: 'Ảnh ảnh.png' });
    await picture.waitFor();
    expect(await page.evaluate(`document.querySelector('.picture img').decode().then(() => 'decoded')`)).toBe(
      'decoded',
    );
    await page.locator('input[type=file]').setInputFiles({
      name: 'ảnh.png',
      mimeType: 'image/png',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    });
    await page.getByText('Câu này chỉ nhận ảnh').waitFor();
    await page.getByRole('button', { name: 'Bỏ đi' }).click();
    await expect.poll(() => page.getByText('Câu này chỉ nhận ảnh').count(), SOON).toBe(0);
  });

  it('shows what people write as text, whatever it looks like, and asks nothing of another host', async () => {
    const page = await enter();
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(house.url)) foreign.push(request.url());
    });
    page.on('dialog', () => foreign.push('a script ran'));
    const hostile = `<img src="https://example.org/x" onerror="alert(1)"><script>alert(2)</script> javascript:alert(3)`;
    await write(page, hostile);
    await page.getByText(hostile, { exact: true }).waitFor();
    await page.reload();
    await page.getByText(hostile, { exact: true }).waitFor();
    expect(foreign).toEqual([]);
  });

  it('shows nobody what another one’s stream and files bring, whatever they ask for', async () => {
    const page = await enter();
    await write(page, 'Chỉ của tôi.');
    await page.getByText('Chỉ của tôi.', { exact: true }).waitFor();
    await write(page, '/dulieu');
    const file = await page.locator('a.file').first().getAttribute('href');
    const [mine] = await context.cookies();
    const others = await open();
    const stranger = await others.newPage();
    await stranger.goto(house.url);
    const asks = (path: string): Promise<unknown> =>
      stranger.evaluate(`fetch(${JSON.stringify(path)}).then((answer) => answer.status)`);
    for (const path of ['/chat/stream', '/chat/earlier?before=9', String(file)]) expect(await asks(path)).toBe(401);
    await stranger.goto(`${house.url}/j/${await house.code(MEMBERS[next] ?? '')}`);
    next += 1;
    await stranger.getByRole('button', { name: 'Vào trò chuyện' }).click();
    await stranger.locator('.message').first().waitFor();
    expect(await stranger.getByText('Chỉ của tôi.').count()).toBe(0);
    expect(await asks(String(file))).toBe(404);
    // One's own secret does not open another one's place, nor does a signature that was made for something else.
    const [own] = await others.cookies();
    if (mine === undefined || own === undefined) throw new Error('no cookie');
    const [place = ''] = decodeURIComponent(mine.value).split('.');
    const [, ...rest] = decodeURIComponent(own.value).split('.');
    await others.addCookies([{ ...own, value: encodeURIComponent([place, ...rest].join('.')) }]);
    expect(await asks('/chat/stream')).toBe(401);
    await others.close();
  });

  it('offers the commands, and those in a text, to be tapped', async () => {
    const page = await enter();
    await page.getByRole('button', { name: 'Các lệnh' }).click();
    await page.getByRole('button', { name: '/help' }).click();
    await page.locator('.message.own').getByText('/help', { exact: true }).waitFor();
    await newest(page).locator('.command', { hasText: '/soi' }).first().click();
    await asked(page, 1);
  });

  it('reads new messages aloud, and not what was said before', async () => {
    const page = await enter();
    await expect.poll(() => page.getByRole('log').getAttribute('aria-live'), SOON).toBe('polite');
    await page.reload();
    await page.getByRole('log').waitFor();
    expect(await page.getByRole('log').getAttribute('aria-live')).toBe('off');
    await expect.poll(() => page.getByRole('log').getAttribute('aria-live'), SOON).toBe('polite');
  });
});

/** Goes on with Tab until what is to be reached has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press(key);
    if ((await page.evaluate(FOCUSED)) === name) return;
  }
  throw new Error(`the keyboard never reaches ${name}`);
}

const FOCUSED = `(() => {
  const element = document.activeElement;
  return (element.labels?.[0]?.textContent ?? element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
})()`;
