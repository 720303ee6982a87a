import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import {
  chatPage,
  demoPage,
  doorPage,
  joinPage,
  problemPage,
  type Site,
  writingPage,
} from '../../../src/channels/web/html.ts';
import { loadContent } from '../../../src/content/load.ts';
import { wordsUnder } from '../../../src/content/words-under.ts';

const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;</textarea>`;

async function siteOf(locale: 'vi' | 'en', words?: Readonly<Record<string, string>>): Promise<Site> {
  const loaded = await loadContent();
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const assets = { url: (name: string) => `/assets/${name}`, routes: new Hono() };
  return {
    locale,
    assets,
    zone: 'Asia/Ho_Chi_Minh',
    words: words ?? wordsUnder(loaded.content.catalogues[locale], ['page', 'demo']),
  };
}

const pagesOf = (site: Site): Readonly<Record<string, string>> => ({
  chat: chatPage(site),
  demo: demoPage(site),
  door: doorPage(site),
  join: joinPage(site, 'ABCD-EFGH'),
  writing: writingPage(site, 'token'),
  problem: problemPage(site, { title: 'Mã không dùng được', text: 'Đoạn một.\n\nĐoạn hai,\ndòng hai.' }),
});

describe.each(['vi', 'en'] as const)('the pages in %s', (locale) => {
  it('name their language and title, have no script or style of their own, and ask nothing of other hosts', async () => {
    for (const [name, html] of Object.entries(pagesOf(await siteOf(locale)))) {
      expect(html, name).toContain(`<html lang="${locale}">`);
      expect(html, name).toMatch(/<title>[^<]+<\/title>/);
      expect(html.match(/<script(?![^>]*(?: src=| type="application\/json"))[^>]*>/), name).toBeNull();
      expect(html, name).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
      expect(
        [...html.matchAll(/(?:src|href|action)="([^"]*)"/g)].map((match) => match[1]),
        name,
      ).toSatisfy((addresses: string[]) => addresses.every((address) => /^\/(?!\/)/.test(address)));
    }
  });
});

describe('what others wrote', () => {
  it('is text in every page, whatever it looks like', async () => {
    const plain = await siteOf('vi');
    const words = Object.fromEntries(Object.keys(plain.words).map((key) => [key, HOSTILE]));
    const site = { ...plain, words };
    const pages = [
      ...Object.values(pagesOf(site)),
      joinPage(plain, HOSTILE),
      writingPage(plain, HOSTILE),
      problemPage(plain, { title: HOSTILE, text: HOSTILE }),
    ];
    for (const html of pages) {
      expect(html).not.toContain('<script>alert');
      expect(html).not.toContain('<img src=x');
      expect(html).not.toContain('</textarea>');
    }
    expect(joinPage(plain, HOSTILE)).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('comes back out of the data of the page as it was', async () => {
    const site = await siteOf('vi', {
      'page.title': 'Tự soi',
      'page.opening': 'x',
      'page.no-script': 'x',
      'page.send': HOSTILE,
    });
    const data = /<script type="application\/json" id="site">([^<]*)<\/script>/.exec(chatPage(site))?.[1];
    expect(JSON.parse(data ?? '')).toEqual({ locale: 'vi', zone: 'Asia/Ho_Chi_Minh', words: site.words });
  });

  it('keeps its paragraphs and lines in a problem', async () => {
    const html = problemPage(await siteOf('vi'), { title: 'T', text: 'Một.\n\nHai,\nba.' });
    expect(html).toContain('<p>Một.</p>\n<p>Hai,<br>ba.</p>');
  });
});

it('a word that no catalogue has is a mistake, not a gap on the page', async () => {
  const site = await siteOf('vi', {});
  expect(() => doorPage(site)).toThrow("lack 'page.door-title'");
});
