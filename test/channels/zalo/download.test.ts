import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LARGEST_PHOTO } from '../../../src/channels/channel.ts';
import { download, isPublic, MEDIA_HOSTS } from '../../../src/channels/zalo/download.ts';
import type { MediaAbout } from '../../support/fake-zalo/http/media.ts';
import { type FakeZalo, startFakeZalo } from '../../support/fake-zalo/server.ts';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9]);

describe('a picture', () => {
  let fake: FakeZalo;
  beforeEach(async () => {
    fake = await startFakeZalo();
  });
  afterEach(() => fake.close());

  const fetched = (about: MediaAbout = {}, timeoutMs = 5_000) => {
    const address = fake.media.add({ bytes: JPEG, contentType: 'image/jpeg', ...about });
    return { address, get: () => from(address, { timeoutMs }) };
  };
  const from = (address: string, more: { timeoutMs?: number; hosts?: readonly string[]; signal?: AbortSignal } = {}) =>
    download(address, { apiRoot: fake.apiRoot, hosts: MEDIA_HOSTS, signal: new AbortController().signal, ...more });

  test('comes as it lies there', async () => {
    const had = await fetched().get();
    expect(had.ok && Buffer.from(had.bytes)).toEqual(JPEG);
  });

  test.each([403, 404] as const)('that has expired (%i) is not to be had', async (expiredStatus) => {
    const { get } = fetched({ expiresMs: 1_000, expiredStatus });
    fake.advance(1_000);
    expect(await get()).toEqual({ ok: false, why: 'not-had', detail: `HTTP ${expiredStatus}` });
  });

  test.each([
    'silent',
    'stalls',
  ] as const)('of a host that is %s is waited for so long and no longer', async (broken) => {
    expect(await fetched({ broken }, 80).get()).toEqual({ ok: false, why: 'not-had', detail: 'time limit' });
  });

  test('that breaks off is not taken in half', async () => {
    expect(await fetched({ broken: 'breaksOff' }).get()).toMatchObject({ ok: false, why: 'not-had' });
  });

  test('that is too large is told from one that cannot be had', async () => {
    expect(await fetched({ bytes: Buffer.alloc(LARGEST_PHOTO + 1) }).get()).toMatchObject({
      ok: false,
      why: 'too-large',
    });
    expect(await fetched({ bytes: Buffer.alloc(LARGEST_PHOTO) }).get()).toMatchObject({ ok: true });
  });

  test('that lies elsewhere by now is not followed there', async () => {
    const elsewhere = fetched();
    expect(await fetched({ redirect: elsewhere.address }).get()).toMatchObject({ why: 'not-had', detail: 'HTTP 302' });
    expect(fake.media.downloads(elsewhere.address)).toBe(0);
  });

  test('is given up when the channel is being stopped', async () => {
    const stopping = new AbortController();
    const { address } = fetched({ broken: 'stalls' });
    const had = from(address, { signal: stopping.signal });
    stopping.abort();
    expect(await had).toMatchObject({ ok: false, why: 'not-had' });
  });

  test.each([
    'https://photo.example.org/a.jpg',
    'https://zdn.vn.example.org/a.jpg',
    'https://notzdn.vn/a.jpg',
    'http://photo-stal-1.zdn.vn/a.jpg',
    'https://photo-stal-1.zdn.vn:8443/a.jpg',
    'https://me:secret@photo-stal-1.zdn.vn/a.jpg',
    'https://127.0.0.1/a.jpg',
    'file:///etc/passwd',
    'zdn.vn',
    '',
  ])('at %j is not asked for: its host is none that pictures come from', async (address) => {
    expect(await from(address)).toEqual({ ok: false, why: 'not-had', detail: 'not a host that pictures come from' });
  });

  test('at a name that leads into a private network is not asked for', async () => {
    const had = await from('https://localhost/a.jpg', { hosts: ['localhost'] });
    expect(had).toEqual({ ok: false, why: 'not-had', detail: 'PRIVATE_ADDRESS' });
  });
});

test.each([
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['169.254.169.254', false],
  ['172.16.0.1', false],
  ['192.168.1.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['::ffff:10.0.0.1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['49.213.95.1', true],
  ['172.32.0.1', true],
  ['2405:4800::1', true],
  ['::ffff:49.213.95.1', true],
])('%s is on the internet: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected);
});
