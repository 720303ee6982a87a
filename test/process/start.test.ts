/** `npm run chat` as a newcomer meets it, and everything the program refuses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runProgram } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'tusoi-'));
const demonstration = `file:${join(folder, 'demonstration.db')}`;
afterAll(() => rmSync(folder, { recursive: true }));

describe('the program', { timeout: 120_000 }, () => {
  it('opens the demonstration in the terminal, where one can be anybody and move the clock', async () => {
    const input = [
      '/soi',
      'Tôi phụ trách công tác dân vận.',
      ':as CB06-01',
      '/status',
      ':clock +1d',
      ':as le ngoc hoa',
      '/status',
      ':clock 2022-03-01',
      ':quit',
    ].join('\n');
    const { code, out } = await runProgram('main', ['chat'], { settings: { DATABASE_URL: demonstration }, input });
    expect(code).toBe(0);
    expect(out).toContain('Câu 1/8');
    expect(out).toContain('Câu 2/8');
    expect(out).toMatch(/thuộc diện: 50; đã nộp: \d+\/50/);
    expect(out).toMatch(/21\/3 08:00 — tổng hợp tuần/);
    expect(out).toMatch(/Đảng viên: 700; miễn sinh hoạt: 125; thuộc diện: 575/);
  });

  it('is counted by the commands beside it at the time of its own clock', async () => {
    const { code, out } = await runProgram('cli', ['status', '--unit', 'CB07'], {
      settings: { DATABASE_URL: demonstration },
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^CB07 {2}Chi bộ 7, at 2022-03-22 .*\nround 121-KH-DU \(running\)/);
  });

  it('goes on with the same demonstration after a restart', async () => {
    const { out } = await runProgram('main', ['chat'], {
      settings: { DATABASE_URL: demonstration },
      input: '/tieptuc\n:clock\n:quit\n',
    });
    expect(out).toContain('Câu 2/8');
    expect(out).toContain('22/3/2022');
  });

  it('never starts a real channel on a demonstration', async () => {
    const { code, err } = await runProgram('main', [], {
      settings: { DATABASE_URL: demonstration, TELEGRAM_BOT_TOKEN: '123456:secret-secret' },
    });
    expect(code).toBe(2);
    expect(err).toContain('This database is a demonstration');
    expect(err).not.toContain('secret-secret');
  });

  it('names all bad settings at once, without a stack trace or a secret', async () => {
    const settings = {
      DATABASE_URL: 'mysql://u:geheim@h/d',
      TELEGRAM_BOT_TOKEN: 'geheim',
      TELEGRAM_MODE: 'webhook',
      TIME_ZONE: 'Mars',
    };
    const { code, out, err } = await runProgram('main', [], { settings });
    expect(code).toBe(2);
    for (const name of ['DATABASE_URL', 'TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET', 'PUBLIC_URL', 'TIME_ZONE'])
      expect(err).toContain(name);
    expect(out + err).not.toMatch(/geheim|\n\s+at /);
  });

  it('does not open the demonstration beside an organisation', async () => {
    const settings = { DATABASE_URL: `file:${join(folder, 'organisation.db')}` };
    const example = await runProgram('cli', ['import', '--example'], { settings });
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(folder, 'o.yaml'), example.out);
    await runProgram('cli', ['import', join(folder, 'o.yaml'), '--apply'], { settings });
    const { code, err } = await runProgram('main', [], { settings });
    expect(code).toBe(2);
    expect(err).toContain('holds an organisation');
  });

  it('says which database cannot be opened', async () => {
    const { code, err } = await runProgram('main', [], {
      settings: { DATABASE_URL: 'postgres://u:geheim@127.0.0.1:1/d' },
    });
    expect(code).toBe(2);
    expect(err).toContain('The database cannot be opened');
    expect(err).not.toContain('geheim');
  });
});
