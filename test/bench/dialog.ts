/** `npm run bench:dialog`: answers a second of this bot beside a telegraf wizard with a stored session. */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compile } from './support/compile.ts';
import { type Name, type Round, runAlone, runDialog } from './support/dialog.ts';
import { median, table } from './support/figures.ts';
import { fsyncMs, machine } from './support/machine.ts';

const REQUIRED = 1.5;

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '8' },
    'warm-up': { type: 'string', default: '4' },
    /** Pairs during which others took more than this share of the machine are played again; 1 counts all. */
    quiet: { type: 'string', default: '0.15' },
    /** Where the databases lie: another disk, another result. */
    folder: { type: 'string', default: '.bench/data' },
    /** Only 'bot' or 'wizard', such as with --flags='--cpu-prof --cpu-prof-dir=.bench'. */
    only: { type: 'string' },
    flags: { type: 'string', default: '' },
    /** Runs the sources as they are instead of compiling them first. */
    sources: { type: 'boolean', default: false },
  },
});
const only = values.only === 'bot' || values.only === 'wizard' ? values.only : undefined;
mkdirSync(values.folder, { recursive: true });
const options = {
  people: Number(values.people),
  rounds: Number(values.rounds),
  warmUp: Number(values['warm-up']),
  quiet: Number(values.quiet),
  folder: values.folder,
  compiled: values.sources ? undefined : await compile(),
  flags: values.flags === '' ? [] : values.flags.split(' '),
  heard: show,
};
console.log(`${machine()}\nfsync of a page in ${values.folder}: ${fsyncMs(values.folder).toFixed(2)} ms\n`);

if (only === undefined) {
  const { pairs, leftOut, ratios, ratio } = await runDialog(options);
  console.log(
    `\nmedians of ${pairs.length} rounds, ${values.people} people, 10 questions${leftOut > 0 ? `; ${leftOut} rounds on a busy machine left out` : ''}`,
  );
  const rows = [
    row(
      'this bot',
      pairs.map((pair) => pair.bot),
    ),
    row(
      'telegraf wizard',
      pairs.map((pair) => pair.wizard),
    ),
  ];
  console.log(table([['', 'answers/s', 'p50 ms', 'p99 ms', 'CPU ms/answer', 'double', 'others %'], ...rows]));
  console.log(
    `\nratio ${ratio.toFixed(2)} (median of ${ratios.map((one) => one.toFixed(2)).join(' ')}); required: ${REQUIRED}`,
  );
  if (ratio < REQUIRED) {
    console.error('MISSED');
    process.exitCode = 1;
  }
} else {
  const rounds = await runAlone(only, options);
  console.log(
    `\n${table([['', 'answers/s', 'p50 ms', 'p99 ms', 'CPU ms/answer', 'double', 'others %'], row(only, rounds)])}`,
  );
}

function show(name: Name, round: Round): void {
  const [perSecond, p50, p99] = [round.perSecond, round.p50, round.p99].map((figure) => figure.toFixed(0));
  const others = round.others === undefined ? '' : `  others ${(round.others * 100).toFixed(0)} %`;
  console.log(
    `${name.padEnd(6)} ${perSecond?.padStart(6)}/s  p50 ${p50?.padStart(4)} ms  p99 ${p99?.padStart(4)} ms  ${round.cpuMs.toFixed(2)} ms CPU an answer, the double ${round.doubleMs.toFixed(2)}${others}`,
  );
}

function row(name: string, rounds: readonly Round[]): readonly (string | number)[] {
  const of = (what: (round: Round) => number): number => median(rounds.map(what));
  const others = Math.round(of((one) => one.others ?? 0) * 100);
  return [
    name,
    Math.round(of((one) => one.perSecond)),
    Math.round(of((one) => one.p50)),
    Math.round(of((one) => one.p99)),
    Number(of((one) => one.cpuMs).toFixed(2)),
    Number(of((one) => one.doubleMs).toFixed(2)),
    others,
  ];
}
