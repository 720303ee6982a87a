/** `npm run faults`: the process is killed again and again while people fill in the questionnaire; what came of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openPostgres } from '../../src/db/postgres.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { type SiegeOptions, type SiegeReport, siege } from '../crash/support/siege.ts';
import { INTAKES, zaloFront } from '../crash/support/zalo-front.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { machine } from './support/machine.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    people: { type: 'string', default: '20' },
    /** How many processes run at once; one of them is killed. */
    processes: { type: 'string', default: '1' },
    /** The same seed kills after the same times. */
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    database: { type: 'string', default: 'sqlite' },
    channel: { type: 'string', default: 'telegram' },
    /** How updates come in over Zalo. */
    mode: { type: 'string', default: 'consume' },
  },
});

/** A database of its own, and what takes it away again. */
async function opened(kind: string): Promise<Pick<SiegeOptions, 'url' | 'open'> & { close(): Promise<void> }> {
  if (kind === 'postgres') {
    const server = await startPostgres();
    if (server === undefined) throw new Error('no PostgreSQL server could be started');
    const { url } = server;
    return { url, open: () => openPostgres({ url }), close: () => server.stop() };
  }
  if (kind !== 'sqlite') throw new Error('--database is sqlite or postgres');
  const folder = mkdtempSync(join(tmpdir(), 'tusoi-faults-'));
  const file = join(folder, 'tusoi.db');
  return {
    url: `file:${file}`,
    open: () => openSqlite({ file }),
    close: async () => rmSync(folder, { recursive: true }),
  };
}

/** Where people write; Telegram's double is the siege's own choice. */
function frontOf({ channel, mode }: { readonly channel: string; readonly mode: string }): Pick<SiegeOptions, 'front'> {
  if (channel === 'telegram') return {};
  const intake = INTAKES.find((one) => one === mode);
  if (channel !== 'zalo' || intake === undefined)
    throw new Error(`--channel is telegram, or zalo with --mode ${INTAKES.join(', ')}`);
  return { front: (options) => zaloFront(options, intake) };
}

function print(report: SiegeReport): void {
  const { resumeMs } = report;
  const rows: readonly (readonly [string, string | number])[] = [
    ['kills', `${report.kills}, of which ${report.killsWhileStarting} while the process was starting`],
    ['people who filled in the questionnaire', report.people],
    ['answers acknowledged', report.acknowledged],
    ['answers lost', report.lost.length],
    ['answers on their way at a kill', report.inFlight],
    ['messages of the bot doubled', `${report.doubled}, of which no kill explains ${report.unexplained.length}`],
    ...report.counted,
    ['time to resume', `median ${resumeMs.median} ms, p99 ${resumeMs.p99} ms, over ${resumeMs.lives} starts`],
    ['took', `${report.seconds.toFixed(0)} s`],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(64)}${value}`);
  const wrong = [
    ...report.lost,
    ...report.wrong,
    ...report.unexplained,
    ...report.badLines,
    ...report.badExits.map((code) => `a process ended with ${code}`),
  ];
  for (const line of wrong) console.error(`WRONG: ${line}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

const { kills, people, processes, seed } = {
  kills: Number(values.kills),
  people: Number(values.people),
  processes: Number(values.processes),
  seed: Number(values.seed),
};
if (![kills, people, processes, seed].every((value) => Number.isInteger(value) && value >= 0))
  throw new Error('--kills, --people, --processes and --seed are whole numbers');
const front = frontOf(values);
const over = values.channel === 'zalo' ? `zalo (${values.mode})` : values.channel;
console.log(
  `${machine()}\n${values.database}, ${over}, ${people} people at once, ${processes} at work, --seed ${seed}\n`,
);
const database = await opened(values.database);
try {
  print(
    await siege({ ...database, ...front, kills, people, processes, seed, heard: (line) => console.log(`  ${line}`) }),
  );
} finally {
  await database.close();
}
