/** Pictures over the doubles of both platforms: they arrive, or their sender hears that they did not. */
import { afterEach, describe, expect, it } from 'vitest';
import { LARGEST_PHOTO } from '../../src/channels/channel.ts';
import { zaloChannel } from '../../src/channels/zalo/channel.ts';
import type { AddressId } from '../../src/lib/ids.ts';
import { PDF, PROGRAM, word } from '../support/documents.ts';
import { MODES } from '../support/fake-zalo/core/settings.ts';
import type { MediaAbout } from '../support/fake-zalo/http/media.ts';
import { type FakeZalo, startFakeZalo } from '../support/fake-zalo/server.ts';
import { PICTURE } from '../support/stage/phones.ts';
import { expectNoSecret, openTown, type Town } from './support/town.ts';

const PNG = Buffer.from(PICTURE);
const NOT_HAD = /chưa tải về được/;

let town: Town;
let zalo: FakeZalo | undefined;
afterEach(async () => {
  await town.close();
  await zalo?.close();
  zalo = undefined;
});

const pictures = () =>
  town.db.read(async ({ tx, t }) =>
    (await tx.select().from(t.photos)).map(({ type, bytes }) => [type, Buffer.from(bytes)]),
  );

describe('on Telegram', () => {
  it('a picture is asked for again when it could not be fetched, and kept when it could', async () => {
    town = await openTown({ questionnaire: 'photos' });
    const minh = town.phone('Minh');
    await town.app.start();
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    minh.say('Phụ trách thanh niên.');
    await minh.waitFor(/^Câu 2\//);
    town.fake.fault({ kind: 'serverError', method: 'getFile' });
    minh.photo({ bytes: PNG });
    await minh.waitFor(NOT_HAD);
    minh.photo({ bytes: Buffer.from('<svg/>') });
    await minh.waitFor(/không phải ảnh/);
    expect(await pictures()).toEqual([]);
    minh.photo({ bytes: PNG, caption: 'Trồng cây' });
    await minh.waitFor(/Đã lưu 1 ảnh/);
    expect(await pictures()).toEqual([['image/png', PNG]]);
    expect((await town.answers('Minh')).get('work')).toBe('Trồng cây');
    await expectNoSecret(town);
  });
});

describe('a document on Telegram', () => {
  it('is fetched where one is asked for, known by its bytes, and handed to its author as it came', async () => {
    town = await openTown({ questionnaire: 'documents' });
    const minh = town.phone('Minh');
    await town.app.start();
    minh.say('/soi');
    await minh.waitFor(/^Câu 1\//);
    minh.document('bài.pdf', PDF);
    await minh.waitFor(/chỉ nhận chữ viết/);
    minh.say('Phụ trách thanh niên.');
    await minh.waitFor(/^Câu 2\//);
    for (const [name, bytes, answer] of [
      ['bài.pdf', PROGRAM, /chỉ nhận ảnh/],
      ['bài.docx', word({ macros: 'said' }), /chỉ nhận ảnh/],
      ['bài.pdf', Buffer.concat([PDF, Buffer.alloc(LARGEST_PHOTO)]), /lớn quá 10 MB/],
      ['bài.pdf', Buffer.alloc(21 * 1024 * 1024), /lớn quá 10 MB/],
    ] as const) {
      minh.document(name, bytes);
      await minh.waitFor(answer);
    }
    town.fake.fault({ kind: 'serverError', method: 'getFile' });
    minh.document('bài.pdf', PDF);
    await minh.waitFor(NOT_HAD);
    expect(await pictures()).toEqual([]);
    minh.document('../\u202efdp.exe', PDF, { extra: { caption: 'Giấy khen' } });
    await minh.waitFor(/Đã lưu 1 tệp/);
    minh.document('ảnh gốc.png', PNG);
    await minh.waitFor(/Đã lưu 2 tệp/);
    expect(await pictures()).toEqual([
      ['application/pdf', PDF],
      ['image/png', PNG],
    ]);
    minh.say('/xemlai');
    await minh.waitFor(/Tệp 1\/2 của câu 2\.\nGiấy khen/);
    await minh.waitFor(/Tệp 2\/2 của câu 2/);
    const sent = town.fake.sent(minh.id).filter(({ method }) => method === 'sendDocument');
    expect(sent.flatMap(({ files }) => files.map(({ name, bytes }) => [name, bytes]))).toEqual([
      ['cau-2-tep-1.pdf', PDF],
      ['cau-2-tep-2.png', PNG],
    ]);
    await expectNoSecret(town);
    expect(town.log.join('\n')).not.toContain('fdp');
  });
});

describe('on Zalo', () => {
  async function atThePhoto(mode: (typeof MODES)[number] = 'consume') {
    const fake = await startFakeZalo({ secondMs: 20, waitMs: 20_000 });
    zalo = fake;
    town = await openTown({
      questionnaire: 'photos',
      beside: ({ env, log }) =>
        zaloChannel({
          token: fake.token,
          apiRoot: fake.apiRoot,
          mode: { kind: 'polling' },
          log,
          wall: env.wall,
          random: env.random,
          wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 50)),
          downloadMs: 400,
        }),
    });
    const minh = fake.person('Minh');
    const address = {
      id: 'a-zalo-address' as AddressId,
      channel: 'zalo',
      platformId: minh.id,
      linkedAt: 1,
      createdAt: 1,
    };
    await town.db.transact((c) => c.tx.insert(c.t.addresses).values({ ...address, personId: town.personId('Minh') }));
    await town.app.start();
    await fake.polling();
    fake.set({ mode });
    minh.says('/soi');
    await minh.waitFor(/Câu 1\//);
    // What was told comes back at once there, so no poll waits.
    const polled = async (): Promise<void> => void (mode === 'replay' || (await fake.polling()));
    await polled();
    minh.says('Phụ trách thanh niên.');
    await minh.waitFor(/Câu 2\//);
    await polled();
    return { fake, minh };
  }

  it.each(MODES)('polled in the way of %s, a picture is kept once', async (mode) => {
    const { minh } = await atThePhoto(mode);
    minh.sendsPhoto({ bytes: PNG, contentType: 'image/png', caption: 'Trồng cây' });
    await minh.waitFor(/Đã lưu 1 ảnh/);
    expect(await pictures()).toEqual([['image/png', PNG]]);
  });

  it('a picture that has expired, stalls or is none is asked for again, and nobody’s poll ends with it', async () => {
    const { fake, minh } = await atThePhoto();
    const wrong: readonly (readonly [MediaAbout, RegExp])[] = [
      [{ expiresMs: 0 }, NOT_HAD],
      [{ broken: 'stalls' }, NOT_HAD],
      [{ redirect: 'http://127.0.0.1:1/' }, NOT_HAD],
      [{ bytes: Buffer.from('<html>') }, /không phải ảnh/],
    ];
    for (const [about, answer] of wrong) {
      const before = minh.texts.length;
      await fake.polling();
      minh.sendsPhoto(about);
      await fake.waitFor(() => minh.texts.slice(before).some((text) => answer.test(text)));
    }
    expect(await pictures()).toEqual([]);
    fake.set({ legacyPhoto: true });
    await fake.polling();
    minh.sendsPhoto({ bytes: PNG, contentType: 'image/png' });
    await minh.waitFor(/Đã lưu 1 ảnh/);
    expect(await pictures()).toEqual([['image/png', PNG]]);
    expect(town.log.join('\n')).not.toContain(fake.token.split(':')[1]);
    expect(town.log.join('\n')).not.toContain('/media/');
  });
});
