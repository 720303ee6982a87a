import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INVITE_VALID_FOR } from '../../src/features/people/rules.ts';
import { chromiumPath, describeBrowser, expectAccessible, expectComfortable, WITH_AXE } from '../support/browser.ts';
import { type House, openHouse } from '../support/web-house.ts';

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;
const TABLET = { viewport: { width: 768, height: 1024 } } as const;
const DESK = { viewport: { width: 1440, height: 900 } } as const;
const LONG = `Dài ${'x'.repeat(300)} https://example.org/${'y'.repeat(200)}`;

describeBrowser('the pages', (open) => {
  let house: House;
  beforeAll(async () => {
    if (chromiumPath() !== undefined) house = await openHouse();
  }, 60_000);
  afterAll(() => house?.close());

  async function enter(page: Page, person: string): Promise<void> {
    await page.goto(`${house.url}/j/${await house.code(person)}`);
    await page.getByRole('button', { name: 'Vào trò chuyện' }).click();
    await page.locator('.message').first().waitFor();
  }
  async function write(page: Page, text: string): Promise<void> {
    house.pass(60_000);
    await page.getByRole('textbox').fill(text);
    await page.getByRole('button', { name: 'Gửi', exact: true }).click();
  }
  const right = async (page: Page, state: string): Promise<void> => {
    await expectAccessible(page, state);
    await expectComfortable(page, state);
  };

  /** From the fourth question to the summary, the files of /dulieu, and an address that is none. */
  async function toTheEnd(page: Page): Promise<void> {
    for (const question of [5, 6, 7, 8]) {
      await page.getByRole('button', { name: 'Bỏ qua' }).last().click();
      await page.getByText(`Câu ${question}/8.`).waitFor();
    }
    await page.getByRole('button', { name: 'Bỏ qua' }).last().click();
    await page.getByRole('button', { name: 'Sửa câu 1' }).waitFor();
    await right(page, 'the summary');
    await write(page, '/dulieu');
    const read = page.locator('a.file', { hasText: '.html' });
    await read.waitFor();
    await page.locator('a.file', { hasText: '.json' }).waitFor();
    await right(page, 'files');
    await page.goto(new URL((await read.getAttribute('href')) ?? '', house.url).href);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await right(page, 'the page of one’s data');
    await page.goto(`${house.url}/khong-co`);
    await right(page, 'an address that is none');
  }

  describe.each([
    ['a phone', PHONE, 'light', '', 'CB06-36'],
    ['a phone in the dark', PHONE, 'dark', '', 'CB06-37'],
    ['a phone with very large type', PHONE, 'light', 'larger', 'CB06-38'],
    ['a tablet in the dark', TABLET, 'dark', 'large', 'CB06-39'],
    ['a desk', DESK, 'light', '', 'CB06-40'],
  ] as const)('on %s', (_name, device, colorScheme, size, person) => {
    it('are accessible and comfortable in every state', async () => {
      const context = await open({ ...WITH_AXE, ...device, colorScheme });
      await context.addInitScript(`localStorage.setItem('tusoi:size', '${size}')`);
      try {
        const page = await context.newPage();
        await page.goto(house.url);
        await right(page, 'the door');
        await page.getByRole('textbox', { name: 'Mã tham gia' }).fill('ABCD-EFGH');
        await page.getByRole('button', { name: 'Vào trò chuyện' }).click();
        await page.getByRole('link', { name: 'Về trang đầu' }).waitFor();
        await right(page, 'a code that is none');
        await page.goto(`${house.url}/j/ABCD-EFGH`);
        await right(page, 'a link');
        await page.goto(`${house.url}/w/${'a'.repeat(43)}`);
        await right(page, 'a link for writing');
        await enter(page, person);
        await right(page, 'the beginning');
        await write(page, '/soi');
        await page.getByText('Câu 1/8.').waitFor();
        await write(page, LONG);
        await page.getByText('Câu 2/8.').waitFor();
        await page.getByRole('button', { name: 'Bỏ qua' }).last().click();
        await page.locator('.choice.taken').waitFor();
        await right(page, 'questions and answers');
        await page.getByRole('button', { name: 'Các lệnh' }).click();
        await right(page, 'the menu');
        await page.keyboard.press('Escape');
        expect(await page.locator('.panel:visible').count()).toBe(0);
        await page.getByRole('button', { name: 'Cỡ chữ và màu nền' }).click();
        await right(page, 'the settings');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: /^Sửa: Dài/ }).click();
        await right(page, 'amending');
        await page.keyboard.press('Escape');
        await context.setOffline(true);
        await write(page, 'Đang chờ mạng.');
        await page.getByRole('button', { name: 'Thu hồi' }).waitFor();
        await page.getByText('Mất kết nối').waitFor();
        await right(page, 'offline');
        await context.setOffline(false);
        await page.getByText('Câu 4/8.').waitFor();
        if (size !== '') await toTheEnd(page);
      } finally {
        await context.close();
      }
    });
  });

  it('keep the size and the colours that were chosen, from the first moment of the next visit', async () => {
    const context = await open(DESK);
    const page = await context.newPage();
    await enter(page, 'CB06-41');
    await page.getByRole('button', { name: 'Cỡ chữ và màu nền' }).click();
    await page.getByRole('radio', { name: 'Rất lớn' }).check();
    await page.getByRole('radio', { name: 'Tối' }).check();
    await page.reload({ waitUntil: 'commit' });
    await page.locator('html[data-size=larger][data-theme=dark]').waitFor();
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(25, 21, 19)');
    await context.close();
  });

  it('ask nothing of another host, show text before any font has come, and need no script at the door', async () => {
    const context = await open({ ...DESK, javaScriptEnabled: false });
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).host));
    await page.route('**/*.woff2', () => {
      // Never answered.
    });
    await page.goto(house.url, { waitUntil: 'domcontentloaded' });
    expect(await page.getByRole('heading', { name: 'Kính chào đồng chí' }).isVisible()).toBe(true);
    await page.getByRole('textbox', { name: 'Mã tham gia' }).fill(await house.code('CB06-42'));
    await page.getByRole('button', { name: 'Vào trò chuyện' }).click();
    expect(await page.locator('noscript p').innerText()).toContain('Trang này cần JavaScript.');
    expect(new Set(asked)).toEqual(new Set([new URL(house.url).host]));
    await context.close();
  });

  it('let nobody in with an expired code or a used one, and leave no cookie', async () => {
    const context = await open(DESK);
    const page = await context.newPage();
    const [expired, used] = [await house.code('CB06-43'), await house.code('CB06-44')];
    const other = await open(DESK);
    const first = await other.newPage();
    await first.goto(`${house.url}/j/${used}`);
    await first.getByRole('button', { name: 'Vào trò chuyện' }).click();
    await first.waitForURL('**/chat');
    await other.close();
    house.pass(INVITE_VALID_FOR + 60_000);
    for (const code of [expired, used]) {
      await page.goto(`${house.url}/j/${code}`);
      await page.getByRole('button', { name: 'Vào trò chuyện' }).click();
      await page.getByRole('link', { name: 'Về trang đầu' }).waitFor();
      expect(await context.cookies()).toEqual([]);
    }
    await page.goto(`${house.url}/chat`);
    await page.getByRole('textbox', { name: 'Mã tham gia' }).waitFor();
    await context.close();
  });

  it('take a cookie that was made up for none, and show a page that is signed out nothing more', async () => {
    const context = await open({ ...DESK, ...WITH_AXE });
    const page = await context.newPage();
    await enter(page, 'CB06-45');
    const [cookie] = await context.cookies();
    if (cookie === undefined) throw new Error('no cookie');
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    await write(page, '/help');
    await page.locator('.message.own').waitFor();
    await context.clearCookies();
    await context.addCookies([{ ...cookie, value: cookie.value.replace(/^./, (sign) => (sign === 'a' ? 'b' : 'a')) }]);
    await write(page, 'Viết khi đã thoát.');
    await page.getByRole('heading', { name: 'Đồng chí đã thoát' }).waitFor();
    // What did not go out can still be copied, and is kept nowhere.
    expect(await page.getByText('Viết khi đã thoát.').isVisible()).toBe(true);
    expect(await page.evaluate('JSON.stringify({ ...localStorage })')).not.toContain('Viết khi');
    expect(await page.locator('.message').count()).toBe(0);
    await right(page, 'signed out');
    await page.reload();
    await page.getByRole('textbox', { name: 'Mã tham gia' }).waitFor();
    await context.close();
  });
});
