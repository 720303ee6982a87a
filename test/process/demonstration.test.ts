/** `npm start` without settings, and that its routes are nowhere else: they let one speak as anybody. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../support/process.ts';
import { programFile } from '../support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'tusoi-'));
afterAll(() => rmSync(folder, { recursive: true }));

const demonstration = { DATABASE_URL: `file:${join(folder, 'demonstration.db')}`, HTTP_PORT: '0' };
const organisation = { DATABASE_URL: `file:${join(folder, 'organisation.db')}`, HTTP_PORT: '0' };
const web = { WEB_CHAT: 'on', PUBLIC_URL: 'http://tusoi.example.vn' };
const telegram = {
  TELEGRAM_BOT_TOKEN: '123456:secret-secret',
  TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
  TELEGRAM_MODE: 'webhook',
  TELEGRAM_WEBHOOK_SECRET: 'sixteen-letters-or-more',
  PUBLIC_URL: 'https://tusoi.example.vn',
};
const zalo = {
  ZALO_BOT_TOKEN: '12345:secret-secret',
  ZALO_API_ROOT: 'http://127.0.0.1:1',
  ZALO_MODE: 'webhook',
  ZALO_WEBHOOK_SECRET: 'sixteen-letters-or-more',
  PUBLIC_URL: 'https://tusoi.example.vn',
};

/** The program without a terminal, and the address that it prints. */
async function start(settings: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [programFile('main')], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (line: string): void => {
      written += `${line}\n`;
      const listening = /(http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
      if (listening !== undefined) resolve(listening);
    };
    for (const output of [child.stdout, child.stderr]) createInterface(output).on('line', read);
    child.on('exit', () => reject(new Error(`it ended: ${written}`)));
  });
  const stop = async (): Promise<number | null> => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    return (await ended)[0] as number | null;
  };
  return { url, stop, written: () => written };
}

describe('npm start without settings', { timeout: 180_000 }, () => {
  it('serves the page on an address that it prints, and stops when it is told to', async () => {
    const { url, stop, written } = await start(demonstration);
    expect(written().trim().split('\n')).toHaveLength(1);
    const page = await fetch(`${url}/`);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('demo-');
    expect(html.match(/(?:src|href)="(?!\/)[^"]*"/g)).toBeNull();
    expect((await fetch(`${url}/demo/people`)).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    // The real chat and its doors are not there: nobody signs in to a demonstration.
    for (const path of ['/chat', '/chat/stream', '/j/ABCD-EFGH', '/w/token']) {
      expect((await fetch(`${url}${path}`)).status, path).toBe(404);
    }
    expect(await stop()).toBe(0);
  });

  it('shares its people with the terminal, and takes turns with it', async () => {
    const input = '/soi\nTôi phụ trách công tác dân vận.\n:quit\n';
    const typed = await runProgram('main', ['chat'], { settings: demonstration, input });
    expect(typed.out).toContain('Câu 2/8');
    const { url, stop } = await start(demonstration);
    const { code, err } = await runProgram('main', ['chat'], { settings: demonstration });
    expect([code, err]).toEqual([2, expect.stringContaining('Another process has this database open.')]);
    const post = (path: string, body: unknown): Promise<Response> =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: url },
        body: JSON.stringify(body),
      });
    expect(
      (await post('/demo/phones/CB06-11/send', { key: 'aaaaaaaa1', input: { kind: 'text', text: '/tieptuc' } })).status,
    ).toBe(204);
    await expect
      .poll(async () => (await fetch(`${url}/demo/phones/CB06-11/earlier?before=20`)).text(), { timeout: 10_000 })
      .toContain('Câu 2/8');
    await stop();
    const again = await runProgram('main', ['chat'], { settings: demonstration, input: '/tieptuc\n:quit\n' });
    expect(again.out).toContain('Câu 2/8');
  });

  it('says which port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, err } = await runProgram('main', [], { settings: { ...demonstration, HTTP_PORT: String(port) } });
    server.close();
    expect(code).toBe(2);
    expect(err).toContain(`cannot listen on 127.0.0.1:${port}: another process uses this port`);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it.each(['0.0.0.0', '192.168.1.7', '::', 'tusoi.example.vn'])('does not serve it at %s', async (HTTP_HOST) => {
    const { code, err } = await runProgram('main', [], { settings: { ...demonstration, HTTP_HOST } });
    expect(code).toBe(2);
    expect(err).toContain('The demonstration lets everybody speak as anybody');
  });

  it('has nothing else to start than the chat, and not beside a channel', async () => {
    const other = await runProgram('main', ['caht'], { settings: demonstration });
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('There is nothing called "caht"')]);
    const beside = await runProgram('main', ['chat'], { settings: { ...demonstration, ...web } });
    expect([beside.code, beside.err]).toEqual([2, expect.stringContaining('a channel is configured')]);
  });
});

describe('the routes of the demonstration', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    const example = await runProgram('cli', ['import', '--example'], { settings: organisation });
    writeFileSync(join(folder, 'o.yaml'), example.out);
    await runProgram('cli', ['import', join(folder, 'o.yaml'), '--apply'], { settings: organisation });
  }, 120_000);

  it.each([
    ['the web chat', web],
    ['Telegram', telegram],
    ['Zalo', zalo],
    ['Telegram and the web chat', { ...web, ...telegram }],
    ['Zalo and the web chat', { ...web, ...zalo }],
    ['Telegram and Zalo', { ...telegram, ...zalo }],
    ['all three', { ...web, ...telegram, ...zalo }],
    ['the web chat on an empty database', { ...web, DATABASE_URL: `file:${join(folder, 'empty.db')}` }],
  ])('are not there with %s', async (_name, settings) => {
    const { url, stop } = await start({ ...organisation, ...settings });
    try {
      for (const path of ['/demo', '/demo/stream?phones=HM001', '/demo/people', '/demo/phones/HM001/earlier?before=9'])
        expect((await fetch(`${url}${path}`)).status, path).toBe(404);
      for (const path of ['/demo/clock', '/demo/restart', '/demo/start-over', '/demo/phones/HM001/send'])
        expect((await fetch(`${url}${path}`, { method: 'POST', headers: { Origin: url } })).status, path).toBe(404);
      expect(await (await fetch(`${url}/`)).text()).not.toContain('demo-');
    } finally {
      await stop();
    }
  });

  it.each([
    ['the web chat', web],
    ['Telegram', telegram],
    ['Zalo', zalo],
  ])('%s does not start on a demonstration at all', async (_name, settings) => {
    const { code, err } = await runProgram('main', [], { settings: { ...demonstration, ...settings } });
    expect([code, err]).toEqual([2, expect.stringContaining('This database is a demonstration')]);
  });

  it('no channel on an organisation: nothing is served', async () => {
    const { code, err } = await runProgram('main', [], { settings: organisation });
    expect([code, err]).toEqual([2, expect.stringContaining('holds an organisation')]);
  });
});
