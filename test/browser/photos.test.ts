import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumPath, describeBrowser } from '../support/browser.ts';
import { PICTURE } from '../support/stage/phones.ts';
import { questionnaireNamed } from '../support/stage/stage.ts';
import { type House, openHouse } from '../support/web-house.ts';

const MINUTE = 60_000;

describeBrowser('a question that is answered with pictures', (open) => {
  let house: House;
  beforeAll(async () => {
    if (chromiumPath() !== undefined) house = await openHouse({ questionnaire: questionnaireNamed('photos') });
  }, 60_000);
  afterAll(() => house?.close());

  it('shows where to put one, only while it is open, and what is sent comes back as pictures and files', async () => {
    const context = await open();
    const page = await context.newPage();
    await page.goto(`${house.url}/j/${await house.code('CB06-11')}`);
    await page.getByRole('button', { name: 'Vào trò chuyện' }).click();
    await page.getByRole('log').getByText('đồng chí').first().waitFor();
    const clip = page.getByRole('button', { name: 'Gửi ảnh để trả lời câu đang hỏi' });
    const said = page.locator('.message:not(.own)');
    const write = async (text: string, answered: string): Promise<void> => {
      house.pass(MINUTE);
      await page.getByRole('textbox').fill(text);
      await page.keyboard.press('Enter');
      await said.last().getByText(answered).waitFor();
    };
    const upload = async (answered: string): Promise<void> => {
      house.pass(MINUTE);
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), clip.click()]);
      await chooser.setFiles({ name: 'trồng cây.png', mimeType: 'image/png', buffer: Buffer.from(PICTURE) });
      await said.last().getByText(answered).waitFor();
    };

    await write('/soi', 'Câu 1/4.');
    expect(await clip.count()).toBe(0);
    await write('Tôi phụ trách thanh niên.', 'Câu 2/4.');
    await page.getByRole('textbox').fill('Trồng cây ở sân nhà văn hóa.');
    await upload('Đã lưu 1 ảnh');
    await page.getByRole('img', { name: 'Ảnh trồng cây.png' }).waitFor();
    await page.locator('.message.own', { hasText: 'Trồng cây ở sân nhà văn hóa.' }).waitFor();
    expect(await page.getByRole('textbox').inputValue()).toBe('');
    house.pass(MINUTE);
    await said.last().getByRole('button', { name: 'Xong' }).click();
    await said.last().getByText('Câu 3/4.').waitFor();
    await upload('Câu 4/4.');
    expect(await clip.count()).toBe(0);
    await page.reload();
    await said.last().getByText('Câu 4/4.').waitFor();
    expect(await clip.count()).toBe(0);

    await write('/xemlai', 'Ảnh 1/1 của câu 3.');
    expect(await said.getByText('Trồng cây ở sân nhà văn hóa.').count()).toBeGreaterThan(0);
    const pictures = page.locator('.message:not(.own) .picture img');
    expect(await pictures.count()).toBe(2);
    const decoded = `Promise.all([...document.querySelectorAll('.picture img')].map((one) => one.decode())).then(() => 'all')`;
    expect(await page.evaluate(decoded)).toBe('all');

    house.pass(MINUTE);
    await page.getByRole('textbox').fill('/dulieu');
    await page.keyboard.press('Enter');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a.file', { hasText: '.json' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^tusoi-CB06-11-.*\.json$/);
    const data: unknown = JSON.parse(await readFile(await file.path(), 'utf8'));
    expect(data).toMatchObject({ photos: [{ file: 'anh-1.png' }, { file: 'anh-2.png' }] });
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      page.locator('a.file', { hasText: '.html' }).click(),
    ]);
    await tab.getByRole('heading', { level: 1 }).waitFor();
    expect(await tab.locator('main').evaluate((main) => main.ownerDocument.styleSheets.length)).toBe(1);
    await context.close();
  });
});
