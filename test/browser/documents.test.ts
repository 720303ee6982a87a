import { readFile } from 'node:fs/promises';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumPath, describeBrowser, expectAccessible, expectComfortable, WITH_AXE } from '../support/browser.ts';
import { PDF, PROGRAM } from '../support/documents.ts';
import { PICTURE } from '../support/stage/phones.ts';
import { questionnaireNamed } from '../support/stage/stage.ts';
import { type House, joinedAs, openHouse } from '../support/web-house.ts';

const MINUTE = 60_000;

describeBrowser('a question that is answered with documents', (open) => {
  let house: House;
  beforeAll(async () => {
    if (chromiumPath() !== undefined) house = await openHouse({ questionnaire: questionnaireNamed('documents') });
  }, 60_000);
  afterAll(() => house?.close());

  /** Somebody at the second question of `documents.yaml`. */
  async function atProof(context: BrowserContext, code: string) {
    const page = await context.newPage();
    await joinedAs(code, page, house);
    const said = page.locator('.message:not(.own)');
    await write(page, '/soi');
    await said.last().getByText('Câu 1/4.').waitFor();
    await write(page, 'Tôi phụ trách thanh niên.');
    await said.last().getByText('Câu 2/4.').waitFor();
    return { page, said };
  }

  async function write(page: Page, text: string): Promise<void> {
    house.pass(MINUTE);
    await page.getByRole('textbox').fill(text);
    await page.keyboard.press('Enter');
  }

  async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
    house.pass(MINUTE);
    const clip = page.getByRole('button', { name: /^Gửi ảnh/ });
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), clip.click()]);
    await chooser.setFiles({ name, mimeType: 'application/pdf', buffer });
  }

  async function saved(page: Page, link: Locator): Promise<readonly [string, Buffer]> {
    const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
    return [file.suggestedFilename(), await readFile(await file.path())];
  }

  it('takes one beside its words, shows it as a file, and gives it back byte for byte', async () => {
    const context = await open(WITH_AXE);
    const { page, said } = await atProof(context, 'CB06-11');
    const chooser = page.locator('input[type=file]');
    expect(await chooser.getAttribute('accept')).toMatch(/image\/webp,application\/pdf,.*\.docx$/);
    await page.getByRole('button', { name: 'Gửi ảnh hoặc tài liệu (PDF, Word) để trả lời câu đang hỏi' }).waitFor();

    let go = (): void => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    await page.route('**/chat/files?*', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('textbox').fill('Giấy khen của phường');
    await choose(page, 'giấy khen.pdf', PDF);
    const own = page.locator('.message.own').last();
    await own.getByText('giấy khen.pdf').waitFor();
    expect(await own.locator('.file-size').textContent()).toBe('1 kB');
    await expectAccessible(page, 'a document waits');
    go();
    await said.last().getByText('Đã lưu 1 tệp').waitFor();
    expect(await own.locator('img').count()).toBe(0);
    await own.getByText('Giấy khen của phường').waitFor();
    expect(await saved(page, own.locator('a.file'))).toEqual(['giấy khen.pdf', PDF]);
    await expectComfortable(page, 'a document was sent');
    await choose(page, 'ảnh.png', Buffer.from(PICTURE));
    await said.last().getByText('Đã lưu 2 tệp').waitFor();
    expect(await page.locator('.message.own .picture img').count()).toBe(1);

    await write(page, '/xemlai');
    const link = said.locator('a.file', { hasText: 'cau-2-tep-1.pdf' });
    expect(await saved(page, link)).toEqual(['cau-2-tep-1.pdf', PDF]);
    expect(await link.getAttribute('target')).toBeNull();
    await expectAccessible(page, 'documents up and down');
    await context.close();
  });

  it('says what it takes to anything else, whose words come back to be sent with another', async () => {
    const context = await open(WITH_AXE);
    const { page, said } = await atProof(context, 'CB06-36');
    const words = page.getByRole('textbox');
    await words.fill('Giấy khen của phường');
    await choose(page, 'giấy khen.pdf', PROGRAM);
    const refused = page.locator('.message.own', { hasText: 'giấy khen.pdf' });
    await refused.getByText('Trợ lý chỉ nhận ảnh (JPEG, PNG, WebP), tệp PDF và tệp Word (.docx).').waitFor();
    await expect.poll(() => words.inputValue()).toBe('Giấy khen của phường');
    await expectComfortable(page, 'a document was refused');
    await expectAccessible(page, 'a document was refused');
    await refused.getByRole('button', { name: 'Bỏ đi' }).click();
    await refused.waitFor({ state: 'detached' });
    expect(await words.inputValue()).toBe('Giấy khen của phường');
    await choose(page, 'giấy khen.pdf', PDF);
    await said.last().getByText('Đã lưu 1 tệp').waitFor();
    await page.locator('.message.own', { hasText: 'Giấy khen của phường' }).waitFor();
    expect(await words.inputValue()).toBe('');

    house.pass(MINUTE);
    await said.last().getByRole('button', { name: 'Xong' }).click();
    await said.last().getByText('Câu 3/4.').waitFor();
    expect(await page.locator('input[type=file]').getAttribute('accept')).toBe('image/jpeg,image/png,image/webp');
    await words.fill('Trang sổ tay');
    await choose(page, 'sổ tay.pdf', PDF);
    await page.getByText('Câu này chỉ nhận ảnh (JPEG, PNG, WebP).').waitFor();
    await expect.poll(() => words.inputValue()).toBe('Trang sổ tay');
    // What somebody writes meanwhile is theirs: nothing is put in its place.
    await page.route('**/chat/files?*', async (route) => {
      await words.fill('Câu khác');
      await route.continue();
    });
    await choose(page, 'sổ tay 2.pdf', PDF);
    await page.locator('.message.own', { hasText: 'sổ tay 2.pdf' }).getByText('Câu này chỉ nhận ảnh').waitFor();
    expect(await words.inputValue()).toBe('Câu khác');
    await page.locator('.message.own', { hasText: 'Trang sổ tay' }).last().waitFor();
    await context.close();
  });
});
