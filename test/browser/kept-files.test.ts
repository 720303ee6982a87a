import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumPath, describeBrowser } from '../support/browser.ts';
import { PICTURE } from '../support/stage/phones.ts';
import { questionnaireNamed } from '../support/stage/stage.ts';
import { type House, joinedAs, openHouse } from '../support/web-house.ts';

const MINUTE = 60_000;

describeBrowser('a file that waits to be sent', (open) => {
  let house: House;
  beforeAll(async () => {
    if (chromiumPath() !== undefined) house = await openHouse({ questionnaire: questionnaireNamed('photos') });
  }, 60_000);
  afterAll(() => house?.close());

  const said = (page: Page): Locator => page.locator('.message:not(.own)').last();
  const kept = (page: Page): Promise<unknown> => page.evaluate(KEPT);
  /** At the question that is answered with pictures; nothing that is sent there arrives. */
  async function atTheQuestion(page: Page, person: string): Promise<void> {
    await joinedAs(person, page, house);
    for (const [text, answered] of [
      ['/soi', 'Câu 1/4.'],
      ['Tôi phụ trách thanh niên.', 'Câu 2/4.'],
    ] as const) {
      house.pass(MINUTE);
      await page.getByRole('textbox').fill(text);
      await page.keyboard.press('Enter');
      await said(page).getByText(answered).waitFor();
    }
    await page.route('**/chat/files?*', (route) => route.abort());
    house.pass(MINUTE);
    await page.getByRole('textbox').fill('Trồng cây ở sân.');
    const buffer = Buffer.from(PICTURE);
    await page.locator('input[type=file]').setInputFiles({ name: 'sân.png', mimeType: 'image/png', buffer });
    await waiting(page).waitFor();
  }
  const waiting = (page: Page): Locator =>
    page.locator('.message.own', { hasText: 'sân.png' }).getByText('Chưa gửi được.');

  it('is still there after a reload, with its words, goes out once, and is then kept no longer', async () => {
    const context = await open();
    const page = await context.newPage();
    await atTheQuestion(page, 'CB06-11');
    await page.reload();
    await waiting(page).waitFor();
    await page.getByText('Trồng cây ở sân.', { exact: true }).waitFor();
    expect(await kept(page)).toBe(1);
    await page.unroute('**/chat/files?*');
    // A page that is closed in the middle: its file goes out from the next one by itself.
    await page.close();
    const next = await context.newPage();
    await next.goto(`${house.url}/chat`);
    await said(next).getByText('Đã lưu 1 ảnh').waitFor();
    await expect.poll(() => kept(next)).toBe(0);
    await next.reload();
    await next.getByRole('img', { name: 'Ảnh sân.png' }).waitFor();
    expect(await next.getByRole('img', { name: 'Ảnh sân.png' }).count()).toBe(1);
    await context.close();
  });

  it('goes before what is written after it, however long it takes', async () => {
    const context = await open();
    const page = await context.newPage();
    await atTheQuestion(page, 'CB06-17');
    await page.unroute('**/chat/files?*');
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/chat/files?*', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Gửi lại' }).click();
    house.pass(MINUTE);
    await page.getByRole('textbox').fill('/trogiup');
    await page.keyboard.press('Enter');
    await page.locator('.message.own', { hasText: '/trogiup' }).getByText('Đang chờ gửi').waitFor();
    release();
    await said(page).getByText('Các lệnh của trợ lý').waitFor();
    await page.reload();
    await said(page).getByText('Các lệnh của trợ lý').waitFor();
    const own = await page.locator('.message.own').allInnerTexts();
    expect(own.slice(-2).map((text) => /Trồng cây|trogiup/.exec(text)?.[0])).toEqual(['Trồng cây', 'trogiup']);
    await context.close();
  });

  it('is left in no browser by whoever takes it back or signs out', async () => {
    const context = await open();
    const page = await context.newPage();
    await atTheQuestion(page, 'CB06-16');
    await page.getByRole('button', { name: 'Bỏ đi' }).click();
    await expect.poll(() => kept(page)).toBe(0);
    expect(await page.getByRole('textbox').inputValue()).toBe('Trồng cây ở sân.');
    const buffer = Buffer.from(PICTURE);
    await page.locator('input[type=file]').setInputFiles({ name: 'sân.png', mimeType: 'image/png', buffer });
    await waiting(page).waitFor();
    await expect.poll(() => kept(page)).toBe(1);
    await context.clearCookies();
    await page.getByRole('textbox').fill('Viết khi đã thoát.');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Đồng chí đã thoát' }).waitFor();
    await expect.poll(() => kept(page)).toBe(0);
    await context.close();
  });
});

/** Runs in the page: how many files the browser keeps. */
const KEPT = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('tusoi', 1);
  opening.onerror = reject;
  opening.onsuccess = () => {
    const counting = opening.result.transaction('files').objectStore('files').count();
    counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
  };
})`;
