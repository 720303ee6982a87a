import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumPath, describeBrowser } from '../support/browser.ts';
import { PICTURE } from '../support/stage/phones.ts';
import { questionnaireNamed } from '../support/stage/stage.ts';
import { type House, joinedAs, openHouse } from '../support/web-house.ts';

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
    await joinedAs('CB06-11', page, house);
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

  it('sends a picture upright, no larger than it is looked at, and without what the camera wrote into it', async () => {
    const context = await open();
    const page = await context.newPage();
    await joinedAs('CB06-37', page, house);
    const said = page.locator('.message:not(.own)');
    for (const [text, answered] of [
      ['/soi', 'Câu 1/4.'],
      ['Tôi phụ trách thanh niên.', 'Câu 2/4.'],
    ] as const) {
      house.pass(MINUTE);
      await page.getByRole('textbox').fill(text);
      await page.keyboard.press('Enter');
      await said.last().getByText(answered).waitFor();
    }
    const sent = async (name: string, buffer: Buffer, answered: string): Promise<Kept> => {
      house.pass(MINUTE);
      const before = new Set((await keptPictures(house)).map(({ id }) => id));
      await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/jpeg', buffer });
      await said.last().getByText(answered).waitFor();
      const kept = (await keptPictures(house)).find(({ id }) => !before.has(id));
      if (kept === undefined) throw new Error('nothing was kept');
      return kept;
    };

    // Held on its side: its left is what was above.
    const plain = Buffer.from((await page.evaluate(PAINTED)) as string, 'base64');
    const camera = withCamera(plain);
    expect(camera.includes('Exif') && camera.includes('2022:03:20')).toBe(true);
    const upright = await sent('sân.jpg', camera, 'Đã lưu 1 ảnh');
    expect(upright.type).toBe('image/jpeg');
    for (const left of ['Exif', '2022:03:20', 'GPS']) expect(upright.bytes.includes(left), left).toBe(false);
    expect(await page.evaluate(looks(upright.bytes.toString('base64')))).toEqual({
      width: 1_280,
      height: 2_560,
      above: 'red',
      below: 'blue',
    });

    const broken = Buffer.concat([camera.subarray(0, 120), Buffer.from('broken')]);
    expect(await sent('hỏng.jpg', broken, 'Câu 3/4.')).toMatchObject({ type: 'image/jpeg', bytes: broken });
    const kept = await sent('ảnh.png', Buffer.from(PICTURE), 'Câu 4/4.');
    expect(kept.type).toBe('image/png');
    await context.close();
  });
});

interface Kept {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

const keptPictures = ({ db }: House): Promise<readonly Kept[]> =>
  db.read(async ({ tx, t }) =>
    (await tx.select().from(t.photos)).map(({ id, type, bytes }) => ({ id, type, bytes: Buffer.from(bytes) })),
  );

/** Runs in the page: a JPEG, its left half red and its right half blue. */
const PAINTED = `(async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 3000, height: 1500 });
  const context = canvas.getContext('2d');
  context.fillStyle = '#f00';
  context.fillRect(0, 0, 1500, 1500);
  context.fillStyle = '#00f';
  context.fillRect(1500, 0, 1500, 1500);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
})()`;

/** Runs in the page: how a picture looks that has no camera's words beside it. */
const looks = (base64: string): string => `(async () => {
  const bytes = Uint8Array.from(atob('${base64}'), (sign) => sign.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const { width, height } = bitmap;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const colour = (y) => {
    const [red, , blue] = context.getImageData(width / 2, y, 1, 1).data;
    return red > 200 && blue < 50 ? 'red' : blue > 200 && red < 50 ? 'blue' : 'neither';
  };
  return { width, height, above: colour(height / 4), below: colour((height * 3) / 4) };
})()`;

/** The same picture with an Exif segment (CIPA DC-008): held on its side, when, and where. */
function withCamera(jpeg: Buffer): Buffer {
  const entry = (tag: number, type: number, count: number, value: number): Buffer => {
    const made = Buffer.alloc(12);
    made.writeUInt16LE(tag, 0);
    made.writeUInt16LE(type, 2);
    made.writeUInt32LE(count, 4);
    made.writeUInt32LE(value, 8);
    return made;
  };
  const count = (entries: number): Buffer => Buffer.from([entries, 0]);
  const end = Buffer.alloc(4);
  const when = Buffer.from('2022:03:20 19:30:00\u0000');
  const north = entry(1, 2, 2, 'N'.charCodeAt(0));
  // Three entries from byte 8 on take 42 bytes: then comes the time, then the place.
  const own = [entry(0x0112, 3, 1, 6), entry(0x0132, 2, when.length, 50), entry(0x8825, 4, 1, 50 + when.length)];
  const tiff = [Buffer.from('II*\u0000'), Buffer.from([8, 0, 0, 0]), count(3), ...own, end, when, count(1), north, end];
  const body = Buffer.concat([Buffer.from('Exif\u0000\u0000'), ...tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}
