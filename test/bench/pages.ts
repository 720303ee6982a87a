/**
 * `npm run bench:pages`: 1,000 pages of the web chat open on one process, 50 messages a second among them: how long until the
 * answer stands on the page, and how much memory it takes.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Pages, Signed } from './pages-bot.ts';
import { startChild } from './support/child.ts';
import { compile } from './support/compile.ts';
import { quantile, table } from './support/figures.ts';
import { machine } from './support/machine.ts';
import { PageCrowd } from './support/pages.ts';

const FOLDER = '.bench/data';
const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '1000' },
    /** Messages a second. */
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    sources: { type: 'boolean', default: false },
  },
});
const [pages, rate, seconds] = [Number(values.pages), Number(values.rate), Number(values.seconds)];
mkdirSync(FOLDER, { recursive: true });
const folder = mkdtempSync(join(FOLDER, 'pages-'));
const report = join(folder, 'signed.json');
const told: Pages = { file: join(folder, 'bench.db'), report, pages };
const compiled = values.sources ? undefined : await compile();
const bot = await startChild('pages-bot', told, { compiled });
try {
  const signed = JSON.parse(readFileSync(report, 'utf8')) as Signed;
  const empty = memory();
  const crowd = new PageCrowd(signed);
  await crowd.open();
  const open = memory();
  const before = await bot.cpuSeconds();
  const began = performance.now();
  await crowd.talk({ rate, messages: rate * seconds });
  const took = (performance.now() - began) / 1000;
  const cpu = (await bot.cpuSeconds()) - before;
  const after = memory();
  const { answered, refused, lost } = crowd.result();
  crowd.close();
  const ms = (share: number): string => `${quantile(answered, share).toFixed(0)} ms`;
  console.log(`${machine()}\n`);
  console.log(
    table([
      ['pages open', pages],
      ['messages', rate * seconds],
      ['messages a second', (answered.length / took).toFixed(1)],
      ['answers on the page', answered.length],
      ['refused', refused],
      ['entries missing or doubled', lost],
      ['until the answer stands on the page, p50', ms(0.5)],
      ['p99', ms(0.99)],
      ['processor time of the bot', `${((cpu / took) * 100).toFixed(0)} % of one core`],
      ['memory, no page open', `${empty} MB`],
      [`memory, ${pages} pages open`, `${open} MB`],
      ['memory, at the end', `${after} MB`],
    ]),
  );
  if (refused > 0 || lost > 0 || answered.length < rate * seconds) {
    console.error('MISSED');
    process.exitCode = 1;
  }
} finally {
  await bot.stop();
  rmSync(folder, { recursive: true });
}

/** What the bot's process holds, in megabytes (VmRSS of proc_pid_status(5)). */
function memory(): number {
  const status = readFileSync(`/proc/${bot.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
