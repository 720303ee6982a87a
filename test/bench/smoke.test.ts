/** The benches themselves, small: that they run to their end and count what they say. Whether it was fast is no test's matter. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MINUTE = 60_000;

/** What the bench printed; one that fell short of its figure has still run, one that broke has no table. */
function bench(name: string, ...args: readonly string[]): Promise<string> {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', file, ...args], { timeout: 2 * MINUTE }, (_error, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });
}

it(
  'bench:dialog brings everybody of both contestants to the end',
  async () => {
    const printed = await bench('dialog', '--sources', '--people=6', '--rounds=1', '--warm-up=0', '--quiet=1');
    expect(printed).toMatch(/this bot +\d+/);
    expect(printed).toMatch(/telegraf wizard +\d+/);
    expect(printed).toMatch(/ratio \d+\.\d\d/);
  },
  3 * MINUTE,
);

it(
  'bench:broadcast reminds everybody while others answer',
  async () => {
    const printed = await bench('broadcast', '--sources', '--reminded=40', '--answering=3', '--before=6000');
    expect(printed).toMatch(/reminders +43 +43/);
    expect(printed).toMatch(/refused with 429 +\d+ +0/);
  },
  3 * MINUTE,
);

it(
  'bench:pages answers everybody on their page, once and in order',
  async () => {
    const printed = await bench('pages', '--sources', '--pages=25', '--rate=20', '--seconds=2');
    expect(printed).toMatch(/answers on the page +40/);
    expect(printed).toMatch(/entries missing or doubled +0/);
  },
  2 * MINUTE,
);

it(
  'bench:status shows the status of the town that it made',
  async () => {
    const printed = await bench('status', '--members=1200', '--cells=24', '--runs=5', '--warm-up=1');
    expect(printed).toContain('1.200');
    expect(printed).toMatch(/\/status of the top unit +\d+\.\d\d/);
  },
  2 * MINUTE,
);
