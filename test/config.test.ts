import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleEnv, hasChannel, readConfig, readProcessConfig } from '../src/config.ts';

describe('the settings', () => {
  it('need nothing at all', () => {
    const read = readConfig({});
    expect(read).toMatchObject({
      ok: true,
      config: {
        DATABASE_URL: 'file:./data/tusoi.db',
        TIME_ZONE: 'Asia/Ho_Chi_Minh',
        LOCALE: 'vi',
        HTTP_PORT: 3000,
        HTTP_HOST: '127.0.0.1',
        TELEGRAM_MODE: 'polling',
      },
    });
  });

  it('take an empty variable for one that is not set', () => {
    expect(readConfig({ TELEGRAM_BOT_TOKEN: ' ', HTTP_PORT: '' })).toMatchObject({
      ok: true,
      config: { HTTP_PORT: 3000 },
    });
  });

  it('tell all problems at once, by name', () => {
    const read = readConfig({
      HTTP_PORT: 'x',
      TIME_ZONE: 'Mars',
      LOCALE: 'fr',
      LOG_LEVEL: 'loud',
      CONTENT_DIR: '/nowhere/at/all',
      TELEGRAM_MODE: 'webhook',
      DATABASE_URL: 'mysql://x',
      TELEGRAM_API_ROOT: 'nowhere',
    });
    const names = read.ok ? [] : read.problems.map((problem) => problem.split(' ')[0]).sort();
    expect(names).toEqual([
      'CONTENT_DIR',
      'DATABASE_URL',
      'HTTP_PORT',
      'LOCALE',
      'LOG_LEVEL',
      'PUBLIC_URL',
      'TELEGRAM_API_ROOT',
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_WEBHOOK_SECRET',
      'TIME_ZONE',
    ]);
  });

  it('say what the page needs', () => {
    const problems = (given: Record<string, string>) => {
      const read = readConfig(given);
      return read.ok ? [] : read.problems;
    };
    const web = { WEB_CHAT: 'on', PUBLIC_URL: 'https://tusoi.example.vn' };
    expect(problems(web)).toEqual([]);
    expect(problems({ ...web, PUBLIC_URL: `${web.PUBLIC_URL}/` })).toEqual([]);
    expect(problems({ WEB_CHAT: 'on' })).toEqual([expect.stringMatching(/^PUBLIC_URL is needed for WEB_CHAT=on/)]);
    for (const path of ['/chat', '/?x', '/#x'])
      expect(problems({ ...web, PUBLIC_URL: web.PUBLIC_URL + path })).toEqual([
        expect.stringMatching(/^PUBLIC_URL must be without a path/),
      ]);
    expect(problems({ PRIVATE_TEXT: 'on' })).toEqual([expect.stringMatching(/^WEB_CHAT must be on/)]);
    for (const networks of ['loopback', '10.0.0.0/8, ::1', 'uniquelocal'])
      expect(problems({ ...web, TRUST_PROXY: networks })).toEqual([]);
    for (const networks of ['everybody', '10.0.0.0/99', '1.2.3', 'a,b'])
      expect(problems({ ...web, TRUST_PROXY: networks })).toEqual([
        expect.stringMatching(/^TRUST_PROXY must be addresses/),
      ]);
  });

  it('make it the bot of an organisation where there is a channel', () => {
    const has = (given: Record<string, string>): boolean => {
      const read = readConfig(given);
      if (!read.ok) throw new Error(read.problems.join('; '));
      return hasChannel(read.config);
    };
    expect(has({})).toBe(false);
    expect(has({ PUBLIC_URL: 'https://tusoi.example.vn' })).toBe(false);
    expect(has({ TELEGRAM_BOT_TOKEN: '1:a' })).toBe(true);
    expect(has({ ZALO_BOT_TOKEN: '12345689:abc-xyz' })).toBe(true);
    expect(has({ WEB_CHAT: 'on', PUBLIC_URL: 'https://tusoi.example.vn' })).toBe(true);
  });

  it('never repeat a secret in a problem', () => {
    const read = readConfig({
      TELEGRAM_BOT_TOKEN: 'my secret token',
      TELEGRAM_WEBHOOK_SECRET: 'my secret secret!',
      DATABASE_URL: 'mysql://u:my-secret@h/d',
    });
    expect(read.ok).toBe(false);
    expect(JSON.stringify(read)).not.toContain('secret token');
    expect(JSON.stringify(read)).not.toMatch(/my[ -]secret/);
  });

  it.each([
    ['postgres://u:my#secret@h/d', false],
    ['postgres://u:my/secret@h/d', false],
    ['postgres://u:p@h:99999/d', false],
    ['postgres://u:my%23secret@h/d', true],
    ['postgres://u:my secret@h/d', true],
    ['postgres://u@/d?host=%2Fvar%2Frun%2Fpostgresql', true],
    ['postgres:///d', true],
  ])('know of %s whether it can be the address of a database', (DATABASE_URL, ok) => {
    const read = readConfig({ DATABASE_URL });
    expect(read.ok).toBe(ok);
    expect(JSON.stringify(read.ok ? '' : read.problems)).not.toMatch(/my.?secret/);
  });

  it('are refused with a sentence where .env cannot be read', () => {
    const [before, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), 'tusoi-env-'))];
    try {
      mkdirSync(join(folder, '.env'));
      process.chdir(folder);
      expect(readProcessConfig()).toEqual({ ok: false, problems: [expect.stringMatching(/^\.env cannot be read/)] });
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    }
  });

  it('refuse a webhook without its secret and its address', () => {
    expect(readConfig({ TELEGRAM_MODE: 'webhook', TELEGRAM_BOT_TOKEN: '1:a' }).ok).toBe(false);
    expect(
      readConfig({
        TELEGRAM_MODE: 'webhook',
        TELEGRAM_BOT_TOKEN: '1:a',
        TELEGRAM_WEBHOOK_SECRET: 'abcdefghijklmnop',
        PUBLIC_URL: 'https://x.example',
      }).ok,
    ).toBe(true);
  });

  it('take Zalo alone or beside Telegram, polled or by a webhook of its own', () => {
    const names = (given: Record<string, string>): readonly (string | undefined)[] => {
      const read = readConfig(given);
      return read.ok ? [] : read.problems.map((problem) => problem.split(' ')[0]);
    };
    const zalo = { ZALO_BOT_TOKEN: '12345689:abc-xyz' };
    expect(readConfig(zalo)).toMatchObject({
      config: { ZALO_API_ROOT: 'https://bot-api.zaloplatforms.com', ZALO_MODE: 'polling' },
    });
    expect(names({ ...zalo, TELEGRAM_BOT_TOKEN: '1:a' })).toEqual([]);
    expect(names({ ZALO_BOT_TOKEN: 'abc' })).toEqual(['ZALO_BOT_TOKEN']);
    const webhook = { ...zalo, ZALO_MODE: 'webhook' };
    expect(names(webhook)).toEqual(['ZALO_WEBHOOK_SECRET', 'PUBLIC_URL']);
    const complete = { ...webhook, ZALO_WEBHOOK_SECRET: 'abcdefghijklmnop', PUBLIC_URL: 'https://x.example' };
    expect(names(complete)).toEqual([]);
    expect(names({ ...complete, TELEGRAM_MODE: 'webhook' })).toEqual(['TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET']);
  });

  it('are all described in .env.example, which is made from them', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(exampleEnv());
  });
});
