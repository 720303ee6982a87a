import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Assets, builtPage, loadAssets } from '../../../src/channels/web/assets.ts';
import { buildPage } from '../../../src/page/build.ts';

let assets: Assets;
beforeAll(async () => {
  assets = await loadAssets();
});

const get = (path: string, encoding?: string): Promise<Response> =>
  Promise.resolve(
    assets.routes.request(path, encoding === undefined ? {} : { headers: { 'Accept-Encoding': encoding } }),
  );
const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());

describe('a file of the page', () => {
  it('may be kept for ever, because its name changes with its content', async () => {
    for (const name of ['chat.js', 'style.css', 'icon.svg', 'icon-192.png']) {
      const answer = await get(assets.url(name));
      expect(answer.status, name).toBe(200);
      expect(answer.headers.get('Cache-Control'), name).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('X-Content-Type-Options'), name).toBe('nosniff');
    }
    expect((await get(assets.url('chat.js'))).headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
  });

  it('comes compressed as the browser takes it, and is the same then', async () => {
    const path = assets.url('chat.js');
    const plain = await bytesOf(await get(path));
    const brotli = await get(path, 'gzip, deflate, br');
    expect(brotli.headers.get('Content-Encoding')).toBe('br');
    expect(brotli.headers.get('Vary')).toBe('Accept-Encoding');
    expect(brotliDecompressSync(await bytesOf(brotli)).equals(plain)).toBe(true);
    const gzip = await get(path, 'br;q=0, gzip;q=0.8');
    expect(gzip.headers.get('Content-Encoding')).toBe('gzip');
    expect(gunzipSync(await bytesOf(gzip)).equals(plain)).toBe(true);
    for (const encoding of [undefined, '', 'identity', 'zstd', 'br;q=0, gzip;q=0.0']) {
      expect((await get(path, encoding)).headers.get('Content-Encoding'), encoding).toBeNull();
    }
  });

  it('is one of the build: nothing else in the folder or beside it is served', async () => {
    for (const path of [
      '/assets/assets.json',
      '/assets/..%2fassets.json',
      '/assets/chat.js',
      '/assets/',
      `${assets.url('chat.js')}.br`,
    ]) {
      expect((await get(path)).status, path).toBe(404);
    }
  });
});

it('the manifest names the program and pictures that are there', async () => {
  const answer = await get('/manifest.webmanifest');
  expect(answer.headers.get('Content-Type')).toBe('application/manifest+json; charset=utf-8');
  const manifest = (await answer.json()) as { name: string; icons: { src: string; sizes: string }[] };
  expect(manifest.name).toBe('Tự soi, tự sửa');
  expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(['any', '192x192', '512x512', '512x512']);
  for (const { src } of manifest.icons) expect((await get(src)).status, src).toBe(200);
});

it('script and style of the whole page, the demonstration included, stay under 100 kB compressed', async () => {
  const list = JSON.parse(await readFile(join(builtPage, 'assets.json'), 'utf8')) as { files: string[] };
  const compressed = list.files.filter((file) => /[.](js|css)[.]br$/.test(file));
  const sizes = await Promise.all(compressed.map(async (file) => (await readFile(join(builtPage, file))).length));
  expect(compressed.length).toBeGreaterThanOrEqual(3);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
});

it('nothing on the page moves by itself, so whoever wants no motion has none', async () => {
  const css = await (await get(assets.url('style.css'))).text();
  expect(css).not.toMatch(/\btransition\b|(?<!over)scroll-behavior|offset-path/);
  const steps = [...css.matchAll(/@keyframes [a-z]+\{((?:[^{}]*\{[^{}]*\})*)\}/g)].map(([, body = '']) => body);
  expect(steps.length).toBe((css.match(/@keyframes/g) ?? []).length);
  for (const step of steps) expect(step).toMatch(/^(?:[a-z0-9%,]+\{visibility:[a-z]+\})+$/);
});

it('every font has its file, and none is fetched from elsewhere', async () => {
  const css = await (await get(assets.url('style.css'))).text();
  const urls = [...css.matchAll(/url\(([^)]+)\)/g)].map((match) => (match[1] ?? '').replaceAll(/["']/g, ''));
  expect(urls).toHaveLength(6);
  for (const url of urls)
    expect((await get(`/assets/${url.replace('./', '')}`)).headers.get('Content-Type')).toBe('font/woff2');
  expect(css.match(/font-display:swap/g)).toHaveLength(6);
});

describe('a build', () => {
  it('into a new folder is the same as the one before, and a second one leaves nothing of an older one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tusoi-page-'));
    try {
      await buildPage(folder);
      const once = await readFile(join(folder, 'assets.json'), 'utf8');
      await buildPage(folder);
      expect(await readFile(join(folder, 'assets.json'), 'utf8')).toBe(once);
      expect((await loadAssets(folder)).url('chat.js')).toMatch(/^\/assets\/chat-[A-Z0-9]+\.js$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('that is missing is told to the operator', async () => {
    await expect(loadAssets('/nowhere')).rejects.toThrow("the page is not built: run 'npm run build'");
    expect(() => assets.url('nothing.js')).toThrow('the page was built without nothing.js');
  });
});
