/** `WEB_CHAT=on` as a process: the page alone is a channel, and an open page does not keep the program from ending. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../channels/web/rig.ts';
import { runProgram } from '../support/process.ts';
import { programFile } from '../support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'tusoi-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PUBLIC = 'http://tusoi.example.vn';
const settings = {
  DATABASE_URL: `file:${join(folder, 'organisation.db')}`,
  WEB_CHAT: 'on',
  PUBLIC_URL: PUBLIC,
  HTTP_PORT: '0',
};

/** The bot, and the address it listens on as soon as it does. */
async function start() {
  const child = spawn(process.execPath, [programFile('main')], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: 'pipe',
  });
  let written = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (line: string): void => {
      written += `${line}\n`;
      const listening = /"url":"(http:[^"]+)".*http\.listening/.exec(line)?.[1];
      if (listening !== undefined) resolve(listening);
    };
    for (const output of [child.stdout, child.stderr]) createInterface(output).on('line', read);
    child.on('exit', () => reject(new Error(`it ended: ${written}`)));
  });
  return { url, child, written: () => written };
}

describe('the web chat alone', { timeout: 180_000 }, () => {
  it('takes members in by the link that an operator prints, and stops at once though their pages are open', async () => {
    const example = await runProgram('cli', ['import', '--example'], { settings });
    writeFileSync(join(folder, 'o.yaml'), example.out);
    expect((await runProgram('cli', ['import', join(folder, 'o.yaml'), '--apply'], { settings })).code).toBe(0);
    const bot = await start();
    const { out } = await runProgram('cli', ['invite', '--person', 'HM002'], { settings });
    const code = /http:\/\/tusoi\.example\.vn\/j\/([A-Z0-9-]+)/.exec(out)?.[1] ?? '';
    expect(out, 'the link is printed').toContain(`${PUBLIC}/j/${code}`);
    const browser = new Browser(bot.url, PUBLIC);
    expect((await browser.join(code)).status).toBe(303);
    const stream = await browser.stream();
    expect((await stream.hello()).name).toMatch(/^Nguyễn Văn Bình · /);
    await stream.entries(1);
    const exited = once(bot.child, 'exit');
    bot.child.kill('SIGTERM');
    for (;;) if ((await stream.next()) === undefined) break;
    expect(await exited).toEqual([0, null]);
    expect(bot.written()).toContain('bot.stopped');
    expect(bot.written()).not.toContain(code);
    const [, secret = ''] = browser.cookie.split('=');
    expect(bot.written()).not.toContain(secret);
  });

  it('is known to the doctor, who says what is missing', async () => {
    const { out, code } = await runProgram('cli', ['doctor'], { settings });
    expect(out).toContain(`✗ the page is at ${PUBLIC}; it is NOT reached over TLS`);
    expect(out).toContain('no proxy is trusted');
    expect(code).toBe(1);
    const safe = { ...settings, PUBLIC_URL: 'https://tusoi.example.vn', TRUST_PROXY: 'loopback' };
    const again = await runProgram('cli', ['doctor'], { settings: safe });
    expect(again.out).toContain('✔ the page is at https://tusoi.example.vn');
    expect(again.out).toContain('✔ proxies that are trusted: loopback');
  });
});
