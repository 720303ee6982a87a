/** Tests in a real browser: Debian's Chromium, driven by playwright-core. */
import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const require = createRequire(import.meta.url);

const USUAL = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** `CHROMIUM_PATH`, or where it usually is; undefined where there is none. */
export function chromiumPath(): string | undefined {
  const given = process.env['CHROMIUM_PATH'];
  return [...(given === undefined ? [] : [given]), ...USUAL].find(executable);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser window of its own: cookies, storage and all. Closed at the end of the file. */
export type OpenContext = (options?: BrowserContextOptions) => Promise<BrowserContext>;

/**
 * Tests in one browser, one per file that uses this. Where there is none they count as skipped, and the output says so:
 * `describeBrowser('the chat', (open) => { it('…', async () => { const context = await open(); … }) })`.
 */
export function describeBrowser(name: string, body: (open: OpenContext) => void): void {
  describe(`${name} in a real browser`, { timeout: 60_000 }, () => {
    const executablePath = chromiumPath();
    let browser: Browser | undefined;
    beforeAll(async () => {
      if (executablePath === undefined) {
        console.warn(`NOT RUN: ${name} in a real browser. No Chromium was found: install it, or set CHROMIUM_PATH.`);
        return;
      }
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    }, 60_000);
    afterAll(() => browser?.close());
    test.beforeEach((context) => context.skip(executablePath === undefined, 'no Chromium was found'));
    body(async (options = {}) => {
      if (browser === undefined) throw new Error('no browser was started');
      const context = await browser.newContext({ locale: 'vi-VN', ...options });
      context.setDefaultTimeout(15_000);
      return context;
    });
  });
}

/** For contexts in which `expectAccessible` is used: axe is put into the page, which the page's own policy forbids. */
export const WITH_AXE: BrowserContextOptions = { bypassCSP: true };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Everything axe knows to check, best practices included. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  if ((await page.evaluate('typeof window.axe')) === 'undefined') {
    await page.addScriptTag({ content: readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8') });
  }
  const violations = (await page.evaluate(
    'window.axe.run().then((result) => result.violations)',
  )) as readonly Violation[];
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
  );
  expect(found, state).toEqual([]);
}

/** Nothing is wider than the window, smaller than a finger, or written smaller than 16 px. */
export async function expectComfortable(page: Page, state: string): Promise<void> {
  const found = (await page.evaluate(LOOK)) as readonly string[];
  expect(found, state).toEqual([]);
}

/** Runs in the page, which knows nothing of this file. Links and commands within a text may be as high as its lines. */
const LOOK = `(() => {
  const problems = [];
  const shown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible' && !element.closest('.unseen');
  const { clientWidth } = document.documentElement;
  if (document.documentElement.scrollWidth > clientWidth) problems.push('the page is wider than the window');
  for (const element of document.body.querySelectorAll('*')) {
    if (!shown(element)) continue;
    const { left, right } = element.getBoundingClientRect();
    if (left < -1 || right > clientWidth + 1) problems.push('sticks out: ' + element.outerHTML.slice(0, 120));
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && getComputedStyle(element).overflowX !== 'visible' && element.tagName !== 'TEXTAREA') {
      problems.push('cut off: ' + element.outerHTML.slice(0, 120));
    }
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (words && parseFloat(getComputedStyle(element).fontSize) < 16) problems.push('small: ' + element.outerHTML.slice(0, 120));
  }
  for (const target of document.querySelectorAll('button, a[href], input:not([type=hidden]), textarea, summary')) {
    if (!shown(target) || target.matches('.command, .text a')) continue;
    const { width, height } = (target.closest('label') ?? target).getBoundingClientRect();
    if (width < 43.5 || height < 43.5) problems.push('small target ' + width + '×' + height + ': ' + target.outerHTML.slice(0, 120));
  }
  return problems;
})()`;
